# SPDX-License-Identifier: EUPL-1.2
"""Writing history: every service records its changes here, in the transaction of the change (ADR 0002).

What the public can notice raises the version of its pages in the same transaction (ADR 0013).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any

from django.db import IntegrityError, OperationalError, connection, models, router, transaction
from django.db.models.deletion import Collector
from django.dispatch import Signal
from django.utils.translation import gettext as _

from partijen.models import Wijziging
from partijen.sleutelhouder import Actor, key_of, person_of
from portaal.lib.inserts import insert_rows
from portaal.lib.publicity import publicity_of

# Columns that follow from others or count changes; they are no news of their own.
UNTRACKED = frozenset({"id", "versie", "begindatum", "einddatum", "password", "last_login", "publieke_versie"})
# Of a key: what opens the door, and bookkeeping.
UNTRACKED |= {"token_hash", "aanvraag", "last_used_at"}
# Of a provider of logins and of a webhook: the secret; of a webhook also how far it is.
UNTRACKED |= {"geheim_versleuteld", "vorig_geheim_versleuteld", "gezien_tot", "mislukt_sinds"}

# Sent inside the transaction of the change, with `events`: the rows of the history that were just appended.
written = Signal()


# Gemeenten whose public version goes up at the end of `raising_versions_last`; None among them is every gemeente.
_waiting: ContextVar[set[int | None] | None] = ContextVar("public_versions", default=None)


class StaleVersion(Exception):
    """Somebody else changed the row since it was read; `current` is the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(_("Iemand anders heeft dit intussen gewijzigd."))
        self.current = current


def values_of(instance: models.Model) -> dict[str, Any]:
    """The tracked columns of a row, by column name, as stored."""
    return {
        field.attname: field.value_from_object(instance)
        if not isinstance(field, models.FileField)
        else str(field.value_from_object(instance))
        for field in instance._meta.concrete_fields
        if field.attname not in UNTRACKED
    }


def changed_values(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[Any]]:
    """{column: [old, new]} of what differs."""
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def event(
    instance: models.Model,
    soort: str,
    *,
    by: Actor | None,
    oorsprong: str,
    velden: dict[str, Any] | None = None,
    reden: str = "",
    gemeente_id: int | None = None,
    demo: bool = False,
    namens: models.Model | None = None,
) -> Wijziging:
    """An unsaved event about a row, which `write` stores.

    Args:
        instance: the row after the change; of a row that is deleted, as it was. Its relations tell whether the public
            notices: what is loaded of them is not read again.
        gemeente_id: taken from the row when it has one.
        namens: the party on whose behalf it was done; by default the one of the user's role in the gemeente.
    """
    gemeente_id = gemeente_id if gemeente_id is not None else gemeente_id_of(instance)
    rol, partij = by.toegang.namens.get(gemeente_id, ("", "")) if by is not None and gemeente_id else ("", "")
    row = Wijziging(
        gemeente_id=gemeente_id,
        gebruiker=person_of(by),
        api_sleutel=key_of(by),
        rol=rol,
        partij_naam=str(namens) if namens is not None else partij,
        soort=soort,
        oorsprong=oorsprong,
        model=instance._meta.label_lower,
        object_id=instance.pk,
        object_naam=str(instance)[:200],
        velden=velden or {},
        reden=reden,
        demo=demo,
    )
    row.about = instance
    return row


def gemeente_id_of(instance: models.Model) -> int | None:
    """The gemeente a row belongs to; a gemeente belongs to itself."""
    if instance._meta.label_lower == "partijen.gemeente":
        return instance.pk  # type: ignore[no-any-return]
    return getattr(instance, "gemeente_id", None)


def created(instance: models.Model, **kwargs: Any) -> Wijziging:
    """Event for a new row, with all its filled columns."""
    filled = {name: [None, value] for name, value in values_of(instance).items() if value not in (None, "", [], {})}
    return event(instance, Wijziging.Soort.NIEUW, velden=filled, **kwargs)


def write(events: Iterable[Wijziging]) -> None:
    """Append events, raise the version of the public pages they show on, and tell who listens to `written`."""
    rows = list(events)
    _mark_public(rows)
    insert_rows(rows)
    written.send(sender=Wijziging, events=rows)
    raised = {event.gemeente_id for event in rows if event.openbaar}
    waiting = _waiting.get()
    if waiting is not None:
        waiting |= raised
    else:
        _raise_versions(raised)


