# SPDX-License-Identifier: EUPL-1.2
"""The queries that every page waits for are answered from their indexes, on both databases.

The plans are those of the SQL that the portal really sends, among the rows of forty gemeenten. PostgreSQL knows their
number, as autovacuum sees to; SQLite is told nothing, as in production.
"""

import datetime as dt
import re
from collections.abc import Callable
from itertools import product
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from afspraken.doelen import verbanden_of
from afspraken.filters import AfsprakenFilter
from afspraken.models import Actie, Afspraak, Afsprakenset, Verband, Voortgang
from afspraken.paging import page_rows
from afspraken.rows import read_columns
from afspraken.services.voortgang import recompute_stand
from benchmarks.scale import Size, build_gemeente, clone_gemeente
from corporaties.models import Voorraadcijfer
from monitoring.selectors import dashboard
from partijen.models import Gebruiker, Gemeente, Partij, Rol, Wijziging
from partijen.policies import partijen_in_beheer
from partijen.shortcuts import get_gemeente
from tests.factories import KlasseFactory, LeveringFactory, VoorraadcijferFactory
from wijken.models import Gebied

GEMEENTEN = 40
# A table read from end to end, in the words of either database; SQLite names the alias.
READS_WHOLE = {
    "sqlite": r"SCAN (?:{table}|[A-Z][0-9]+)(?! USING COVERING INDEX)",
    "postgresql": r"Seq Scan on {table}",
}
SORTS = re.compile(r"USE TEMP B-TREE FOR ORDER BY|^\s*(->\s+)?Sort\b", re.MULTILINE)


