"""The peewee fields on a STRICT table: exact round trips, wrong kinds refused."""

from datetime import date
from typing import Any

import peewee
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import fields

DATABASE = peewee.SqliteDatabase(":memory:")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2**53, 2**53) | st.text(
        st.characters(exclude_categories=["Cs"])
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3
    ),
    max_leaves=8,
)


class Row(peewee.Model):
    """One column of each kind."""

    id = peewee.AutoField()
    text = fields.TextField(null=True)
    number = fields.Integer(null=True)
    money = fields.Money(null=True)
    at = fields.Instant(null=True)
    area = fields.Real(null=True)
    day = fields.Day(null=True)
    body = fields.Json(null=True)
    flag = fields.Flag(null=True)
    blob = fields.Blob(null=True)

    class Meta:
        database = DATABASE
        strict_tables = True


@pytest.fixture(autouse=True, scope="module")
def table() -> Any:
    """The STRICT table, made by SQLite itself."""
    with DATABASE:
        DATABASE.create_tables([Row])
        yield


def kept(**values: Any) -> Row:
    """The row as it is read back."""
    row: Row = Row.get_by_id(Row.create(**values).id)
    return row


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON, text=st.text(st.characters(exclude_categories=["Cs"])))
def test_json_and_text_come_back_as_they_were(body: Any, text: str) -> None:
    """Also rare characters, emoji, NUL and nested values."""
    row = kept(body=body, text=text)
    assert row.body == body
    assert row.text == text


def test_every_kind_comes_back_as_it_was() -> None:
    """One ordinary value of each kind and NULL for each."""
    values = {
        "number": -3, "money": 186_000, "at": 1_795_228_920_000, "area": 89.5,
        "day": "2026-11-21", "flag": True, "blob": b"\0\xff",
    }
    row = kept(**values)
    assert {key: getattr(row, key) for key in values} == values
    assert kept(day=date(2026, 2, 28)).day == "2026-02-28"
    assert all(value is None for key, value in vars(kept())["__data__"].items() if key != "id")


@pytest.mark.parametrize("values", [
    {"text": 5}, {"number": "5"}, {"number": True}, {"money": 5.0}, {"at": "now"}, {"area": "9"},
    {"day": "2026-02-30"}, {"day": "2026-13-45"}, {"day": 20261121}, {"flag": 1}, {"blob": "x"},
    {"body": float("nan")}, {"body": {1, 2}},
])
def test_a_value_of_the_wrong_kind_is_refused(values: dict[str, Any]) -> None:
    """Before it reaches the table."""
    with pytest.raises((TypeError, ValueError)):
        Row.create(**values)


def test_fields_take_expressions() -> None:
    """`UPDATE … SET number = number + 1` still works."""
    row = kept(number=1)
    Row.update(number=Row.number + 1).where(Row.number == 1).execute()
    assert Row.get_by_id(row.id).number == 2


def test_canonical_json_is_one_text() -> None:
    """Whatever the order of the keys; Chinese stays readable."""
    assert fields.canonical({"乙": 1, "a": [True, None]}) == '{"a":[true,null],"乙":1}'
    assert fields.canonical({"a": 1, "b": 2}) == fields.canonical({"b": 2, "a": 1})
