"""The tables as peewee models, bound to no database: pass `store.db` to `execute` and `get`.

The schema itself (types, CHECKs, triggers) is the migrations'; a test holds the two together.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import peewee

from db.fields import Blob, Day, Flag, Instant, Integer, Json, Money, Real, TextField

if TYPE_CHECKING:
    from db.store import Store


class Row(peewee.Model):
    """Any table: STRICT, made by a migration, never by peewee."""

    class Meta:
        """Never creates or legacy-names a table."""

        legacy_table_names = False


class Setting(Row):
    """The office's choices by key, JSON."""

    key = TextField(primary_key=True)
    value = Json()
    changed_at = Instant()
    changed_by = TextField(null=True)


class Staff(Row):
    """Members of staff; retired ones stay."""

    no = TextField(primary_key=True)
    name = TextField()
    roles = Json()
    active = Flag()
    created_at = Instant()
    retired_at = Instant(null=True)


class Permission(Row):
    """What a role may do; a row that is not there denies."""

    role = TextField()
    action = TextField()

    class Meta:
        """Both columns together are the key."""

        primary_key = peewee.CompositeKey("role", "action")


class Unit(Row):
    """A room of the estate by its canonical label; kind "typed" was only ever typed at issue."""

    id = Integer(primary_key=True)
    label = TextField()
    building = TextField()
    entrance = TextField(null=True)
    room = TextField()
    area_m2 = Real(null=True)
    kind = TextField(null=True)


class Person(Row):
    """A resident."""

    id = Integer(primary_key=True)
    name = TextField()
    phone = TextField(null=True)
    id_kind = TextField(null=True)
    id_number = TextField(null=True)
    note = TextField(null=True)


class Residence(Row):
    """Who belongs to a unit, as what, since and until when."""

    id = Integer(primary_key=True)
    unit_id = Integer()
    person_id = Integer()
    role = TextField()
    since = Day(null=True)
    until = Day(null=True)


class Vehicle(Row):
    """A vehicle by its canonical plate."""

    plate = TextField(primary_key=True)
    unit_id = Integer(null=True)
    person_id = Integer(null=True)
    note = TextField(null=True)


class DatedFact(Row):
    """An imported fact about a unit and the day it was true (arrears …)."""

    id = Integer(primary_key=True)
    unit_id = Integer()
    kind = TextField()
    value = Json()
    as_of = Day()
    source = TextField()

    class Meta:
        """The table's own name."""

        table_name = "dated_fact"


class Declaration(Row):
    """Snapshots of effective declarations by hash."""

    hash = TextField(primary_key=True)
    code = TextField()
    body = Json()


class RecordRow(Row):
    """An issued form; frozen."""

    id = Integer(primary_key=True)
    number = TextField()
    code = TextField()
    year = Integer()
    sequence = Integer()
    declaration = TextField()
    unit_id = Integer(null=True)
    issued_at = Instant()
    issued_day = Day()
    issued_by = TextField()
    body = Json()
    commitments = Json()
    hangs_on = Integer(null=True)
    replaces = Integer(null=True)
    copied_from = Integer(null=True)

    class Meta:
        """The table's own name."""

        table_name = "record"


class ActRow(Row):
    """An act done to a record; frozen."""

    id = Integer(primary_key=True)
    record_id = Integer()
    position = Integer()
    name = TextField()
    at = Instant()
    by = TextField()
    second = TextField(null=True)
    signer = TextField(null=True)
    body = Json()
    commitments = Json()

    class Meta:
        """The table's own name."""

        table_name = "act"


class Personal(Row):
    """A personal value apart from its record or act, with the salt of its commitment."""

    id = Integer(primary_key=True)
    record_id = Integer()
    act_id = Integer(null=True)
    path = TextField()
    value = Json()
    salt = Blob()
    commitment = TextField()


class Attachment(Row):
    """The content of a picture (JPEG) by its hash; staged_at: chosen then, in no record yet."""

    sha256 = TextField(primary_key=True)
    body = Blob()
    staged_at = Instant(null=True)


class Attached(Row):
    """Which value of which record or act a picture belongs to; frozen."""

    id = Integer(primary_key=True)
    record_id = Integer()
    act_id = Integer(null=True)
    path = TextField()
    sha256 = TextField()


class StandingRow(Row):
    """Where a record stands; derived, rebuildable."""

    record_id = Integer(primary_key=True)
    code = TextField()
    state = TextField()
    open = Flag()
    ended = Flag()
    next = Json()
    due = Instant(null=True)
    due_name = TextField(null=True)
    valid_until = Instant(null=True)
    holder = TextField(null=True)
    owes = Integer()
    unit_id = Integer(null=True)
    issued_at = Instant()
    updated_at = Instant()
    work = TextField(null=True)
    begins = Instant(null=True)

    class Meta:
        """The table's own name."""

        table_name = "standing"