def plans_of(job: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    """The plan of every SELECT that a job sends."""
    with CaptureQueriesContext(connection) as captured:
        job(*args, **kwargs)
    selects = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
    return [plan_of(sql) for sql in selects]


def plan_of(sql: str) -> str:
    """How the database would answer a statement."""
    prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {sql}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def reads_whole(plan: str, table: str) -> bool:
    """The plan has no index for this table."""
    return re.search(READS_WHOLE[connection.vendor].format(table=table), plan) is not None


class QueryPlanTests(TestCase):
    """Plans in a database with enough rows to make them matter."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.add_figures(build_gemeente("gemeente", Size(afspraken=40, reports=10, buurten=5)))
        clone_gemeente(GEMEENTEN - 1)
        build_gemeente("groot", Size(afspraken=1500, acties=1, reports=1, buurten=5))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    @classmethod
    def add_figures(cls, gemeente: Gemeente) -> None:
        """A delivery of figures."""
        levering = LeveringFactory(gemeente=gemeente)
        klasse = KlasseFactory(code="efg", lijst__gemeente=gemeente, lijst__kenmerk__code="energielabel")
        for jaar, gebied in product(range(2016, 2026), Gebied.objects.filter(gemeente=gemeente)):
            VoorraadcijferFactory(levering=levering, klasse=klasse, gebied=gebied, periode=str(jaar))

    def setUp(self) -> None:
        self.gemeente = Gemeente.objects.get(slug="20-gemeente")
        self.afsprakenset = Afsprakenset.objects.get(gemeente=self.gemeente)
        users = {
            rol: Gebruiker.objects.get(email=f"20-{rol}@gemeente.example") for rol in ("coordinator", "werkgroeplid")
        }
        self.viewers: dict[str, Any] = {"public": AnonymousUser(), **users}
        for user in users.values():
            assert user.toegang.rollen

    def dashboard_plans(self, user: Any) -> str:
        plans = plans_of(dashboard, user, self.gemeente, self.afsprakenset, timezone.localdate())
        assert len(plans) == 4
        return "\n".join(plans)

    def test_dashboard_walks_histories_by_index(self) -> None:
        for name, user in self.viewers.items():
            with self.subTest(viewer=name):
                plans = self.dashboard_plans(user)
                # Status at the previous meeting, its severity, and since when a status holds.
                assert plans.count("voortgang_nieuwste") >= 3, plans
                for table in ("afspraken_voortgang", "afspraken_publicatie", "afspraken_actie", "afspraken_termijn"):
                    assert not reads_whole(plans, table), plans

    def test_without_an_actie_is_never_where_a_query_starts(self) -> None:
        """SQLite takes every comparison for rare, also one that nearly all rows pass."""
        for name, user in self.viewers.items():
            with self.subTest(viewer=name):
                plans = self.dashboard_plans(user)
                for index in ("betrokkenheid_actie", "ligging_actie", "termijn_actie", "voortgang_actie"):
                    assert index not in plans

    def test_what_is_published_is_looked_up_per_report(self) -> None:
        assert "publicatie_nieuwste" in self.dashboard_plans(AnonymousUser())

    def test_newest_report_needs_no_sorting(self) -> None:
        actie = Actie.objects.select_related("afspraak").filter(gemeente=self.gemeente)[5]
        for doel, index in ((actie.afspraak, "voortgang_nieuwste"), (actie, "voortgang_actie")):
            with self.subTest(doel=str(doel)):
                plans = plans_of(recompute_stand, doel)
                assert len(plans) == 2
                for plan in plans:
                    assert index in plan
                    assert not SORTS.search(plan), plan

    def test_a_status_is_counted_from_its_index(self) -> None:
        expected = {"public": "afspraak_status_publiek", "coordinator": "afspraak_status"}
        for name, index in expected.items():
            with self.subTest(viewer=name):
                rows = Afspraak.objects.visible_to(self.viewers[name], gemeente=self.gemeente)
                rows = rows.with_stand(self.viewers[name], gemeente=self.gemeente)
                [plan] = plans_of(rows.filter(gemeente=self.gemeente, zicht_status="stagnatie").count)
                assert re.search(rf"\b{index}\b", plan), plan

    def test_a_page_of_a_long_list_is_walked_in_order_from_any_place(self) -> None:
        gemeente = Gemeente.objects.get(slug="groot")
        somewhere = Afspraak.objects.filter(gemeente=gemeente).order_by("volgorde", "pk")[1200]
        key = f"{somewhere.volgorde}-{somewhere.pk}"
        for user in (AnonymousUser(), Gebruiker.objects.get(email="coordinator@groot.example")):
            filters = AfsprakenFilter(QueryDict(), gemeente=gemeente, user=user)
            assert filters.is_valid()
            for place in ({}, {"na": key}, {"voor": key}):
                with self.subTest(viewer=str(user), **place):
                    rows = page_rows(filters.rows().values("volgorde", "id"), size=50, **place)
                    [plan] = plans_of(list, rows)
                    assert "afspraak_volgorde" in plan
                    assert not SORTS.search(plan), plan

    def test_rows_of_a_page_cost_what_that_page_costs(self) -> None:
        ids = list(Afspraak.objects.filter(afsprakenset=self.afsprakenset).values_list("pk", flat=True)[:10])
        for name, user in self.viewers.items():
            with self.subTest(viewer=name):
                [plan] = plans_of(read_columns, ids, user=user, gemeente=self.gemeente)
                for table in ("afspraken_voortgang", "afspraken_actie", "afspraken_termijn", "afspraken_betrokkenheid"):
                    assert not reads_whole(plan, table), plan

    def test_what_a_gemeente_has_is_looked_up_in_that_gemeente_alone(self) -> None:
        """Every page asks it for its menu, also one that a browser still holds."""
        for name, user in self.viewers.items():
            with self.subTest(viewer=name):
                request = RequestFactory().get("/")
                request.user = user
                [plan] = plans_of(get_gemeente, request, self.gemeente.slug)
                for table in ("afspraken_afspraak", "afspraken_doelstelling"):
                    assert not reads_whole(plan, table), plan
                # Figures of energy labels are looked for one list at a time, and not gathered before.
                assert not re.search("Semi Join|HashAggregate", plan), plan

    def test_parties_of_a_gemeente_are_found_from_what_ties_them_to_it(self) -> None:
        coordinator = self.viewers["coordinator"]
        asked = {
            "taking part": Partij.objects.in_gemeente(self.gemeente).order_by("naam"),
            "in beheer": Partij.objects.filter(partijen_in_beheer(coordinator, Rol.COORDINATOR)).order_by("naam"),
        }
        for name, user in self.viewers.items():
            filters = AfsprakenFilter(QueryDict(), gemeente=self.gemeente, user=user)
            asked[f"trekkers for {name}"] = filters._trekkers()
        for name, rows in asked.items():
            with self.subTest(name):
                assert len(rows) >= 6
                [plan] = plans_of(list, rows.all())
                # PostgreSQL may read the few pages of a small table, but must not ask something of each row.
                assert "SubPlan" not in plan
                assert connection.vendor != "sqlite" or not reads_whole(plan, "partijen_partij"), plan

    def test_links_between_afspraken_are_judged_one_by_one(self) -> None:
        afspraak = Verband.objects.filter(gemeente=self.gemeente)[1].van
        for name, user in self.viewers.items():
            with self.subTest(viewer=name):
                [plan] = plans_of(verbanden_of, user, afspraak)
                assert not reads_whole(plan, "afspraken_afspraak"), plan

    def test_figures_of_the_past_are_found_by_their_deliveries(self) -> None:
        """The indexes of figures hold what is in force."""
        public, coordinator = self.viewers["public"], self.viewers["coordinator"]
        seen = Voorraadcijfer.objects.visible_to(public).filter(gemeente__in=[self.gemeente])
        for name, rows in {
            "of a day": seen.for_peildatum(dt.date(2026, 1, 1)),
            "of one": seen.of_one(seen[0]),
            "in beheer": admin.site.get_model_admin(Voorraadcijfer).rows(coordinator),
        }.items():
            with self.subTest(name):
                assert rows
                [plan] = plans_of(list, rows.order_by("pk")[:50])
                assert not reads_whole(plan, "corporaties_voorraadcijfer"), plan
                assert "corporaties_voorraadcijfer_levering_id" in plan

    def test_a_code_is_looked_up_in_the_gemeente_that_is_asked(self) -> None:
        """It recurs in every other one."""
        afspraak = Afspraak.objects.filter(afsprakenset=self.afsprakenset, gepubliceerd=True)[3]
        for asked, found in ((f"afspraak={afspraak.code}", True), ("afspraak=1400a", False)):
            with self.subTest(asked), CaptureQueriesContext(connection) as captured:
                answer = self.client.get(f"/api/v1/acties?{asked}&gemeente={self.gemeente.slug}")
            assert answer.status_code == 200
            assert bool(answer.json()["count"]) is found
            [plan] = [plan_of(query["sql"]) for query in captured if found and '"code" = ' in query["sql"]] or [""]
            assert not reads_whole(plan, "afspraken_afspraak"), plan

    def test_newest_events_are_the_end_of_an_index(self) -> None:
        rows = Wijziging.objects.filter(gemeente=self.gemeente).order_by("-id")
        coordinator = self.viewers["coordinator"]
        for index, part in (
            ("wijziging_gemeente", rows),
            ("wijziging_gebruiker", rows.filter(gebruiker=coordinator)),
            ("wijziging_openbaar", rows.filter(openbaar=True)),
        ):
            with self.subTest(index=index):
                [plan] = plans_of(list, part[:50])
                assert index in plan
                assert not reads_whole(plan, "partijen_wijziging"), plan

    def test_reports_of_an_afspraak_with_its_acties(self) -> None:
        afspraak = Afspraak.objects.filter(afsprakenset=self.afsprakenset).first()
        for name, user in self.viewers.items():
            with self.subTest(viewer=name):
                rows = Voortgang.objects.visible_to(user, gemeente=self.gemeente).filter(afspraak=afspraak)
                [plan] = plans_of(list, rows.newest_first())
                assert not reads_whole(plan, "afspraken_voortgang"), plan
