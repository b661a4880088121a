# SPDX-License-Identifier: EUPL-1.2
"""The way back after a form never leads to another site."""

from django.test import RequestFactory

from partijen.pages import safe_path

HERE = "http://testserver"


def test_a_way_back_stays_within_the_portal():
    request = RequestFactory().get("/")
    assert safe_path(request, "/heerlen/afspraken/?thema=5#1a") == "/heerlen/afspraken/?thema=5"
    assert safe_path(request, f"{HERE}/heerlen/?thema=5") == "/heerlen/?thema=5"
    elsewhere = [
        "https://elders.example/x",
        "//elders.example/x",
        "/\\elders.example/x",
        "javascript:alert(1)",
        # The site is ours, but its path alone names another.
        f"{HERE}//elders.example/x",
        f"{HERE}///elders.example/x",
        f"{HERE}/\\elders.example/x",
        f"{HERE}/\t/elders.example/x",
    ]
    assert {address: safe_path(request, address) for address in elsewhere} == dict.fromkeys(elsewhere, "")
