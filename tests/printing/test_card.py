"""A card as a print shop would judge it: size, margins, type, photograph, code; and its sheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from tests.printing.slips import bare, colour, dark_runs, decoded, extents, height, picture, texts

from forms import DECLARED
from forms.paper import SIZES, Cell, Paper, Photo, Row
from forms.paper import Text as Running
from forms.property.pass_card import CR
from printing.code import QUIET
from printing.page import Code, Document, Picture, Rule, Text, from_json
from printing.pdf import draw
from printing.reprint import marked, voided
from printing.sheets import folded
from printing.slip import SlipData, compose

CODE = "CR2600001218ABCDEFGH"
SAFE, WIDE, HIGH = 3.0, 85.6, 54.0
VALUES = {
    "holder": "秦明𠮷", "trade": "水电", "unit": "3 栋 1202", "employer": "美居装饰工程队",
    "@valid_until": "2026年12月21日 24:00",
}  # fmt: skip
PAPER = Paper(
    "证", "卡片",
    (
        Photo("photo", 25.0, 35.0),
        Row((Cell("holder", 13, words="姓名", size=13.0), Cell("trade", 11))),
        Row((Cell("unit", 13), Cell("employer", 11))),
        Row((Cell("@valid_until", 24, words="有效期至", size=12.5),)),
    ),
    copies=False, modes=("card", "laser"), heading="装修人员出入证",
    back=(Running("1. 佩戴本证。\n2. 不得转借。", label="持证须知", size=8.0),),
    foot="拾到本证请交前台。",
)  # fmt: skip


def jpeg(wide: int = 590, high: int = 826) -> bytes:
    """An invented portrait: blue, with a green dot in the middle of its top."""
    image = Image.new("RGB", (wide, high), (40, 90, 200))
    ImageDraw.Draw(image).ellipse((wide / 2 - 40, 10, wide / 2 + 40, 90), fill=(20, 190, 60))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


FACE = jpeg()
SHA = hashlib.sha256(FACE).hexdigest()


def data(values: Mapping[str, str] | None = None, **more: Any) -> SlipData:
    """What a card shows; `values` over the usual ones."""
    usual: dict[str, Any] = {
        "office": "翠湖花园物业服务中心",
        "number": "CR-2026-000012",
        "code": CODE,
        "values": {**VALUES, **(values or {})},
        "lines": {},
        "signatures": {},
        "photos": {"photo": SHA},
    }
    return SlipData(**{**usual, **more})


def made(values: Mapping[str, str] | None = None, paper: Paper = PAPER, **more: Any) -> Document:
    return compose(CR, paper, data(values, **more))


def trespasses(document: Document) -> list[str]:
    """What crosses the safe margin, is too small, overlaps another text or the code's quiet."""
    wrong = []
    for page in document.pages:
        wide, high = page.width, page.height
        boxes = []
        for item in document.items(page):
            if isinstance(item, Picture):
                edges = (item.x, item.y, item.x + item.width, item.y + item.height)
                boxes.append(("photo", *edges))
            elif isinstance(item, Code):
                side, quiet = len(item.rows) * item.module, QUIET * item.module
                boxes.append(("code", item.x - quiet, item.y - quiet, item.x + side, item.y + side))
            elif isinstance(item, Rule):
                edges = (item.x1, item.y1, item.x2, item.y2)
            else:
                continue
            if isinstance(item, Code):
                edges = (item.x, item.y, item.x + side, item.y + side)
            if min(edges) < SAFE - 0.001 or edges[2] > wide - SAFE + 0.001 or (
                edges[3] > high - SAFE + 0.001
            ):
                wrong.append(f"edge: {item}")
        for text, width in extents(document, page):
            em = height(text)
            box = (text.words, text.x, text.y - 0.82 * em, text.x + width, text.y + 0.08 * em)
            boxes.append(box)
            if box[1] < SAFE - 0.01 or box[2] < SAFE or box[3] > wide - SAFE + 0.01 or (
                box[4] > high - SAFE
            ):
                wrong.append(f"edge: {text.words}")
            if text.size < 6.5:
                wrong.append(f"small: {text.words} {text.size}")
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                if one[1] < other[3] - 0.05 and other[1] < one[3] - 0.05 and (
                    one[2] < other[4] - 0.05 and other[2] < one[4] - 0.05
                ):
                    wrong.append(f"over: {one[0]} / {other[0]}")
    return wrong


