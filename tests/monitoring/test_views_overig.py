# SPDX-License-Identifier: EUPL-1.2
"""Style guide, help, accessibility and security.txt."""

import datetime as dt

import pytest
from django.utils import timezone

from afspraken.statussen import Status

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("url", ["/stijl/", "/hulp/", "/toegankelijkheid/"])
def test_pages_are_open_to_all_and_only_for_reading(client, url):
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 405


def test_help_explains_every_status_with_its_shape(client):
    page = client.get("/hulp/").content.decode()
    for status in Status:
        assert f"#{status.value}" in page
        assert str(status.label) in page


class TestSecurityTxt:
    def lines(self, client):
        response = client.get("/.well-known/security.txt")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        return dict(line.split(": ", 1) for line in response.content.decode().split("\r\n") if line)

    def test_fields(self, client, settings):
        settings.SECURITY_CONTACT = "mailto:meldpunt@gemeente.example"
        fields = self.lines(client)
        assert fields["Contact"] == "mailto:meldpunt@gemeente.example"
        assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
        assert fields["Preferred-Languages"] == "nl, en"

    def test_expires_lies_ahead_and_less_than_a_year(self, client):
        expires = dt.datetime.fromisoformat(self.lines(client)["Expires"])
        assert dt.timedelta(days=30) < expires - timezone.now() < dt.timedelta(days=366)

    def test_only_reading(self, client):
        assert client.post("/.well-known/security.txt").status_code == 405
