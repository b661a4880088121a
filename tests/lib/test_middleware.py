# SPDX-License-Identifier: EUPL-1.2
"""Requests that are refused before anything reads them, and rows that went meanwhile."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from portaal.lib.middleware import GoneMiddleware
from tests.factories import GebruikerFactory, GemeenteFactory

FORM = "application/x-www-form-urlencoded"


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1"])
@pytest.mark.parametrize("address", ["/accounts/login/", "/beheer/", "/maastricht/bestuur/", "/nergens/"])
def test_a_form_in_another_charset_is_refused_in_dutch(charset, address) -> None:
    client = Client()
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=GemeenteFactory()))
    response = client.post(address, b"status=x", content_type=f"{FORM}; charset={charset}")
    assert response.status_code == 400
    assert "begrijpt dit verzoek niet" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_a_form_in_utf_8_is_read(charset) -> None:
    response = Client().post("/accounts/login/", b"login=x", content_type=f"{FORM}; charset={charset}")
    assert "Inloggen" in response.content.decode()


@pytest.mark.django_db
def test_only_what_was_to_be_changed_may_be_gone() -> None:
    answer = GoneMiddleware(lambda request: HttpResponse()).process_exception
    request = RequestFactory()
    assert answer(request.delete("/api/v1/bijstellingen/1"), ObjectDoesNotExist()).status_code == 404
    assert answer(request.post("/x/"), ValueError()) is None
    assert answer(request.get("/x/"), ObjectDoesNotExist()) is None, "a page that asks for a row it must have is wrong"


TYPED = {
    "toelichting": "Wij wachten nog op <Enexis>.",
    "wie-dan_ook": "de wijk",
    "afspraak": "12",
    "leeg": " ",
    "wachtwoord": "hoort hier niet",
    "csrfmiddlewaretoken": "ook niet",
    "versie": "v1",
    "_save": "Opslaan",
}


@pytest.mark.django_db
@pytest.mark.parametrize("exception", [ObjectDoesNotExist(), Http404()])
def test_what_was_typed_about_something_that_went_stays_readable(exception) -> None:
    answer = GoneMiddleware(lambda request: HttpResponse()).process_exception
    response = answer(RequestFactory().post("/x/", TYPED), exception)
    page = response.content.decode()
    assert response.status_code == 404
    assert "Dit is er niet meer" in page
    assert "is niet opgeslagen" in page
    assert "<dt>Toelichting</dt>" in page
    assert "Wij wachten nog op &lt;Enexis&gt;." in page
    assert "<dt>Wie dan ook</dt>" in page
    assert page.count("<dt>") == 2, "nothing that is secret, hidden, empty or only a number"


@pytest.mark.django_db
def test_the_page_of_an_answer_that_could_not_be_saved() -> None:
    gemeente = GemeenteFactory()
    client = Client()
    client.force_login(GebruikerFactory(rol="coordinator", gemeente=gemeente))
    address = f"/{gemeente.slug}/prioriteiten/987654321/"
    sent = client.post(address, {"tekst": "Eerst de <lift> maken"})
    assert sent.status_code == 404
    assert "Eerst de &lt;lift&gt; maken" in sent.content.decode()
    assert "Deze pagina is er niet" in client.get(address).content.decode(), "who only reads wrote nothing"
    assert "Deze pagina is er niet" in client.post(address, {}).content.decode()
