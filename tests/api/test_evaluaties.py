# SPDX-License-Identifier: EUPL-1.2
"""Evaluations by the API: what each may see of them, and their lines."""

import pytest

from afspraken.models import Afspraak
from monitoring.models import Evaluatie
from monitoring.onderwerpen import ONDERWERPEN
from tests.api.world import SECRET

pytestmark = pytest.mark.django_db


def test_the_attributes_and_the_lines(ask, refused, world, client) -> None:
    [row] = ask("evaluaties", gemeente="heerlen")["results"]
    own = Evaluatie.objects.get(gemeente=world.heerlen)
    assert {name: row[name] for name in ("id", "gemeente", "afsprakenset", "naam", "jaar", "concept", "demo")} == {
        "id": own.pk,
        "gemeente": "heerlen",
        "afsprakenset": own.afsprakenset.slug,
        "naam": own.set_naam,
        "jaar": 2024,
        "concept": False,
        "demo": True,
    }
    assert row["voorstellen"] == {"doorgaan": 0, "bijstellen": 0, "stoppen": 0, "toevoegen": 1, "geen": 1}
    assert [topic["naam"] for topic in row["onderwerpen"]] == [str(naam) for naam in ONDERWERPEN.values()]
    assert row["url"].endswith(own.get_absolute_url())
    lines = ask(f"evaluaties/{own.pk}/regels", paginaGrootte=1)
    assert (lines["count"], len(lines["results"])) == (2, 1)
    line = lines["results"][0]
    assert (line["status"], line["voorstel"], line["code"]) == ("op_koers", None, world.afspraken["h1"].code)
    assert line["oordelen"] == [{"partij": "Woonpunt", "oordeel": "tevreden", "toelichting": ""}]
    new = ask(f"evaluaties/{own.pk}/regels", pagina=2, paginaGrootte=1)["results"][0]
    assert (new["status"], new["voorstel"], new["code"], new["titel"]) == (None, "toevoegen", None, "Daken")
    assert refused(f"evaluaties/{own.pk}/regels", zoek="x")
    assert ask("evaluaties", jaar=2024, demo="true")["count"] == 1
    assert refused("evaluaties", jaar="straks")


def test_who_sees_what(ask, world, client) -> None:
    expected = {"public": {2024}, "databeheerder": {2024, 2025}, "lid": {2024, 2025}, "coordinator elders": {2024}}
    for role, years in expected.items():
        rows = ask("evaluaties", world.users[role], gemeente="maastricht")["results"]
        assert {row["jaar"] for row in rows} == years, role
        assert SECRET not in str(rows)
    assert ask("evaluaties", world.users["bestuurder"], gemeente="maastricht")["count"] == 3
    own = Evaluatie.objects.get(gemeente=world.maastricht, jaar=2024)
    hidden = Evaluatie.objects.get(gemeente=world.maastricht, vastgesteld=False)
    for role, codes in {"public": {"1a"}, "databeheerder": {"1a"}, "coordinator": {"1a", "1b"}}.items():
        rows = ask(f"evaluaties/{own.pk}/regels", world.users[role])["results"]
        assert {row["code"] for row in rows} == codes, role
        seen = ask(f"evaluaties/{own.pk}", world.users[role])
        assert sum(seen["voorstellen"].values()) == len(codes), "what is hidden is not counted either"
    client.logout()
    for pk in (hidden.pk, 999_999):
        assert client.get(f"/api/v1/evaluaties/{pk}/regels").status_code == 404
    Afspraak.objects.filter(afsprakenset=own.afsprakenset).update(gepubliceerd=False)
    assert ask(f"evaluaties/{own.pk}/regels")["count"] == 0