def _mark_public(events: Sequence[Wijziging]) -> None:
    """Set `openbaar` of each event; relations that are not loaded are read once for all rows of a model."""
    concerned: dict[type[models.Model], list[Wijziging]] = defaultdict(list)
    for event in events:
        if publicity_of(type(event.about)).concerns(event.velden):
            concerned[type(event.about)].append(event)
    for model, part in concerned.items():
        publicity, rows = publicity_of(model), [event.about for event in part]
        if not all(publicity.is_loaded(row) for row in rows):
            models.prefetch_related_objects(rows, *publicity.relations)
        for event in part:
            event.openbaar = publicity.noticed(event.about, event.velden, is_new=event.soort == Wijziging.Soort.NIEUW)


def _raise_versions(gemeente_ids: set[int | None]) -> None:
    """One statement, and none when nothing public changed; an event of no gemeente shows in all."""
    if not gemeente_ids:
        return
    ids = [pk for pk in gemeente_ids if pk is not None]
    statement = "UPDATE partijen_gemeente SET publieke_versie = publieke_versie + 1"
    if len(ids) == len(gemeente_ids):
        statement += f" WHERE id IN ({', '.join(['%s'] * len(ids))})"
    # Plain SQL, since every public update ends with it: composing it costs more than the database takes for it.
    with connection.cursor() as cursor:
        cursor.execute(statement, ids if "WHERE" in statement else [])


