# SPDX-License-Identifier: EUPL-1.2
"""The production server, also of `make start`; gunicorn reads this file from the working directory.

Sync workers: in trials threads halved the rate, since rendering is what costs. A proxy in front (nginx, HAProxy)
buffers slow clients; without one a slow client holds a worker until `timeout`.
"""

import os

bind = f"{os.environ.get('PORTAAL_BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
wsgi_app = "portaal.wsgi:application"
worker_class = "sync"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
timeout = 60
graceful_timeout = 30
max_requests = 10_000
max_requests_jitter = 1_000
# gunicorn 27 opens a control socket in the home directory by default: nothing here uses it.
control_socket_disable = True
# No access log: addresses of visitors are personal data, and a proxy in front keeps one where that is needed.
accesslog = None
errorlog = "-"
loglevel = "warning"
