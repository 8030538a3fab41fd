"""Pages as pictures through Qt to a real print server: sizes, marks, turned sheets, refusals.

Qt's CUPS plug-in stands for the printers of another system; what arrives is what a driver gets.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from tests.printing.conftest import printers, server
from tests.printing.cups_server import Server
from tests.printing.slips import CODE, SLIP, colour, dark_runs, decoded, picture, slip
from tests.printing.test_card import CODE as CARD_CODE
from tests.printing.small import CODE as RECEIPT
from tests.printing.small import receipt
from tests.printing.test_card import PAPER, SHA, data, jpeg
from tests.printing.test_dots import read_code, sheet, thicknesses

from forms.property.pass_card import CR
from forms.property.receipt import SJ
from forms.property.release import FX
from printing.code import module_size
from printing.page import Document, Page, Rule
from printing.pdf import draw
from printing.roll import composed
from printing.slip import compose
from ui import paper_printer, printer_process
from ui.printer_process import PrinterFailed

__all__ = ["printers", "server"]


@pytest.fixture(autouse=True)
def plugged(printers: Server) -> Iterator[Server]:
    """Qt sees the private print server's queues; said aloud where its plug-in is not there."""
    if not printer_process.printers():
        pytest.skip("Qt has no plug-in for CUPS here: printing through Qt is not tested")
    yield printers


def arrived(printers: Server, queue: str, before: set[str]) -> bytes:
    """What came to a queue since then; Qt tells no job's name."""
    jobs = printers.run("lpstat", "-W", "all", "-o", queue).split()
    (job,) = {one for one in jobs if one.startswith(f"{queue}-")} - before
    return printers.arrived(job)


def jobs_of(printers: Server, queue: str) -> set[str]:
    said = printers.run("lpstat", "-W", "all", "-o", queue).split()
    return {one for one in said if one.startswith(f"{queue}-")}


def printed(printers: Server, pdf: bytes, queue: str) -> bytes:
    before = jobs_of(printers, queue)
    printer_process.print_pages(pdf, queue, "试 (1)")
    return arrived(printers, queue, before)


def words_of(came: bytes) -> str:
    document = pypdfium2.PdfDocument(came)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("size", [(210, 297), (148, 210), (210, 148)])
def test_what_the_driver_leaves_white_is_known(size: tuple[float, float]) -> None:
    """12 points on every side of the private server's laser printer."""
    told = printer_process.rim("laser", *size)
    assert told is not None
    assert all(side == pytest.approx(12 / 72 * 25.4, abs=0.2) for side in told)


def test_of_paper_it_does_not_have_nothing_is_known() -> None:
    assert printer_process.rim("laser", 60, 40) is None
    assert printer_process.rim("nowhere", 210, 297) is None


def test_printers_are_named_with_their_sizes(printers: Server) -> None:
    found = {one["name"]: one for one in printer_process.printers()}
    assert printer_process.printers()[0]["name"] == "laser" and found["laser"]["is_default"]
    assert found["laser"]["sizes"] == [[210.0, 297.0], [148.0, 210.0]]
    assert found["laser"]["largest"] == [0.0, 0.0]
    assert found["form"]["largest"][0] > 400 and 10 < found["form"]["smallest"][0] < 20
    assert found["stopped"]["stopped"] and not found["laser"]["stopped"]
    assert [85.6, 54.0] == pytest.approx(found["card"]["sizes"][0], abs=0.2)


def test_three_copies_arrive_in_size_turned_on_their_sheet(printers: Server) -> None:
    """A5 lying, on a printer that has A5 standing and 4.2 mm it cannot print."""
    came = printed(printers, draw(compose(FX, SLIP, slip())), "laser")
    assert words_of(came) == "", "pictures, not type"
    for page, tint in enumerate(((255, 255, 255), (0xFF, 0xE0, 0xE6), (0xFF, 0xF7, 0xCC))):
        sheet = picture(came, page, 600)
        assert (sheet.width / 600 * 25.4, sheet.height / 600 * 25.4) == pytest.approx(
            (148, 210), abs=0.2
        )
        image = sheet.rotate(90, expand=True)
        across = [at for at, _ in dark_runs(image, 600, 38.0, across=True) if at < 196]
        assert (across[0], across[-1]) == pytest.approx((10, 195), abs=0.2)
        down = [at for at, _ in dark_runs(image, 600, 10.7, across=False) if at > 29]
        assert down[0] == pytest.approx(30.4, abs=0.2)
        assert colour(image, 40, 40) == tint
        assert decoded(image) == [CODE]
    with pytest.raises(Exception, match="page"):
        picture(came, 3)


@pytest.mark.parametrize(("wide", "high"), [(241.0, 139.7), (241.0, 279.4 / 3), (150.0, 100.0)])
def test_a_form_of_its_own_size_arrives_with_its_marks(
    printers: Server, wide: float, high: float
) -> None:
    """Named or not, upright, unscaled, to the far corner."""
    marks = tuple(
        Rule(x, y, x + 5, y, 1.0) for x in (10.0, wide - 15) for y in (10.0, high - 10)
    )
    came = printed(printers, draw(Document("试", (Page(wide, high, marks),))), "form")
    image = picture(came, 0, 600)
    assert (image.width / 600 * 25.4, image.height / 600 * 25.4) == pytest.approx(
        (wide, high), abs=0.2
    )
    for x in (12.0, wide - 12):
        assert [at for at, _ in dark_runs(image, 600, x, across=False)] == pytest.approx(
            [10, high - 10], abs=0.2
        )
    for y in (10.0, high - 10):
        found = dark_runs(image, 600, y, across=True)
        assert [at for at, _ in found] == pytest.approx([12.5, wide - 12.5], abs=0.2)
        assert [thick for _, thick in found] == pytest.approx([6, 6], abs=0.2)