def test_two_sides_of_the_size_of_a_card() -> None:
    pdf = draw(made(), {SHA: FACE})
    front, back = picture(pdf, 0, 600), picture(pdf, 1, 600)
    for image in (front, back):
        assert image.width / 600 * 25.4 == pytest.approx(WIDE, abs=0.1)
        assert image.height / 600 * 25.4 == pytest.approx(HIGH, abs=0.1)
    words = texts(pdf)
    for shown in (*VALUES.values(), "翠湖花园物业服务中心", "装修人员出入证", "CR-2026-000012"):
        assert bare(shown) in words[0] and bare(shown) not in words[1]
    assert "CR2600001218ABCDEFGH" in words[0]
    assert "持证须知1.佩戴本证。2.不得转借。" in words[1] and "拾到本证请交前台" in words[1]
    with pytest.raises(Exception, match="page"):
        picture(pdf, 2)


@pytest.mark.parametrize("dpi", [300, 600])
def test_the_code_is_read_from_the_front(dpi: int) -> None:
    pdf = draw(made(), {SHA: FACE})
    assert decoded(picture(pdf, 0, dpi)) == [CODE]
    assert decoded(picture(pdf, 1, dpi)) == []


def test_the_photograph_stands_in_its_box() -> None:
    document = made()
    (box,) = [one for one in document.bodies[0] if isinstance(one, Picture)]
    assert (box.x, box.width, box.height, box.sha256) == (3.0, 25.0, 35.0, SHA)
    image = picture(draw(document, {SHA: FACE}), 0, 254)
    inside = [(box.x + 0.3, box.y + 0.5), (box.x + 24.7, box.y + 34.5)]
    for x, y in inside:
        red, green, blue = colour(image, round(x * 10), round(y * 10))
        assert blue > 150 and red < 80
    red, green, _ = colour(image, round((box.x + 12.5) * 10), round((box.y + 2.2) * 10))
    assert green > 150 and red < 80, "the top of the picture is at the top"
    assert colour(image, round((box.x + 26) * 10), round((box.y + 10) * 10)) == (255, 255, 255)


@pytest.mark.parametrize(("wide", "high", "fills"), [(600, 700, True), (800, 400, False)])
def test_a_photograph_of_another_shape_is_neither_stretched_nor_spilt(
    wide: int, high: int, fills: bool
) -> None:
    face = jpeg(wide, high)
    document = made()
    (box,) = [one for one in document.bodies[0] if isinstance(one, Picture)]
    image = picture(draw(document, {SHA: face}), 0, 254)

    def blue(x: float, y: float) -> bool:
        found = colour(image, round(x * 10), round(y * 10))
        return found[2] > 150 and found[0] < 80

    assert blue(box.x + 3, box.y + 17.5) and blue(box.x + 22, box.y + 17.5)
    assert blue(box.x + 3, box.y + 1) is blue(box.x + 3, box.y + 34) is fills
    assert not blue(box.x - 1, box.y + 17.5) and not blue(box.x + 26, box.y + 17.5)


@pytest.mark.parametrize("images", [{}, {SHA: b"no image"}])
def test_a_missing_photograph_leaves_a_ruled_box(images: dict[str, bytes]) -> None:
    pdf = draw(made(), images)
    assert "照片25×35毫米" in texts(pdf)[0]
    image = picture(pdf, 0, 600)
    runs = [at for at, _ in dark_or_grey(image, 40.0)]
    assert runs[0] == pytest.approx(3.0, abs=0.2) and runs[1] == pytest.approx(28.0, abs=0.2)


