"""Rules and codes on whole dots, on the page as a driver of dots gets it and as one looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from PIL import Image, ImageFilter
from tests.printing import raster
from tests.printing.cups_server import RESOLUTIONS, Server
from tests.printing.slips import CODE, SLIP, decoded, slip
from tests.printing.test_card import CODE as CARD
from tests.printing.test_card import PAPER
from tests.printing.test_card import data as card_data

from forms.property.pass_card import CR
from forms.property.release import FX
from printing import spool
from printing.adjustment import Adjustment
from printing.code import QUIET, dark, module_size, modules, turned
from printing.dots import Dots
from printing.page import CheckBox, Code, Document, Page, Rule, from_json
from printing.pdf import draw
from printing.slip import compose

WIDE, HIGH = 100.0, 61.3
ROWS = modules(CODE)
UNEVEN = (0.13, 0.41, 0.77)
"""Parts of a mm that no resolution has whole dots at."""


def sheet() -> Document:
    """Level and upright rules of 0.2 mm at all sorts of places, a box to tick, and a code."""
    level = [Rule(5, 4 + 3 * n + part, 30, 4 + 3 * n + part, 0.2)
             for n, part in enumerate(UNEVEN * 5)]  # fmt: skip
    upright = [Rule(34 + 3 * n + part, 40, 34 + 3 * n + part, 58, 0.2)
               for n, part in enumerate(UNEVEN * 7)]  # fmt: skip
    code = Code(45.3, 8.7, module_size(0.58), ROWS)
    return Document("试", (Page(WIDE, HIGH, (*level, *upright, code, CheckBox(80.3, 8, 3.3)),),))


def runs(dots: Iterable[int]) -> list[tuple[int, int]]:
    """(first, count) of the dark runs in a row of dots."""
    found: list[tuple[int, int]] = []
    for place, dot in enumerate(dots):
        if dot > 127:
            continue
        if found and sum(found[-1]) == place:
            found[-1] = found[-1][0], found[-1][1] + 1
        else:
            found.append((place, 1))
    return found


def line(image: Image.Image, at: float, dpi: int, across: bool) -> list[tuple[int, int]]:
    """The dark runs along a line at `at` mm."""
    fixed = round(at / 25.4 * dpi)
    box = (0, fixed, image.width, fixed + 1) if across else (fixed, 0, fixed + 1, image.height)
    return runs(image.crop(box).tobytes())


def thicknesses(image: Image.Image, dpi: int) -> tuple[set[int], set[int]]:
    """How many dots thick the level and the upright rules are."""
    upright = [n for first, n in line(image, 50, dpi, True) if first > 33 / 25.4 * dpi]
    level = [n for _, n in line(image, 20, dpi, False)]
    assert (len(level), len(upright)) == (15, 21)
    return set(level), set(upright)


def read_code(image: Image.Image, module: int) -> bool:
    """Whether every module of the code is exactly so many dots a side."""
    crop = image.crop((
        round(image.width * 0.42), round(image.height * 0.08), round(image.width * 0.7),
        round(image.height * 0.44),
    ))  # fmt: skip
    box = crop.point(lambda dot: 255 * (dot < 128)).getbbox()
    assert box is not None
    drawn = crop.crop(box)
    if drawn.size != (21 * module, 21 * module):
        return False
    wanted = {(x, y) for y, places in dark(ROWS) for x in places}
    return all(
        (drawn.getpixel((x, y)) < 128) is ((x // module, y // module) in wanted)  # type: ignore
        for x in range(21 * module) for y in range(21 * module)
    )


@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_what_a_driver_gets_has_equal_rules_and_whole_modules(printers: Server, dpi: int) -> None:
    def got(drawn: int) -> Image.Image:
        pdf = draw(sheet(), dpi=drawn)
        return raster.pages(printers.arrived(
            spool.submit(pdf, f"dots{dpi}", WIDE, HIGH, "试")
        ))[0]  # fmt: skip

    free = thicknesses(got(0), dpi)
    assert len(free[0]) > 1 and len(free[1]) > 1, "they are uneven where nobody cares"
    image = got(dpi)
    level, upright = thicknesses(image, dpi)
    assert len(level) == len(upright) == 1
    meant = max(1, round(0.2 / 25.4 * dpi))
    assert meant <= level.pop() <= meant + 1 and meant <= upright.pop() <= meant + 1
    assert read_code(image, int(module_size(0.58) / 25.4 * dpi + 1e-6))


@pytest.mark.parametrize("dpi", RESOLUTIONS)
@pytest.mark.parametrize("moved", [Adjustment(), Adjustment(1.37, -0.83, 1.0032, 0.9971)])
def test_a_page_that_is_moved_and_scaled_keeps_whole_dots(dpi: int, moved: Adjustment) -> None:
    dots = Dots(dpi, moved)
    meant = max(1, round(0.2 / 25.4 * dpi))
    for rule in sheet().pages[0].items[:36]:
        assert isinstance(rule, Rule)
        bar = dots.bar(rule)
        assert bar is not None
        left, top, wide, high = bar
        for start, extent, shift, scale in (
            (left, wide, moved.dx, moved.sx), (top, high, moved.dy, moved.sy),
        ):  # fmt: skip
            first = (shift + scale * start) / 25.4 * dpi
            last = (shift + scale * (start + extent)) / 25.4 * dpi
            assert first - 0.1 == pytest.approx(round(first - 0.1), abs=1e-6)
            assert last + 0.1 == pytest.approx(round(last + 0.1), abs=1e-6)
        thin = round(min(wide * moved.sx, high * moved.sy) / 25.4 * dpi + 0.2)
        assert thin == meant
        middle = (left + wide / 2, top + high / 2)
        assert middle == pytest.approx(((rule.x1 + rule.x2) / 2, (rule.y1 + rule.y2) / 2),
                                       abs=25.4 / dpi)  # fmt: skip


@pytest.mark.parametrize("dpi", RESOLUTIONS)
def test_the_quiet_zone_does_not_shrink(dpi: int) -> None:
    """Modules are rounded down, about the same middle."""
    code = Code(45.3, 8.7, module_size(0.58), ROWS)
    bars = list(Dots(dpi).code(code))
    left, right = min(one[0] for one in bars), max(one[0] + one[2] for one in bars)
    module = (right - left + 0.2 * 25.4 / dpi) / 21
    assert module <= code.module + 1e-9
    before = code.x - QUIET * code.module
    assert left - before >= QUIET * module - 25.4 / dpi


def test_a_slip_is_read_at_every_resolution_after_its_dots_have_spread() -> None:
    document = compose(FX, SLIP, slip(), (1,))
    for dpi in RESOLUTIONS:
        image = raster.drawn(draw(document, dpi=dpi), dpi)
        image = image.crop((image.width * 3 // 4, 0, image.width, image.height // 4))
        for spread in (image, image.filter(ImageFilter.MinFilter(3))):
            assert decoded(spread.convert("RGB")) == [CODE], dpi


@pytest.mark.parametrize("dpi", [300, pytest.param(600, marks=pytest.mark.long)])
@pytest.mark.parametrize("size", ["卡片", "卡片90×60"])
def test_a_card_is_read_after_its_dots_have_spread(dpi: int, size: str) -> None:
    document = compose(CR, replace(PAPER, size=size), card_data())
    image = raster.drawn(draw(document, dpi=dpi), dpi)
    for spread in (image, image.filter(ImageFilter.MinFilter(3))):
        assert decoded(spread.convert("RGB")) == [CARD]


def test_without_dots_a_page_is_drawn_as_it_always_was() -> None:
    document = sheet()
    assert draw(document) == draw(from_json(document.to_json()), dpi=0)
    assert draw(document) != draw(document, dpi=300)


def test_a_code_turned_twice_is_itself() -> None:
    assert turned(turned(ROWS)) == tuple(f"{int(row, 16):x}" for row in ROWS)
