"""Labels: one for each thing, read by a scanner, on a label printer and on sheets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFilter
from tests.printing import raster
from tests.printing.cups_server import Server
from tests.printing.slips import bare, decoded, extents, height, slip, texts
from tests.printing.small import GOODS, STORED, stored

from forms import DECLARED
from forms.paper import LABELS, SIZES, Cell, Paper, Row
from forms.property.deposit import JC
from printing import spool
from printing.code import QUIET
from printing.label import pieces
from printing.page import Code, Document, Rule, Text
from printing.pdf import draw
from printing.sheets import filled
from printing.slip import compose

PAPER = JC.paper("物品标签")
CODE = "JC2600003118ABCDEFGH"


def trespasses(document: Document) -> list[str]:
    """What leaves a label's edge, is too small or not black, or stands over another."""
    wrong = []
    for page in document.pages:
        boxes = [
            (one.words, one.x, one.y - 0.74 * height(one), one.x + wide, one.y + 0.08 * height(one))
            for one, wide in extents(document, page)
        ]
        for item in document.items(page):
            if isinstance(item, (Text, Rule)) and item.colour not in ("#000000", "#F2B5B0"):
                wrong.append(f"colour: {item}")
            if isinstance(item, Code):
                side, quiet = len(item.rows) * item.module, QUIET * item.module
                boxes.append(("code", item.x - quiet, item.y - quiet, item.x + side,
                              item.y + side))  # fmt: skip
            if isinstance(item, Text) and item.size < 6.5:
                wrong.append(f"small: {item.words}")
        for words, x, y, end, low in boxes:
            if x < 2.4 or y < 2.4 or end > page.width - 2.4 or low > page.height - 2.4:
                wrong.append(f"edge: {words} {x:.1f} {y:.1f} {end:.1f} {low:.1f}")
        for at, one in enumerate(boxes):
            for two in boxes[at + 1 :]:
                if one[1] < two[3] - 0.05 and two[1] < one[3] - 0.05 and (
                    one[2] < two[4] - 0.05 and two[2] < one[4] - 0.05
                ):
                    wrong.append(f"over: {one[0]} / {two[0]}")
    return wrong


def test_a_label_for_every_piece() -> None:
    document = compose(JC, PAPER, stored())
    pages = texts(draw(document))
    assert [page.count("行李箱") for page in pages] == [1, 1, 0, 0, 0]
    for at, words in enumerate(pages, 1):
        assert f"No.JC-2026-000031{at}/5" in words and "翠湖花园物业服务中心" in words
        assert bare(STORED["unit"]) in words
    assert trespasses(document) == []
    assert {(page.width, page.height) for page in document.pages} == {SIZES[PAPER.size]}


@pytest.mark.parametrize(
    ("goods", "count"),
    [((), 1), (GOODS[:1], 2), (({"name": "砖", "quantity": "500", "note": ""},), 1)],
)
def test_how_many_labels(goods: tuple[dict[str, str], ...], count: int) -> None:
    """For very many pieces one, and one where there is no line."""
    assert len(pieces(PAPER, stored(goods))) == count
    document = compose(JC, PAPER, stored(goods))
    assert len(document.pages) == count and ("1/" in document.words) is (count > 1)


@pytest.mark.parametrize("dpi", [203, 300, pytest.param(600, marks=pytest.mark.long)])
@pytest.mark.parametrize("size", LABELS)
def test_the_code_is_read_after_its_dots_have_spread(dpi: int, size: str) -> None:
    paper = Paper("签", size, PAPER.parts[:1], copies=False, modes=("label",), each="goods")
    document = compose(JC, paper, stored(), dpi=dpi)
    (code,) = [one for one in document.bodies[0] if isinstance(one, Code)]
    assert code.module * dpi / 25.4 == pytest.approx(round(code.module * dpi / 25.4), abs=0.01)
    image = raster.drawn(draw(document, dpi=dpi), dpi)
    assert decoded(image.convert("RGB")) == [CODE]
    assert decoded(image.filter(ImageFilter.MinFilter(3)).convert("RGB")) == [CODE]


FOUND = [(form, paper) for form in DECLARED for paper in form.papers if paper.is_label]


@pytest.mark.parametrize(
    ("form", "paper"), FOUND, ids=[f"{form.code} {paper.name}" for form, paper in FOUND]
)
def test_the_labels_that_are_declared_keep_within_their_edges(form: object, paper: Paper) -> None:
    key = paper.each.partition(".")[0]
    for length in (0, 2, 9, 40, 200):
        line = {one: "宽" * length for part in paper.parts if isinstance(part, Row)
                for cell in part.cells for one in (cell.key.removeprefix(f"{key}."),)}  # fmt: skip
        values = {one.key: "宽" * length for one in form.fields}  # type: ignore[attr-defined]
        data = slip((), values, lines={key: [line]}, office="翠" * length, signatures={})
        assert trespasses(compose(form, paper, data)) == []  # type: ignore[arg-type]
    assert len(FOUND) >= 3


name = st.text(st.sampled_from("甲乙丙䶮𠮷，（）ABCW019.- "), max_size=60).map(str.strip)


@settings(max_examples=40, deadline=None)
@given(what=name, place=name, office=name, size=st.sampled_from(LABELS))
def test_whatever_is_typed_stays_on_the_label(
    what: str, place: str, office: str, size: str
) -> None:
    paper = Paper("签", size, (
        Row((Cell("goods.name", 24, label=0, size=13.0),)), Row((Cell("place", 24, label=0),)),
    ), copies=False, modes=("label",), each="goods")  # fmt: skip
    goods = ({"name": what, "quantity": "1", "note": ""},)
    assert trespasses(compose(JC, paper, stored(goods, {"place": place}, office=office))) == []


def test_labels_of_two_slips_on_one_sheet() -> None:
    first, second = compose(JC, PAPER, stored()), compose(JC, PAPER, stored(GOODS[:1]))
    document = filled([first, second], start=2)
    (page,) = document.pages
    assert (page.width, page.height) == (210.0, 297.0)
    assert texts(draw(document))[0].count("No.JC-2026-000031") == 7


def test_a_label_arrives_in_its_size_and_is_not_turned(printers: Server) -> None:
    document = compose(JC, PAPER, stored(GOODS[:1]))
    pdf = draw(document, dpi=203)
    images = raster.pages(printers.arrived(spool.submit(pdf, "dots203", 60.0, 40.0, "签")))
    assert len(images) == 2
    for image in images:
        assert (image.width / 203 * 25.4, image.height / 203 * 25.4) == pytest.approx(
            (60, 40), abs=0.25
        )
        assert decoded(image.convert("RGB")) == [CODE]