def dark_or_grey(image: Image.Image, at: float) -> list[tuple[float, float]]:
    return dark_runs(image, 600, at, across=True)


def test_an_image_is_named_in_the_description_and_kept_elsewhere() -> None:
    document = made()
    assert from_json(document.to_json()) == document
    assert document.images == {SHA}
    assert len(document.to_json()) < 5000
    assert draw(document, {SHA: FACE}) == draw(document, {SHA: FACE})
    assert made(photos={}).images == frozenset()


CARDS = {form.code: form for form in DECLARED if any(p.is_card for p in form.papers)}


@pytest.mark.parametrize("form", CARDS.values(), ids=CARDS)
def test_the_cards_that_are_declared_keep_within_their_edges(form: Any) -> None:
    for paper in (one for one in form.papers if one.is_card):
        for length in (0, 2, 9, 40, 200):
            words = {field.key: "宽" * length for field in form.fields}
            words["@valid_until"] = VALUES["@valid_until"]
            for code, size in ((CODE, "卡片"), ("", "卡片"), (CODE, "卡片90×60")):
                sized = replace(paper, size=size)
                document = compose(form, sized, data(words, code=code, office="翠" * length))
                assert trespasses(document) == []
                assert (document.pages[0].width, document.pages[0].height) == SIZES[size]


name = st.text(st.sampled_from("阿卜杜拉·买买提𠮷䶮𪟝，（）W019.- "), max_size=80).map(str.strip)


@settings(max_examples=150, deadline=None)
@given(values=st.fixed_dictionaries({key: name for key in VALUES}), office=name)
def test_whatever_is_typed_stays_within_the_edges(values: dict[str, str], office: str) -> None:
    assert trespasses(made(values, office=office, again="补打 第2次")) == []


def test_a_long_name_is_whole() -> None:
    long = "阿卜杜拉·买买提江·艾力·司马光明𠮷"
    assert long in texts(draw(made({"holder": long})))[0]


def test_draft_void_and_reprint() -> None:
    (front, back) = texts(draw(made(number="", code="", draft=True)))
    assert "草稿未编号" in front and "No." not in front
    stored = made()
    again = marked(voided(stored), "补打 第1次")
    for words in texts(draw(again, {SHA: FACE})):
        assert "补打第1次" in words and "作废" in words
    assert trespasses(marked(stored, "补打 第12次")) == []
    void = [one for one in again.bodies[0] if isinstance(one, Text) and one.words == "作废"]
    assert len(void) == 1
    assert texts(draw(made(again="补打 第1次"))) == texts(draw(marked(stored, "补打 第1次")))
    assert decoded(picture(draw(again, {SHA: FACE}), 0, 300)) == [CODE]


def test_the_sheet_has_both_sides_in_size_with_marks_to_cut_and_fold() -> None:
    pdf = draw(folded(made()), {SHA: FACE})
    image = picture(pdf, 0, 300)
    assert (image.width / 300 * 25.4, image.height / 300 * 25.4) == pytest.approx(
        (210, 297), abs=0.1
    )
    left, top = (210 - 2 * WIDE) / 2, 40.0
    for at in (top - 5, top + HIGH + 5):
        assert [x for x, _ in dark_runs(image, 300, at, across=True) if x < 60 or x > 150] == (
            pytest.approx([left, left + 2 * WIDE], abs=0.1)
        )
    for at in (left - 5, left + 2 * WIDE + 5):
        ticks = [y for y, _ in dark_runs(image, 300, at, across=False)]
        assert ticks == pytest.approx([top, top + HIGH], abs=0.1)
    fold = dark_runs(image, 300, left + WIDE, across=False)
    assert len(fold) > 10 and fold[0][0] < top and fold[-1][0] > top + HIGH
    front = image.crop((round(left * 11.811), round(top * 11.811),
                        round((left + WIDE) * 11.811), round((top + HIGH) * 11.811)))  # fmt: skip
    assert decoded(front) == [CODE]
    (words,) = texts(pdf)
    assert "装修人员出入证" in words and "持证须知" in words and "向后对折" in words
