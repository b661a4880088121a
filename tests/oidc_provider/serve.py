# SPDX-License-Identifier: EUPL-1.2
"""Set the provider up and serve it: `python -m tests.oidc_provider.serve '<json>'`; prints its port, ends with stdin.

The argument holds the people, the client and where it may send a browser back to.
"""

import json
import os
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def set_up(wanted: dict) -> None:
    """People with a confirmed or unconfirmed address, and one client with its secret."""
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for person in wanted["people"]:
        user = User.objects.create_user(person["name"], person["email"], wanted["password"])
        EmailAddress.objects.create(user=user, email=person["email"], verified=person["verified"], primary=True)
    Client.objects.create(
        id=wanted["client_id"],
        name="Afsprakenportaal",
        secret=make_password(wanted["secret"]),
        scopes="openid\nprofile\nemail",
        redirect_uris="\n".join(wanted["redirect_uris"]),
    )


def main(wanted: dict) -> None:
    """Serve until stdin is closed: the process never outlives the tests."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    os.environ["OIDC_PROVIDER_KEY"] = key.private_bytes(*form).decode()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.oidc_provider.settings"

    import django
    from django.core.wsgi import get_wsgi_application

    django.setup()
    set_up(wanted)
    server = Server(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
