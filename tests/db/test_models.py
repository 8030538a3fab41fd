"""The models and the schema are two descriptions of one thing: they must agree."""

from __future__ import annotations

from typing import Any

import peewee
import pytest

from db.fields import Blob, Day, Flag, Instant, Integer, Json, Money, Real, TextField
from db.models import MODELS, Row
from tests.db.made_office import Office

TYPES: dict[type[peewee.Field], str] = {
    TextField: "TEXT", Json: "TEXT", Day: "TEXT", Integer: "INTEGER", Instant: "INTEGER",
    Flag: "INTEGER", Money: "INTEGER", Real: "REAL", Blob: "BLOB",
}  # fmt: skip
WITHOUT_MODEL = {
    "journal", "destruction_order", "search_place", "search_record", "search_hit", "search_built",
    "estate_history", "declared", "declared_act", "tally", "tally_built", "kept", "duty_done",
    "staff_key", "journal_seal",
    "gate", "gate_pack", "gate_return", "gate_settled",
    "destruction", "destruction_item", "consent", "classified", "approval", "redaction",
    "template",
}
"""Written by hand-made SQL only."""


def columns(office: Office, table: str) -> dict[str, tuple[str, bool, bool]]:
    """By name: type, whether NULL is forbidden, whether it is in the key."""
    rows = office.store.rows(f"PRAGMA table_info({table})")
    return {name: (kind, bool(notnull), bool(key)) for _, name, kind, notnull, _, key in rows}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_has_the_columns_of_its_table(office: Office, model: type[Row]) -> None:
    """The same names, types, keys, and what may be empty."""
    meta: Any = model._meta
    real = columns(office, meta.table_name)
    fields = {field.column_name: field for field in meta.sorted_fields}
    assert set(fields) == set(real)
    keys = meta.primary_key.field_names if meta.composite_key else (meta.primary_key.name,)
    for name, field in fields.items():
        kind, notnull, key = real[name]
        assert TYPES[type(field)] == kind, name
        assert (field.name in keys) == key, name
        if not key:
            assert field.null != notnull, name


def test_every_table_has_its_model(office: Office) -> None:
    """And every table is STRICT."""
    tables = {
        name: strict
        for name, strict in office.store.rows(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'"
        )
        if not name.startswith("sqlite_")
    }
    modelled = {model._meta.table_name for model in MODELS}
    assert set(tables) - modelled == WITHOUT_MODEL and modelled <= set(tables)
    assert all(tables.values())


def test_no_model_can_make_a_table_of_its_own(office: Office) -> None:
    """They are bound to no store."""
    for model in MODELS:
        assert model._meta.database is None
