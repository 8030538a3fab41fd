"""A page description as PDF, and nothing else: the same description gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import IO, Any

from printing.adjustment import Adjustment
from printing.code import dark
from printing.dots import Bar, Dots, outline, sheet
from printing.fonts import REGULAR, ready, runs
from printing.page import (
    DOUBLE, CheckBox, Code, Document, Item, Logo, Page, Picture, Rule, Text, Tint,
)  # fmt: skip
from printing.pictures import empty, filled, without_white

MM = 72 / 25.4


def draw(
    document: Document,
    images: Mapping[str, bytes] | None = None,
    moved: Adjustment = Adjustment(),
    dpi: int = 0,
    across: bool = False,
) -> bytes:
    """The PDF of a document. Bodies shared by several pages are stored in it once.

    images: the JPEGs it names, by SHA-256; where one is missing or no image an empty box is drawn.
    moved: what makes up for the printer · dpi: its dots an inch, on which rules and codes are put;
    0 leaves them where they are · across: the pages are turned a quarter to the left, as sheets
    that they lie across are fed. Carries the document's title and no other data about people; asks
    viewers not to scale.
    """
    buffer = BytesIO()
    write(
        buffer, document.title, document.pages, lambda: document.bodies, images, moved, dpi,
        document.double, across,
    )  # fmt: skip
    return buffer.getvalue()


def write(
    file: IO[bytes],
    title: str,
    pages: Iterable[Page],
    bodies: Callable[[], Iterable[tuple[Item, ...]]],
    images: Mapping[str, bytes] | None = None,
    moved: Adjustment = Adjustment(),
    dpi: int = 0,
    double: bool = False,
    across: bool = False,
) -> None:
    """The same with pages that come one by one; their bodies are asked for after the last."""
    from reportlab.pdfgen.canvas import Canvas

    ready()
    canvas = Canvas(file, invariant=1, pageCompression=1, initialFontName=REGULAR)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("前台通")
    canvas.setViewerPreference("PrintScaling", "None")
    if double:
        canvas.setViewerPreference("Duplex", DOUBLE)
    shown: set[int] = set()
    dots: Dots | None = None
    for page in pages:
        width, height = page.width, page.height + moved.feed
        width, height = (height, width) if across else (width, height)
        if dpi:
            width, height = sheet(width), sheet(height)
        dots = Dots(dpi, _of_edge(moved, height) if across else moved) if dpi else None
        canvas.setPageSize((width * MM, height * MM))
        canvas.translate(0, height * MM)
        if page.tint and page.tint.upper() != "#FFFFFF":
            _draw_tint(canvas, Tint(0, 0, width, height, page.tint))
        if (moved.dx, moved.dy, moved.sx, moved.sy) != (0, 0, 1, 1):
            canvas.translate(moved.dx * MM, -moved.dy * MM)
            canvas.scale(moved.sx, moved.sy)
        if across:
            canvas.translate(0, -height * MM)
            canvas.rotate(90)
        if page.body is not None:
            canvas.doForm(f"body{page.body}")
            shown.add(page.body)
        _draw_items(canvas, page.items, images or {}, dots)
        canvas.showPage()
    for number, body in enumerate(bodies()):
        if number not in shown:  # what a copy hides is not in a file of that copy alone
            continue
        canvas.beginForm(f"body{number}", -5000, -5000, 5000, 5000)
        _draw_items(canvas, body, images or {}, dots)
        canvas.endForm()
    canvas.save()


def _of_edge(moved: Adjustment, height: float) -> Adjustment:
    """What makes up for the printer on pages that lie across, counted from the upper edge of the
    sheet, which is so many mm high: that is where its dots begin."""
    return Adjustment(-moved.dy - moved.sy * height, moved.dx, moved.sy, moved.sx)


def _draw_items(
    canvas: Any, items: Iterable[Item], images: Mapping[str, bytes], dots: Dots | None = None
) -> None:
    """Draw items with the origin at the top left; y is turned upwards here."""
    for kind, group in groupby(items, key=type):
        if kind is Text:
            _draw_texts(canvas, group)
            continue
        for item in group:
            match item:
                case Rule():
                    _draw_rule(canvas, item, dots)
                case Tint():
                    _draw_tint(canvas, item)
                case Code():
                    _draw_code(canvas, item, dots)
                case CheckBox():
                    _draw_box(canvas, item, dots)
                case Logo():
                    _draw_logo(canvas, item, images)
                case Picture():
                    _draw_picture(canvas, item, images)


def _draw_texts(canvas: Any, texts: Iterable[Any]) -> None:
    """Texts in a row as one text object; turned ones each in its own."""
    pen = canvas.beginText()
    for text in texts:
        if text.turn:
            canvas.saveState()
            canvas.translate(text.x * MM, -text.y * MM)
            canvas.rotate(text.turn)
            own = canvas.beginText()
            _write(own, text, 0, 0)
            canvas.drawText(own)
            canvas.restoreState()
        else:
            _write(pen, text, text.x * MM, -text.y * MM)
    canvas.drawText(pen)


def _write(pen: Any, text: Text, x: float, y: float) -> None:
    pen.setFillColor(_colour(text.colour))
    pen.setCharSpace(text.spacing * MM)
    pen.setTextOrigin(x, y)
    for face, piece, room in runs(text.words, text.bold):
        pen.setFont(face, text.size)
        if not room:
            pen.textOut(piece)
            continue
        # The last character takes the room with it, so that no reader of the text finds a blank.
        if piece[:-1]:
            pen.textOut(piece[:-1])
        pen.setCharSpace(2 * text.spacing * MM + room * text.size)
        pen.textOut(piece[-1])
        pen.setCharSpace(text.spacing * MM)


def _draw_rule(canvas: Any, rule: Rule, dots: Dots | None) -> None:
    bar = dots.bar(rule) if dots else None
    if bar is not None:
        left, top, wide, high = bar
        canvas.setFillColor(_colour(rule.colour))
        canvas.rect(left * MM, -(top + high) * MM, wide * MM, high * MM, stroke=0, fill=1)
        return
    canvas.setLineCap(2)
    canvas.setLineWidth(rule.width * MM)
    canvas.setStrokeColor(_colour(rule.colour))
    canvas.line(rule.x1 * MM, -rule.y1 * MM, rule.x2 * MM, -rule.y2 * MM)


def _draw_tint(canvas: Any, tint: Tint) -> None:
    canvas.setFillColor(_colour(tint.colour))
    canvas.rect(
        tint.x * MM, -(tint.y + tint.height) * MM, tint.width * MM, tint.height * MM,
        stroke=0, fill=1,
    )  # fmt: skip


def _draw_code(canvas: Any, code: Code, dots: Dots | None) -> None:
    """All dark modules as one path, so that no seam shows between them."""
    path = canvas.beginPath()
    for left, top, wide, high in dots.code(code) if dots is not None else _runs(code):
        path.rect(left * MM, -(top + high) * MM, wide * MM, high * MM)
    canvas.setFillColor(_colour("#000000"))
    canvas.drawPath(path, stroke=0, fill=1, fillMode=1)


def _runs(code: Code) -> Iterator[Bar]:
    """Its dark modules, as far as they stand side by side, in mm."""
    for down, places in dark(code.rows):
        yield (
            code.x + places[0] * code.module, code.y + down * code.module,
            len(places) * code.module, code.module,
        )  # fmt: skip


def _draw_box(canvas: Any, box: CheckBox, dots: Dots | None) -> None:
    for rule in outline(box, 0.25):
        _draw_rule(canvas, rule, dots)
    left, top, side = box.x * MM, -box.y * MM, box.size * MM
    if box.ticked:
        canvas.setStrokeColor(_colour("#000000"))
        canvas.setLineCap(0)
        canvas.setLineWidth(0.45 * MM)
        path = canvas.beginPath()
        path.moveTo(left + 0.18 * side, top - 0.52 * side)
        path.lineTo(left + 0.42 * side, top - 0.80 * side)
        path.lineTo(left + 0.88 * side, top - 0.16 * side)
        canvas.drawPath(path, stroke=1, fill=0)


def _draw_picture(canvas: Any, box: Picture, images: Mapping[str, bytes]) -> None:
    """The image as the JPEG it is, cut at the rim of its box."""
    from reportlab.lib.utils import ImageReader

    try:
        reader = ImageReader(BytesIO(images[box.sha256]))
        place = filled(box, *reader.getSize())
    except (KeyError, OSError, ValueError):
        _draw_items(canvas, empty(box), {})
        return
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(box.x * MM, -(box.y + box.height) * MM, box.width * MM, box.height * MM)
    canvas.clipPath(path, stroke=0, fill=0)
    x, y, width, height = place
    canvas.drawImage(reader, x * MM, -(y + height) * MM, width * MM, height * MM)
    canvas.restoreState()


def _draw_logo(canvas: Any, box: Logo, images: Mapping[str, bytes]) -> None:
    """The sign with its white left out, so that none stands on a coloured copy."""
    from reportlab.lib.utils import ImageReader

    try:
        read = ImageReader(BytesIO(images[box.sha256]))
        reader = ImageReader(without_white(read._image))
    except (KeyError, OSError, ValueError):
        return
    canvas.drawImage(
        reader, box.x * MM, -(box.y + box.height) * MM, box.width * MM, box.height * MM,
        mask="auto",
    )  # fmt: skip


@lru_cache(maxsize=64)
def _colour(words: str) -> Any:
    """reportlab's colour of "#RRGGBB"."""
    from reportlab.lib.colors import HexColor

    return HexColor(words)
