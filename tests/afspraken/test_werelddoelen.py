# SPDX-License-Identifier: EUPL-1.2
"""Goals of the United Nations with what works on them, and what came of the recommendations of a study."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from afspraken.models import LandelijkePrioriteit, Sdg
from afspraken.werelddoelen import read_aanbevelingen, read_werelddoelen
from tests.afspraken.wereld import count_data_queries
from tests.factories import (
    AfspraakFactory,
    AfsprakensetFactory,
    GemeenteFactory,
    ThemaFactory,
    VerbandFactory,
)
from tests.factories_wijkplan import SdgkoppelingFactory

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def stad():
    gemeente = GemeenteFactory(slug="stad", naam="Stad")
    gemeente.set = AfsprakensetFactory(gemeente=gemeente, slug="programma", naam="Programma", soort="programma")
    gemeente.thema = ThemaFactory(afsprakenset=gemeente.set, nummer=1, naam="Gezondheid")
    gemeente.een = AfspraakFactory(thema=gemeente.thema, code="p1", titel="Samen sporten")
    return gemeente


def test_goals_on_the_page_and_with_an_afspraak(stad, as_user) -> None:
    assert len(Sdg.choices) == 17
    hidden = AfspraakFactory(thema=stad.thema, titel="Geheim plan", gepubliceerd=False)
    SdgkoppelingFactory(afsprakenset=stad.set, sdg=1, bron_opmerking="Slecht leesbaar.")
    SdgkoppelingFactory(afsprakenset=stad.set, sdg=3, thema=stad.thema)
    SdgkoppelingFactory(afsprakenset=stad.set, sdg=3, afspraak=stad.een)
    SdgkoppelingFactory(afsprakenset=stad.set, sdg=5, afspraak=hidden)
    page = as_user(None).get("/stad/doorwerking/")
    text = " ".join(page.content.decode().split())
    for words in ("1. Geen armoede", "3. Goede gezondheid en welzijn", "Slecht leesbaar.", "Samen sporten", "Pijler"):
        assert words in text
    assert "Gendergelijkheid" not in text
    one = as_user(None).get("/stad/doorwerking/?sdg=3")
    assert [doel.nummer for doel in one.context["werelddoelen"]] == [3]
    assert as_user(None).get("/stad/doorwerking/?sdg=5").status_code == 422
    own = as_user(None).get("/stad/afspraken/programma/p1/").content.decode()
    assert own.count("3. Goede gezondheid en welzijn") == 1
    assert "1. Geen armoede" not in own, "that the whole programme works on it is not said of each afspraak"
    few = count_data_queries(lambda: read_werelddoelen(NOBODY, stad))
    for number in range(6, 12):
        SdgkoppelingFactory(afsprakenset=stad.set, sdg=number, afspraak=AfspraakFactory(thema=stad.thema))
    assert count_data_queries(lambda: read_werelddoelen(NOBODY, stad)) == few
    for wrong in ({"sdg": 18}, {"sdg": 2, "thema": stad.thema, "afspraak": stad.een}, {"sdg": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SdgkoppelingFactory(afsprakenset=stad.set, **wrong)


def test_what_came_of_a_study(stad, as_user) -> None:
    study = AfsprakensetFactory(gemeente=stad, slug="onderzoek", naam="Aanbevelingen", soort="onderzoek")
    thema = ThemaFactory(afsprakenset=study, nummer=1)
    rows = [AfspraakFactory(thema=thema, code=str(n), titel=f"Aanbeveling {n}", volgorde=n) for n in range(3)]
    VerbandFactory(van=stad.een, naar=rows[0], soort="volgt_uit")
    hidden = AfspraakFactory(thema=stad.thema, titel="Geheim plan", gepubliceerd=False)
    VerbandFactory(van=hidden, naar=rows[1], soort="volgt_uit")
    text = " ".join(as_user(None).get("/stad/doorwerking/").content.decode().split())
    assert "Leidde tot:" in text
    assert text.count("Daar is nog geen afspraak bij.") == 2
    assert "Geheim" not in text
    few = count_data_queries(lambda: read_aanbevelingen(NOBODY, stad))
    for number in range(5):
        VerbandFactory(van=AfspraakFactory(thema=stad.thema, code=f"x{number}"), naar=rows[2], soort="volgt_uit")
    assert count_data_queries(lambda: read_aanbevelingen(NOBODY, stad)) == few


def test_a_priority_may_name_one_afspraak(stad, as_user) -> None:
    other = AfspraakFactory(thema=ThemaFactory(afsprakenset=stad.set, nummer=2), code="p2", titel="Los punt")
    row = LandelijkePrioriteit.objects.create(gemeente=stad, afsprakenset=stad.set, nummer=1, naam="Betaalbaar wonen")
    row.themas.add(stad.thema)
    row.afspraken.add(other, stad.een)
    page = as_user(None).get("/stad/doorwerking/")
    (keten,) = page.context["ketens"]
    assert [link.afspraak.code for link in keten.los] == ["p2"], "p1 stands under its thema already"
    assert [link.afspraak.code for part in keten.themas for link in part.schakels] == ["p1"]
    assert "Losse afspraken" in page.content.decode()
    assert "Betaalbaar wonen" in as_user(None).get("/stad/afspraken/programma/p2/").content.decode()
