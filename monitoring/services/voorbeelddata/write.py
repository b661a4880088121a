# SPDX-License-Identifier: EUPL-1.2
"""Writing wanted rows: adds what is missing, mends what differs, leaves alone what somebody else decided (ADR 0005).

The history says who decided. Per kind a handful of statements, whatever the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from monitoring.services.voorbeelddata import rows
from monitoring.services.voorbeelddata.rows import Kind, Row, attnames, key_of, normal
from partijen.models import Wijziging
from partijen.services import history

OORSPRONG = Wijziging.Oorsprong.VOORBEELDDATA


@dataclass(slots=True)
class Count:
    """What happened to the rows of one kind."""

    label: str | Promise
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_alone: int = 0
    removed: int = 0


class Changed(Exception):
    """Somebody changed rows while they were being compared; the whole load is undone."""


class Writer:
    """Writes kind after kind; `counts` and `notes` say what happened."""

    def __init__(self, gemeente_ids: Sequence[int] = ()) -> None:
        self.gemeente_ids = list(gemeente_ids)
        self.counts: list[Count] = []
        self.notes: list[str] = []
        self._events: list[Wijziging] = []
        self._present: dict[type[models.Model], set[int]] = defaultdict(set)

    def write(self, kind: Kind, wanted: list[Row]) -> None:
        """Bring the rows of one kind in line with what is wanted; all rows these point at are written already."""
        count = Count(kind.label)
        existing = self._read(kind)
        missing, stale = self._match(kind, wanted, existing, count)
        missing = [] if kind.update_only else self._recognise(kind, missing, stale, count)
        self._update(kind, [row for row in wanted if row.instance is not None], count)
        if not kind.update_only:
            self._handle_stale(kind, stale, count)
            self._create(kind, missing, count)
        self._present[kind.model] |= {row.instance.pk for row in wanted if row.instance is not None}
        if kind is rows.GEMEENTEN:
            self.gemeente_ids = sorted(self._present[kind.model])
        history.write(self._events)
        self._events.clear()
        self.counts.append(count)

    # --- finding -----------------------------------------------------------------------------------------------------

    def _read(self, kind: Kind) -> list[Any]:
        """The rows of a kind that these gemeenten have now; of gemeenten all, of partijen the shared ones too."""
        queryset = kind.model._default_manager.select_related(*kind.related).order_by("pk")
        if kind.model is rows.GEMEENTEN.model:
            return list(queryset)
        if not kind.gemeente_path:
            return list(queryset)
        condition = Q(**{f"{kind.gemeente_path}__in": self.gemeente_ids})
        if kind.shared:
            condition |= Q(**{kind.gemeente_path: None})
        return list(queryset.filter(condition))

    def _match(
        self, kind: Kind, wanted: list[Row], existing: list[Any], count: Count
    ) -> tuple[list[Row], dict[int, Any]]:
        """Couple wanted rows with existing ones by natural key; returns what is missing and what is left over."""
        by_key = {key_of(kind, instance): instance for instance in existing}
        stale = {instance.pk: instance for instance in existing}
        missing = []
        for row in wanted:
            if row.lacks():
                count.left_alone += 1
            elif instance := by_key.get(row.natural_key()):
                row.instance = instance
                stale.pop(instance.pk)
            else:
                missing.append(row)
        return missing, stale

    def _recognise(self, kind: Kind, missing: list[Row], stale: dict[int, Any], count: Count) -> list[Row]:
        """Couple missing rows with rows that carry another key now, or that a user removed; returns the really new."""
        if not missing:
            return []
        known, deleted = self._loaded_before(kind)
        new = []
        for row in missing:
            pk = known.get(row.natural_key())
            if pk in stale:
                row.instance = stale.pop(pk)
            elif pk is not None and deleted.get(pk) != OORSPRONG:
                count.left_alone += 1
                self.notes.append(
                    f"{row.place}: "
                    + _("is door een gebruiker verwijderd; niet opnieuw gemaakt (%(kind)s).") % {"kind": kind.label}
                )
            elif instance := self._same_under_other_name(kind, row, stale):
                row.instance = stale.pop(instance.pk)
            else:
                new.append(row)
        return self._pair_corrected(kind, new, stale)

    def _loaded_before(self, kind: Kind) -> tuple[dict[tuple[Any, ...], int], dict[int, str]]:
        """By the history: {natural key as loaded: id}, and {id: origin} of rows that were deleted."""
        S = Wijziging.Soort
        loaded = Q(oorsprong=OORSPRONG, soort__in=(S.NIEUW, S.GEWIJZIGD))
        events = (
            Wijziging.objects.filter(loaded | Q(soort=S.VERWIJDERD), model=kind.model._meta.label_lower, demo=False)
            .order_by("id")
            .values_list("object_id", "soort", "oorsprong", "velden")
        )
        names = attnames(kind, kind.key)
        state: dict[int, dict[str, Any]] = defaultdict(dict)
        created: set[int] = set()
        deleted: dict[int, str] = {}
        for pk, soort, oorsprong, velden in events:
            if soort == S.VERWIJDERD:
                deleted[pk] = oorsprong
                continue
            if soort == S.NIEUW:
                created.add(pk)
            state[pk].update({name: velden[name][1] for name in names if name in velden})
        known = {tuple(normal(state[pk].get(name)) for name in names): pk for pk in sorted(created)}
        return known, deleted

    @staticmethod
    def _same_under_other_name(kind: Kind, row: Row, stale: dict[int, Any]) -> Any:
        """A partij or gebied that stands under one of its other names, when exactly one fits."""
        if not hasattr(kind.model, "aliassen"):
            return None
        names = {alias.casefold() for alias in row.aliases}
        own = row.values["naam"].casefold()
        fitting = [
            instance
            for instance in stale.values()
            if instance.soort == row.values["soort"]
            and instance.gemeente_id == row.value("gemeente")
            and (instance.naam.casefold() in {own, *names} or own in {a.casefold() for a in instance.aliassen})
        ]
        return fitting[0] if len(fitting) == 1 else None

    @staticmethod
    def _pair_corrected(kind: Kind, new: list[Row], stale: dict[int, Any]) -> list[Row]:
        """A corrected row whose key changed is still the same row, when one of each is left that belong together."""
        if not kind.loose_key:
            return new
        wanted_by, stale_by = defaultdict(list), defaultdict(list)
        for row in new:
            wanted_by[tuple(normal(row.value(name)) for name in kind.loose_key)].append(row)
        for instance in stale.values():
            stale_by[tuple(normal(getattr(instance, name)) for name in attnames(kind, kind.loose_key))].append(instance)
        for key, listed in wanted_by.items():
            if len(listed) == 1 and len(stale_by[key]) == 1:
                listed[0].instance = stale.pop(stale_by[key][0].pk)
        return [row for row in new if row.instance is None]

    # --- writing -----------------------------------------------------------------------------------------------------

    def _create(self, kind: Kind, new: list[Row], count: Count) -> None:
        """Insert rows, those that point at others of their own kind after these."""
        pending = set(new)
        while pending:
            ready = [row for row in new if row in pending and pending.isdisjoint(self._same_kind(row))]
            for row in ready:
                values = {name: v.instance if isinstance(v, Row) else v for name, v in row.values.items()}
                row.instance = kind.model(**values)
            kind.model._default_manager.bulk_create([row.instance for row in ready], batch_size=500)
            self._fill_lists(kind, ready)
            self._events += [self._created(row) for row in ready]
            pending.difference_update(ready)
        count.new += len(new)

    @staticmethod
    def _same_kind(row: Row) -> Iterator[Row]:
        return (value for value in row.values.values() if isinstance(value, Row) and value.kind is row.kind)

    @staticmethod
    def _fill_lists(kind: Kind, created: list[Row]) -> None:
        for name in created[0].lists if created else ():
            through, own, other = _through(kind, name)
            links = [
                through(**{own: row.instance.pk, other: target.instance.pk})
                for row in created
                for target in row.lists[name]
                if target.instance is not None
            ]
            through._default_manager.bulk_create(links, batch_size=500)

    def _created(self, row: Row) -> Wijziging:
        event = history.created(row.instance, by=None, oorsprong=OORSPRONG, gemeente_id=_gemeente_id(row))
        for name, targets in row.lists.items():
            event.velden[name] = [[], sorted(target.instance.pk for target in targets if target.instance is not None)]
        return event

    def _update(self, kind: Kind, coupled: list[Row], count: Count) -> None:
        """Mend the fields that differ and that nobody else wrote; say which ones were left alone."""
        lists = {name: self._listed(kind, name, coupled) for name in (coupled[0].lists if coupled else ())}
        differing = {row: diff for row in coupled if (diff := self._differences(row, lists))}
        count.unchanged += len(coupled) - len(differing)
        if not differing:
            return
        touched = self._touched(kind, {row.instance.pk for row in differing})
        allowed: dict[Row, set[str]] = {}
        for row, names in differing.items():
            attname = {f.name: f.attname for f in kind.model._meta.concrete_fields}
            theirs = {name for name in names if touched(row.instance.pk, attname.get(name, name))}
            for name in sorted(theirs):
                self.notes.append(
                    f"{row.place}: "
                    + _("%(field)s is door een gebruiker gewijzigd; niet overschreven.") % {"field": name}
                )
            if mine := names - theirs:
                allowed[row] = mine
            else:
                count.left_alone += 1
        self._lock(kind, [row.instance for row in allowed])
        for row, names in allowed.items():
            self._apply(kind, row, names, lists)
        self._save(kind, allowed)
        count.changed += len(allowed)

    @staticmethod
    def _differences(row: Row, lists: dict[str, dict[int, set[int]]]) -> set[str]:
        """Names of the fields and lists in which the database differs from the file."""
        fields = {f.name: f.attname for f in row.kind.model._meta.concrete_fields}
        names = {name for name in row.values if getattr(row.instance, fields[name]) != row.value(name)}
        for name, now in lists.items():
            if now[row.instance.pk] != {t.instance.pk for t in row.lists[name] if t.instance is not None}:
                names.add(name)
        return names

    @staticmethod
    def _listed(kind: Kind, name: str, coupled: list[Row]) -> dict[int, set[int]]:
        """{id: ids in the list} of a many-to-many field."""
        through, own, other = _through(kind, name)
        listed: dict[int, set[int]] = defaultdict(set)
        pks = [row.instance.pk for row in coupled]
        for pk, target in through._default_manager.filter(**{f"{own}__in": pks}).values_list(own, other):
            listed[pk].add(target)
        return listed

    @staticmethod
    def _touched(kind: Kind, pks: Iterable[int]) -> Any:
        """A function that tells whether somebody else wrote a column last; a row without history is somebody else's."""
        events = (
            Wijziging.objects.filter(model=kind.model._meta.label_lower, object_id__in=list(pks))
            .order_by("-id")
            .values_list("object_id", "soort", "oorsprong", "velden")
        )
        newest: dict[int, dict[str, str]] = defaultdict(dict)
        born: dict[int, str] = {}
        for pk, soort, oorsprong, velden in events:
            if soort == Wijziging.Soort.NIEUW:
                born.setdefault(pk, oorsprong)
            for name in velden:
                newest[pk].setdefault(name, oorsprong)

        def touched(pk: int, column: str) -> bool:
            return newest[pk].get(column, born.get(pk)) != OORSPRONG

        return touched

    @staticmethod
    def _lock(kind: Kind, instances: list[Any]) -> None:
        """Hold the rows that will change, and make sure they still are as they were compared."""
        if not instances:
            return
        locked = kind.model._default_manager.select_for_update().in_bulk([instance.pk for instance in instances])
        for instance in instances:
            now = locked.get(instance.pk)
            same = now is not None and (
                now.versie == instance.versie  # type: ignore[attr-defined]
                if hasattr(instance, "versie")
                else history.values_of(now) == history.values_of(instance)
            )
            if not same:
                raise Changed

    def _apply(self, kind: Kind, row: Row, names: set[str], lists: dict[str, dict[int, set[int]]]) -> None:
        before = history.values_of(row.instance)
        for name in names - set(row.lists):
            value = row.values[name]
            setattr(row.instance, name, value.instance if isinstance(value, Row) else value)
        velden = history.changed_values(before, history.values_of(row.instance))
        for name in names & set(row.lists):
            old = lists[name][row.instance.pk]
            new = {target.instance.pk for target in row.lists[name] if target.instance is not None}
            through, own, other = _through(kind, name)
            through._default_manager.filter(**{own: row.instance.pk, f"{other}__in": old - new}).delete()
            through._default_manager.bulk_create(
                [through(**{own: row.instance.pk, other: pk}) for pk in sorted(new - old)]
            )
            velden[name] = [sorted(old), sorted(new)]
        if hasattr(row.instance, "versie"):
            row.instance.versie += 1
        self._events.append(
            history.event(
                row.instance,
                Wijziging.Soort.GEWIJZIGD,
                by=None,
                oorsprong=OORSPRONG,
                velden=velden,
                gemeente_id=_gemeente_id(row),
            )
        )

    @staticmethod
    def _save(kind: Kind, allowed: dict[Row, set[str]]) -> None:
        """One statement for all changed rows; a period takes its two days along."""
        names = {name for names in allowed.values() for name in names}
        fields = [f for f in kind.model._meta.concrete_fields if f.name in names]
        columns = [f.name for f in fields]
        for field in fields:
            for companion in (getattr(field, "first_field", None), getattr(field, "last_field", None)):
                columns += [companion] if companion else []
            for row in allowed:
                field.pre_save(row.instance, False)
        if any(f.name == "versie" for f in kind.model._meta.concrete_fields):
            columns.append("versie")
        if allowed and columns:
            kind.model._default_manager.bulk_update([row.instance for row in allowed], columns, batch_size=200)

    def _handle_stale(self, kind: Kind, stale: dict[int, Any], count: Count) -> None:
        """Rows of ours that no file asks for any more: a relation goes too, anything else is only reported."""
        parent = kind.model._meta.get_field(kind.key[0])
        if not isinstance(parent, models.ForeignKey):
            return  # gemeenten and partijen: with one gemeente asked for, the others are not in the files either
        owners = self._present[parent.related_model]
        candidates = [instance for instance in stale.values() if getattr(instance, parent.attname) in owners]
        if not candidates:
            return
        ours = self._untouched(kind, [instance.pk for instance in candidates])
        gone = [instance for instance in candidates if instance.pk in ours]
        if not kind.dependent:
            for instance in gone:
                self.notes.append(
                    _("%(kind)s: ‘%(name)s’ staat niet meer in de bestanden; niet verwijderd.")
                    % {"kind": str(kind.label).capitalize(), "name": instance}
                )
            return
        for instance in gone:
            old = history.values_of(instance)
            self._events.append(
                history.event(
                    instance,
                    Wijziging.Soort.VERWIJDERD,
                    by=None,
                    oorsprong=OORSPRONG,
                    velden={name: [value, None] for name, value in old.items() if value not in (None, "", [], {})},
                    gemeente_id=history.gemeente_id_of(instance) or instance.collectief.gemeente_id,
                )
            )
        kind.model._default_manager.filter(pk__in=[instance.pk for instance in gone]).delete()
        count.removed += len(gone)

    @staticmethod
    def _untouched(kind: Kind, pks: list[int]) -> set[int]:
        """Ids of rows that the loader made and nobody else ever wrote to."""
        events = Wijziging.objects.filter(model=kind.model._meta.label_lower, object_id__in=pks)
        origins: dict[int, set[str]] = defaultdict(set)
        for pk, oorsprong in events.values_list("object_id", "oorsprong"):
            origins[pk].add(oorsprong)
        return {pk for pk, found in origins.items() if found == {OORSPRONG}}


def _through(kind: Kind, name: str) -> tuple[type[models.Model], str, str]:
    """The table of a many-to-many field, and its columns for the own and the other side."""
    field = kind.model._meta.get_field(name)
    through = field.remote_field.through  # type: ignore[union-attr]
    return through, f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]


def _gemeente_id(row: Row) -> int | None:
    """To which gemeente the history of a row belongs; None for what all gemeenten share."""
    if row.gemeente is not None:
        return row.gemeente.instance.pk  # type: ignore[no-any-return]
    return history.gemeente_id_of(row.instance)
