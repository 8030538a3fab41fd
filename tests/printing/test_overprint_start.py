"""从这张纸生成: a template begins complete, with everything where the paper itself has it."""

from __future__ import annotations

import pytest
from tests.printing.pads import RECEIPT
from tests.printing.slips import FULL, SLIP, slip

from forms import DECLARED
from forms.form import Form
from forms.paper import SIZES, Paper, mentioned
from forms.property.receipt import SJ
from forms.property.release import FX
from printing.overprint import Pad, Style, begun, checked, compose_overprint, warnings
from printing.page import CheckBox, Document, Text
from printing.slip import compose
from printing.stock import parse, usual

HALF = "241-3-1/2"
EVERYDAY = 4
"""Of so many papers one is looked at every day, all of them before a release."""
PADS = [
    pytest.param(
        form, paper, id=f"{form.code}-{paper.name}",
        marks=[pytest.mark.long] if number % EVERYDAY else [],
    )
    for number, (form, paper) in enumerate(
        (form, paper) for form in DECLARED for paper in form.papers if "overprint" in paper.ways
    )
]  # fmt: skip


def box(paper: Paper) -> str:
    """The continuous stock that a paper usually goes on, as its box says."""
    stock = usual(*SIZES[paper.size])
    return f"{stock.width:g}-3-1/{round(279.4 / stock.length)}"


@pytest.mark.parametrize(("form", "paper"), PADS)
def test_every_paper_begins_sound_and_complete(form: Form, paper: Paper) -> None:
    """On continuous stock and on single sheets: no mistake, nothing overlaps, no value of the
    paper is left out."""
    shown = {key for part in paper.in_order for key in mentioned(part)} - {"@office"}
    photos = {field.key for field in form.fields if str(field.kind) == "photo"}
    for pad in (Pad.of_box(box(paper)), Pad(*SIZES[paper.size])):
        template = checked(begun(form, paper, pad, "新模板").values(), form, paper)
        assert warnings(template, form) == {}
        assert shown - photos <= {spot.key for spot in template.spots}


def standing(document: Document) -> list[tuple[str, float, float]]:
    """(words, x, y) of every text on its first page."""
    return [
        (item.typed, item.x, item.y)
        for item in document.items(document.pages[0]) if isinstance(item, Text)
    ]  # fmt: skip


def test_the_words_stand_where_the_paper_has_them() -> None:
    """To a tenth of a millimetre, as people set it: what is printed by the new template lies on
    what an impact printer makes of the paper."""
    whole = standing(compose(FX, SLIP, slip(), stock=parse(HALF)))
    template = begun(FX, SLIP, Pad.of_box(HALF), "放行条")
    found = compose_overprint(template, FX, SLIP, slip())
    assert found.misfits == ()
    by_words = {words: (x, y) for words, x, y in whole}
    for words in ("3 栋 1202", "粤B·D12345", "138 0013 8000", "双门冰箱", "海尔 BCD-215"):
        (here,) = [(x, y) for one, x, y in standing(found.document) if one == words]
        assert here == pytest.approx(by_words[words], abs=0.12), words


def test_choices_are_ticked_where_their_boxes_are() -> None:
    """In the middle of the box that the paper has for each choice."""
    paper, data = FULL.paper("单"), slip(values={"how": "快递到付"}, lines={})
    stock = parse("241-2")
    template = begun(FULL, paper, Pad.of_box("241-2"), "全项")
    spots = [one for one in template.spots if one.style is Style.TICK]
    assert [one.choice for one in spots] == list(FULL.field("how").choices)
    whole = compose(FULL, paper, data, stock=stock)
    boxes = [one for one in whole.items(whole.pages[0]) if isinstance(one, CheckBox)]
    for spot, one in zip(spots, boxes, strict=True):
        assert (spot.x, spot.y) == pytest.approx(
            (one.x + one.size / 2, one.y + one.size / 2), abs=0.2
        )


def test_a_table_takes_the_rows_that_there_is_room_for() -> None:
    template = begun(SJ, RECEIPT, Pad.of_box("241-3"), "收据")
    (table,) = [one for one in template.spots if one.style is Style.TABLE]
    small = begun(SJ, RECEIPT, Pad.of_box(HALF), "收据")
    (narrow,) = [one for one in small.spots if one.style is Style.TABLE]
    assert table.lines > narrow.lines >= 3
    below = [one for one in small.spots if one.key == "total"]
    assert [one.take for one in below] == ["全部", "大写"]
    assert all(one.y > narrow.bottom for one in below)
