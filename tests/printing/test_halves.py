"""Two copies on one A4 sheet: where it is cut, and what each half bears of the number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PIL import Image
from tests.printing.cups_server import Server
from tests.printing.slips import CODE, GOODS, SLIP, dark_runs, decoded, picture, slip, texts

from forms.paper import SIZES, Paper
from forms.property.loan import JW
from forms.property.release import FX
from forms.property.renovation import ZX
from printing import spool
from printing.fonts import MM_PER_PT
from printing.halves import SEAM, beside, halved
from printing.page import Code, Document, Item, Rule, Text, Tint
from printing.pdf import draw
from printing.slip import compose

NUMBER = "FX-2026-000418"
MIDDLE = 148.5
UPRIGHT = Paper("条", "A5", SLIP.parts, foot=SLIP.foot)


def three(paper: Paper = SLIP) -> Document:
    return halved(compose(FX, paper, slip()), 3, NUMBER)


def seam(document: Document, page: int = 0) -> list[Text]:
    """The number across the line of a sheet."""
    return [one for one in document.items(document.pages[page])
            if isinstance(one, Text) and one.size == SEAM and one.words == NUMBER]  # fmt: skip


def test_three_copies_are_two_sheets_the_last_with_one_half() -> None:
    document = three()
    assert [(one.width, one.height) for one in document.pages] == [SIZES["A4"]] * 2
    first, second = texts(draw(document))
    # Each slip names all copies in its foot; the upright legend is characters of its own.
    assert first.count("双门冰箱") == 2 and second.count("双门冰箱") == 1
    assert len(seam(document)) == 1 and seam(document, 1) == []
    assert decoded(picture(draw(document), 0)) == [CODE, CODE]


def dark(image: Image.Image, box: tuple[float, float, float, float], dpi: int) -> int:
    """Black dots in a box in mm."""
    crop = image.crop(tuple(round(one * dpi / 25.4) for one in box))  # type: ignore[arg-type]
    return sum(1 for dot in crop.convert("L").tobytes() if dot < 110)


@pytest.mark.parametrize("paper", [SLIP, UPRIGHT], ids=["横", "竖"])
def test_the_line_is_in_the_middle_and_each_half_bears_the_number(paper: Paper) -> None:
    image = picture(draw(three(paper)), 0, 300)
    if paper is UPRIGHT:
        assert (image.width / 300 * 25.4, image.height / 300 * 25.4) == pytest.approx(
            (297, 210), abs=0.2
        )
        # Read from the right: the left half bears the upper part of the characters.
        image = image.rotate(-90, expand=True)
    assert dashes(image, 300) == pytest.approx([MIDDLE], abs=0.1)
    above = dark(image, (60, MIDDLE - 4, 150, MIDDLE - 0.1), 300)
    below = dark(image, (60, MIDDLE + 0.1, 150, MIDDLE + 4), 300)
    assert min(above, below) > 1500 and 0.6 < above / below < 1.7


def dashes(image: Image.Image, dpi: int) -> list[float]:
    """Where the dashes at the left edge stand, seen from top to bottom."""
    found = [y for at in (25.0, 26.0, 27.0, 28.0)
             for y, _ in dark_runs(image, dpi, at, across=False) if abs(y - MIDDLE) < 2.5]
    return found[:1] if found and max(found) - min(found) < 0.05 else found


def edges(item: Item) -> tuple[float, float]:
    """The top and the bottom of an item, in mm, as far as it is level."""
    match item:
        case Text():
            em = item.size * MM_PER_PT
            return item.y - 0.86 * em, item.y + 0.14 * em
        case Rule():
            return min(item.y1, item.y2), max(item.y1, item.y2)
        case Code():
            return item.y, item.y + len(item.rows) * item.module
    return MIDDLE, MIDDLE


def test_nothing_of_the_slips_comes_near_the_line() -> None:
    """Also with a long foot and with the mark of a reprint."""
    data = slip(GOODS * 3, again="补打 第2次")
    document = halved(compose(FX, SLIP, data), 3, NUMBER)
    number = seam(document)[0]
    top, bottom = edges(number)
    assert top < MIDDLE - 2 and bottom > MIDDLE + 1.5
    for page in document.pages:
        for item in document.items(page):
            own = isinstance(item, Text) and (item is number or item.words == "沿虚线裁开")
            if own or isinstance(item, Tint) or isinstance(item, Rule) and item.y1 == MIDDLE:
                continue
            first, last = edges(item)
            assert last < top - 1 or first > bottom + 1, item


def test_each_half_has_the_colour_of_its_copy() -> None:
    tints = [one for one in three().pages[0].items if isinstance(one, Tint)]
    assert [(one.y, one.height, one.colour) for one in tints] == [
        (0.0, MIDDLE, "#FFFFFF"), (MIDDLE, MIDDLE, "#FFE0E6"),
    ]  # fmt: skip


def test_two_copies_of_two_pages_are_paired_page_by_page() -> None:
    things = [{"name": f"钥匙{n}", "kind": "钥匙", "number": str(n), "quantity": "1"}
              for n in range(40)]  # fmt: skip
    document = compose(JW, JW.papers[0], slip((), lines={"things": things}))
    each = len(document.pages) // 2
    assert each > 1
    sheets = texts(draw(halved(document, 2, NUMBER)))
    assert len(sheets) == each
    assert all(page.count(f"第{at + 1}/{each}页") == 2 for at, page in enumerate(sheets))


def test_only_half_a_sheet_can_be_paired() -> None:
    with pytest.raises(ValueError, match="A5"):
        halved(compose(FX, replace(SLIP, size="A6横向"), slip()), 3, NUMBER)


def test_an_application_beside_its_permit() -> None:
    """On a sheet of A3; the second copy of the permit has no application beside it."""
    data = slip((), {}, lines={}, number="ZX-2026-000007")
    both = [compose(ZX, ZX.paper(name), data) for name in ("装修申请表", "装修许可证")]
    assert [len(one.pages) for one in both] == [1, 2]
    document = beside(both, "ZX-2026-000007")
    assert [(one.width, one.height) for one in document.pages] == [(420.0, 297.0)] * 2
    first, second = texts(draw(document))
    assert first.count("ZX-2026-000007") == 3 and second.count("ZX-2026-000007") == 1
    assert "装修申请表" in first and "装修许可证" in first and "装修申请表" not in second
    (number,) = [one for one in document.pages[0].items
                 if isinstance(one, Text) and one.size == SEAM and one.turn]  # fmt: skip
    assert number.turn == 90.0
    assert number.x - 0.365 * SEAM * MM_PER_PT == pytest.approx(210.0, abs=0.01)


def test_through_the_print_server_the_line_is_where_the_sheet_is_halved(printers: Server) -> None:
    pdf = draw(three(), dpi=300)
    image = picture(printers.arrived(spool.submit(pdf, "form", 210.0, 297.0, "两联")), 0, 600)
    assert (image.width / 600 * 25.4, image.height / 600 * 25.4) == pytest.approx(
        (210, 297), abs=0.2
    )
    assert dashes(image, 600) == pytest.approx([MIDDLE], abs=0.2)
    for down in (40.0, 149.0 + 40.0):
        assert dark_runs(image, 600, down, across=True)[0][0] == pytest.approx(10.0, abs=0.2)
    top = [y for y, _ in dark_runs(image, 600, 10.9, across=False)]
    assert any(abs(y - 30.4) < 0.2 for y in top)
    assert any(abs(y - (149.0 + 30.4)) < 0.2 for y in top)
