"""A notice for a door: a title and values in type of their own size, rows as the page allows."""

from __future__ import annotations

import pytest
from tests.printing.slips import bare, extents, height, slip, texts
from tests.printing.test_slip_geometry import crossings

from forms.paper import Cell, Copy, Paper, Row
from forms.paper import Text as Running
from forms.property.release import FX
from printing.code import QUIET
from printing.page import Code, Document, Rule, Text
from printing.pdf import draw
from printing.slip import compose


def notice(size: str = "A4横向", headline: float = 44.0) -> Paper:
    """A notice with everything large."""
    return Paper(
        "门贴", size,
        (
            Row((Cell("unit", 24, label=0, size=110.0),)),
            Row((Cell("carrier", 12, size=30.0), Cell("phone", 12, size=30.0))),
            Row((Cell("plate", 12), Cell("reason", 12))),
            Running("请勿喧哗。", size=20.0, bold=True, centre=True),
        ),
        copies=False, heading="装修公示", headline=headline,
    )  # fmt: skip


def text_of(document: Document, words: str) -> tuple[Text, float]:
    return next(one for one in extents(document, document.pages[0]) if one[0].words == words)


@pytest.mark.parametrize("size", ["A4横向", "A4", "A5"])
@pytest.mark.parametrize("unit", ["3 栋 1202", "12 栋 2 单元 3302"])
def test_large_type_stands_in_the_middle_of_its_cell(size: str, unit: str) -> None:
    document = compose(FX, notice(size), slip(values={"unit": unit, "carrier": "罗师傅"}))
    assert len(document.pages) == 1
    assert crossings(document, document.pages[0]) == []
    page = document.pages[0]
    (big, wide) = text_of(document, unit)
    assert big.bold and big.x + wide / 2 == pytest.approx(page.width / 2, abs=0.1)
    assert big.size == 110 or wide > 0.55 * page.width, "as large as the page allows"
    said = text_of(document, "请勿喧哗。")
    assert (said[0].size, said[0].bold) == (20.0, True)
    assert said[0].x + said[1] / 2 == pytest.approx(page.width / 2, abs=0.1)
    assert text_of(document, "运出人")[0].size > text_of(document, "车牌号")[0].size


def test_a_large_title_keeps_clear_of_the_code_and_of_the_frame() -> None:
    document = compose(FX, notice(headline=60.0), slip())
    (code,) = [one for one in document.bodies[0] if isinstance(one, Code)]
    title, wide = text_of(document, "装修公示")
    assert title.size == 60.0
    low = code.y + len(code.rows) * code.module + QUIET * code.module
    assert title.y - 0.9 * height(title) > low
    top = min(one.y1 for one in document.bodies[0] if isinstance(one, Rule))
    assert title.y < top
    assert (title.x + wide / 2) == pytest.approx(297 / 2, abs=0.2)
    assert "装修公示" in texts(draw(document))[0]


def test_the_usual_title_stays_where_it_was() -> None:
    usual = compose(FX, FX.paper("放行条"), slip())
    (title,) = [one for one in usual.bodies[0] if isinstance(one, Text) and one.words == FX.title]
    assert (title.size, title.y) == (18.0, 19.6)


def test_a_value_hidden_on_a_copy_leaves_its_large_cell_empty() -> None:
    paper = Paper("试", "A5横向", (Row((Cell("unit", 24, size=40.0),)),))
    form = FX.__class__(
        "HH", "试", "物业", ("前台",), FX.fields, FX.acts,
        copies=(Copy("存根", "前台"), Copy("门岗", "门岗", hidden=("unit",))), papers=(paper,),
        checked=False,
    )  # fmt: skip
    document = compose(form, paper, slip(values={"unit": "3 栋 1202"}))
    shown, hidden = (bare(words) for words in texts(draw(document)))
    assert "3栋1202" in shown and "3栋1202" not in hidden


def test_rows_of_a_tall_page_are_higher_while_there_is_room() -> None:
    def step(rows: int) -> float:
        paper = Paper("试", "A4", tuple(Row((Cell("unit", 24),)) for _ in range(rows)), copies=False)
        document = compose(FX, paper, slip())
        assert len(document.pages) == 1
        lines = sorted(
            {one.y1 for one in document.bodies[0] if isinstance(one, Rule) and one.y1 == one.y2}
        )
        return round(lines[1] - lines[0], 2)

    assert (step(10), step(26), step(30), step(36)) == (10.4, 9.6, 8.2, 7.0)
