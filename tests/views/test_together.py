"""Prints that go to the printer as one: cards and labels of several records on a sheet, a paper
beside the one that belongs to it. Each is logged, none where one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.db.conftest import estate
from tests.db.demo_desk import Desk, copied
from tests.db.new_forms import LOAN

from db import prints, records
from db.errors import Refused
from db.records import Record
from forms.paper import Cell, Paper, Row
from forms.paper import Text as Running
from printing.carrier import drawn_parts
from printing.pdf import draw
from views import printouts, together

__all__ = ["estate"]
CARD = Paper("牌", "卡片", (Row((Cell("borrower", 24),)),), copies=False, modes=("card", "laser"),
             back=(Running("请交回前台。"),))  # fmt: skip
FIRST = Paper("申请", "A4", (Row((Cell("borrower", 24),)),), copies=False, beside="许可")
SECOND = Paper("许可", "A4", (Row((Cell("borrower", 24),)),), copies=False)
HALF = Paper("条", "A5横向", (Row((Cell("borrower", 24),)),), modes=("laser", "roll"))
FORM = replace(LOAN, papers=(CARD, FIRST, SECOND, HALF), checked=False)


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(copied(estate, tmp_path / "office"), (FORM,))
    yield made
    made.close()


def lent(desk: Desk, count: int) -> list[Record]:
    """So many keys lent to so many people."""
    return [
        desk.issue("JY", {"key": f"钥匙{n}", "borrower": f"周虚构{n}"}) for n in range(1, count + 1)
    ]


def words(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_cards_of_several_records_on_one_sheet(desk: Desk) -> None:
    """From a free place; every record has a print of its own, the others name the first."""
    session = desk.at()
    found = lent(desk, 3)
    made = together.of_several(session, found, paper_name="牌", start=9)
    assert (made.copies, made.pages, made.mode) == (3, 4, "sheet")
    front, back, second, _ = words(made.pdf)
    assert "周虚构1" in front and "周虚构2" in front and "周虚构3" in second
    assert back.count("请交回前台") == 2
    rows = session.store.rows("SELECT id, sheet, mode, outcome FROM print ORDER BY id")
    assert [(sheet, mode) for _, sheet, mode, _ in rows] == [
        (None, "sheet"), (made.print_id, "sheet"), (made.print_id, "sheet"),
    ]  # fmt: skip
    printouts.settle(session, made, prints.QUEUED, "laser-7")
    assert {(one.outcome, one.job) for each in found for one in prints.log(session, each)} == {
        (prints.QUEUED, "laser-7")
    }


def test_nothing_is_logged_where_one_was_printed_before(desk: Desk) -> None:
    session = desk.at()
    found = lent(desk, 2)
    together.of_several(session, found[:1], paper_name="牌")
    with pytest.raises(Refused) as refused:
        together.of_several(session, found, paper_name="牌")
    assert list(refused.value.problems) == [found[0].number]
    assert len(session.store.rows("SELECT id FROM print")) == 1
    made = together.of_several(session, found, paper_name="牌", again="遗失")
    assert "补打第1次" in words(made.pdf)[0]


@pytest.mark.parametrize(("paper", "start"), [("条", 1), ("牌", 11), ("牌", 0)])
def test_what_does_not_go_on_a_sheet_is_refused_before(desk: Desk, paper: str, start: int) -> None:
    session = desk.at()
    with pytest.raises(Refused):
        together.of_several(session, lent(desk, 2), paper_name=paper, start=start)
    assert session.store.rows("SELECT id FROM print") == []


def test_a_paper_goes_with_the_one_that_belongs_beside_it(desk: Desk) -> None:
    session = desk.at()
    (one,) = lent(desk, 1)
    made = together.prepare(session, one, paper_name="申请", mode="pair")
    assert made.size == (420.0, 297.0) and made.pages == 1
    assert words(made.pdf)[0].count("周虚构1") == 2
    assert {(each.paper_name, each.mode) for each in prints.log(session, one)} == {
        ("申请", "pair"), ("许可", "laser"),
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        together.prepare(session, one, paper_name="申请", mode="pair")
    assert "again" in refused.value.problems
    assert len(prints.log(session, one)) == 2


def test_a_roll_and_a_sheet_keep_pages_of_their_own(desk: Desk) -> None:
    """What was printed on a roll is repeated there; on a half sheet the pages are those of A5."""
    session = desk.at()
    (one,) = lent(desk, 1)
    slip = together.prepare(session, one, paper_name="条", mode="roll")
    assert slip.size[0] == 80.0
    half = together.prepare(session, one, paper_name="条", mode="half", again="装的是 A4")
    assert half.size == (210.0, 297.0) and half.leaves.pages[0].width == 210.0
    again = together.prepare(session, one, paper_name="条", mode="roll", again="撕坏了")
    assert again.size == (80.0, pytest.approx(slip.size[1] + 9.0))


def test_one_card_alone_at_a_place(desk: Desk) -> None:
    session = desk.at()
    (one,) = lent(desk, 1)
    with pytest.raises(Refused, match="没有第 12 个"):
        together.prepare(session, one, paper_name="牌", mode="sheet", start=12)
    assert prints.log(session, one) == []
    made = together.prepare(session, one, paper_name="牌", mode="sheet", start=10)
    assert made.pages == 2 and records.load(session, one.number) is not None


def test_what_is_sent_stands_on_dots_though_nobody_said_how_fine_the_printer_is(desk: Desk) -> None:
    """On those of a usual printer of the kind; a file is drawn as it is laid out."""
    session = desk.at()
    (one,) = lent(desk, 1)
    for mode, dpi in (("laser", 300), ("roll", 203), ("impact", 180)):
        made = together.prepare(session, one, paper_name="条", mode=mode, again="试")
        parts = drawn_parts(made.going, made.images, made.way, made.mode)
        assert parts == (("", draw(made.going, dpi=dpi)),)
        assert made.pdf == draw(made.going)
