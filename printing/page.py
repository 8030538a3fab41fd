"""The page description: what stands where on paper, as plain frozen values.

Millimetres from the top left corner, y downwards; sizes of type in points; colours "#RRGGBB". What
was printed is kept in this form; its PDF is a pure function of it (`printing.pdf.draw`). A body
shared by the copies is stored once, and each page adds its own items. Images are not part of it:
it names them by their hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import Any

BLACK = "#000000"
DOUBLE = "DuplexFlipLongEdge"
"""What PDF calls two sides of a sheet that is turned over its long edge."""
APART, TOGETHER = "\u2005", "\u2060"
"""In the words of a text, put there by the layout: a quarter of an em between Han and Latin, and
that there is none because the line is full."""


@dataclass(frozen=True)
class Text:
    """Words on a base line: x is their left end, y the base line; size in points.

    spacing: mm added after every character · turn: degrees, anticlockwise about (x, y)
    """

    x: float
    y: float
    words: str
    size: float
    bold: bool = False
    colour: str = BLACK
    spacing: float = 0.0
    turn: float = 0.0

    @property
    def typed(self) -> str:
        """Its words as they were typed, without what the layout put between them."""
        return self.words.replace(APART, "").replace(TOGETHER, "")


@dataclass(frozen=True)
class Rule:
    """A straight line, `width` mm thick, centred on its coordinates, with square ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.2
    colour: str = BLACK


@dataclass(frozen=True)
class Tint:
    """A filled rectangle without an outline."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Code:
    """A QR code: top left corner of its first module, size of a module, its rows as hexadecimal
    numbers, most significant bit left. The quiet zone is not part of it."""

    x: float
    y: float
    module: float
    rows: tuple[str, ...]


@dataclass(frozen=True)
class CheckBox:
    """A box to tick, drawn, because no bundled face has ☐ and ☑; (x, y) is its top left."""

    x: float
    y: float
    size: float
    ticked: bool = False


@dataclass(frozen=True)
class Picture:
    """A photograph in a box: top left corner and size in mm, and the SHA-256 (hexadecimal) of the
    image, which is kept elsewhere; "" for none."""

    x: float
    y: float
    width: float
    height: float
    sha256: str = ""


@dataclass(frozen=True)
class Logo(Picture):
    """The office's sign, as large as its box; where its image is missing nothing is drawn."""


Item = Text | Rule | Tint | Code | CheckBox | Picture
KINDS: dict[str, type] = {
    "T": Text, "R": Rule, "F": Tint, "Q": Code, "B": CheckBox, "P": Picture, "L": Logo,
}  # fmt: skip
LETTERS = {kind: letter for letter, kind in KINDS.items()}


@dataclass(frozen=True)
class Page:
    """One sheet: size in mm, colour of the whole sheet, number of its body, its own items."""

    width: float
    height: float
    items: tuple[Item, ...] = ()
    tint: str = ""
    body: int | None = None


@dataclass(frozen=True)
class Document:
    """Pages in order of printing, the bodies they share, and a title without personal data.

    double: every second page is the back of the one before, turned over the long edge; of pages on
    their way to a printer, and not stored.
    """

    title: str
    pages: tuple[Page, ...]
    bodies: tuple[tuple[Item, ...], ...] = ()
    double: bool = False

    def items(self, page: Page) -> Iterator[Item]:
        """Everything on one of its pages, in order of drawing."""
        if page.body is not None:
            yield from self.bodies[page.body]
        yield from page.items

    @property
    def images(self) -> frozenset[str]:
        """The SHA-256 of every image its pages show."""
        return frozenset(
            item.sha256
            for page in self.pages
            for item in self.items(page)
            if isinstance(item, Picture) and item.sha256
        )

    @property
    def words(self) -> str:
        """All its texts as they were typed, one a line."""
        return "\n".join(
            item.typed
            for page in self.pages
            for item in self.items(page)
            if isinstance(item, Text)
        )

    def to_json(self) -> str:
        """The description as compact canonical JSON."""
        return json.dumps(
            {
                "title": self.title,
                "bodies": [_packed(body) for body in self.bodies],
                "pages": [
                    [page.width, page.height, page.tint, page.body, _packed(page.items)]
                    for page in self.pages
                ],
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def from_json(words: str) -> Document:
    """The description that `to_json` wrote; raises ValueError or KeyError for anything else."""
    read = json.loads(words)
    pages = tuple(
        Page(width, height, _unpacked(items), tint, body)
        for width, height, tint, body, items in read["pages"]
    )
    return Document(read["title"], pages, tuple(_unpacked(body) for body in read["bodies"]))


def _packed(items: tuple[Item, ...]) -> list[list[Any]]:
    """Items as lists, their trailing default values left off."""
    packed = []
    for item in items:
        values = list(astuple(item))
        defaults = [field.default for field in item.__dataclass_fields__.values()]
        while values and values[-1] == defaults[len(values) - 1]:
            values.pop()
        packed.append([LETTERS[type(item)], *values])
    return packed


def _unpacked(items: list[list[Any]]) -> tuple[Item, ...]:
    return tuple(
        KINDS[letter](*(tuple(value) if isinstance(value, list) else value for value in values))
        for letter, *values in items
    )
