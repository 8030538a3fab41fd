"""Slips on a roll of receipt paper: within the reach of its head, as long as they need, read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFilter
from tests.printing import raster
from tests.printing.cups_server import Server
from tests.printing.slips import (
    FULL, bare, dark_runs, decoded, extents, height, picture, slip, texts,
)  # fmt: skip
from tests.printing.small import CODE, ITEMS, PAID, receipt

from forms import DECLARED
from forms.paper import Copy, Photo
from forms.property.receipt import SJ
from printing import spool
from printing.code import QUIET
from printing.page import Code, Document, Item, Page, Rule, Text, Tint, from_json
from printing.pdf import draw
from printing.reprint import marked, voided
from printing.roll import composed
from printing.slip import SlipData

PAPER = SJ.papers[0]
DPI = 203
LEFT, RIGHT = 4.0, 76.0


def customer(data: SlipData | None = None, **more: Any) -> Document:
    """The customer's copy alone."""
    return composed(SJ, PAPER, data or receipt(), (2,), **more)


def trespasses(document: Document) -> list[str]:
    """What a head of 72 mm cannot reach, is too small or not black, or stands over another."""
    wrong: list[str] = []
    for page in document.pages:
        boxes = [
            (one.words, one.x, one.y - 0.74 * height(one), one.x + wide, one.y + 0.08 * height(one))
            for one, wide in extents(document, page)
        ]
        for item in document.items(page):
            wrong += _bad(item, page)
            if isinstance(item, Code):
                side, quiet = len(item.rows) * item.module, QUIET * item.module
                boxes.append(("code", item.x - quiet, item.y - quiet,
                              item.x + side + quiet, item.y + side + quiet))  # fmt: skip
        for words, x, y, end, low in boxes:
            if x < LEFT - 0.01 or end > RIGHT + 0.01 or y < 2.9 or low > page.height - 3.0:
                wrong.append(f"edge: {words}")
        for at, one in enumerate(boxes):
            for two in boxes[at + 1 :]:
                if one[1] < two[3] - 0.05 and two[1] < one[3] - 0.05 and (
                    one[2] < two[4] - 0.05 and two[2] < one[4] - 0.05
                ):
                    wrong.append(f"over: {one[0]} / {two[0]}")
    return wrong


def _bad(item: Item, page: Page) -> list[str]:
    if isinstance(item, Tint) or isinstance(item, (Text, Rule)) and item.colour != "#000000":
        return [f"not black: {item}"]
    if isinstance(item, Text) and item.size < 8.5:
        return [f"small: {item.words}"]
    if isinstance(item, Rule) and (
        min(item.x1, item.x2) < LEFT or max(item.x1, item.x2) > RIGHT or item.y2 > page.height
    ):
        return [f"edge: {item}"]
    return []


def test_a_receipt_has_all_that_it_says_and_no_more_paper_than_that() -> None:
    document = customer()
    assert trespasses(document) == []
    (page,) = document.pages
    assert page.width == 80.0 and 120 < page.height < 170
    (words,) = texts(draw(document))
    for shown in (*PAID.values(), "¥2,000.00", "人民币贰仟伍佰零叁元整（¥2,503.00）", "第二联客户",
                  *(word for line in ITEMS for word in line.values())):  # fmt: skip
        assert bare(shown) in words, shown
    longer = customer(receipt((*ITEMS, *ITEMS)))
    assert longer.pages[0].height > page.height + 10
    shorter = customer(receipt(values={"remarks": "", "reference": ""}))
    assert shorter.pages[0].height < page.height - 5 and "备注" not in shorter.words


def test_a_page_for_every_copy_as_long_as_the_longest() -> None:
    hiding = replace(SJ, copies=(Copy("存根", "财务"), Copy("客户", "客户", hidden=("items",))))
    document = composed(hiding, PAPER, receipt())
    assert len(document.pages) == 2 and len({page.height for page in document.pages}) == 1
    first, second = texts(draw(document))
    assert "装修押金" in first and "装修押金" not in second
    with pytest.raises(ValueError, match="只有 3 联"):
        composed(SJ, PAPER, receipt(), (4,))


def test_masked_numbers_are_masked_here_too() -> None:
    masking = replace(SJ, copies=(Copy("客户", "客户", masked=("payer",)),))
    data = receipt(values={"payer": "欧阳虚构 13800138000"})
    assert "13800138000" not in texts(draw(composed(masking, PAPER, data)))[0]


