"""Half a character (a lone surrogate), as a broken paste or a wrong locale gives it: wherever words
are asked with, it is refused in words or finds nothing; what was being typed is kept all the same.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from db import cashier, destruction, drafts, file, find, gate, journal_list, matrix, register, staff
from db.errors import Refused
from db.estate import reading
from db.gates import computers
from db.session import Session
from tests.db.demo_desk import DESK, GUARD, MONEY, Desk

HALF = "\ud800"
ASKED: dict[str, tuple[str, Callable[[Session], object]]] = {
    "register, unit": ("1005", lambda one: register.entries(one, "FX", where={"unit": HALF})),
    "register, state": ("1005", lambda one: register.entries(one, "FX", where={"state": HALF})),
    "register, form": ("1005", lambda one: register.entries(one, HALF)),
    "search": (DESK, lambda one: find.find(one, HALF)),
    "gate": (GUARD, lambda one: gate.examine(one, HALF)),
    "file": (DESK, lambda one: file.subject_of(one, HALF)),
    "deposits": (MONEY, lambda one: cashier.held(one, unit=HALF)),
    "debts": (MONEY, lambda one: cashier.open_of(one, [HALF])),
    "units": (DESK, lambda one: reading.listed(one, HALF)),
    "unit": (DESK, lambda one: reading.opened(one, HALF)),
    "journal": ("9001", lambda one: journal_list.person_of(one, HALF)),
    "rights": ("9001", lambda one: matrix.why(one, HALF, "issue:FX")),
    "order": ("1005", lambda one: destruction.order(one, HALF)),
    "leaver": ("9001", lambda one: staff.retire(one, HALF)),
    "gate's name": ("9001", lambda one: computers.named(one, HALF)),
}


@pytest.mark.parametrize("what", ASKED)
def test_it_breaks_nothing(desk: Desk, what: str) -> None:
    """Nothing is written, and the store goes on."""
    no, ask = ASKED[what]
    session = desk.at(no)
    before = session.store.value("SELECT count(*) FROM journal")
    try:
        found = ask(session)
    except Refused as refused:
        assert all(refused.problems.values())
    else:
        assert not found or not getattr(found, "allows", False)
    assert session.store.value("SELECT count(*) FROM journal") - before <= 1


def test_a_draft_keeps_all_else(desk: Desk) -> None:
    drafts.save(desk.at(DESK), "FX", {"unit": "1-101", "note": f"前{HALF}后"})
    kept = drafts.load(desk.at(DESK), "FX")
    assert kept is not None and kept[1] == {"unit": "1-101", "note": "前?后"}
