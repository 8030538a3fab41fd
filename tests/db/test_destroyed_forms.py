"""Every form, destroyed: nothing that reads records stumbles over it, and all checks stay well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db import checking, destruction, find, records, register
from db.errors import Refused
from db.example import example
from db.filed import UNIT, Subject
from db.session import Session
from forms import DECLARED
from forms.acts import Effect
from forms.form import Form
from tests.db.demo_desk import DIRECTOR, Desk
from tests.db.test_destruction import HEAD, LATER
from views import printouts


def issued_and_void(desk: Desk, form: Form) -> str | None:
    """The number of one of a form that was made void; None where the example needs another."""
    who = [no for no, in desk.at().store.rows("SELECT no FROM staff ORDER BY no")]
    session = next((desk.at(no) for no in who if desk.at(no).may(f"issue:{form.code}")), None)
    if session is None:
        return None
    void = next(act.name for act in form.acts if act.effect is Effect.VOID)
    try:
        number = records.issue(session, form.code, example(session, form.code)).record.number
    except Refused:
        return None
    for no in who:
        if desk.at(no).may(f"act:{form.code}:{void}"):
            try:
                records.act(desk.at(no), number, void, {"why": "试"})
            except Refused:
                continue
            return number
    return None


def readers(session: Session, number: str) -> Iterator[object]:
    """Everything that shows a record."""
    record = records.load(session, number)
    assert record is not None
    yield register.entries(session, record.form.code)
    for paper in record.form.papers:
        yield printouts.document(session, record, paper).to_json()
    yield find.find(session, number)
    if record.form.unit_field and record.values.get(record.form.unit_field):
        from db import file

        subject = Subject(UNIT, record.values[record.form.unit_field])
        yield file.opened(session, subject)
        yield file.latest(session, subject, 20)


def destroyed(desk: Desk, forms: tuple[Form, ...]) -> int:
    """Make, destroy and read again one of each; how many."""
    numbers = [number for form in forms if (number := issued_and_void(desk, form))]
    fit = []
    for number in numbers:
        try:
            destruction.propose(desk.at(HEAD, LATER), "试", [number])
        except Refused:
            continue
        fit.append(number)
    for order in destruction.orders(desk.at(HEAD, LATER)):
        destruction.approve(desk.at(DIRECTOR, LATER), order.number)
    session = desk.at(DIRECTOR, LATER)
    for number in fit:
        for answer in readers(session, number):
            assert answer is not None
    assert set(checking.findings(session, full=True).values()) == {"ok"}
    return len(fit)


@pytest.mark.long
def test_every_form_can_be_destroyed_and_read(desk: Desk) -> None:
    """As many as the examples allow to be issued and made void by themselves."""
    assert destroyed(desk, DECLARED) >= 25


def test_some_forms_can_be_destroyed_and_read(desk: Desk) -> None:
    """The first few of the same."""
    wanted = ("WX", "LF", "JC")
    assert destroyed(desk, tuple(one for one in DECLARED if one.code in wanted)) == len(wanted)
