"""Papers: copies (联), sizes and the ruled layout of a Chinese form, as plain values.

Sizes are mm, wide then high as the printer feeds it. A ruled form is rows of cells on a grid of
24 columns: every row fills the grid exactly, so rules of different rows meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from forms.fields import WrongDeclaration

GRID = 24
OFFICE = "@office"
"""In running text: the office's name."""

SIZES: dict[str, tuple[float, float]] = {
    "A4": (210.0, 297.0),
    "A4横向": (297.0, 210.0),
    "A5": (148.0, 210.0),
    "A5横向": (210.0, 148.0),
    "A6横向": (148.0, 105.0),
    "241整张": (241.0, 279.4),
    "241二等分": (241.0, 279.4 / 2),
    "241三等分": (241.0, 279.4 / 3),
    "卡片": (85.6, 54.0),
    "卡片90×60": (90.0, 60.0),
    "标签60×40": (60.0, 40.0),
    "标签50×30": (50.0, 30.0),
}
CARDS = ("卡片", "卡片90×60")
"""Sizes of a card: no copies, no ruled frame, both sides printed."""
LABELS = ("标签60×40", "标签50×30")
"""Sizes of a label to stick on a thing: one side, no copies, no ruled frame."""
HALVES = ("A5", "A5横向")
"""Sizes of which an A4 sheet holds two."""
ROLL = (80.0, 72.0)
"""Width of a roll of receipt paper in mm, and how much of it a printer's head reaches."""


class Colour(StrEnum):
    """Colour of a copy's paper, as people call it."""

    WHITE = "白"
    RED = "红"
    YELLOW = "黄"
    BLUE = "蓝"
    GREEN = "绿"