class Entry(Row):
    """One line of the ledger: what an act moved, in 分; frozen. See `forms.money.Move`."""

    id = Integer(primary_key=True)
    record_id = Integer()
    act_id = Integer(null=True)
    receipt_id = Integer(null=True)
    lineage = Integer()
    unit_id = Integer(null=True)
    way = TextField()
    purse = TextField()
    what = TextField()
    amount = Integer()
    method = TextField()
    at = Instant()
    day = Day()
    by = TextField()
    second = TextField(null=True)
    reverses = Integer(null=True)

    class Meta:
        """The table's own name."""

        table_name = "money"


class Close(Row):
    """A shift (of `cashier`) or a day (None) that was closed, up to which entry; frozen."""

    id = Integer(primary_key=True)
    record_id = Integer()
    cashier = TextField(null=True)
    day = Day()
    after = Integer()
    upto = Integer()
    expected = Integer()
    counted = Integer()
    stays = Integer()
    keeper = TextField()
    at = Instant()
    by = TextField()

    class Meta:
        """The table's own name."""

        table_name = "money_close"


class Reopened(Row):
    """A close that was undone; frozen."""

    close_id = Integer(primary_key=True)
    at = Instant()
    by = TextField()
    second = TextField()

    class Meta:
        """The table's own name."""

        table_name = "money_reopened"


class PriceRow(Row):
    """A price of an item from a day on, None once it is no longer offered; frozen."""

    id = Integer(primary_key=True)
    item = TextField()
    section = TextField()
    measure = TextField()
    amount = Money(null=True)
    since = Day()
    set_at = Instant()
    set_by = TextField(null=True)

    class Meta:
        """The table's own name."""

        table_name = "price"


class SlotRow(Row):
    """The hours of a day (minutes, the end not included) for which a record books a thing, and its
    words; frozen."""

    record_id = Integer(primary_key=True)
    resource = TextField()
    words = TextField()
    day = Day()
    start = Integer()
    finish = Integer()

    class Meta:
        """The table's own name."""

        table_name = "slot"


class Counter(Row):
    """The last number given out, per form and year."""

    code = TextField()
    year = Integer()
    last = Integer()

    class Meta:
        """Both columns together are the key."""

        primary_key = peewee.CompositeKey("code", "year")


class Draft(Row):
    """What somebody was typing and has not issued."""

    id = Integer(primary_key=True)
    code = TextField()
    staff = TextField()
    body = Json()
    updated_at = Instant()


class Paper(Row):
    """A printed page description by hash, zlib-compressed JSON."""

    hash = TextField(primary_key=True)
    body = Blob()


class Print(Row):
    """One time a paper went out: who, when, which copy, why again; why it did not come out, and the
    first print of the sheet it stands on with others."""

    id = Integer(primary_key=True)
    record_id = Integer()
    paper_name = TextField()
    paper = TextField()
    copy_name = TextField(null=True, column_name="copy")
    at = Instant()
    by = TextField()
    again = TextField(null=True)
    nth = Integer()
    mode = TextField()
    queue = TextField(null=True)
    job = TextField(null=True)
    outcome = TextField()
    said = TextField(null=True)
    sheet = Integer(null=True)


MODELS: tuple[type[Row], ...] = (
    Setting, Staff, Permission, Unit, Person, Residence, Vehicle, DatedFact, Declaration,
    RecordRow, ActRow, Personal, Attachment, Attached, StandingRow, Entry, Counter, Draft, Paper,
    Print, PriceRow, Close, Reopened, SlotRow,
)  # fmt: skip


def insert(store: Store, model: type[Row], **values: Any) -> int:
    """Insert one row inside the caller's transaction; its rowid.

    The statement is written once per table and columns: building it anew for every row takes
    peewee longer than the row itself.
    """
    columns = model._meta.columns
    kept = [columns[name].db_value(value) for name, value in values.items()]
    cursor = store.db.execute_sql(_insertion(model, tuple(values)), kept)
    return int(cursor.lastrowid)


def update(store: Store, model: type[Row], key: int | str, **values: Any) -> None:
    """Change the row of that primary key inside the caller's transaction, quick as `insert`."""
    columns = model._meta.columns
    kept = [columns[name].db_value(value) for name, value in values.items()]
    store.db.execute_sql(_change(model, tuple(values)), (*kept, key))


@cache
def _change(model: type[Row], names: tuple[str, ...]) -> str:
    """The statement that changes these columns of one row."""
    marks = ", ".join(f'"{name}" = ?' for name in names)
    key = model._meta.primary_key
    assert isinstance(key, peewee.Field)
    return f'UPDATE "{model._meta.table_name}" SET {marks} WHERE "{key.column_name}" = ?'


@cache
def _insertion(model: type[Row], names: tuple[str, ...]) -> str:
    """The statement that inserts values of these columns."""
    marks = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'INSERT INTO "{model._meta.table_name}" ({quoted}) VALUES ({marks})'
