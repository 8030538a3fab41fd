"""The table of rights through the window: a record's page offers to each role what the table says,
the menu of forms what it may issue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from db import demo, demo_days, records
from db.clock import FixedClock, instant
from db.errors import Refused
from db.secrecy import issuable
from db.session import Member, Session
from forms import DECLARED
from forms.acts import Signed
from forms.form import Form
from forms.roles import ROLES
from tests.db.demo_desk import NOW
from views.act_panel import ANOTHER, MYSELF, ON_PAPER, at_the_gate, ways
from views.acts_card import ActsCard

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The demo with its days, where every form has records."""
    folder = tmp_path_factory.mktemp("offered") / "data"
    session = demo.create(folder, "admin", clock=FixedClock(instant(NOW))).session
    demo_days.fill(session)
    yield session
    session.close()


def as_role(session: Session, role: str) -> Session:
    """Somebody of that one role at work."""
    return session.acting_as(Member("1003", "某人", (role,)))


@pytest.mark.parametrize("form", DECLARED, ids=[form.code for form in DECLARED])
def test_a_record_offers_each_role_what_the_table_says(
    qtbot: QtBot, month: Session, form: Form
) -> None:
    """On every one of a form's records that stands differently, to do oneself, on paper, or with
    another beside; and never more than is open."""
    found = month.store.rows(
        "SELECT min(r.number) FROM record r JOIN standing s ON s.record_id = r.id"
        " WHERE r.code = ? GROUP BY s.state", (form.code,)
    )  # fmt: skip
    assert found or not form.shown, "every form that people see has records in the demo"
    for (number,) in found:
        for role in ROLES:
            mine = as_role(month, role)
            try:
                record = records.load(mine, number)
            except Refused:
                continue
            assert record is not None
            card = ActsCard(mine)
            qtbot.addWidget(card)
            card.show_record(record)
            open_acts = [record.form.act(name) for name in record.seen.open]
            for act in open_acts:
                here = ways(mine, record, act)
                in_program = act.signed is not Signed.PAPER or act.by_customer
                may = role in act.roles
                assert (MYSELF in here) == (in_program and may), (role, act.name)
                assert (ANOTHER in here) <= (in_program and not may)
                on_paper = act.signed is not Signed.PROGRAM and not act.by_customer
                assert (ON_PAPER in here) == (on_paper and role in form.issued_by)
            offered = {act.name for act in open_acts if at_the_gate(act) or ways(mine, record, act)}
            assert set(card.buttons) == offered, (role, number)


def test_the_menu_of_forms_holds_what_a_role_issues(month: Session) -> None:
    for role in ROLES:
        wanted = {form.code for form in DECLARED if form.shown and role in form.issued_by}
        assert {form.code for form in issuable(as_role(month, role))} == wanted, role
