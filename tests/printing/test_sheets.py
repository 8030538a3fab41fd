"""Cards on A4 sheets: where they stand, where they are cut, whether their backs meet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.printing.cups_server import Server
from tests.printing.slips import dark_runs, decoded, picture, texts
from tests.printing.test_card import FACE, PAPER, SHA, data

from forms.property.pass_card import CR
from printing import spool
from printing.ipp import GET_JOB, ask
from printing.page import Code, Document, Page, Rule, Text
from printing.pdf import draw
from printing.sheets import Grid, filled
from printing.slip import compose

WIDE, HIGH = 85.6, 54.0
LEFT, TOP = (210 - 2 * WIDE) / 2, (297 - 5 * HIGH) / 2


def card(number: int, size: str = "卡片") -> Document:
    """The card of one of many, with a code and a number of its own."""
    return compose(CR, replace(PAPER, size=size), data(
        number=f"CR-2026-{number:06d}", code=f"CR26{number:06d}18ABCDEFGH",
    ))  # fmt: skip


TWELVE = [card(number) for number in range(1, 13)]


def numbers(document: Document, page: int) -> dict[str, tuple[float, float]]:
    """Where the number of each front on a page stands."""
    return {
        one.words: (one.x, one.y) for one in document.items(document.pages[page])
        if isinstance(one, Text) and one.words.startswith("No. ")
    }  # fmt: skip


def test_ten_stand_on_a_sheet_and_two_on_the_next() -> None:
    document = filled(TWELVE)
    assert [(page.width, page.height) for page in document.pages] == [(210.0, 297.0)] * 4
    assert [len(numbers(document, page)) for page in range(4)] == [10, 0, 2, 0]
    at = numbers(TWELVE[0], 0)["No. CR-2026-000001"]
    for place in range(10):
        row, column = divmod(place, 2)
        found = numbers(document, 0)[f"No. CR-2026-{place + 1:06d}"]
        assert found == pytest.approx(
            (at[0] + LEFT + column * WIDE, at[1] + TOP + row * HIGH), abs=0.01
        )
    assert document.images == {SHA}


def test_the_backs_meet_when_the_sheet_is_turned_over_its_long_edge() -> None:
    """Seen through the sheet each back lies on its own front, also where the sheet is not full."""
    document = filled([*TWELVE[:2], compose(CR, replace(PAPER, foot="第三张的背面"), data())], start=4)
    front, back = document.pages
    codes = {(one.x, one.y) for one in document.items(front) if isinstance(one, Code)}
    assert len(codes) == 3
    (third,) = [one for one in document.items(back)
                if isinstance(one, Text) and one.words == "第三张的背面"]  # fmt: skip
    # The third stands at place 6: the right one of the third row, its back at the left.
    assert LEFT < third.x < LEFT + WIDE and TOP + 2 * HIGH < third.y < TOP + 3 * HIGH
    grid = Grid(WIDE, HIGH)
    for place in range(grid.count):
        (x, y), (behind, below) = grid.corner(place), grid.corner(place, back=True)
        assert behind == pytest.approx(210 - x - WIDE, abs=0.001) and below == y


@pytest.mark.parametrize(("count", "start"), [
    (3, 4), *(pytest.param(*one, marks=pytest.mark.long) for one in ((10, 1), (3, 1), (1, 10))),
])
def test_the_marks_stand_where_the_cards_are_cut(count: int, start: int) -> None:
    document = filled(TWELVE[:count], start)
    for page, back in zip(document.pages, (False, True), strict=True):
        image = picture(draw(replace(document, pages=(page,)), {SHA: FACE}), 0, 300)
        places = range(start - 1, start - 1 + count)
        columns = {1 - place % 2 if back else place % 2 for place in places}
        edges = sorted({LEFT + (one + more) * WIDE for one in columns for more in (0, 1)})
        for at in (TOP - 5, 297 - TOP + 5):
            found = [x for x, _ in dark_runs(image, 300, at, across=True)]
            assert found == pytest.approx(edges, abs=0.1)
        rows = {place // 2 for place in places}
        lines = sorted({TOP + (one + more) * HIGH for one in rows for more in (0, 1)})
        for at in (LEFT - 5, 210 - LEFT + 5):
            found = [y for y, _ in dark_runs(image, 300, at, across=False)]
            assert found == pytest.approx(lines, abs=0.1)


def test_nothing_is_marked_where_no_laser_printer_reaches() -> None:
    for size in ((85.6, 54.0), (90.0, 60.0), (60.0, 40.0), (50.0, 30.0)):
        grid = Grid(*size)
        for rule in grid.marks(range(grid.count)):
            assert min(rule.x1, rule.x2) >= 4.2 and max(rule.x1, rule.x2) <= 210 - 4.2
            assert min(rule.y1, rule.y2) >= 4.2 and max(rule.y1, rule.y2) <= 297 - 4.2
            assert abs(rule.x1 - rule.x2) + abs(rule.y1 - rule.y2) >= 2.0


@pytest.mark.parametrize(
    ("size", "columns", "rows"),
    [((85.6, 54.0), 2, 5), ((90.0, 60.0), 2, 4), ((60.0, 40.0), 3, 7), ((50.0, 30.0), 3, 9)],
)
def test_how_many_a_sheet_holds(size: tuple[float, float], columns: int, rows: int) -> None:
    assert (Grid(*size).columns, Grid(*size).rows) == (columns, rows)


def test_what_cannot_be_put_on_a_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="没有第 11 个"):
        filled(TWELVE, 11)
    with pytest.raises(ValueError, match="没有第 0 个"):
        filled(TWELVE, 0)
    with pytest.raises(ValueError, match="一样大小"):
        filled([card(1), card(2, "卡片90×60")])


def test_the_printer_is_asked_for_both_sides_of_the_sheet(printers: Server) -> None:
    """Turned over the long edge; labels and slips have one side."""
    def sides(document: Document) -> list[object]:
        job = spool.submit(draw(document), "form", 210.0, 297.0, "面")
        printers.arrived(job)
        uri = f"ipp://localhost/jobs/{job.rpartition('-')[2]}"
        groups = ask(GET_JOB, {"job-uri": uri}, ("sides",))[1]
        return list(groups[0].get("sides", [])) if groups else []

    assert sides(filled(TWELVE[:1])) == ["two-sided-long-edge"]
    plain = Document("试", (Page(210.0, 297.0),))
    assert sides(plain) in ([], ["one-sided"])


def test_larger_cards_eight_on_a_sheet() -> None:
    document = filled([card(number, "卡片90×60") for number in range(1, 9)])
    front, back = document.pages
    assert len(numbers(document, 0)) == 8
    rules = [one for one in document.items(front) if isinstance(one, Rule) and one.width == 0.15]
    assert {round(one.x1, 2) for one in rules if one.x1 == one.x2} == {15.0, 105.0, 195.0}


def test_ten_cards_through_the_print_server_keep_size_marks_and_codes(printers: Server) -> None:
    came = printers.arrived(spool.submit(
        draw(filled(TWELVE[:10]), {SHA: FACE}, dpi=300), "form", 210.0, 297.0, "十张"
    ))  # fmt: skip
    image = picture(came, 0, 300)
    assert (image.width / 300 * 25.4, image.height / 300 * 25.4) == pytest.approx(
        (210, 297), abs=0.2
    )
    for at in (TOP - 5, 297 - TOP + 5):
        assert [x for x, _ in dark_runs(image, 300, at, across=True)] == pytest.approx(
            [LEFT, LEFT + WIDE, LEFT + 2 * WIDE], abs=0.2
        )
    for at in (LEFT - 5, 210 - LEFT + 5):
        assert [y for y, _ in dark_runs(image, 300, at, across=False)] == pytest.approx(
            [TOP + row * HIGH for row in range(6)], abs=0.2
        )
    assert sorted(decoded(image)) == [f"CR26{number:06d}18ABCDEFGH" for number in range(1, 11)]
    assert "持证须知" in texts(came)[1]