def test_a_card_arrives_with_photograph_and_code(printers: Server) -> None:
    came = printed(printers, draw(compose(CR, PAPER, data()), {SHA: jpeg()}), "card")
    front, back = picture(came, 0, 600), picture(came, 1, 600)
    assert decoded(front) == [CARD_CODE] and decoded(back) == []
    assert (front.width / 600 * 25.4, front.height / 600 * 25.4) == pytest.approx(
        (85.6, 54), abs=0.2
    )
    (rule,) = [one for one in dark_runs(front, 600, 60.0, across=False) if 12.5 < one[0] < 14.3]
    assert rule == pytest.approx((13.4, 0.5), abs=0.2)
    assert blue(front, 5, 40)


def blue(image: Image.Image, x: float, y: float) -> bool:
    found = colour(image, round(x / 25.4 * 600), round(y / 25.4 * 600))
    return found[2] > 150 and found[0] < 80


@pytest.mark.parametrize("dpi", [180, 203, 300])
def test_what_stands_on_dots_is_drawn_on_them(dpi: int) -> None:
    """Page heights that are no whole dots: nothing is stretched to them."""
    document = pypdfium2.PdfDocument(draw(sheet(), dpi=dpi))
    try:
        strips = list(paper_printer._strips(document[0], dpi, False))
    finally:
        document.close()
    whole = Image.new("L", (strips[0][1].width(), sum(one.height() for _, one in strips)))
    for down, strip in strips:
        grey = strip.convertToFormat(QImage.Format.Format_Grayscale8)
        rows = bytes(grey.constBits())
        whole.paste(Image.frombytes("L", (grey.width(), grey.height()), rows, "raw", "L",
                                    grey.bytesPerLine()), (0, down))  # fmt: skip
    level, upright = thicknesses(whole, dpi)
    meant = {max(1, round(0.2 / 25.4 * dpi))}
    assert level == upright == meant
    assert read_code(whole, int(module_size(0.58) / 25.4 * dpi + 1e-6))


@pytest.mark.long
def test_a_strip_of_a_roll_arrives_as_long_as_it_is(printers: Server) -> None:
    document = composed(SJ, SJ.papers[0], receipt(), (2,))
    high = document.pages[0].height
    image = picture(printed(printers, draw(document, dpi=203), "form"), 0, 300)
    assert (image.width / 300 * 25.4, image.height / 300 * 25.4) == pytest.approx(
        (80, high), abs=0.25
    )
    assert decoded(image) == [RECEIPT]


@pytest.mark.parametrize(
    ("queue", "words"),
    [("letter", "没有 210×148 毫米的纸"), ("没有的", "没有名为 没有的 的打印机")],
)
def test_what_cannot_be_printed_is_refused_and_nothing_sent(
    printers: Server, queue: str, words: str
) -> None:
    with pytest.raises(PrinterFailed, match=words):
        printer_process.print_pages(draw(compose(FX, SLIP, slip())), queue, "试")
    assert list(printers.out.glob(f"{queue}-*")) == []


@pytest.mark.parametrize("given", [b"no PDF", b""])
def test_a_process_that_dies_is_a_printer_that_failed(printers: Server, given: bytes) -> None:
    """As when a driver crashes: the window lives and says so."""
    with pytest.raises(PrinterFailed, match="驱动程序出错"):
        printer_process.print_pages(given, "laser", "试")


def test_a_printer_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def waits(*command: Any, **how: Any) -> Any:
        raise subprocess.TimeoutExpired("printer", how["timeout"])

    monkeypatch.setattr(subprocess, "run", waits)
    with pytest.raises(PrinterFailed, match="没有回应"):
        printer_process.printers()


def test_the_process_answers_in_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui.paper_printer"], input=b'{"do": "list"}\n',
        capture_output=True, cwd=printer_process.ROOT, timeout=60, check=True,
    )  # fmt: skip
    (line,) = done.stdout.splitlines()
    assert {one["name"] for one in json.loads(line)["printers"]} >= {"laser", "form"}


@pytest.mark.parametrize("dpi", [180, pytest.param(600, marks=pytest.mark.long)])
def test_pages_are_drawn_in_the_dots_of_the_printer(printers: Server, dpi: int) -> None:
    page = draw(Document("试", (Page(241.0, 139.7, (Rule(20, 20, 60, 20, 1.0),)),)))
    before = jobs_of(printers, "form")
    printer_process.print_pages(page, "form", "试", dpi=dpi)
    came = pypdfium2.PdfDocument(arrived(printers, "form", before))
    try:
        images = [one for one in came[0].get_objects() if one.type == 3]
        assert max(one.get_px_size()[0] for one in images) == pytest.approx(241 / 25.4 * dpi, abs=4)
    finally:
        came.close()


def test_a_tray_that_qt_does_not_know_is_refused(printers: Server) -> None:
    """Only Windows tells Qt its trays: nothing comes out of another one without a word."""
    before = jobs_of(printers, "trays")
    with pytest.raises(PrinterFailed, match="没有叫“Tray2”的纸盒"):
        printer_process.print_pages(draw(compose(FX, SLIP, slip())), "trays", "试", "Tray2")
    assert jobs_of(printers, "trays") == before
    known = {one["name"]: one for one in printer_process.printers()}["trays"]
    assert known["trays"] == [] and len(known["dpi"]) > 0