@dataclass(frozen=True)
class Copy:
    """One 联: its name (存根), who holds it, its colour, the fields it does not show, and those of
    which it shows persons' numbers only masked (3+2, 3+4)."""

    name: str
    holder: str
    colour: Colour = Colour.WHITE
    hidden: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A label and a value side by side.

    key: a field's key, "act.key" for a field of an act, or "@number", "@issued_at",
    "@issued_by", "@valid_until" · label: grid columns of the label cell (0: no label)
    span: grid columns of label and value together · words: label if not the field's own
    ticks: a choice shown as all its options with a box each
    size: points of the value, then bold and (but on a card) centred; 0 for the usual size
    capital: an amount in 大写 with its figures after it, closed by a rule against additions
    """

    key: str
    span: int
    label: int = 3
    words: str = ""
    ticks: bool = False
    size: float = 0.0
    capital: bool = False


@dataclass(frozen=True)
class Row:
    """One ruled row of cells; `lines`: least number of text lines it leaves room for;
    optional: left out when all its values are empty."""

    cells: tuple[Cell, ...]
    lines: int = 1
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """A lines field ("act.key" for one of an act) as a ruled table.

    columns: (column key, grid columns), `number` columns in front for the line's number
    blank: further empty columns to write in by hand, (words, grid columns)
    least: rows drawn at the least; of those without a line the first says 以下空白
    optional: left out where there is no line at all · across: lines side by side, for short ones
    carried: a money column of its own whose sum so far stands at the foot of each page that the
    table runs on from (过次页) and at the head of the next (承前页)
    """

    key: str
    columns: tuple[tuple[str, int], ...]
    blank: tuple[tuple[str, int], ...] = ()
    least: int = 3
    number: int = 1
    carried: str = ""
    optional: bool = False
    across: int = 1


@dataclass(frozen=True)
class Box:
    """A signature box: its act, its words, its grid columns.

    act: the act whose signature it holds; "@issued_by", then it shows who issued the record; "" for
    a box to write in by hand. An act may have several boxes; two people who sign are two acts.
    """

    act: str
    span: int
    words: str = ""


@dataclass(frozen=True)
class Boxes:
    """A row of signature boxes high enough for a stamp; height in mm."""

    boxes: tuple[Box, ...]
    height: float = 16.0


@dataclass(frozen=True)
class Text:
    """A full-width row of running text: safety rules, an undertaking; "{key}" is filled in.

    size: in points · bold, centre: as the words of a notice stand · indent: each paragraph begins
    two characters in · right: at the right edge, as a letter is closed; "{@office}" is who writes
    stated: a rule of the source, which the office cannot word otherwise
    """

    words: str
    label: str = ""
    size: float = 8.5
    bold: bool = False
    centre: bool = False
    indent: bool = False
    right: bool = False
    stated: bool = False


@dataclass(frozen=True)
class Photo:
    """A photograph; width and height in mm. On a card the other parts stand to its right."""

    key: str
    width: float = 25.0
    height: float = 35.0


Part = Row | Table | Boxes | Text | Photo


@dataclass(frozen=True)
class Paper:
    """One thing that can be printed of a record.

    name: 放行条, 门贴 … · size: a key of SIZES · parts: from top to bottom
    foot: small line under the frame; "{valid_until}" and "{copies}" are filled in
    copies: whether it comes in the form's copies (else a single one) · code: QR and code in letters
    modes: what it can be printed as, "card" for a card printer, "label" for a label printer, "roll"
    for a roll of receipt paper, "laser" (a card: both sides on one A4 sheet to cut out; labels: as
    many as a sheet holds) · heading: title on the paper, if not the form's; "{kind}"
    is filled in with a field
    each: of labels, the lines field of which every line has its own, or "lines.column" for as many
      as a number in that column says; what a line says is "lines.column" in the parts
    beside: the paper that can be printed beside it on one sheet, the number across the seam
    order: where the office wants its parts in another order or some of them left out, the `marks`
      of those it wants; () for all as they are declared
    texts: by mark, the texts of it and its back that the office has worded otherwise
    letter: whether it is set as a letter: wide margins and open lines, nothing ruled, no time of
    issue; it has only texts · headline: points of the title · back: parts of a card's other side
    """

    name: str
    size: str
    parts: tuple[Part, ...]
    foot: str = ""
    copies: bool = True
    code: bool = True
    modes: tuple[str, ...] = ("laser",)
    heading: str = ""
    headline: float = 18.0
    letter: bool = False
    back: tuple[Part, ...] = ()
    order: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    each: str = ""
    beside: str = ""

    def __post_init__(self) -> None:
        if self.size not in SIZES:
            raise WrongDeclaration(f"纸张 {self.name}：没有 {self.size} 这种规格")

    @property
    def in_order(self) -> tuple[Part, ...]:
        """Its parts as the office wants them, from top to bottom."""
        marked = self._marked
        order = self.order or marks(self.parts)
        return tuple(marked[one] for one in order if one in marked)

    @property
    def other_side(self) -> tuple[Part, ...]:
        """The parts of its back, as the office words them."""
        return tuple(self._marked.values())[len(self.parts):]

    @property
    def _marked(self) -> dict[str, Part]:
        """Its parts and those of its back by mark, with the office's own words."""
        parts, own = (*self.parts, *self.back), dict(self.texts)
        return {
            mark: replace(part, words=own[mark])
            if mark in own and isinstance(part, Text) else part
            for mark, part in zip(marks(parts), parts, strict=True)
        }

    @property
    def is_card(self) -> bool:
        """Whether it is a card, with a front and a back."""
        return self.size in CARDS

    @property
    def is_label(self) -> bool:
        """Whether it is a label."""
        return self.size in LABELS

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes that an office may have it in: of blank cards, of labels."""
        return CARDS if self.is_card else LABELS if self.is_label else ()

    @property
    def ways(self) -> tuple[str, ...]:
        """How it can be printed: as declared, and what follows from its size. Cards also several on
        a sheet; what goes on ordinary sheets also by an impact printer on continuous paper, two on
        a sheet where it holds two, beside the paper that belongs to it, and onto a pre-printed pad
        that the office has a template for."""
        if self.is_card:
            return (*self.modes, *("sheet",) * ("laser" in self.modes))
        if self.is_label:
            return self.modes
        return (
            *self.modes, "impact", *("half",) * (self.size in HALVES),
            *("pair",) * bool(self.beside), "overprint",
        )  # fmt: skip


def marks(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """What tells each part of a layout from the others, whatever its labels say."""
    found: list[str] = []
    for part in parts:
        mark = _mark(part)
        again = sum(one == mark or one.startswith(f"{mark}#") for one in found)
        found.append(f"{mark}#{again + 1}" if again else mark)
    return tuple(found)


def _mark(part: Part) -> str:
    if isinstance(part, Row):
        return "+".join(cell.key for cell in part.cells)
    if isinstance(part, Boxes):
        return "签：" + "+".join(box.act for box in part.boxes)
    return f"文：{part.label}" if isinstance(part, Text) else part.key


def columns_of(part: Part) -> int | None:
    """The grid columns that a part of a layout takes; None for one without columns."""
    if isinstance(part, Row):
        return sum(cell.span for cell in part.cells)
    if isinstance(part, Table):
        one = part.number + sum(span for _, span in part.columns + part.blank)
        return one * part.across
    if isinstance(part, Boxes):
        return sum(box.span for box in part.boxes)
    return None


def mentioned(part: Part) -> tuple[str, ...]:
    """The keys of fields that a part of a layout shows."""
    if isinstance(part, Text):
        return tuple(re.findall(r"\{([^}]+)\}", part.words))
    if isinstance(part, Row):
        return tuple(cell.key for cell in part.cells)
    if isinstance(part, (Table, Photo)):
        return (part.key,)
    return ()
