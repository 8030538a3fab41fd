"""PDF pages to a printer of the operating system through Qt, where no CUPS takes the PDF.

Every page is drawn at the printer's resolution, strip by strip, on the bare sheet: no scaling, no
margins of the driver. A driver may take its time or crash, so all of it runs in a process of its
own (`ui.printer_process`): this module is that process when it is run.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from PySide6.QtCore import QPointF, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

DPI = 300
STRIP = 800
"""Rows of dots drawn at a time, so that a large page needs little memory."""
TOLERANCE, SAME = 1.0, 0.2
"""mm that a named size may differ by, and that it differs by at most for being rounded."""
MM_PER_PT = 25.4 / 72
Size = tuple[float, float]
BROKEN = (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error)


class PrinterFailed(Exception):
    """The printer did not take the pages; its words are for people."""


@dataclass(frozen=True)
class Printer:
    """A printer as the system knows it: the sizes it names in mm, the least and the largest that
    one may choose freely, (0, 0) where one may not, its trays and resolutions."""

    name: str
    is_default: bool
    busy: bool
    stopped: bool
    sizes: tuple[Size, ...]
    smallest: Size = (0.0, 0.0)
    largest: Size = (0.0, 0.0)
    trays: tuple[str, ...] = ()
    dpi: tuple[int, ...] = ()


def printers() -> tuple[Printer, ...]:
    """The printers there are, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    found = [_printer(name, name == default) for name in QPrinterInfo.availablePrinterNames()]
    return tuple(sorted(found, key=lambda one: (not one.is_default, one.name)))


def _printer(name: str, is_default: bool) -> Printer:
    info = QPrinterInfo.printerInfo(name)
    free = info.supportsCustomPageSizes()
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    return Printer(
        name,
        is_default,
        info.state() is QPrinter.PrinterState.Active,
        info.state() in BROKEN,
        tuple(_mm(size.size(QPageSize.Unit.Millimeter)) for size in info.supportedPageSizes()),
        _mm_of_points(info.minimumPhysicalPageSize().sizePoints()) if free else (0.0, 0.0),
        _mm_of_points(info.maximumPhysicalPageSize().sizePoints()) if free else (0.0, 0.0),
        _trays(printer),
        tuple(printer.supportedResolutions()),
    )


def rim(name: str, width: float, height: float) -> tuple[float, float, float, float] | None:
    """What the driver says it leaves white at the left, top, right and bottom of pages of that size
    (mm); None where it has no such paper.

    Of a sheet laid across the wider of each pair, whichever way it is turned.
    """
    info = QPrinterInfo.printerInfo(name)
    sheet = None if info.isNull() else _sheet(info, width, height)
    if sheet is None:
        return None
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(sheet[0])
    told = printer.pageLayout()
    told.setUnits(QPageLayout.Unit.Millimeter)
    least = told.minimumMargins()
    if not sheet[1]:
        return least.left(), least.top(), least.right(), least.bottom()
    upright, across = max(least.left(), least.right()), max(least.top(), least.bottom())
    return across, upright, across, upright


def _trays(printer: QPrinter) -> tuple[str, ...]:
    """The trays it can be told to take; Qt knows them on Windows only."""
    known = getattr(printer, "supportedPaperSources", None)
    return tuple(source.name for source in known()) if known is not None else ()


def _mm(size: QSizeF) -> Size:
    return round(size.width(), 2), round(size.height(), 2)


def _mm_of_points(size: QSize) -> Size:
    return round(size.width() * MM_PER_PT, 2), round(size.height() * MM_PER_PT, 2)


def print_pages(pdf: bytes, name: str, title: str, tray: str = "", dpi: int = 0) -> int:
    """Print every page of a PDF in its own size on that printer; how many there were.

    All pages must have the size of the first. title: shown to everybody in the print queue
    tray: one of the printer's, "" for its own choice · dpi: dots an inch, 0 for the usual ones.
    Raises PrinterFailed when the printer is not there, lacks the paper or gives up.
    """
    import pypdfium2

    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        raise PrinterFailed(f"没有名为 {name} 的打印机，请另选一台")
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = (one * MM_PER_PT for one in document.get_page_size(0))
        sheet = _sheet(info, width, height)
        if sheet is None:
            raise PrinterFailed(f"打印机 {name} 没有 {width:.4g}×{height:.4g} 毫米的纸")
        printer = _with(info, sheet[0], title, dpi or DPI)
        if b"/DuplexFlipLongEdge" in pdf:
            printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
        if tray:
            _feed_from(printer, tray)
        _paint(document, printer, sheet[1])
        return len(document)
    finally:
        document.close()


