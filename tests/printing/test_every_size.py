"""Every size of paper in every way it is printed, through a real print server: what arrives is as
large as it was drawn, and everything on it stands where it was drawn, within 0.2 mm."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops, ImageFilter
from tests.printing.cups_server import Server
from tests.printing.every_pad import PADS, OnPad, easy, ready
from tests.printing.every_paper import WAYS, Way, hard
from tests.printing.slips import dark_runs, picture

from forms.paper import SIZES
from printing import spool
from printing.page import Document, Rule
from printing.pdf import draw
from printing.stock import parse, usual

DPI = 254
"""Ten dots a millimetre, so a dot beside the right one is 0.1 mm off."""
WITHIN = 0.2
"""mm; the edge of a page may fall into the next dot besides."""
SHARE = 0.0005
"""Part of the dots of a page that may stand further off."""
BOXES = ("241-1", "241-1-1/2", "241-1-1/3", "381-1", "190×127")


def each_size() -> list[Way]:
    """One way for every size of page in every way, and one for every kind of continuous paper."""
    found: dict[object, Way] = {}
    for way in WAYS:
        size = usual(*SIZES[way.paper.size]) if way.how == "impact" else way.paper.size
        found.setdefault((way.how, size), way)
    struck = next(way for way in WAYS if way.how == "impact")
    boxes = [Way(struck.form, struck.paper, "impact", parse(box)) for box in BOXES]
    return [*found.values(), *boxes]


SIZED, READY = each_size(), ready()


def dark(image: Image.Image) -> Image.Image:
    """What is inked, white on black."""
    return image.convert("L").point(lambda dot: 255 * (dot < 128))


def astray(one: Image.Image, other: Image.Image) -> float:
    """The share of dots inked on one page with no inked dot of the other within 0.2 mm."""
    near = dark(other).filter(ImageFilter.MaxFilter(5))
    return ImageChops.subtract(dark(one), near).histogram()[255] / (one.width * one.height)


def frame_of(document: Document) -> float:
    """x of the first upright rule of the first page, mm; 0 where there is none."""
    upright = [
        item.x1 for item in document.items(document.pages[0])
        if isinstance(item, Rule) and item.x1 == item.x2 and item.y2 - item.y1 > 5
    ]  # fmt: skip
    return min(upright, default=0.0)


def each_pad() -> list[OnPad]:
    """One pad of every size, and the ready-made ones."""
    found: dict[object, OnPad] = {}
    for one in (*PADS, *(OnPad(one.form, one.paper, single=True) for one in PADS)):
        found.setdefault(one.name or (one.pad.width, one.pad.height), one)
    return list(found.values())


def way_arrives(printers: Server, way: Way) -> None:
    """A hard content on a paper in a way, through the queue that has its size."""
    card = way.paper.is_card and way.how == "card"
    arrives(printers, way.made(hard(way, 2)), "card" if card else "form")


def arrives(printers: Server, document: Document, queue: str = "form") -> None:
    """Send it and compare page by page what came with what was drawn."""
    width, height = document.pages[0].width, document.pages[0].height
    drawn = draw(document)
    came = printers.arrived(spool.submit(drawn, queue, width, height, "试"), 60)
    for page in range(len(document.pages)):
        wanted, found = picture(drawn, page, DPI), picture(came, page, DPI)
        if (found.width > found.height) != (wanted.width > wanted.height):
            found = found.rotate(90, expand=True)  # it feeds that paper the other way
        assert found.width / 10 == pytest.approx(width, abs=WITHIN + 0.1)
        assert found.height / 10 == pytest.approx(height, abs=WITHIN + 0.1)
        size = min(found.width, wanted.width), min(found.height, wanted.height)
        one, other = wanted.crop((0, 0, *size)), found.crop((0, 0, *size))
        assert max(astray(one, other), astray(other, one)) < SHARE, page
    with pytest.raises(Exception, match="page"):
        picture(came, len(document.pages))


def smallest(how: str) -> Way:
    """The smallest page that is printed in a way."""
    return min(
        (way for way in SIZED if way.how == how and way.stock is None),
        key=lambda way: SIZES[way.paper.size][0] * SIZES[way.paper.size][1],
    )


@pytest.mark.parametrize("how", ["laser", "impact", "card"])
def test_the_smallest_arrives_as_it_was_drawn(printers: Server, how: str) -> None:
    way_arrives(printers, smallest(how))


@pytest.mark.parametrize("one", READY, ids=str)
def test_what_goes_onto_a_pad_arrives_as_it_was_drawn(printers: Server, one: OnPad) -> None:
    arrives(printers, one.made(easy(one, 9)).document)


@pytest.mark.long
@pytest.mark.parametrize("one", each_pad(), ids=str)
def test_every_size_of_pad_arrives_as_it_was_drawn(printers: Server, one: OnPad) -> None:
    arrives(printers, one.made(easy(one, 3)).document)


@pytest.mark.long
@pytest.mark.parametrize("way", SIZED, ids=str)
def test_every_size_arrives_as_it_was_drawn(printers: Server, way: Way) -> None:
    way_arrives(printers, way)


def test_a_page_half_a_millimetre_off_is_seen() -> None:
    """Or a tenth too small, as a driver that fits pages to its own margins makes it."""
    way = smallest("laser")
    document = way.made(hard(way, 1), 1)
    right = picture(draw(document), 0, DPI)
    assert astray(right, right) == 0.0
    moved = Image.new("RGB", right.size, "white")
    moved.paste(right, (5, 0))
    small = Image.new("RGB", right.size, "white")
    small.paste(right.resize((right.width * 9 // 10, right.height * 9 // 10)), (20, 20))
    for wrong in (moved, small):
        assert max(astray(right, wrong), astray(wrong, right)) > SHARE
    left = [at for at, _ in dark_runs(right, DPI, 60.0, across=True)][0]
    assert left == pytest.approx(frame_of(document), abs=WITHIN)
