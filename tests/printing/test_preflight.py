"""What is wrong on paper is known before paper moves: a fault of each kind is put in, and found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forms.property.release import FX
from printing import spool
from printing.adjustment import Adjustment
from printing.page import Code, Document, Item, Page, Picture, Text
from printing.preflight import (
    Under, Wrong, box_of, checked, named_of, refused, said, stopping,
)  # fmt: skip
from printing.reprint import marked, voided
from printing.rim import Rim, told
from printing.slip import compose
from printing.stock import Stock
from tests.printing.cups_server import Server
from tests.printing.slips import FULL, SLIP, slip

HALF = Stock(241.0, 139.7)
RIM = Rim(4.23, 4.23, 4.23, 4.23)
RARE = "𪚥"
"""Four dragons: in none of the faces that come with the program."""


def page_with(*items: Item, width: float = 210.0, height: float = 148.0) -> Document:
    """One sheet with these items."""
    return Document("试", (Page(width, height, tuple(items)),))


def words(document: Document, under: Under = Under(), **more: object) -> list[str]:
    """What is said of it."""
    return [one.words for one in checked(document, under, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize("mark", ["", "补打 第1次"])
@pytest.mark.parametrize(
    "under", [Under(rim=RIM, queue="laser"), Under(mode="impact", stock=HALF, copies=3)]
)
def test_a_good_slip_passes(under: Under, mark: str) -> None:
    """With marks and 作废 too: nothing is said of a sound page."""
    for data in (slip(), slip(void=True)):
        document = marked(compose(FX, SLIP, data, stock=under.stock), mark)
        assert checked(voided(document), under, named_of(FX, data), ()) == []


@pytest.mark.parametrize("paper", FULL.papers, ids=lambda paper: paper.name)
def test_a_form_with_every_part_passes(paper: object) -> None:
    data = slip(values={"name": "欧阳虚构", "how": "自取"}, lines={})
    for stock in (None, Stock(241.0, 279.4)):
        document = compose(FULL, paper, data, stock=stock)  # type: ignore[arg-type]
        mode = "impact" if stock else "laser"
        assert words(document, Under(mode=mode, stock=stock, rim=RIM)) == []


def test_a_character_without_a_glyph_is_named_with_its_field() -> None:
    """In a value and in a line of a table; it does not stop the print."""
    goods = [{"name": f"红木{RARE}屏风", "spec": "", "measure": "件", "quantity": "1"}]
    data = slip(goods, {"owner": f"王{RARE}"})
    (found,) = checked(compose(FX, SLIP, data), Under(), named_of(FX, data))
    owner, goods_name = FX.field("owner").label, FX.field("goods").column("name").label
    assert found == Wrong(
        f"“{RARE}”这个字打不出来：{owner}、{FX.field('goods').label}的{goods_name}，"
        "纸上是〓，请手写补上", stops=False,
    )  # fmt: skip


def test_words_off_the_page_stop_the_print_and_are_named() -> None:
    data = slip()
    outside = Text(200.0, 60.0, "双门\u2005冰箱", 10.5)
    (found,) = checked(page_with(outside), Under(), named_of(FX, data))
    assert found.stops and "打到纸外" in found.words and "物品" in found.words
    assert "双门冰箱" not in found.words, "what a record says is not repeated"


@pytest.mark.parametrize(
    "item",
    [
        Text(-2.0, 60.0, "字", 10.5), Text(100.0, 1.0, "字", 18.0), Text(100.0, 149.0, "字", 10.5),
        Text(100.0, 100.0, "竖着的一行字", 30.0, turn=-90),
        Text(180.0, 60.0, "散开", 9.0, spacing=40.0),
        Code(195.0, 10.0, 0.6, ("0",) * 33), Picture(180.0, 100.0, 40.0, 20.0, "a" * 64),
    ],
)  # fmt: skip
def test_whatever_leaves_its_page_is_seen(item: Item) -> None:
    """Over each edge, turned, spread, a code, a photograph."""
    assert [one.stops for one in checked(page_with(item), Under())] == [True]


def test_what_the_adjustment_moves_off_the_page_is_seen() -> None:
    """Right as drawn, not as it is sent."""
    good = page_with(Text(150.0, 60.0, "一二三四五六七八九十一二三四", 10.0))
    assert words(good) == []
    (moved,) = words(good, Under(moved=Adjustment(dx=20.0)))
    assert "打到纸外" in moved and "补偏" in moved
    assert words(good, Under(moved=Adjustment(sx=1.1)))


def test_the_strips_and_perforations_of_continuous_paper() -> None:
    """On the strip it is torn off with it: stopped; too near the fold is only said."""
    under = Under(mode="impact", stock=HALF)
    on_strip = page_with(Text(4.0, 60.0, "编号", 9.0), width=241.0, height=139.7)
    found = checked(on_strip, under)
    assert [one.stops for one in found] == [True, False] and "孔边" in found[0].words
    at_fold = page_with(Text(60.0, 138.0, "编号", 9.0), width=241.0, height=139.7)
    (near,) = checked(at_fold, under)
    assert not near.stops and "折线" in near.words
    assert words(page_with(Text(60.0, 60.0, "编号", 9.0), width=241.0, height=139.7), under) == []


def test_what_makes_up_for_the_printer_is_not_taken_for_the_place_on_the_paper() -> None:
    """A head that begins 12 mm too far right: what is sent lies that much to the left."""
    document = page_with(Text(20.0, 60.0, "编号", 9.0), width=241.0, height=139.7)
    under = Under(mode="impact", stock=HALF, moved=Adjustment(dx=-12.0))
    assert words(document, under) == []
    (lost,) = words(document, replace(under, moved=Adjustment(dx=-21.0)))
    assert "打到纸外" in lost


def test_what_the_printer_does_not_reach_is_said() -> None:
    near = page_with(Text(2.0, 60.0, "编号", 9.0))
    assert words(near) == [] and words(near, Under(rim=Rim(0, 0, 0, 0))) == []
    (found,) = checked(near, Under("laser", rim=RIM))
    assert not found.stops and "打印机 laser 可能打不到" in found.words


@pytest.mark.parametrize(("mode", "size", "seen"), [
    ("laser", 5.0, True), ("laser", 6.0, False), ("impact", 8.0, True), ("impact", 9.0, False),
    ("card", 6.5, False),
])  # fmt: skip
def test_type_under_the_floor_of_its_way(mode: str, size: float, seen: bool) -> None:
    document = page_with(Text(60.0, 60.0, "小字", size))
    assert bool(words(document, Under(mode=mode))) is seen
    made_up_for = Under(mode=mode, moved=Adjustment(sx=0.98, sy=0.98))
    assert bool(words(document, made_up_for)) is seen


def test_fewer_layers_than_copies() -> None:
    two = replace(HALF, plies=2)
    document = page_with(Text(60.0, 60.0, "字", 9.0), width=241.0, height=139.7)
    (found,) = words(document, Under(mode="impact", stock=two, copies=3))
    assert "2 联" in found and "3 联" in found
    assert words(document, Under(mode="impact", stock=two, copies=2)) == []


def test_a_photograph_that_is_gone() -> None:
    document = page_with(Picture(20.0, 20.0, 25.0, 35.0, "a" * 64))
    assert "照片" in words(document, images=())[0]
    assert words(document, images=("a" * 64,)) == words(document) == []


def test_all_of_it_at_once_what_stops_first() -> None:
    """One look tells everything there is to mend."""
    document = page_with(Text(2.0, 60.0, RARE, 5.0), Text(205.0, 60.0, "出界", 9.0))
    found = checked(document, Under("laser", rim=RIM))
    assert len(found) == 4
    assert said(found).startswith("有的字打到纸外")
    assert stopping(found) == next(one.words for one in found if one.stops)


def test_the_box_of_turned_words() -> None:
    """A quarter turn: as high as it was wide."""
    flat, upright = Text(50, 50, "一二三", 10.0), Text(50, 50, "一二三", 10.0, turn=90)
    wide, high = box_of(flat), box_of(upright)
    assert wide is not None and high is not None
    assert high[3] - high[1] == pytest.approx(wide[2] - wide[0])
    assert high[1] < wide[1] and high[3] == pytest.approx(50.0)


@pytest.mark.parametrize(
    ("queue", "size", "found"),
    [
        ("laser", (210.0, 297.0), Rim(4.23, 4.23, 4.23, 4.23)),
        ("laser", (210.0, 148.0), Rim(4.23, 4.23, 4.23, 4.23)),
        ("form", (241.0, 139.7), Rim(0, 0, 0, 0)),
        ("pins", (241.0, 93.1), Rim(6.35, 6.35, 6.35, 6.35)),
    ],
)  # fmt: skip
def test_what_a_real_queue_leaves_white(
    printers: Server, queue: str, size: tuple[float, float], found: Rim
) -> None:
    assert spool.rim(queue, *size) == found


def test_the_rim_of_a_sheet_laid_across() -> None:
    """The wider of each pair, as nobody knows which way it is turned."""
    medium = ["", "media-size", "", "x-dimension", 14800, "y-dimension", 21000, "",
              "media-bottom-margin", 1270, "media-left-margin", 300, "media-right-margin", 400,
              "media-top-margin", 500, ""]  # fmt: skip
    group = {"media-col-database": medium}
    assert told(group, 148, 210) == Rim(3.0, 5.0, 4.0, 12.7)
    assert told(group, 210, 148) == Rim(12.7, 4.0, 12.7, 4.0)
    assert told(group, 100, 100) is None


@pytest.mark.parametrize(("queue", "found"), [
    ("laser", ""), ("attic", "没有名为 attic"), ("stopped", "已暂停：缺纸"),
    ("rejecting", "不接收打印"), ("letter", "没有 210×148 毫米的纸"),
])
def test_a_queue_that_will_not_do_is_said(printers: Server, queue: str, found: str) -> None:
    assert found in stopping(refused(spool, queue, 210.0, 148.0))
    assert bool(refused(spool, queue, 210.0, 148.0)) is bool(found)
