"""The parts of a paper (`forms.paper`) with their values as ruled blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forms.acts import Act
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import GRID, OFFICE, Boxes, Cell, Paper, Part, Photo, Row, Table, Text
from forms.values import Invalid, amount
from forms.values.capital import capital
from printing import page
from printing.fonts import MM_PER_PT
from printing.letterhead import Sign
from printing.ruled import PAD, Block, Frame, Slot, blocks, option_width, placed
from printing.typeset import base_line, fit, leading, wrap

LABEL, VALUE, SMALL = 9.8, 10.0, 9.0
LEAST = 0.3
"""A value in type of its own is set smaller down to this part of it before it takes two lines."""
GROWTH = 1.5
BLANK = "＿＿＿＿"
NOTHING_BELOW = "以下空白"
_HAN = "[\u3007\u4e00-\u9fff]"
_SET_APART = re.compile(rf"(?<={_HAN}) (?=\{{)|(?<=\}}) (?={_HAN})")
"""A blank between words that are declared and a value: how they stand apart is typesetting."""
FORWARD, BROUGHT = "过次页", "承前页"
SPECIAL = {
    "@number": "编号",
    "@issued_at": "开具时间",
    "@issued_by": "开具人",
    "@valid_until": "",
    "@state": "状态",
}


@dataclass(frozen=True)
class SlipData:
    """What a slip shows, in words as people read them (`forms.display.shown(…, paper=True)`).

    code: the slip code, "" for none · values: by field key, "@issued_at", "@valid_until" …, and
    "act.key" · lines: by key of a lines field ("act.key" of an act's), each a mapping of column
    key to words · photos: SHA-256 of images, by field key
    signatures: by act name, what stands in its box · again: "补打 第2次" or ""
    draft: not issued yet, no number and no code · void: 作废 · sign: the office's
    """

    office: str
    number: str
    code: str
    values: Mapping[str, str]
    lines: Mapping[str, Sequence[Mapping[str, str]]]
    signatures: Mapping[str, str]
    again: str = ""
    draft: bool = False
    void: bool = False
    photos: Mapping[str, str] = field(default_factory=dict)
    sign: Sign | None = None

    def titled(self, form: Form, paper: Paper) -> str:
        """The title on a paper: its own heading, with the values that it names, or the form's."""
        own = re.sub(r"\{([^}]+)\}", lambda found: self.values.get(found[1], ""), paper.heading)
        return own or form.title


OPEN = 1.5
"""Height of a line of a letter, in leadings."""


@dataclass(frozen=True)
class Setting:
    """Where parts are set: the form, its data, the frame, mm of a row of one line; whether they are
    those of a letter."""

    form: Form
    data: SlipData
    frame: Frame
    row: float
    letter: bool = False

    def value(self, key: str) -> str:
        """The words of a value; "" for none."""
        if key == "@number":
            return self.data.number
        if key == OFFICE:
            return self.data.office
        return self.data.values.get(key, "")


def laid(part: Part, setting: Setting) -> list[Block]:
    """The blocks of one part, from top to bottom; none for an optional row without values."""
    match part:
        case Row():
            return _row(part, setting)
        case Table():
            return _table(part, setting)
        case Boxes():
            return [_boxes(part, setting)]
        case Text():
            return _text(part, setting)
        case Photo():
            return [_photo(part, setting)]


def label_of(form: Form, key: str) -> str:
    """The words in front of a value: of a field, an act's field or one of the "@" keys."""
    if key in SPECIAL:
        return SPECIAL[key] or form.until_words
    if form.has(key):
        return form.field(key).label
    name, _, own = key.partition(".")
    if form.has(name):
        return form.field(name).column(own).label
    act = form.act(name)
    return {"at": f"{act.called}时间", "by": f"{act.called}经办"}.get(own) or act.field(own).label


def caption(
    words: str, left: int, right: int, frame: Frame, spread: bool = True, beside: float = 0.0
) -> Slot:
    """A label cell: centred, two characters spread as wide as three (房　号).

    beside: points of the value beside it; the label of a large one is larger too.
    """
    room = frame.room(left, right) + 2 * PAD - 2
    lines, size = fit(
        words, room, max(LABEL, min(14.0, beside / 2)), 8.5, floor=frame.floor
    )
    spread = spread and len(words) == 2 and 3 * size * MM_PER_PT <= room
    gap = round(size * MM_PER_PT, 3) if spread else 0.0
    return Slot(left, right, lines, size, "centre", gap=gap)


def _field_of(form: Form, key: str) -> Field | None:
    if form.has(key):
        return form.field(key)
    name, _, own = key.partition(".")
    acts: Iterator[Act] = (act for act in form.acts if act.name == name)
    return next((one for act in acts for one in act.fields if one.key == own), None)


def _row(part: Row, setting: Setting) -> list[Block]:
    if part.optional and not any(setting.value(cell.key) for cell in part.cells):
        return []
    slots: list[Slot] = []
    divisions: list[int] = []
    left = 0
    for cell in part.cells:
        start, end = left + cell.label, left + cell.span
        words = cell.words or label_of(setting.form, cell.key)
        if cell.label:
            slots.append(caption(words, left, start, setting.frame, beside=cell.size))
            divisions.append(start)
        slots.append(_value(cell, start, end, setting))
        divisions.append(end)
        left = end
    tallest = max((cell.size for cell in part.cells), default=0.0)
    high = leading(tallest) + 3.0 if tallest > VALUE else 0.0
    least, room = max(setting.row, high), setting.frame.bottom - setting.frame.top
    made = blocks(tuple(slots), least + (part.lines - 1) * leading(VALUE), tuple(divisions[:-1]))
    if any(one.height > room for one in made):  # no page has place for what is left to write in
        made = blocks(tuple(slots), least, tuple(divisions[:-1]))
    return made


def _value(cell: Cell, left: int, right: int, setting: Setting) -> Slot:
    words = setting.value(cell.key)
    room = setting.frame.room(left, right)
    field = _field_of(setting.form, cell.key)
    if cell.ticks and field is not None and field.kind is Kind.CHOICE:
        options = field.choices + ((words,) if words and words not in field.choices else ())
        ticks = _ticks(options, words, room)
        return Slot(left, right, (), SMALL, keys=frozenset((cell.key,)), ticks=ticks)
    closed = cell.capital and bool(words)
    if closed:
        words = in_full(words)
    if cell.size:
        lines, size = setting.frame.fitted(
            words, left, right, cell.size, cell.size * LEAST, True
        )
        return Slot(left, right, lines, size, "centre", frozenset((cell.key,)), bold=True)
    lines, size = setting.frame.fitted(words, left, right, VALUE, SMALL)
    return Slot(left, right, lines, size, keys=frozenset((cell.key,)), closed=closed)


def in_full(words: str) -> str:
    """A sum in 大写 with its figures after it; as it is where it is beyond what is written so."""
    try:
        return f"人民币{capital(amount.clean(words))}（{words}）"
    except Invalid:
        return words


def _ticks(
    options: tuple[str, ...], chosen: str, room: float
) -> tuple[tuple[tuple[bool, str], ...], ...]:
    """The options in lines that fit, the chosen one ticked."""
    lines: list[list[tuple[bool, str]]] = [[]]
    used = 0.0
    for option in options:
        wide = option_width(option, SMALL)
        if lines[-1] and used + wide > room + 3.0:
            lines.append([])
            used = 0.0
        lines[-1].append((option == chosen, option))
        used += wide
    return tuple(map(tuple, lines))


def _table(part: Table, setting: Setting) -> list[Block]:
    field = setting.form.lines_field(part.key)
    lines = setting.data.lines.get(part.key, ())
    if part.optional and not lines:
        return []
    edges = _edges(part)
    heads = [field.column(key).label for key, _ in part.columns] + [w for w, _ in part.blank]
    if part.number:
        heads.insert(0, "序号" if part.number > 1 else "序")
    captions = tuple(
        caption(words, left, right, setting.frame, spread=False)
        for words, (left, right) in zip(heads * part.across, edges, strict=True)
    )
    inner = tuple(right for _, right in edges[:-1])
    (head,) = blocks(captions, setting.row, inner)
    made = [replace(head, heads=True, table=True)]
    total = 0
    for number in range(0, max(len(lines), part.least), part.across):
        beside = [*lines[number : number + part.across], *[{}] * part.across][: part.across]
        slots = tuple(_table_line(part, field, beside, number, edges, setting))
        line = beside[0]
        if line == {} and number == len(lines) and lines:
            slots = (_slot(NOTHING_BELOW, edges[1 if part.number else 0], "centre", setting),)
        made += [replace(one, table=True) for one in blocks(slots, setting.row, inner)]
        if part.carried and line.get(part.carried):
            total += amount.clean(line[part.carried])
            made[-1] = replace(
                made[-1], forward=_carried(FORWARD, total, part, edges, setting),
                brought=_carried(BROUGHT, total, part, edges, setting),
            )  # fmt: skip
    return made


def _carried(
    words: str, fen: int, part: Table, edges: list[tuple[int, int]], setting: Setting
) -> Block:
    """A line with the sum so far under the column that is carried."""
    first, keys = 1 if part.number else 0, [key for key, _ in part.columns]
    slots = (
        _slot(words, edges[first], "centre", setting, part.key),
        _slot(
            amount.paper(fen), edges[first + keys.index(part.carried)], "right", setting, part.key,
            f"{part.key}.{part.carried}",
        ),
    )  # fmt: skip
    inner = tuple(right for _, right in edges[:-1])
    (made,) = blocks(slots, setting.row, inner)
    return replace(made, table=True)


def _edges(part: Table) -> list[tuple[int, int]]:
    """(left, right) grid columns of the table's columns, the number column first, as often as
    lines stand side by side."""
    spans = [part.number] if part.number else []
    spans += [span for _, span in part.columns + part.blank]
    edges, left = [], 0
    for span in spans * part.across:
        edges.append((left, left + span))
        left += span
    return edges


def _table_line(
    part: Table,
    field: Field,
    lines: Sequence[Mapping[str, str]],
    number: int,
    edges: list[tuple[int, int]],
    setting: Setting,
) -> Iterator[Slot]:
    """The slots of the lines side by side, the first of them the number-th, counted from 0."""
    places = iter(edges)
    for at, line in enumerate(lines, number):
        if part.number:
            words = str(at + 1) if line else ""
            yield _slot(words, next(places), "centre", setting, part.key)
        for key, span in part.columns:
            kind = field.column(key).kind
            align = "right" if kind is Kind.MONEY else "left"
            if kind is Kind.NUMBER or (span <= 2 and kind is not Kind.MONEY):
                align = "centre"
            keys = (part.key, f"{part.key}.{key}")
            yield _slot(line.get(key, ""), next(places), align, setting, *keys)
        for _ in part.blank:
            next(places)


def _slot(
    words: str, edges: tuple[int, int], align: str, setting: Setting, *keys: str
) -> Slot:
    left, right = edges
    lines, size = setting.frame.fitted(words, left, right, VALUE, SMALL)
    return Slot(left, right, lines, size, align, frozenset(keys))


def _text(part: Text, setting: Setting) -> list[Block]:
    left, size = 3 if part.label else 0, max(part.size, setting.frame.floor)
    room = setting.frame.room(left, GRID)
    used = frozenset(re.findall(r"\{([^}]+)\}", part.words))
    words = filled(part.words, setting)
    if part.indent:
        words = "\n".join("　　" + one.strip() for one in words.split("\n") if one.strip())
    lines = wrap(words, room, size, part.bold)
    instead = wrap(filled(part.words, None), room, size, part.bold) if used else ()
    align = "right" if part.right else "centre" if part.centre else "left"
    if setting.letter:
        high = round(leading(size) * OPEN, 3)
        return [
            Block(high, (Slot(0, GRID, (line,), size, align, used, bold=part.bold),))
            for line in lines
        ]
    slots = [Slot(left, GRID, lines, size, align, used, instead, bold=part.bold)]
    if part.label:
        slots.insert(0, caption(part.label, 0, left, setting.frame))
    least = leading(size) + 3.0
    return blocks(tuple(slots), least, (left,) if part.label else ())


def filled(words: str, setting: Setting | None) -> str:
    """Its "{key}" filled with values, or with a line to write on where there is none."""

    def value(match: re.Match[str]) -> str:
        return (setting.value(match.group(1)) if setting else "") or BLANK

    return re.sub(r"\{([^}]+)\}", value, _SET_APART.sub("", words))


def _box_words(act: str, form: Form) -> str:
    if act in SPECIAL:
        return SPECIAL[act]
    return form.act(act).box or act if act else ""


def _boxes(part: Boxes, setting: Setting) -> Block:
    """Signature boxes: words at the top left, what is signed already below them."""
    texts: list[page.Item] = []
    divisions = []
    left, height = 0, part.height
    for box in part.boxes:
        right = left + box.span
        words = box.words or _box_words(box.act, setting.form)
        issuer = setting.value(box.act) if box.act in SPECIAL else ""
        signed = setting.data.signatures.get(box.act, issuer)
        y = 1.2
        for lines, size, align in (
            (*setting.frame.fitted(words, left, right, SMALL, 8.0), "left"),
            (*setting.frame.fitted(signed, left, right, VALUE, SMALL), "centre"),
        ):  # fmt: skip
            for line in filter(None, lines):
                base = base_line(y + leading(size) / 2, size)
                sides = setting.frame.at(left) + PAD, setting.frame.at(right) - PAD
                texts.append(placed(line, *sides, align, base, size))
                y += leading(size)
            y += 0.8
        height = max(height, y)
        divisions.append(right)
        left = right
    return Block(
        round(height, 3), (), extra=tuple(texts), divisions=tuple(divisions[:-1]),
        grows=round(height * GROWTH, 3),
    )  # fmt: skip


def _photo(part: Photo, setting: Setting) -> Block:
    """The photograph at the left, or its empty box."""
    sha256 = setting.data.photos.get(part.key, "")
    box = page.Picture(setting.frame.left + 2.0, 2.0, part.width, part.height, sha256)
    return Block(part.height + 4, (), extra=(box,), keys=frozenset((part.key,)))
