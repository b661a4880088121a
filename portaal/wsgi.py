# SPDX-License-Identifier: EUPL-1.2
"""WSGI application, served by gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from portaal.lib.chunked import with_length

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portaal.settings")

application = with_length(get_wsgi_application())