def _sheet(info: QPrinterInfo, width: float, height: float) -> tuple[QPageSize, bool] | None:
    """The printer's paper for pages of that size in mm, and whether they are turned on it."""
    named = _named(info, width, height, SAME)
    if named is not None or not info.supportsCustomPageSizes():
        return named or _named(info, width, height, TOLERANCE)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    whole = QSizeF(_whole(width), _whole(height))
    return QPageSize(whole, QPageSize.Unit.Millimeter, "", exact), False


def _named(
    info: QPrinterInfo, width: float, height: float, within: float
) -> tuple[QPageSize, bool] | None:
    """The printer's own size that differs by so many mm at most."""
    for turned, (wide, high) in ((False, (width, height)), (True, (height, width))):
        for size in info.supportedPageSizes():
            found = _mm(size.size(QPageSize.Unit.Millimeter))
            if abs(found[0] - wide) <= within and abs(found[1] - high) <= within:
                return size, turned
    return None


def _whole(length: float) -> float:
    """The nearest whole points in mm and a hair more: a driver that cuts the rest of a point off
    would lose 0.35 mm on every form."""
    return (int(round(length / MM_PER_PT) * MM_PER_PT * 100) + 2) / 100


def _feed_from(printer: QPrinter, tray: str) -> None:
    """Take the paper from that tray. Raises PrinterFailed where there is none of the name."""
    if tray not in _trays(printer):
        raise PrinterFailed(
            f"打印机 {printer.printerName()} 没有叫“{tray}”的纸盒，请在“打印机”页另选"
        )
    printer.setPaperSource(QPrinter.PaperSource[tray])


def _with(info: QPrinterInfo, size: QPageSize, title: str, dpi: int) -> QPrinter:
    """The printer with that paper in it, the whole sheet to draw on."""
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("前台通")
    printer.setFullPage(True)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setPageSize(size)
    printer.setResolution(dpi)
    return printer


def _paint(document: Any, printer: QPrinter, turned: bool) -> None:
    """Draw all pages; a printer that fails on the way gets nothing at all."""
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterFailed(f"打印机 {printer.printerName()} 没有接收，请检查后再试一次")
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    for number in range(len(document)):
        whole = not number or printer.newPage()
        if whole:
            for down, strip in _strips(document[number], printer.resolution(), turned):
                painter.drawImage(QPointF(0, down), strip)
        if not whole or printer.printerState() in BROKEN:
            printer.abort()
            break
    if not painter.end() or printer.printerState() in BROKEN:
        raise PrinterFailed(f"打印机 {printer.printerName()} 没有打完，请检查后再试一次")


def _strips(page: Any, dpi: int, turned: bool) -> Iterator[tuple[int, QImage]]:
    """(dots from the top, picture) of a page's strips at so many dots an inch."""
    _to_whole_dots(page, dpi)
    if turned:
        page.set_rotation((page.get_rotation() + 90) % 360)
    scale = dpi / 72
    total = round(page.get_height() * scale)
    for down in range(0, total, STRIP):
        below = max(0, total - down - STRIP)
        bitmap = page.render(
            scale=scale,
            crop=(0, _points(below, scale), 0, _points(down, scale)),
            fill_color=(255, 255, 255, 255),
            prefer_bgrx=True,
        )
        image = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride,
            QImage.Format.Format_RGB32,
        )  # fmt: skip
        yield down, image.copy()


def _to_whole_dots(page: Any, dpi: int) -> None:
    """Lengthen a page at its right and lower edge by less than a dot: the renderer would stretch
    what is on it to whole dots, and rules and modules that stand on dots would stand between."""
    width, height = page.get_size()
    across, down = ((math.ceil(one / 72 * dpi - 1e-3) - 0.01) * 72 / dpi for one in (width, height))
    page.set_mediabox(0, height - down, across, height)


def _points(dots: int, scale: float) -> float:
    """Points that the renderer, which rounds up, makes so many dots of."""
    return max(0.0, (dots - 0.5) / scale)


def main() -> None:
    """Answer one question, a line of JSON and then a PDF on standard input, with a line of JSON."""
    application = QGuiApplication(sys.argv[:1])
    asked = json.loads(sys.stdin.buffer.readline())
    answer: dict[str, Any]
    try:
        if asked["do"] == "list":
            answer = {"printers": [asdict(one) for one in printers()]}
        elif asked["do"] == "rim":
            answer = {"rim": rim(asked["printer"], asked["width"], asked["height"])}
        else:
            pdf = sys.stdin.buffer.read()
            told = (asked[key] for key in ("printer", "title", "tray", "dpi"))
            answer = {"pages": print_pages(pdf, *told)}
    except PrinterFailed as failed:
        answer = {"failed": str(failed)}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()
    del application


if __name__ == "__main__":
    main()
