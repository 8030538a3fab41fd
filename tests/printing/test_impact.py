"""Impact printers: continuous paper, one pass for all copies, and what reaches a 24-pin head."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.printing.cups_server import Server
from tests.printing.slips import (
    CODE, FULL, GOODS, SLIP, bare, dark_runs, decoded, extents, picture, slip, texts,
)  # fmt: skip
from tests.printing.test_slip_geometry import crossings

from forms.property.release import FX
from printing import spool
from printing.code import QUIET
from printing.page import Code, Document, Page, Rule, Text, Tint
from printing.pdf import draw
from printing.reprint import marked
from printing.slip import compose
from printing.stock import Stock, parse, usual

EDGE = 12.7 + 5.0
HALF = parse("241-3-1/2")


@pytest.mark.parametrize(
    ("words", "width", "length", "plies", "said"),
    [
        ("241-3-1/2", 241, 139.7, 3, "241 二等分"),
        ("241-2", 241, 279.4, 2, "241 整张"),
        ("241-4-1/3", 241, 279.4 / 3, 4, "241 三等分"),
        ("241 － 3 － 2", 241, 139.7, 3, "241 二等分"),
        ("381-1", 381, 279.4, 1, "381 整张"),
        ("241×152.4", 241, 152.4, 0, "241×152.4"),
        ("190x127", 190, 127, 0, "190×127"),
    ],
)
def test_the_code_on_the_box(
    words: str, width: float, length: float, plies: int, said: str
) -> None:
    stock = parse(words)
    assert (stock.width, stock.plies, stock.words) == (width, plies, said)
    assert stock.length == pytest.approx(length, abs=1e-9)


@pytest.mark.parametrize("words", ["", "A4", "241-9-1/2", "241-3-1/9", "20-3", "241×9", "900-1"])
def test_what_is_no_paper_is_refused_in_chinese(words: str) -> None:
    with pytest.raises(ValueError, match="[纸长写无]"):
        parse(words)


def test_a_third_is_no_rounded_length() -> None:
    """A hundred forms of 93.1 mm would end 3 mm early."""
    assert parse("241-2-1/3").length * 300 == pytest.approx(279.4 * 100, abs=1e-6)


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        ((210.0, 148.0), Stock(241.0, 139.7)), ((148.0, 210.0), Stock(241.0, 279.4)),
        ((210.0, 297.0), Stock(241.0, 279.4)), ((297.0, 210.0), Stock(381.0, 279.4)),
        ((241.0, 279.4 / 3), Stock(241.0, 279.4 / 3)),
    ],
)  # fmt: skip
def test_the_usual_paper_of_a_sheet(sheet: tuple[float, float], found: Stock) -> None:
    assert usual(*sheet) == found


def every(document: Document) -> list[Page]:
    """Its pages, once it is sure that each keeps to what a head can print."""
    for page in document.pages:
        assert crossings(document, page, EDGE) == []
        for item in document.items(page):
            assert not isinstance(item, Tint)
            if isinstance(item, Text):
                assert item.size >= 9.0, item.words
                assert item.colour in ("#000000", "#F2B5B0")
            if isinstance(item, Rule):
                assert EDGE - 0.01 <= item.x1 and item.x2 <= page.width - EDGE + 0.01
                assert item.y2 <= page.height - 5.0
                assert item.colour == "#000000"
    return list(document.pages)


def test_all_copies_in_one_pass() -> None:
    document = compose(FX, SLIP, slip(), stock=HALF)
    (page,) = every(document)
    assert (page.width, page.height, page.tint) == (241.0, 139.7, "")
    shown = texts(draw(document))[0]
    assert "白联存根" in shown and "第一联" not in shown
    for words in ("双门冰箱", "440301199003071234", "FX-2026-000418"):
        assert words in shown


def test_what_is_hidden_on_a_laser_copy_is_struck_through_all() -> None:
    """A pass through carbonless paper cannot leave out a copy."""
    data = slip(values={"name": "欧阳虚构", "secret": "12345"}, lines={})
    document = compose(FULL, FULL.paper("单"), data, stock=Stock(241.0, 279.4))
    every(document)
    assert "12345" in texts(draw(document))[0]


def test_the_code_is_read_after_a_ribbon_spread_it() -> None:
    """180 dots an inch in black and white, each dot a dot wider."""
    from PIL import ImageFilter

    document = compose(FX, SLIP, slip(), stock=HALF)
    (code,) = [item for item in document.bodies[0] if isinstance(item, Code)]
    assert code.module / (25.4 / 180) == pytest.approx(5, abs=1e-3)
    struck = picture(draw(document), 0, 180).convert("L").point(lambda dot: 255 * (dot > 128))
    assert decoded(struck.convert("RGB")) == [CODE]
    assert decoded(struck.filter(ImageFilter.MinFilter(3)).convert("RGB")) == [CODE]


def test_the_quiet_zone_of_the_larger_code_is_kept() -> None:
    document = compose(FX, SLIP, slip(), stock=HALF)
    (code,) = [item for item in document.bodies[0] if isinstance(item, Code)]
    quiet = QUIET * code.module
    left, top = code.x - quiet, code.y - quiet
    right, bottom = code.x + 21 * code.module + quiet, code.y + 21 * code.module + quiet
    for text, wide in extents(document, document.pages[0]):
        high = text.size * 0.3528 * 0.73
        apart = text.x > right or text.x + wide < left
        assert apart or text.y < top or text.y - high > bottom - 0.01, text.words


def test_the_mark_of_a_reprint_stands_clear_of_the_strip() -> None:
    document = marked(compose(FX, SLIP, slip(), stock=HALF), "补打 第1次")
    assert min(item.x1 for item in document.pages[0].items if isinstance(item, Rule)) >= EDGE


name = st.text(st.sampled_from("物品放行条䶮𠮷𪟝，（）、甲乙ABCW019.- "), max_size=40).map(str.strip)
line = st.fixed_dictionaries({"name": name, "spec": name, "measure": name, "quantity": name})
stocks = st.sampled_from(["241-3-1/2", "241-3", "241-2-1/3", "381-1", "190×127"]).map(parse)


@settings(max_examples=40, deadline=None)
@given(goods=st.lists(line, min_size=1, max_size=40), owner=name, office=name, stock=stocks)
def test_whatever_is_typed_nothing_is_lost_on_any_paper(
    goods: list[dict[str, str]], owner: str, office: str, stock: Stock
) -> None:
    document = compose(FX, SLIP, slip(goods, {"owner": owner}, office=office), stock=stock)
    printed: dict[str, int] = {}
    for page in every(document):
        for text, _ in extents(document, page):
            for char in bare(text.words):
                printed[char] = printed.get(char, 0) + 1
    typed = bare("".join([owner, office, *(w for one in goods for w in one.values())]))
    for char in set(typed):
        assert printed.get(char, 0) >= typed.count(char)


@pytest.mark.parametrize(("box", "lines"), [("241-1", 66), ("241-1-1/2", 33), ("241-1-1/3", 22)])
def test_the_form_length_that_reaches_the_head(printers: Server, box: str, lines: int) -> None:
    """Through the driver of a 24-pin Epson: ESC C says how long a form is, in lines of 1/6 inch."""
    stock = parse(box)
    pdf = draw(compose(FX, SLIP, slip(GOODS[:1]), stock=stock))
    job = spool.submit(pdf, "pins", stock.width, stock.length, "试印")
    escp = printers.arrived(job)
    assert {found[0] for found in re.findall(rb"\x1bC(.)", escp, re.DOTALL)} == {lines}


def test_what_reaches_a_queue_is_as_large_and_where_it_was_drawn(printers: Server) -> None:
    document = compose(FX, SLIP, slip(), stock=HALF)
    arrived = printers.arrived(spool.submit(draw(document), "form", 241.0, 139.7, "试印"))
    image = picture(arrived, 0, 300)
    assert image.width / 300 * 25.4 == pytest.approx(241.0, abs=0.2)
    assert image.height / 300 * 25.4 == pytest.approx(139.7, abs=0.2)
    upright = [one for one in document.bodies[0] if isinstance(one, Rule) and one.x1 == one.x2]
    frame = dark_runs(image, 300, upright[0].y1 + 4.0, across=True)
    assert frame[0][0] == pytest.approx(EDGE, abs=0.2)
    assert frame[-1][0] == pytest.approx(241 - EDGE, abs=0.2)


def test_a_larger_title_still_clears_the_larger_code() -> None:
    paper = replace(SLIP, headline=30.0)
    every(compose(FX, paper, slip(), stock=HALF))
