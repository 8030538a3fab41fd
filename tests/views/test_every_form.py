"""Every declared form, shown or not, and forms nobody ships, through the pages themselves.

Nothing here names a field: what the pages do, they do by the declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db import demo, records
from db.example import example
from db.gate import examine
from db.session import Member, Session, open_session
from forms import DECLARED, life
from forms.acts import LAST, Effect
from forms.form import Form
from forms.roles import ROLES
from tests.db.new_forms import NEW
from tests.db.ripened import basis_of, least
from tests.views.page_desk import NOW, at
from tests.views.window_desk import demo_folder
from views.gate import GatePage
from views.issue import IssuePage
from views.page import Page
from views.record import RecordPage
from views.register import RegisterPage

FORMS = (*DECLARED, *NEW)
SHOWN = [form for form in FORMS if form.example]


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """1003 李敏 with every role there is, so that every act is hers to do."""
    folder = demo_folder(tmp_path)
    opened = open_session(
        folder, "1003", demo.password_of("1003"), clock=at(NOW), forms=FORMS, check=False
    )
    yield opened.acting_as(Member("1003", "李敏", ROLES))
    opened.close()


def placed(qtbot: QtBot, page: Page) -> Page:
    """The page, drawn; several at a time, so none is the active window."""
    qtbot.addWidget(page)
    page.resize(1182, 694)
    page.show()
    return page


def entered(qtbot: QtBot, session: Session, form: Form) -> str:
    """The number of a record put into the entry page and saved there."""
    basis_of(session, form)
    page = IssuePage(session)
    numbers: list[str] = []
    page.record_opened.connect(numbers.append)
    placed(qtbot, page)
    page.start(form.code, example(session, form.code))
    assert page.form is not None
    assert set(page.form.inputs) == {field.key for field in form.fields}
    page.save(and_print=False)
    assert numbers, page.form.problem_count
    return numbers[0]


@pytest.mark.parametrize("form", SHOWN, ids=lambda form: form.code)
def test_from_the_entry_page_to_the_register(
    qtbot: QtBot, session: Session, form: Form
) -> None:
    """Entered, saved, and a line in its register with its words."""
    number = entered(qtbot, session, form)
    page = RegisterPage(session)
    placed(qtbot, page)
    page.filters.which.choose(form.title)
    qtbot.waitUntil(lambda: [row[-1] for row in page.model.known().values()] == [number])
    at = [column.key for column in page.columns].index("@state")
    record = records.load(session, number)
    assert record is not None
    urgent, _, state = str(page.model.known()[0][at]).rpartition(" · ")
    assert state == record.seen.state and urgent in ("", "今天", "逾期")
    assert record.acts or record.seen.state == form.open_state


@pytest.mark.parametrize(("code", "words"), [("FX", "有效期至 "), ("JC", "最迟领取 ")])
def test_the_record_says_until_when_in_its_own_words(
    qtbot: QtBot, session: Session, code: str, words: str
) -> None:
    """docs/handbook.md §1: a slip holds until then, a deposit is to be collected by then."""
    number = records.issue(session, code, example(session, code)).record.number
    page = RecordPage(session)
    placed(qtbot, page)
    page.show_record(number)
    said = " ".join(part.text() for part in page.findChildren(QLabel))
    assert f"{words}2026年11月2" in said, said


@pytest.mark.parametrize("form", SHOWN, ids=lambda form: form.code)
def test_acts_are_done_in_place(qtbot: QtBot, session: Session, form: Form) -> None:
    """One after the other, as far as one person goes without a password."""
    number = entered(qtbot, session, form)
    page = RecordPage(session)
    placed(qtbot, page)
    page.show_record(number)
    first = records.load(session, number)
    assert first is not None
    done = [act.name for act in first.acts]
    refused: list[str] = []
    for _ in range(len(form.acts)):
        record = records.load(session, number)
        assert record is not None
        tried = (*done, *refused)
        name = next((n for n in record.seen.open if n not in tried and _plain(record, n)), None)
        if name is None:
            break
        page.begin(name)
        _fill_in(page, record)
        if page.panel is None:
            done.append(name)
        else:  # refused: said beside its field, and nothing done
            assert page.panel.form is not None and page.panel.form.problem_count
            refused.append(name)
    after = records.load(session, number)
    assert after is not None and [act.name for act in after.acts] == done
    fresh = life.standing(form, after.values, NOW, (), after.facts)
    assert done or not any(_plain(after, name) for name in fresh.open)


def _plain(record: Any, name: str) -> bool:
    """Whether one person alone does it here, with no password and no counting."""
    act = record.form.act(name)
    alone = not act.second and not act.other_than
    alone = alone and act.effect not in (*LAST, Effect.SIGN, Effect.RELEASE)
    return alone and not any(field.kind.value in ("tally", "lines") for field in act.fields)


def _fill_in(page: RecordPage, record: Any) -> None:
    panel = page.panel
    assert panel is not None
    if panel.form is not None:
        panel.form.set_values(least(record, panel.act))
    panel.commit()


def test_the_gate_page_counts_a_form_nobody_ships(qtbot: QtBot, session: Session) -> None:
    """The release is any form's act of that effect, its list any lines field."""
    form = next(form for form in NEW if form.release)
    number = entered(qtbot, session, form)
    record = records.load(session, number)
    assert record is not None
    other = Member("1002", "王建国", ROLES)
    counted = {"counted": [line["quantity"] for line in record.values["goods"]]}
    records.act(session, number, "双人清点", counted, second=other)
    page = GatePage(session)
    placed(qtbot, page)
    page.desk.code.setText(record.code)
    page.desk.look()
    words = " ".join(part.text() for part in page.findChildren(QLabel))
    assert "水泥" in words and "黄沙" in words
    assert examine(session, number).allows
