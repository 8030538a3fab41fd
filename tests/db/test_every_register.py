"""Registers, ledgers and lists of every declared form, also those not shown yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db import records, register, workbench
from db.example import example
from db.records import Record
from forms import DECLARED
from forms.acts import Effect
from forms.form import Form
from forms.life import Done
from tests.db import demo_desk
from tests.db.demo_desk import DESK, NOW, Desk
from tests.db.new_forms import NEW
from tests.forms.played import complete, example_of, sample

ALL = (*DECLARED, *(form for form in NEW if form.code not in {one.code for one in DECLARED}))
every_form = pytest.mark.parametrize("form", ALL, ids=lambda form: form.code)


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate with every form there is, one record of FX in hand."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), ALL)
    made.issue("FX", example(made.at(), "FX"))
    yield made
    made.close()


def full(desk: Desk, form: Form) -> Record:
    """A record with a value in every field that can have one and every act done in full."""
    (one,) = register.entries(desk.at(), "FX")
    record = records.load(desk.at(), one.number)
    assert record is not None
    values = complete(form, example_of(form))
    values |= {one.key: sample(one, values) for one in form.fields if one.key not in values}
    acts = tuple(
        Done(act.name, NOW, DESK, {field.key: sample(field, values) for field in act.fields})
        for act in form.acts
        if act.effect is not Effect.REPLACE
    )
    return replace(record, form=form, values=values, acts=acts)


@every_form
def test_every_column_is_in_words(desk: Desk, form: Form) -> None:
    """Never as data: {'name': …}; of what was done and filled in nothing is left blank."""
    record = full(desk, form)
    shape = register.columns(form)
    row = register.entry(record, shape, NOW, {DESK: "李敏"})
    for column, words in zip(shape, row.words, strict=True):
        assert not set("{}[]'") & set(words), (column, words)
        assert words or column.key in ("@valid_until", "换证.at", "换证.by"), column
        if column.key.endswith(".by"):
            assert words == "1003 李敏"


@every_form
def test_a_line_about_it_is_short_and_hides_numbers(desk: Desk, form: Form) -> None:
    """On the workbench and in the search: words, no data, no number of a person."""
    words = workbench.about(full(desk, form))
    assert words and len(words) < 60 and not set("{}[]'") & set(words)
    assert "13800138000" not in words and "E12345678" not in words
