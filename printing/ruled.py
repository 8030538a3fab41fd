"""The ruled part of a form: blocks of cells on one grid of 24 columns, ready to be paged.

A block is as high as its fullest cell. A cell with more lines than a page could hold is cut into
strips without a rule between them. Hidden fields leave their cells empty and every height as it
was, so the copies of a form cover each other exactly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from forms.paper import GRID
from printing.fonts import MM_PER_PT, measure, spaced
from printing.page import CheckBox, Item, Picture, Rule, Text
from printing.typeset import CENTRE, SMALLEST, base_line, fit, leading

PAD = 1.6
STRIP = 8
GREY = "#555555"
BEHIND = 0.8
"""mm between a sum and the rule that closes the room behind it."""


@dataclass(frozen=True)
class Frame:
    """The ruled frame on a page, in mm; `floor`: points of the smallest type in it."""

    left: float
    right: float
    top: float
    bottom: float
    floor: float = SMALLEST

    def at(self, column: float) -> float:
        """x of a grid column's left edge."""
        return round(self.left + column * (self.right - self.left) / GRID, 3)

    def room(self, left: int, right: int) -> float:
        """Width for text between two grid columns."""
        return self.at(right) - self.at(left) - 2 * PAD

    def fitted(
        self, words: str, left: int, right: int, size: float, least: float, bold: bool = False
    ) -> tuple[tuple[str, ...], float]:
        """The words between two grid columns: (lines, size), as `typeset.fit` has it."""
        return fit(words, self.room(left, right), size, least, bold, self.floor)


@dataclass(frozen=True)
class Slot:
    """What stands in one cell: between two grid columns, its lines already broken.

    keys: fields it shows; if one is hidden, `instead` is drawn · gap: mm between characters
    ticks: lines of (ticked, option) in place of `lines` · closed: a rule runs from the end of each
    line to the end of the cell, so that nobody writes more behind a sum
    """

    left: int
    right: int
    lines: tuple[str, ...]
    size: float
    align: str = "left"
    keys: frozenset[str] = frozenset()
    instead: tuple[str, ...] = ()
    ticks: tuple[tuple[tuple[bool, str], ...], ...] = ()
    gap: float = 0.0
    colour: str = "#000000"
    bold: bool = False
    closed: bool = False

    @property
    def count(self) -> int:
        """Lines it needs, whatever is hidden."""
        return max(len(self.lines), len(self.instead), len(self.ticks))

    def strip(self, number: int) -> Slot:
        """Its lines of one strip of a block too high for a page."""
        part = slice(number * STRIP, (number + 1) * STRIP)
        return replace(
            self, lines=self.lines[part], instead=self.instead[part], ticks=self.ticks[part]
        )


@dataclass(frozen=True)
class Block:
    """A ruled row: its height in mm, its cells, the grid columns of its upright rules.

    joined: no rule above it · table: belongs to a table · heads: drawn again where it runs on
    extra: items placed from its top edge · keys: fields whose pictures are among them
    grows: height it takes where the page has room to spare
    forward, brought: what stands after it where the table runs on to the next page, and what stands
    before the next one there
    """

    height: float
    slots: tuple[Slot, ...]
    divisions: tuple[int, ...] = ()
    joined: bool = False
    table: bool = False
    heads: bool = False
    extra: tuple[Item, ...] = ()
    keys: frozenset[str] = frozenset()
    grows: float = 0.0
    forward: Block | None = None
    brought: Block | None = None

    def items(self, frame: Frame, y: float, hidden: frozenset[str]) -> Iterator[Item]:
        """Its upright rules and texts, its top edge at y."""
        for column in self.divisions:
            yield Rule(frame.at(column), y, frame.at(column), round(y + self.height, 3))
        for slot in self.slots:
            yield from _slot_items(slot, frame, y, self.height, hidden)
        for item in self.extra:
            if isinstance(item, Picture):
                seen = "" if self.keys & hidden else item.sha256
                item = replace(item, sha256=seen)
            yield shifted(item, 0.0, y)


def shifted(item: Item, right: float, down: float) -> Item:
    """The same item elsewhere, so many mm to the right and down."""
    if isinstance(item, Rule):
        return replace(
            item,
            x1=round(item.x1 + right, 3), x2=round(item.x2 + right, 3),
            y1=round(item.y1 + down, 3), y2=round(item.y2 + down, 3),
        )  # fmt: skip
    return replace(item, x=round(item.x + right, 3), y=round(item.y + down, 3))


def blocks(slots: tuple[Slot, ...], least: float, divisions: tuple[int, ...]) -> list[Block]:
    """The slots side by side as one block, or as strips if they have very many lines.

    least: height of a block of one line in mm.
    """
    many = max(slot.count for slot in slots)
    strips = max(1, -(-many // STRIP))
    made = []
    for number in range(strips):
        part = tuple(slot.strip(number) for slot in slots) if strips > 1 else slots
        tall = max(max(slot.count - 1, 0) * leading(slot.size) for slot in part)
        made.append(
            Block(round(least + tall, 3), part, joined=number > 0, divisions=divisions)
        )
    return made


def placed(
    words: str, left: float, right: float, align: str, y: float, size: float, **more: object
) -> Text:
    """A line of type between two x, its base line at y; `more`: bold, colour, spacing."""
    words = spaced(words)
    spacing = float(str(more.get("spacing", 0.0)))
    wide = measure(words, size, bool(more.get("bold"))) + spacing * (len(words) - 1)
    spare = right - left - wide
    x = left + {"left": 0.0, "centre": spare / 2, "right": spare}[align]
    return replace(Text(round(x, 3), round(y, 3), words, size), **more)  # type: ignore[arg-type]


def _slot_items(
    slot: Slot, frame: Frame, y: float, height: float, hidden: frozenset[str]
) -> Iterator[Item]:
    concealed = bool(slot.keys & hidden)
    lines = slot.instead if concealed else slot.lines
    count = len(slot.ticks) if slot.ticks and not concealed else len(lines)
    first = base_line(y + height / 2 - (count - 1) * leading(slot.size) / 2, slot.size)
    left, right = frame.at(slot.left) + PAD, frame.at(slot.right) - PAD
    for number, words in enumerate(lines):
        if words:
            base = first + number * leading(slot.size)
            made = placed(
                words, left, right, slot.align, base, slot.size,
                spacing=slot.gap, colour=slot.colour, bold=slot.bold,
            )  # fmt: skip
            yield made
            if slot.closed and not concealed:
                yield from _closing(made, right)
    if not concealed:
        for number, options in enumerate(slot.ticks):
            yield from _options(options, left, first + number * leading(slot.size), slot.size)


def _closing(text: Text, right: float) -> Iterator[Rule]:
    """The rule behind a sum, at half the height of its type."""
    start = round(text.x + measure(text.words, text.size, text.bold) + BEHIND, 3)
    if start < right - BEHIND:
        y = round(text.y - CENTRE * text.size * MM_PER_PT, 3)
        yield Rule(start, y, right, y)


def _options(
    options: tuple[tuple[bool, str], ...], x: float, y: float, size: float
) -> Iterator[Item]:
    side = round(size * MM_PER_PT * 0.8, 3)
    for ticked, words in options:
        yield CheckBox(round(x, 3), round(y - side + 0.3, 3), side, ticked)
        yield Text(round(x + side + 0.8, 3), round(y, 3), spaced(words), size)
        x += option_width(words, size)


def option_width(words: str, size: float) -> float:
    """Room in mm of one option with its box and the gap after it."""
    return size * MM_PER_PT * 0.8 + 0.8 + measure(words, size) + 3.0