@contextmanager
def raising_versions_last() -> Iterator[None]:
    """For a transaction of several services, around all of them: hold the row of the gemeente only at its end.

    Whoever raises a version waits for others who did until these are done. Two that each went on to lock more rows
    could wait for each other.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: set[int | None] = set()
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _raise_versions(waiting)


SETTLING_MILLISECONDS = 100


def last_settled_event() -> int | None:
    """The number up to which no event can appear any more, for who reads the history from where he was.

    Numbers are given out before their transactions end: on PostgreSQL a lower one can appear after a higher one. Nobody
    has one on hand while nobody writes in the table, so that is awaited; on SQLite one writes at a time.

    Returns:
        None when others kept writing; ask again later.
    """
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{SETTLING_MILLISECONDS}ms"])
                cursor.execute(f"LOCK TABLE {Wijziging._meta.db_table} IN SHARE MODE")
                return last_event()
        except OperationalError:
            return None
    return last_event()


def last_event() -> int:
    return Wijziging.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@contextmanager
def _told_as_fault(instance: models.Model, changes: Mapping[str, Any] | None = None) -> Iterator[None]:
    """When somebody stored the same one after the caller looked: what `full_clean` says of it now.

    Stands around the transaction, which must be rolled back before the database answers again.
    """
    try:
        yield
    except IntegrityError:
        new = copy(instance)
        for name, value in (changes or {}).items():
            setattr(new, name, value)
        new.validate_unique()
        new.validate_constraints()
        raise


def create_with_history(instance: models.Model, *, by: Actor | None, oorsprong: str, **kwargs: Any) -> models.Model:
    """Insert one row with its history.

    Raises:
        ValidationError: somebody made the same one since the caller looked; what `full_clean` then says.
    """
    with _told_as_fault(instance), transaction.atomic():
        instance.save(force_insert=True)
        write([created(instance, by=by, oorsprong=oorsprong, **kwargs)])
    return instance


@transaction.atomic
def bulk_create_with_history(rows: Sequence[models.Model], *, by: Actor | None, oorsprong: str, **kwargs: Any) -> None:
    """Insert many rows of one model with their history: two statements per batch."""
    if not rows:
        return
    type(rows[0])._default_manager.bulk_create(rows, batch_size=500)
    write(created(row, by=by, oorsprong=oorsprong, **kwargs) for row in rows)


def update_with_history(
    instance: models.Model,
    changes: dict[str, Any],
    *,
    by: Actor | None,
    oorsprong: str,
    expected_versie: int | None = None,
    reden: str = "",
    validate: bool = True,
    demo: bool = False,
    soort: str = Wijziging.Soort.GEWIJZIGD,
    gemeente_id: int | None = None,
) -> dict[str, list[Any]]:
    """Change columns of one row, if nobody else did since `expected_versie`, and record what changed.

    Args:
        changes: {field name: new value}; unchanged values are left out of the history.
        expected_versie: the version the user saw; None skips the check (a write that knows the row is its own).
        gemeente_id: for a row without a gemeente of its own, the one in whose log the event belongs.

    Returns:
        {column: [old, new]} of what changed; empty when nothing did (then nothing is written).

    Raises:
        StaleVersion: the row has another version now.
        ValidationError: a new value breaks a rule of the model.
    """
    with _told_as_fault(instance, changes), transaction.atomic():
        model = type(instance)
        current = model._default_manager.select_for_update().get(pk=instance.pk)
        if expected_versie is not None and getattr(current, "versie", expected_versie) != expected_versie:
            raise StaleVersion(current)
        old = values_of(current)
        for name, value in changes.items():
            setattr(current, name, value)
        velden = changed_values(old, values_of(current))
        if not velden:
            return {}
        if validate:
            current.full_clean(exclude=[f.name for f in model._meta.concrete_fields if f.attname not in velden])
        update_fields = [f.name for f in model._meta.concrete_fields if f.attname in velden]
        for field in model._meta.concrete_fields:
            first, last = getattr(field, "first_field", None), getattr(field, "last_field", None)
            if first and last and field.name in update_fields:
                update_fields += [first, last]
        if hasattr(current, "versie"):
            current.versie += 1
            update_fields.append("versie")
        current.save(update_fields=update_fields)
        write(
            [
                event(
                    current,
                    soort,
                    by=by,
                    oorsprong=oorsprong,
                    velden=velden,
                    reden=reden,
                    demo=demo,
                    gemeente_id=gemeente_id,
                )
            ]
        )
    for field in model._meta.concrete_fields:
        setattr(instance, field.attname, getattr(current, field.attname))
    return velden


@transaction.atomic
def set_related_with_history(
    instance: models.Model,
    name: str,
    rows: Iterable[models.Model],
    *,
    by: Actor | None,
    oorsprong: str,
    reden: str = "",
) -> bool:
    """Replace what a many-to-many field holds and record it as {field: [old ids, new ids]}.

    Returns:
        False when it already held exactly these rows; then nothing is written.
    """
    model = type(instance)
    current = model._default_manager.select_for_update().get(pk=instance.pk)
    related = getattr(current, name)
    old, new = sorted(related.values_list("pk", flat=True)), sorted(row.pk for row in rows)
    if old == new:
        return False
    related.set(new)
    if hasattr(current, "versie"):
        current.versie += 1
        current.save(update_fields=["versie"])
        instance.versie = current.versie  # type: ignore[attr-defined]
    velden = {name: [old, new]}
    write([event(current, Wijziging.Soort.GEWIJZIGD, by=by, oorsprong=oorsprong, velden=velden, reden=reden)])
    return True


def rows_deleted_with(instance: models.Model) -> list[models.Model]:
    """The rows that go when this one is deleted (its termijnen, its membership of collectieven), itself excluded.

    Raises:
        ProtectedError: something that must stay refers to one of them.
    """
    collector = Collector(using=router.db_for_write(type(instance)), origin=instance)
    collector.collect([instance])
    groups = [*collector.data.values(), *collector.fast_deletes]
    rows = [row for group in groups for row in group if not type(row)._meta.auto_created]
    return [row for row in rows if row != instance]


@transaction.atomic
def delete_with_history(
    instance: models.Model,
    *,
    by: Actor | None,
    oorsprong: str,
    reden: str = "",
    gemeente_id: int | None = None,
    expected_versie: int | None = None,
) -> None:
    """Delete one row with what hangs on it, and keep in the history what all of these held.

    Args:
        expected_versie: the version the user saw; None skips the check.

    Raises:
        StaleVersion: the row has another version now; nothing is deleted then.
        DoesNotExist: somebody deleted it since; that stands in the history once.
        ProtectedError: something that must stay refers to one of them; nothing is deleted then.
    """
    current = type(instance)._default_manager.select_for_update().get(pk=instance.pk)
    if expected_versie is not None and getattr(current, "versie", expected_versie) != expected_versie:
        raise StaleVersion(current)
    # Rows that go with it may wait for who changes them, and he for the version of the gemeente.
    with raising_versions_last():
        write(
            [
                event(
                    row,
                    Wijziging.Soort.VERWIJDERD,
                    by=by,
                    oorsprong=oorsprong,
                    velden=_held(current if row is instance else row),
                    reden=reden,
                    gemeente_id=gemeente_id_of(row) or gemeente_id,
                )
                for row in (*rows_deleted_with(instance), instance)
            ]
        )
        instance.delete()


def _held(instance: models.Model) -> dict[str, list[Any]]:
    return {name: [value, None] for name, value in values_of(instance).items() if value not in (None, "", [], {})}
