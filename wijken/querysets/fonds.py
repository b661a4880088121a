# SPDX-License-Identifier: EUPL-1.2
"""Facts about many fondsen and boekingen, and who may see them."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from portaal.lib.money import DECIMALS, MAX_DIGITS, ZERO

if TYPE_CHECKING:
    from partijen.models import Gemeente
    from partijen.querysets import User

EURO: Any = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMALS)


class FondsQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """What a fund has, spent and has left is public."""

    def visible_to(self, user: "User") -> Self:
        """Every fund may be seen by all."""
        return self

    def with_stand(self, *, demo: bool = False, peildatum: dt.date | None = None) -> Self:
        """Annotate what each post holds now: `vrij`, `gereserveerd`, `toegekend`, `besteed`, and `budget`, their sum.

        Also `vastgelegd`: reserved or granted, so no longer free but not spent either. Amounts of the real ledger;
        with `demo` those of the demo ledger beside it, which the real one never counts. With a peildatum what the
        lines until the end of that day leave, by the day on which money moved, as the overview per year counts.
        """
        from wijken.models import POSTEN, Boeking

        lines = Boeking.objects.filter(fonds=OuterRef("pk"), demo=demo)
        nothing = models.Value(ZERO, output_field=EURO)

        def holds(post: str) -> Any:
            if peildatum is None:
                last = lines.order_by("-volgnummer").values(f"{post}_na")[:1]
                return Coalesce(Subquery(last), nothing, output_field=EURO)
            until = lines.filter(datum__lte=peildatum).order_by().values("fonds")
            into, out = (
                Coalesce(Subquery(rows.annotate(som=Sum("bedrag")).values("som")), nothing, output_field=EURO)
                for rows in (until.filter(naar=post), until.filter(van=post))
            )
            return models.ExpressionWrapper(into - out, output_field=EURO)

        return self.annotate(**{post.value: holds(post.value) for post in POSTEN}).annotate(
            budget=F("vrij") + F("gereserveerd") + F("toegekend") + F("besteed"),
            vastgelegd=F("gereserveerd") + F("toegekend"),
        )

    def for_buurt(self, buurt: Any, peildatum: dt.date) -> list[Any]:
        """Funds to which a buurt belongs, the nearest first: its own, that of a focusgebied, that of its rayon.

        Empty where the sources do not say to which rayon a buurt without a fund belongs.
        """
        from wijken.models import Gebied

        holding = Gebied.objects.holding(buurt, peildatum).values("pk")
        found = self.filter(models.Q(gebied=buurt) | models.Q(gebied__in=holding)).select_related("gebied")
        order = {Gebied.Soort.BUURT: 0, Gebied.Soort.FOCUSGEBIED: 1, Gebied.Soort.RAYON: 2}
        return sorted(found, key=lambda fonds: (order.get(fonds.gebied.soort, 3), fonds.gebied.naam, fonds.pk))


class BoekingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Lines of the ledger. Their amounts and descriptions are public; who entered them is not shown to the public."""

    def visible_to(self, user: "User") -> Self:
        """Every line may be seen by all."""
        return self

    def echt(self) -> Self:
        """Without demo lines."""
        return self.filter(demo=False)

    def with_tegengeboekt(self) -> Self:
        """Annotate `tegengeboekt`: the line was reversed."""
        return self.annotate(tegengeboekt=Exists(self.model._default_manager.filter(tegenboeking_van=OuterRef("pk"))))

    def verplaatst(self) -> dict[tuple[int, str, str], Decimal]:
        """{(fonds id, from, to): euros that went this way}, what was reversed counted back."""
        rows = self.order_by().values("fonds_id", "van", "naar", "soort").annotate(totaal=Sum("bedrag"))
        found: dict[tuple[int, str, str], Decimal] = defaultdict(lambda: ZERO)
        for row in rows:
            if row["soort"] == "tegenboeking":
                found[row["fonds_id"], row["naar"], row["van"]] -= row["totaal"]
            else:
                found[row["fonds_id"], row["van"], row["naar"]] += row["totaal"]
        return dict(found)

    def saldo(self, post: str) -> Decimal:
        """What these lines leave in a post."""
        totals = self.aggregate(
            erin=Sum("bedrag", filter=models.Q(naar=post)), eruit=Sum("bedrag", filter=models.Q(van=post))
        )
        return (totals["erin"] or ZERO) - (totals["eruit"] or ZERO)

    def broken(self) -> list[Any]:
        """Lines whose balances do not follow from the line before: none, unless somebody wrote past the services."""
        from wijken.models import POSTEN

        wrong: list[Any] = []
        before: dict[tuple[int, bool], tuple[int, dict[Any, Decimal]]] = {}
        lines: Any = self.order_by("fonds", "demo", "volgnummer")
        for line in lines:
            key = (line.fonds_id, line.demo)
            number, balances = before.get(key, (0, dict.fromkeys(POSTEN, ZERO)))
            balances = dict(balances)
            for post, sign in ((line.van, -1), (line.naar, 1)):
                if post in balances:
                    balances[post] += sign * line.bedrag
            if line.volgnummer != number + 1 or any(getattr(line, f"{p.value}_na") != balances[p] for p in POSTEN):
                wrong.append(line)
            before[key] = (line.volgnummer, {p: getattr(line, f"{p.value}_na") for p in POSTEN})
        return wrong


def read_kenmerken(gemeente: "Gemeente", jaar: int) -> int:
    """The highest number that an application of a year has, 0 when there is none."""
    from wijken.models import Aanvraag

    prefix = f"LF-{jaar}-"
    last = Aanvraag.objects.filter(gemeente=gemeente, kenmerk__startswith=prefix).order_by("-kenmerk")
    kenmerk = last.values_list("kenmerk", flat=True).first()
    return int(kenmerk.removeprefix(prefix)) if kenmerk else 0
