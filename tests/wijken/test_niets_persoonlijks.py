# SPDX-License-Identifier: EUPL-1.2
"""An applicant whose every word is marked, walked over everything the public can reach: none of it shows anywhere.

Pages of the fund, of neighbourhoods and of what changed, every list of the API in every format, downloads, the history,
and all log lines of the whole way from the form to the account.
"""

import re
import time
import uuid
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from partijen.models import Wijziging
from portaal.api import router
from portaal.lib import spam
from wijken.models import Aanvraag, Dossier
from wijken.services import indienen

pytestmark = pytest.mark.django_db

MARKED = {
    "naam": "Zonnebloem Oleander",
    "email": "zonnebloem@bewoner.example",
    "telefoon": "043-1112223",
    "organisatie": "Klaproos",
    "titel": "Lavendel",
    "plan": "Rozemarijn",
    "wanneer": "Hortensia",
}
SECRETS = ("zonnebloem", "oleander", "043-1112223", "klaproos", "lavendel", "rozemarijn", "hortensia", "madelief")
SECRETS += ("begonia", "pioenroos")


def text_of(response: Any) -> str:
    """An answer whole, packed files too."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return f"{dict(response.items())}\n{content.decode(errors='replace')}".lower()


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture
def walked(client, wereld, capfd) -> dict[str, str]:
    """{what: text} of everything that was written to the log on the way, after the whole way was gone by page."""
    cache.clear()
    plain = {"begin": spam.make_mark(time.time() - 60), "website": "", "gebied": wereld.mariaberg.pk, "gevraagd": "100"}
    document = SimpleUploadedFile("Pioenroos.pdf", b"%PDF-1.7 begonia")
    # Refused first, so that what is logged of a fault is seen too.
    assert client.post(wereld.url("aanvragen"), {**plain, **MARKED, "gevraagd": "nul"}).status_code == 422
    assert client.post(wereld.url("aanvragen"), {**plain, **MARKED, "documenten": [document]}).status_code == 303
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]
    assert client.post(f"{link}bevestigen/").status_code == 303
    client.force_login(wereld.fondsbeheerder)
    today = timezone.localdate().isoformat()

    def take(stap: str, **values: Any) -> int:
        row = Aanvraag.objects.get()
        data = {"versie": row.versie, "sleutel": uuid.uuid4(), "datum": today, **values}
        return client.post(wereld.url("stap", row.pk, stap), data).status_code

    assert take("behandelen", fonds=wereld.fonds.pk) == 303
    granted = {"bedrag": "100", "uit": "vrij", "openbare_titel": "Een bankje", "motivering": "Madelief"}
    assert take("toekennen", **granted | {"openbare_titel": "Bankje van Zonnebloem"}) == 422
    assert take("toekennen", **granted) == 303
    assert take("uitbetalen", bedrag="100", omschrijving="Voor Zonnebloem") == 422
    assert take("uitbetalen", bedrag="100") == 303
    row = Aanvraag.objects.get()
    for path in (wereld.url("werklijst"), wereld.url("behandeling", row.pk), wereld.url("brief", row.pk, "betaling")):
        assert "zonnebloem" in text_of(client.get(path)) or "lavendel" in text_of(client.get(path))
    document_pk = Dossier.objects.get().documenten.get().pk
    assert "begonia" in text_of(client.get(wereld.url("aanvraagdocument", row.pk, document_pk)))
    assert take("verantwoorden", verantwoording="Madelief") == 303
    client.logout()
    cache.clear()
    out, err = capfd.readouterr()
    assert link.rstrip("/").rpartition("/")[2].lower() not in (out + err).lower()
    return {"log": (out + err).lower()}


def public_addresses(wereld: Any) -> list[str]:
    row, slug = Aanvraag.objects.get(), wereld.gemeente.slug
    fonds = wereld.url("fonds", "mariaberg")
    found = [
        wereld.url("fondsen"),
        fonds,
        *(f"{fonds}?formaat={formaat}" for formaat in ("csv", "xlsx", "ods")),
        wereld.url("jaaroverzicht"),
        *(f"{wereld.url('jaaroverzicht')}?formaat={formaat}" for formaat in ("csv", "xlsx", "ods")),
        wereld.url("aanvragen"),
        wereld.url("aanvraag-verstuurd"),
        f"/{slug}/",
        f"/{slug}/wijken/",
        f"/{slug}/wijken/?maat=fonds",
        f"/{slug}/wijken/mariaberg/",
        f"/{slug}/wijzigingen/",
        f"/{slug}/afspraken/",
        "/api/v1/openapi.json",
        "/api/v1",
        f"/api/v1/fondsaanvragen/{row.pk}",
    ]
    for _prefix, viewset, name in router.registry:
        base = reverse(f"api:{name}-list")
        found += [base, *(f"{base}?formaat={formaat}" for formaat in viewset.bulk_formats)]
    return found


def test_nothing_about_an_applicant_is_public(client, wereld, walked):
    assert found_in(walked["log"]) == []
    shown = 0
    for path in public_addresses(wereld):
        response = client.get(path)
        assert response.status_code == 200, path
        text = text_of(response)
        assert found_in(text) == [], path
        shown += "een bankje" in text
    assert shown >= 4
    row = Aanvraag.objects.get()
    for path in (
        wereld.url("werklijst"),
        wereld.url("behandeling", row.pk),
        wereld.url("brief", row.pk, "afronding"),
        wereld.url("aanvraagdocument", row.pk, 1),
    ):
        assert found_in(text_of(client.get(path))) == []
    history = " ".join(f"{e.object_naam} {e.reden} {e.velden}" for e in Wijziging.objects.all()).lower()
    assert found_in(history) == []


def test_nor_to_who_logged_in_without_the_role(as_user, wereld, walked):
    row = Aanvraag.objects.get()
    for user in (wereld.werkgroeplid, wereld.beheerder, wereld.elders):
        client = as_user(user)
        for path in (*public_addresses(wereld)[:12], wereld.url("behandeling", row.pk), "/werkbank/"):
            assert found_in(text_of(client.get(path))) == [], path


def test_a_search_tells_nothing_of_a_dossier(client, wereld, walked):
    for zoek in ("Zonnebloem", "zonnebloem@bewoner.example", "Lavendel"):
        response = client.get("/api/v1/fondsaanvragen", {"zoek": zoek})
        assert response.status_code in (200, 400)
        if response.status_code == 200:
            assert response.json()["count"] == 0
    link = indienen.make_link(Dossier.objects.get())
    assert "zonnebloem" in text_of(client.get(wereld.url("aanvraag", link)))
