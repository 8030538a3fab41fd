"""A slip on a roll of receipt paper (小票): 80 mm wide, of which a head reaches 72, and as long as it
needs, black alone.

The same parts as on a sheet, without a frame: a value after its label, a line of a table with its
sum at the right and the rest below. An empty value takes no paper; what is written in by hand on a
sheet has no place but the signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from forms.fields import Kind
from forms.form import Form
from forms.paper import ROLL, Boxes, Cell, Copy, Paper, Part, Row, Table, Text
from printing.code import QUIET, THERMAL_DPI, in_letters, module_size, modules, side
from printing.fonts import MM_PER_PT, measure
from printing.margins import ORDINALS, foot_words
from printing.page import BLACK, Code, Document, Item, Page, Rule
from printing.page import Text as Words
from printing.parts import SPECIAL, Setting, SlipData, filled, in_full, label_of
from printing.ruled import Frame, placed, shifted
from printing.slip import masked
from printing.typeset import base_line, in_one_line, leading, wrap

MODULE = 0.6
"""Least mm of a module of the code: five dots of such a printer."""
WIDTH = ROLL[0]
LEFT, RIGHT = (ROLL[0] - ROLL[1]) / 2, (ROLL[0] + ROLL[1]) / 2
TOP, BOTTOM = 3.0, 6.0
"""mm of bare paper before and after: the knife stands behind the head."""
OFFICE, TITLE, NUMBER, BODY, SMALL = 10.0, 16.0, 11.0, 9.5, 8.5
"""Points; a character of 8.5 points is 24 dots high there."""
THICK, THIN = 0.375, 0.25
"""mm of rules: three dots and two."""
GAP, INDENT = 1.2, 2.5
SIGNING, APART = 11.0, 2.4
"""mm of a box to sign in, and below its line: what rules follow must not look like another."""
MARK = 9.0
"""mm that a mark over a slip takes."""


@dataclass
class Strip:
    """A strip of paper that is filled from the top; `y`: mm to where it is filled."""

    y: float = TOP
    items: list[Item] = field(default_factory=list)

    def line(
        self, words: str, size: float, align: str = "left", *, bold: bool = False,
        left: float = LEFT, right: float = RIGHT, spacing: float = 0.0,
    ) -> None:  # fmt: skip
        """A line of type between two x, and on to the next."""
        base = base_line(self.y + leading(size) / 2, size)
        self.items.append(
            placed(words, left, right, align, base, size, bold=bold, spacing=spacing)
        )
        self.y = round(self.y + leading(size), 3)

    def lines(
        self, words: str, size: float, align: str = "left", *, bold: bool = False,
        left: float = LEFT, right: float = RIGHT,
    ) -> None:  # fmt: skip
        """The words in as many lines as they need."""
        for one in wrap(words, right - left, size, bold):
            self.line(one, size, align, bold=bold, left=left, right=right)

    def rule(self, width: float = THIN) -> None:
        """A rule across, with air above and below."""
        self.y = round(self.y + GAP, 3)
        self.across(LEFT, RIGHT, self.y, width)
        self.y = round(self.y + GAP, 3)

    def across(self, left: float, right: float, y: float, width: float = THIN) -> None:
        """A rule between two x, its square ends within them, as far as the head reaches."""
        half = width / 2
        self.items.append(Rule(left + half, y, right - half, y, width))

    def air(self, high: float) -> None:
        """So many mm of nothing."""
        self.y = round(self.y + high, 3)


def composed(
    form: Form, paper: Paper, data: SlipData, copies: Sequence[int] | None = None, dpi: int = 0
) -> Document:
    """A page for every copy, all as long as the longest; dpi: of the printer, 0 for the usual one.

    copies: which 联, counted from 1; all by default. Raises ValueError for one there is not.
    """
    of_form = form.copies if paper.copies else ()
    last = max(1, len(of_form))
    wanted = range(1, last + 1) if copies is None else copies
    if any(not 1 <= number <= last for number in wanted):
        raise ValueError(f"{form.title} {paper.name} 只有 {last} 联")
    strips = []
    for number in wanted:
        copy = of_form[number - 1] if of_form else Copy("", "")
        seen = masked(form, data, copy.masked)
        strips.append(_strip(form, paper, seen, number, copy, dpi or THERMAL_DPI))
    length = max(strip.y for strip in strips)
    name = f"{data.titled(form, paper)} {'草稿' if data.draft else data.number}"
    made = Document(
        name, tuple(Page(WIDTH, length, (), "", place) for place in range(len(strips))),
        tuple(tuple(strip.items) for strip in strips),
    )  # fmt: skip
    for words in filter(None, (data.again, "作废" if data.void else "")):
        made = headed(made, words)
    return made


def _strip(
    form: Form, paper: Paper, data: SlipData, number: int, copy: Copy, dpi: int
) -> Strip:
    strip = Strip()
    _head(strip, data, data.titled(form, paper), _copy(number, copy))
    setting = Setting(form, data, Frame(LEFT, RIGHT, TOP, TOP), 0.0)
    hidden = frozenset(copy.hidden)
    for part in paper.in_order:
        _part(strip, part, setting, hidden)
    strip.rule(THICK)
    under = foot_words(paper.foot, data, ())
    if under:
        strip.lines(under, SMALL)
    if paper.code and data.code and not data.draft:
        _code(strip, data.code, dpi)
    strip.air(BOTTOM)
    return strip


def _copy(number: int, copy: Copy) -> str:
    return f"第{ORDINALS[number - 1]}联　{copy.name}" if copy.name else ""


def _head(strip: Strip, data: SlipData, title: str, copy: str) -> None:
    strip.lines(data.office, OFFICE, "centre")
    strip.air(0.8)
    size = in_one_line(title, RIGHT - LEFT, TITLE, True)
    spare = RIGHT - LEFT - measure(title, size, True)
    gap = round(min(0.3 * size * MM_PER_PT, spare / max(1, len(title))), 3)
    strip.line(title, size, "centre", bold=True, spacing=gap)
    if copy:
        strip.line(copy, SMALL, "centre")
    strip.rule(THICK)
    strip.line("草稿　未编号" if data.draft else f"No. {data.number}", NUMBER, bold=True)
    if issued := data.values.get("@issued_at", ""):
        _named(strip, "开具时间", issued)


def _part(strip: Strip, part: Part, setting: Setting, hidden: frozenset[str]) -> None:
    match part:
        case Row():
            for cell in part.cells:
                _cell(strip, cell, setting, hidden)
        case Table():
            _table(strip, part, setting, hidden)
        case Boxes():
            _boxes(strip, part, setting)
        case Text():
            _text(strip, part, setting)


def _cell(strip: Strip, cell: Cell, setting: Setting, hidden: frozenset[str]) -> None:
    value = setting.value(cell.key)
    if not value or cell.key in hidden or cell.key == "@issued_at":
        return
    label = (cell.words or label_of(setting.form, cell.key)) if cell.label else ""
    _named(strip, label, in_full(value) if cell.capital else value, cell.capital or cell.size > 0)
    if cell.capital:
        _closed(strip)


def _closed(strip: Strip) -> None:
    """A line behind the last words, so that nothing can be added to the sum."""
    last = next(one for one in reversed(strip.items) if isinstance(one, Words) and one.bold)
    start = round(last.x + measure(last.words, last.size, True) + 1.0, 3)
    if start < RIGHT - 2.0:
        y = round(last.y - 0.36 * last.size * MM_PER_PT, 3)
        strip.across(start, RIGHT, y)


def _named(strip: Strip, label: str, value: str, bold: bool = False) -> None:
    """A label and its value: after it, and below it where it takes more than that line."""
    head = f"{label}：" if label else ""
    beside = LEFT + measure(head, BODY)
    if len(wrap(value, RIGHT - beside, BODY, bold)) > 1 and beside > (LEFT + RIGHT) / 2.4:
        strip.lines(head, BODY)
        strip.lines(value, BODY, bold=bold, left=LEFT + INDENT)
        return
    top = strip.y
    strip.lines(value, BODY, bold=bold, left=beside)
    below, strip.y = strip.y, top
    if head:
        strip.line(head, BODY)
    strip.y = below


def _table(strip: Strip, part: Table, setting: Setting, hidden: frozenset[str]) -> None:
    """Of every line its first column and its last one, a sum or a number; the others below."""
    lines = setting.data.lines.get(part.key, ())
    if not lines or part.key in hidden:
        return
    of = setting.form.lines_field(part.key)
    keys = [key for key, _ in part.columns if f"{part.key}.{key}" not in hidden]
    first, rest = keys[0], keys[1:]
    money = [key for key in rest if of.column(key).kind in (Kind.MONEY, Kind.NUMBER)]
    end = money[-1] if money else ""
    strip.rule()
    for number, line in enumerate(lines, 1):
        value = line.get(end, "")
        right = RIGHT - measure(value, BODY) - (INDENT if value else 0.0)
        head = f"{number}. " if part.number else ""
        top, beside = strip.y, LEFT + measure(head, BODY)
        strip.lines(line.get(first, "") or "—", BODY, left=beside, right=right)
        below, strip.y = strip.y, top
        strip.line(head, BODY)
        strip.y = top
        if value:
            strip.line(value, BODY, "right")
        strip.y = below
        others = "　".join(
            line[key] for key in rest if key != end and line.get(key)
        )
        if others:
            strip.lines(others, SMALL, left=beside)
    strip.rule()


def _boxes(strip: Strip, part: Boxes, setting: Setting) -> None:
    """Those that are signed already as values; the others two beside each other to sign in."""
    free: list[str] = []
    for box in part.boxes:
        act = setting.form.act(box.act) if box.act and box.act not in SPECIAL else None
        words = box.words or SPECIAL.get(box.act, "") or (act.box or act.name if act else "")
        own = setting.value(box.act) if box.act in SPECIAL else ""
        signed = setting.data.signatures.get(box.act, own)
        if signed:
            _named(strip, words, signed.replace("\n", "　"))
        else:
            free.append(words)
    half = (LEFT + RIGHT) / 2
    for place in range(0, len(free), 2):
        top = round(strip.y + GAP, 3)
        for words, left, right in (
            (free[place], LEFT, half - 1.5),
            *((one, half + 1.5, RIGHT) for one in free[place + 1 : place + 2]),
        ):
            strip.y = top
            strip.lines(words, SMALL, left=left, right=right)
            strip.across(left, right, round(top + SIGNING, 3))
        strip.y = round(top + SIGNING + APART, 3)


def _text(strip: Strip, part: Text, setting: Setting) -> None:
    strip.air(GAP)
    words = filled(part.words, setting)
    align = "right" if part.right else "centre" if part.centre else "left"
    if part.label:
        strip.line(part.label, SMALL, bold=True)
    strip.lines(words, max(SMALL, min(part.size, BODY)), align, bold=part.bold)


def _code(strip: Strip, code: str, dpi: int) -> None:
    rows, module = modules(code), module_size(MODULE, dpi)
    wide, quiet = side(rows, module), QUIET * module
    strip.air(quiet)
    x = round((LEFT + RIGHT - wide) / 2, 3)
    strip.items.append(Code(x, strip.y, module, rows))
    strip.air(wide + quiet)
    strip.line(in_letters(code), SMALL, "centre")


def headed(document: Document, words: str) -> Document:
    """The same slips, each with a boxed mark (作废, 补打 第1次) over it; black, as all is here."""
    if any(isinstance(one, Words) and one.typed == words for one in document.bodies[0]):
        return document
    wide = measure(words, NUMBER, True) + 5.0
    left, right = (WIDTH - wide) / 2, (WIDTH + wide) / 2
    top, bottom = TOP, TOP + MARK - 2.0
    mark: list[Item] = [
        Rule(*corner, THICK, BLACK)
        for corner in ((left, top, right, top), (left, bottom, right, bottom),
                       (left, top, left, bottom), (right, top, right, bottom))
    ]  # fmt: skip
    base = base_line((top + bottom) / 2, NUMBER)
    mark.append(placed(words, left, right, "centre", base, NUMBER, bold=True))
    return replace(
        document,
        pages=tuple(
            replace(page, height=round(page.height + MARK, 3),
                    items=tuple(shifted(one, 0.0, MARK) for one in page.items))
            for page in document.pages
        ),
        bodies=tuple(
            (*mark, *(shifted(one, 0.0, MARK) for one in body)) for body in document.bodies
        ),
    )  # fmt: skip


def is_roll(document: Document) -> bool:
    """Whether the pages come off a roll."""
    return all(page.width == WIDTH for page in document.pages)
