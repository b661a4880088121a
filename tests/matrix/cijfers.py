# SPDX-License-Identifier: EUPL-1.2
"""The published figures of one gemeente of the matrix."""

from typing import TYPE_CHECKING, Any

from corporaties.models import Huurgrens, Mixregel
from tests.factories import (
    AfwijkingFactory,
    CijferbronFactory,
    KenmerkFactory,
    KlasseFactory,
    KlassenlijstFactory,
    LeveringFactory,
    PopulatieFactory,
    VastgoedprojectFactory,
    VoorraadcijferFactory,
)
from tests.matrix import roles as r

if TYPE_CHECKING:
    from tests.matrix.world import Place


def publish_figures(place: "Place", bron: Any, buurt: Any) -> None:
    """A printed table with one figure, a project, and a total that does not add up."""
    gemeente, corporatie = place.gemeente, place["corporatie", ""]
    place["kenmerk", r.PUBLISHED] = kenmerk = KenmerkFactory()
    place["populatie", r.PUBLISHED] = PopulatieFactory()
    place["huurgrens", r.PUBLISHED] = Huurgrens.objects.get_or_create(
        jaar=2026, grens="liberalisatiegrens", defaults={"bron_naam": "Staatscourant"}
    )[0]
    place["klassenlijst", r.PUBLISHED] = lijst = KlassenlijstFactory(
        kenmerk=kenmerk, gemeente=gemeente, naam=f"{place.name} 2026"
    )
    place["klasse", r.PUBLISHED] = klasse = KlasseFactory(lijst=lijst, code="goedkoop", naam="Goedkoop")
    place["cijferbron", r.PUBLISHED] = tabel = CijferbronFactory(gemeente=gemeente, document=bron)
    place["levering", r.PUBLISHED] = levering = LeveringFactory(gemeente=gemeente, cijferbron=tabel)
    place["cijfer", r.PUBLISHED] = VoorraadcijferFactory(
        levering=levering, klasse=klasse, corporatie=corporatie, gebied=buurt
    )
    place["project", r.PUBLISHED] = VastgoedprojectFactory(gemeente=gemeente, gebied=buurt, corporaties=[corporatie])
    parts(place, r.PUBLISHED, klasse)
    place["afwijking", r.PUBLISHED] = AfwijkingFactory(gemeente=gemeente, cijferbron=tabel)


def parts(place: "Place", state: str, klasse: Any, **values: Any) -> None:
    """What hangs on a project."""
    project = place["project", state]
    place["projectdeelname", state] = project.deelnames.get()
    place["mixregel", state] = Mixregel.objects.create(
        gemeente=place.gemeente, project=project, klasse=klasse, aantal=4, **values
    )
