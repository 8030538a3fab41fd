"""What stands under a list is what its records say."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from db import register
from db.errors import Refused
from db.listing import Order, Sieve
from db.totals import summed, totals
from forms.fields import Field, Kind, WrongDeclaration
from tests.db.demo_desk import DESK, FX, Desk, moment
from tests.db.many import fill
from tests.db.new_forms import LOST
from tests.db.permissions import deny

SOLD = replace(
    LOST, code="SZ",
    fields=(*LOST.fields, Field("price", "价钱", Kind.MONEY),
            Field("pieces", "件数", Kind.NUMBER, summed=True), Field("shelf", "架号", Kind.NUMBER)),
    acts=(replace(LOST.acts[0], fields=(*LOST.acts[0].fields, Field("fee", "保管费", Kind.MONEY))),
          *LOST.acts[1:]),
    register=("@number", "price", "pieces", "shelf", "认领.fee", "@state"),
)  # fmt: skip


@pytest.fixture
def sold(desk: Desk) -> Desk:
    """Four of which one is void and one was fetched for a fee."""
    desk.close()
    desk.forms = (SOLD,)
    for price, pieces in ((1250, 3), (99, 1), (100_000, 5), (1, 1)):
        fen = f"{price / 100:.2f}"
        desk.issue("SZ", {"thing": "伞", "finder": "林夏", "price": fen, "pieces": pieces,
                          "shelf": 7})  # fmt: skip
    desk.act("SZ-2026-000003", "作废", DESK, {"why": "写错"})
    owner = {"owner": "秦明", "owner_id": "11010519491231002X", "fee": "2.50"}
    desk.act("SZ-2026-000001", "认领", DESK, owner)
    return desk


def test_sums_leave_void_records_out(sold: Desk) -> None:
    """Money in 分, numbers that say they add up; of an act, what its latest says."""
    assert [one.key for one in summed(SOLD)] == ["price", "pieces", "认领.fee"]
    found = totals(sold.at(), Sieve("SZ"))
    assert found.count == 4 and found.left_out == 1
    assert dict(found.sums) == {"price": 1350, "pieces": 5, "认领.fee": 250}
    assert sum(many for _, many in found.states) == 4
    void = totals(sold.at(), Sieve("SZ", states=("已作废",)))
    assert (void.count, void.left_out, set(void.sums.values())) == (1, 1, {0})


def test_a_word_cannot_be_added_up() -> None:
    """Nor a date: the declaration says so."""
    with pytest.raises(WrongDeclaration, match="合计"):
        Field("day", "日期", Kind.DATE, summed=True)


@pytest.mark.parametrize("sieve", [
    Sieve("FX"), Sieve("FX", first=date(2026, 6, 1)), Sieve("FX", only="open"),
    Sieve("FX", unit="1-101"), Sieve("FX", text="1-101"), Sieve("FX", states=("已过期",)),
    Sieve("FX", order=Order("@due")),
])  # fmt: skip
def test_states_are_counted_as_they_are_seen(desk: Desk, sieve: Sieve) -> None:
    """The same as counting the rows, most first."""
    fill(desk.at(), desk.issue("FX", FX).number, 300, indexed=True)
    rows = list(register.stream(desk.at(), sieve))
    counted = Counter(str(row.values["state"]) for row in rows)
    found = totals(desk.at(), sieve)
    assert found.count == len(rows) > 0 and dict(found.states) == counted
    assert [many for _, many in found.states] == sorted(counted.values(), reverse=True)


def test_any_column_sorts_a_short_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers within words by size, blanks last; a long one says what it can be sorted by."""
    for room, plate in (("3-1202", ""), ("1-101", "粤BD12345"), ("2-701", "粤A88888")):
        desk.issue("FX", {**FX, "unit": room, "plate": plate}, moment("20T10:00"))

    def units(key: str, descending: bool = False) -> list[str]:
        sieve = Sieve("FX", order=Order(key, descending))
        return [str(row.values["unit"]) for row in register.stream(desk.at(), sieve)]

    assert units("unit") == ["1-101", "2-701", "3-1202"]
    assert units("unit", True) == ["3-1202", "2-701", "1-101"]
    assert units("plate") == ["2-701", "1-101", "3-1202"]
    assert units("plate", True) == ["1-101", "2-701", "3-1202"]
    monkeypatch.setattr(register, "SORTABLE", 2)
    with pytest.raises(Refused, match="有 3 单，只能按开具时间、编号、状态排"):
        units("unit")


def test_who_may_not_see_records_sees_no_totals(desk: Desk) -> None:
    """Denied by default."""
    session = desk.at()
    deny(session.store, "see:records")
    with pytest.raises(Refused):
        totals(session, Sieve("FX"))
    with pytest.raises(Refused):
        next(register.stream(session, Sieve("FX")))
