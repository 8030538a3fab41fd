"""A report on A4: every row under its heading, bars as long as their numbers, pages that go on."""

from __future__ import annotations

from printing.page import Document, Text, Tint
from printing.pdf import draw
from printing.statistics import BEFORE, BOTTOM, HEIGHT, LEFT, MOST, NOW, RIGHT, TOP, WIDTH
from printing.statistics import Bar, Heading, Sheet, compose

COLUMNS = (Heading("类别"), Heading("件数", True), Heading("占比", True))


def sheet(many: int, **changes: object) -> Sheet:
    """A report of so many rows; the n-th counts n."""
    rows = [[f"第 {at} 类", str(at), f"{at}.0%"] for at in range(1, many + 1)]
    made: dict[str, object] = {
        "title": "报修类别", "office": "翠湖花园物业服务中心", "period": "2026年11月",
        "previous": "2026年10月", "columns": COLUMNS, "rows": rows,
        "total": ["合计", "9", "—"] if rows else [],
        "bars": [Bar(row[0], row[1], float(row[1]), float(row[1]) / 2) for row in rows],
        "drawn": "件数", "whole": None, "notes": ["作废的另列一栏。"], "made": "1001 刘志远 制表",
    }  # fmt: skip
    return Sheet(**{**made, **changes})  # type: ignore[arg-type]


def bars(document: Document, colour: str) -> list[float]:
    """Widths (mm) of the bars of a colour, those of the legend left out."""
    items = [one for one in document.pages[0].items if isinstance(one, Tint)]
    return [one.width for one in items if one.colour == colour and one.y > TOP + 4]


def test_every_row_stands_under_its_heading() -> None:
    """With its total, its notes, who made it and the number of the page."""
    document = compose(sheet(3))
    for words in ("报修类别", "2026年11月", "第 2 类", "2.0%", "合计", "· 作废的另列一栏。",
                  "1001 刘志远 制表", "第 1/1 页"):  # fmt: skip
        assert words in document.words.split("\n"), words


def test_bars_are_as_long_as_their_numbers() -> None:
    """The third is three times the first, what was before half of it; the largest fills the room,
    or a hundred percent does."""
    now, before = bars(compose(sheet(3)), NOW), bars(compose(sheet(3)), BEFORE)
    assert [round(one / now[0], 2) for one in now] == [1, 2, 3]
    assert [round(one / then, 2) for one, then in zip(now, before, strict=True)] == [2, 2, 2]
    of_hundred = bars(compose(sheet(3, whole=100.0)), NOW)
    assert max(of_hundred) < max(now) / 20


def test_many_rows_go_on_with_their_heading() -> None:
    """Nothing is lost, nothing stands below the frame or beside the paper."""
    document = compose(sheet(100))
    assert len(document.pages) == 4
    words = document.words.split("\n")
    assert all(f"第 {at} 类" in words for at in range(1, 101))
    assert words.count("件数") == 5, "of four tables and the legend"
    assert f"图里是前 {MOST} 项，另有 {100 - MOST} 项见表" in words
    for page in document.pages:
        assert (page.width, page.height) == (WIDTH, HEIGHT)
        for item in page.items:
            if isinstance(item, Text):
                assert LEFT - 0.01 <= item.x <= RIGHT and item.y <= HEIGHT - 9
    ends = [item.y + item.height for page in document.pages for item in page.items
            if isinstance(item, Tint)]  # fmt: skip
    assert max(ends) <= BOTTOM + 0.01


def test_nothing_to_count_and_numbers_below_nothing() -> None:
    """Words instead of a table; more given back than taken draws no bar."""
    assert "这段时间没有可统计的。" in compose(sheet(0)).words
    minus = compose(sheet(1, bars=[Bar("现金", "-¥5.00", -500.0, None)]))
    assert bars(minus, NOW) == [] and "-¥5.00" in minus.words


def test_long_names_stay_in_their_cells() -> None:
    """Forty characters, eleven columns, large sums."""
    wide = [Heading("项目"), *(Heading("上期净收金额", True) for _ in range(10))]
    row = ["很长的项目名称" * 6, *["¥1,234,567.89"] * 10]
    document = compose(sheet(1, columns=wide, rows=[row], total=["合计", *row[1:]],
                             bars=[Bar(row[0], row[1], 1.0)]))  # fmt: skip
    assert len(document.pages) == 1 and draw(document).startswith(b"%PDF")