@pytest.mark.parametrize("dpi", [0, 180, 300])
def test_the_code_is_read_after_its_dots_have_spread(dpi: int) -> None:
    document = customer(dpi=dpi)
    dots = dpi or DPI
    (code,) = [one for one in document.bodies[0] if isinstance(one, Code)]
    assert code.module * dots / 25.4 == pytest.approx(round(code.module * dots / 25.4), abs=0.01)
    assert code.module >= 0.6
    image = raster.drawn(draw(document, dpi=dots), dots)
    assert decoded(image.convert("RGB")) == [CODE]
    assert decoded(image.filter(ImageFilter.MinFilter(3)).convert("RGB")) == [CODE]


def test_marks_stand_over_the_slip_and_lengthen_it() -> None:
    stored = from_json(customer().to_json())
    again = marked(voided(stored), "补打 第1次")
    assert trespasses(again) == []
    assert again.pages[0].height == pytest.approx(stored.pages[0].height + 18.0)
    assert "补打第1次" in texts(draw(again))[0] and "作废" in texts(draw(again))[0]
    assert voided(voided(stored)) == voided(stored)
    assert customer(receipt(void=True)) == voided(stored)


name = st.text(st.sampled_from("物品放行条䶮𠮷𪟝，（）、甲乙ABCW019.- "), max_size=60).map(str.strip)
sums = st.integers(1, 10**11).map(lambda fen: f"¥{fen / 100:,.2f}")
line = st.fixed_dictionaries({"what": name, "record": name, "purse": name, "amount": sums})


@settings(max_examples=30, deadline=None)
@given(items=st.lists(line, min_size=1, max_size=60), payer=name, office=name, total=sums)
def test_whatever_is_typed_nothing_leaves_the_strip_and_nothing_is_lost(
    items: list[dict[str, str]], payer: str, office: str, total: str
) -> None:
    data = receipt(items, {"payer": payer, "total": total}, office=office)
    document = customer(data)
    assert trespasses(document) == []
    printed = bare(document.words)
    counts = {char: printed.count(char) for char in set(printed)}
    typed = bare("".join([payer, office, *(word for one in items for word in one.values())]))
    for char in set(typed):
        assert counts.get(char, 0) >= typed.count(char), char


def test_every_paper_that_goes_on_a_roll_fits_it() -> None:
    """With nothing filled in, and with the longest words."""
    found = 0
    for form in DECLARED:
        for paper in (one for one in form.papers if "roll" in one.modes):
            found += 1
            assert not any(isinstance(part, Photo) for part in paper.parts)
            for words in ("", "宽" * 40, "W0 " * 30):
                values = {one.key: words for one in form.fields}
                data = slip((), values, lines={}, signatures={})
                assert trespasses(composed(form, paper, data)) == [], (form.code, paper.name)
    assert found >= 4
    full = composed(FULL, FULL.papers[0], slip((), {"name": "甲", "secret": "乙"}, lines={}))
    assert trespasses(full) == []


def test_through_the_print_server_its_dots_are_the_length_of_the_slip(printers: Server) -> None:
    document = customer()
    high = document.pages[0].height
    pdf = draw(document, dpi=DPI)
    (image,) = raster.pages(printers.arrived(spool.submit(pdf, f"dots{DPI}", 80.0, high, "小票")))
    assert image.width / DPI * 25.4 == pytest.approx(80.0, abs=0.2)
    assert image.height / DPI * 25.4 == pytest.approx(high, abs=0.25)
    assert decoded(image.convert("RGB")) == [CODE]
    rules = [one for one in document.bodies[0] if isinstance(one, Rule) and one.width == 0.375]
    found = dark_runs(image.convert("RGB"), DPI, 40.0, across=False)
    for rule in rules:
        (at, thick) = min(found, key=lambda one: abs(one[0] - rule.y1))
        assert at == pytest.approx(rule.y1, abs=0.2)
        assert thick == pytest.approx(3 * 25.4 / DPI, abs=0.01)
    inside = image.point(lambda dot: 255 * (dot < 128)).getbbox()
    assert inside is not None
    assert inside[0] / DPI * 25.4 >= LEFT - 0.1 and inside[2] / DPI * 25.4 <= RIGHT + 0.1


def test_a_slip_shorter_than_wide_is_not_turned(printers: Server) -> None:
    document = Document("短", (Page(80.0, 50.0, (Rule(10, 10, 30, 10, 1.0),)),))
    image = picture(printers.arrived(spool.submit(draw(document), "form", 80.0, 50.0, "短")), 0, 300)
    assert (image.width / 300 * 25.4, image.height / 300 * 25.4) == pytest.approx(
        (80, 50), abs=0.2
    )
    assert [y for y, _ in dark_runs(image, 300, 20.0, across=False)] == pytest.approx(
        [10.0], abs=0.2
    )
