"""Pads through a real print server: the form's length, and every mark where the template has it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader
from tests.printing.cups_server import Server
from tests.printing.pads import RECEIPT, pad, receipt
from tests.printing.slips import dark_runs, picture

from forms.property.receipt import SJ
from printing import spool
from printing.adjustment import Adjustment
from printing.fonts import FILES, MM_PER_PT, REGULAR
from printing.overprint import compose_overprint
from printing.page import Document
from printing.pdf import draw

BLOCK, SIZE, DPI = "■", 24.0, 300
FIRST, SECOND = (40.0, 50.0), (190.5, 120.25)


def blocks(box: str) -> Document:
    """A ■ at two places of a pad."""
    spots = [
        {"key": key, "x": x, "y": y, "width": 20, "size": SIZE}
        for key, (x, y) in (("remarks", FIRST), ("pad", SECOND))
    ]  # fmt: skip
    made = compose_overprint(
        pad(*spots, box=box), SJ, RECEIPT, receipt(remarks=BLOCK, pad=BLOCK)
    )  # fmt: skip
    assert made.misfits == ()
    return made.document


def black(at: tuple[float, float]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom edge in mm of a ■ that stands there, read from its face."""
    image = Image.new("L", (2000, 2000))
    face = ImageFont.truetype(str(FILES[REGULAR]), 1000)
    ImageDraw.Draw(image).text((0, 1000), BLOCK, 255, face, anchor="ls")
    left, top, right, bottom = (one / 1000 * SIZE * MM_PER_PT for one in image.getbbox() or ())
    above = SIZE * MM_PER_PT
    return at[0] + left, at[1] + top - above, at[0] + right, at[1] + bottom - above


@pytest.mark.parametrize(("dx", "dy"), [(0.0, 0.0), (3.0, -1.5), (-0.5, 0.3)])
def test_every_mark_arrives_where_the_template_has_it(
    printers: Server, dx: float, dy: float
) -> None:
    """To 0.2 mm, moved by what makes up for the printer and by nothing else."""
    pdf = draw(blocks("241-3-1/2"), None, Adjustment(dx, dy))
    image = picture(printers.arrived(spool.submit(pdf, "form", 241.0, 139.7, "试印")), 0, DPI)
    for place in (FIRST, SECOND):
        left, top, right, bottom = black(place)
        across = dark_runs(image, DPI, (top + bottom) / 2 + dy, across=True)
        down = dark_runs(image, DPI, (left + right) / 2 + dx, across=False)
        ((middle, wide),), ((centre, high),) = across, down
        assert (middle - wide / 2, middle + wide / 2) == pytest.approx(
            (left + dx, right + dx), abs=0.2
        )
        assert (centre - high / 2, centre + high / 2) == pytest.approx(
            (top + dy, bottom + dy), abs=0.2
        )


def test_only_black_words_arrive(printers: Server) -> None:
    """No rule, no tint, no code: the pad has them."""
    made = compose_overprint(pad(), SJ, RECEIPT, receipt(12))
    job = spool.submit(draw(made.document), "form", 241.0, 139.7, "试印")
    pages = PdfReader(BytesIO(printers.arrived(job))).pages
    assert len(pages) == 4
    for page in pages:
        grey = picture(printers.arrived(job), 0, 100).convert("L").histogram()
        assert sum(grey[:128]) < 0.05 * sum(grey) and "Image" not in str(page["/Resources"])


@pytest.mark.parametrize(("box", "lines"), [("241-3", 66), ("241-3-1/2", 33), ("241-3-1/3", 22)])
def test_the_length_of_the_form_reaches_the_head(printers: Server, box: str, lines: int) -> None:
    """Through the driver of a 24-pin Epson: ESC C says it in lines of 1/6 inch."""
    spot = {"key": "remarks", "x": 40, "y": 50, "width": 20}
    template = pad(spot, box=box)
    made = compose_overprint(template, SJ, RECEIPT, receipt(remarks="试"))
    job = spool.submit(
        draw(made.document), "pins", template.pad.width, template.pad.height, "试印"
    )
    escp = printers.arrived(job)
    assert {found[0] for found in re.findall(rb"\x1bC(.)", escp, re.DOTALL)} == {lines}


def test_a_single_sheet_arrives_in_its_own_size(printers: Server) -> None:
    """A pad that is no standard size: 190 by 101 mm."""
    spot = {"key": "remarks", "x": 20, "y": 50, "width": 20}
    template = pad(spot, pad="单张", width=190, height=101)
    made = compose_overprint(template, SJ, RECEIPT, receipt(remarks="试"))
    arrived = printers.arrived(spool.submit(draw(made.document), "form", 190.0, 101.0, "试印"))
    image = picture(arrived, 0, DPI)
    assert (image.width / DPI * 25.4, image.height / DPI * 25.4) == pytest.approx(
        (190, 101), abs=0.2
    )
