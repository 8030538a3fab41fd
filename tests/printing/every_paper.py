"""Every form on every paper in every way it declares: pages of any content, and what is wrong with
pages, found from the page description alone. Nothing here names a form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import NamedTuple

from hypothesis import strategies as st

from forms import DECLARED
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import SIZES, Boxes, Paper, Photo, Row, Table, mentioned
from forms.paper import Text as Running
from printing import roll
from printing.code import QUIET
from printing.fonts import MM_PER_PT, measure, solid, spaced
from printing.halves import beside
from printing.imposing import imposed
from printing.page import Code, Document, Page, Picture, Rule, Text
from printing.parts import SPECIAL
from printing.profiles import Profile
from printing.sheets import filled, folded
from printing.slip import SlipData, compose
from printing.stock import CLEAR, FLOOR, STRIP, Stock, usual
from printing.typeset import SMALLEST
from tests.db.new_forms import NEW
from tests.printing.slips import bare

CUT = "…"
"""How a text ends that a card had no room for."""
ONTO_SHEETS = ("folded", "sheet", "labels", "half", "pair")
"""Ways that put pages of another way on larger sheets."""
TABLES = ("laser", "impact")
"""Ways with ruled pages, on which nothing is ever cut."""


@dataclass(frozen=True)
class Way:
    """One paper of a form in one way."""

    form: Form
    paper: Paper
    how: str
    stock: Stock | None = None

    def __str__(self) -> str:
        stock = f"-{self.stock.words}" if self.stock else ""
        return f"{self.form.code}-{self.paper.name}-{self.how}{stock}".replace("/", "或")

    @property
    def cuts(self) -> bool:
        """Whether a text too long for its place may end in an ellipsis, as on what is worn."""
        return self.paper.is_card or self.paper.is_label

    @property
    def copies(self) -> tuple[int, ...]:
        """Of the copies that show and mask the same fields the first; (0,) where there is one."""
        if self.how not in ("laser", "roll") or not self.paper.copies or not self.form.copies:
            return (0,)
        seen: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
        for number, copy in enumerate(self.form.copies, 1):
            seen.setdefault((copy.hidden, copy.masked), number)
        return tuple(seen.values())

    def left_out(self, copy: int) -> tuple[frozenset[str], bool]:
        """(the keys that the copy does not show, whether it masks any)."""
        if not copy:
            return frozenset(), False
        one = self.form.copies[copy - 1]
        return frozenset(one.hidden), bool(one.masked)

    def made(self, data: SlipData, copy: int = 0) -> Document:
        """The pages, of one copy alone where it has a number."""
        return MADE[self.how](self, data, copy)


def _plain(way: Way, data: SlipData, copy: int) -> Document:
    return compose(way.form, way.paper, data, [copy] if copy else None)


def _struck(way: Way, data: SlipData, copy: int) -> Document:
    return compose(way.form, way.paper, data, stock=way.stock or usual(*SIZES[way.paper.size]))


def _folded(way: Way, data: SlipData, copy: int) -> Document:
    return folded(compose(way.form, way.paper, data))


def _rolled(way: Way, data: SlipData, copy: int) -> Document:
    return roll.composed(way.form, way.paper, data, [copy] if copy else None)


def _imposed(way: Way, data: SlipData, copy: int) -> Document:
    copies = len(way.form.copies) if way.paper.copies else 1
    made, how = compose(way.form, way.paper, data), {"labels": "laser"}.get(way.how, way.how)
    return imposed(made, way.paper, how, Profile(), max(1, copies), data.number)


def _ten(way: Way, data: SlipData, copy: int) -> Document:
    return filled([compose(way.form, way.paper, data)] * 10)


def _paired(way: Way, data: SlipData, copy: int) -> Document:
    both = (way.paper, way.form.paper(way.paper.beside))
    return beside([compose(way.form, paper, data) for paper in both], data.number)


MADE: dict[str, Callable[[Way, SlipData, int], Document]] = {
    "laser": _plain, "card": _plain, "label": _plain, "impact": _struck, "folded": _folded,
    "roll": _rolled, "half": _imposed, "sheet": _ten, "labels": _imposed,
    "pair": _paired,
}  # fmt: skip


def ways(forms: Sequence[Form] = (*DECLARED, *NEW)) -> list[Way]:
    """Every paper of every form, shown to people or not, in every way that it declares."""
    found = []
    for form in forms:
        for paper in form.papers:
            for how in paper.ways:
                how = "folded" if how == "laser" and paper.is_card else how
                how = "labels" if how == "laser" and paper.is_label else how
                if how in MADE:
                    found.append(Way(form, paper, how))
    return found


WAYS = ways()

# What people type: long names, rare characters, marks, figures.
ALPHABET = "物品放行条张三欧阳䶮𠮷𪚥𬭎，。（）《》、：“”——……ABCW甲乙019.-·%¥ "
LINE = st.text(st.sampled_from(ALPHABET), max_size=60).map(str.strip)
SHORT = st.text(st.sampled_from(ALPHABET), max_size=24).map(str.strip)
LONG = st.lists(LINE.filter(bare), max_size=8).map("\n".join)
FEN = st.sampled_from([0, 1, 10, 99, 100, 30000, 600714, 1_000_000_00, 99_999_999_99])
MONEY = (FEN | st.integers(0, 99_999_999_99)).map(lambda fen: f"¥{fen // 100}.{fen % 100:02d}")
NUMBER = st.integers(0, 99_999_999).map(str)
DAY = st.sampled_from(["2026年11月21日", "2026年1月1日", "2026年12月31日 24:00"])


def words_of(field: Field | None) -> st.SearchStrategy[str]:
    """What a field may show; more than people type into it, but for a choice and an amount."""
    kind = field.kind if field else Kind.TEXT
    if kind is Kind.CHOICE and field is not None:
        return st.sampled_from(("", *field.choices, "以前有过的选项"))
    if kind is Kind.MONEY:
        return st.just("") | MONEY
    if kind in (Kind.NUMBER, Kind.YES_NO):
        return NUMBER
    if kind in (Kind.DATE, Kind.DATETIME):
        return st.just("") | DAY
    return LONG if kind is Kind.LONG_TEXT else LINE


def field_of(form: Form, key: str) -> Field | None:
    """The field of a key of a layout; None for an "@" key, "act.at" and "act.by"."""
    if form.has(key):
        return form.field(key)
    name, _, own = key.partition(".")
    acts = (act for act in form.acts if act.name == name)
    return next((one for act in acts for one in act.fields if one.key == own), None)


def keys_of(paper: Paper) -> list[str]:
    """The keys of values that a paper shows, each once; not those of its tables and photographs."""
    found: dict[str, None] = {}
    for part in (*paper.in_order, *paper.other_side):
        if not isinstance(part, (Table, Photo)):
            found |= dict.fromkeys(mentioned(part))
    return [*found, *re.findall(r"\{([^}]+)\}", paper.heading)]


def rows_of(form: Form, part: Table, most: int) -> st.SearchStrategy[list[dict[str, str]]]:
    """1 to `most` lines of a table, a few different ones again and again, each with its number."""
    field = form.lines_field(part.key)
    line = st.fixed_dictionaries({
        key: (SHORT if field.column(key).kind is Kind.TEXT else words_of(field.column(key)))
        for key, _ in part.columns
    })  # fmt: skip
    serial = next(
        (key for key, _ in part.columns if field.column(key).kind is Kind.TEXT), None
    )

    def many(few: list[dict[str, str]], count: int) -> list[dict[str, str]]:
        rows = [dict(few[at % len(few)]) for at in range(count)]
        for at, row in enumerate(rows, 1):
            if serial:
                row[serial] = f"第{at}件{row[serial]}"
        return rows

    return st.builds(many, st.lists(line, min_size=1, max_size=3), st.integers(1, most))


@st.composite
def contents(draw: st.DrawFn, way: Way, most: int = 200) -> SlipData:
    """What a paper of that form may have to show, its optional parts empty or not."""
    form, paper = way.form, way.paper
    empty = draw(st.sets(st.sampled_from(keys_of(paper)))) if keys_of(paper) else set()
    values = {
        key: "" if key in empty else draw(words_of(field_of(form, key)))
        for key in keys_of(paper) if key != "@number" and not key.startswith("@office")
    }  # fmt: skip
    values |= {"@issued_at": "2026年11月21日 10:42", "@valid_until": draw(st.just("") | DAY)}
    tables = [part for part in paper.in_order if isinstance(part, Table)]
    lines = {
        part.key: [] if part.optional and draw(st.booleans()) else draw(rows_of(form, part, most))
        for part in tables
    }
    acts = [box.act for part in paper.in_order if isinstance(part, Boxes) for box in part.boxes]
    return SlipData(
        office=draw(LINE) or "翠湖花园物业服务中心",
        number=f"{form.code}-2026-000418",
        code=f"{form.code}2600041818ABCDEFGH"[:20],
        values=values,
        lines=lines,
        signatures={act: draw(SHORT) for act in acts if act and act not in SPECIAL},
        again=draw(st.sampled_from(["", "补打 第12次"])) if way.how == "card" else "",
        void=draw(st.booleans()),
    )


def hard(way: Way, rows: int) -> SlipData:
    """One content that is hard for every paper: all filled, long, rare, the largest amounts; no
    value like another, so that each is missed."""
    form, paper = way.form, way.paper

    def words(field: Field | None, at: int) -> str:
        kind = field.kind if field else Kind.TEXT
        if kind is Kind.CHOICE and field is not None:
            return sorted(field.choices, key=len)[-1 - at % min(2, len(field.choices))]
        if kind is Kind.MONEY:
            return f"¥{99_999_999 - at}.99"
        if kind in (Kind.NUMBER, Kind.YES_NO):
            return str(88_888_888 - at)
        if kind in (Kind.DATE, Kind.DATETIME):
            return f"2026年{1 + at % 12}月{10 + at // 12 % 18}日 {10 + at // 216 % 14}:{10 + at % 50}"
        long = "“龘𪚥”《名》——" if kind is Kind.LONG_TEXT else ""
        return f"第{at}项欧阳𠮷䶮𬭎（粤B·D12345）{long * 12}3栋1202"

    values = {key: words(field_of(form, key), at) for at, key in enumerate(keys_of(paper), 1)
              if key not in ("@number", "@office")}  # fmt: skip
    lines: dict[str, list[dict[str, str]]] = {}
    for part in paper.in_order:
        if isinstance(part, Table):
            field = form.lines_field(part.key)
            lines[part.key] = [
                {key: words(field.column(key), 100 * row + at)
                 for at, (key, _) in enumerate(part.columns)}
                for row in range(1, rows + 1)
            ]  # fmt: skip
    acts = [box.act for part in paper.in_order if isinstance(part, Boxes) for box in part.boxes]
    return SlipData(
        office="翠湖花园（第二期）国际商务公寓物业服务中心䶮𠮷", number=f"{form.code}-2026-000418",
        code=f"{form.code}2600041818ABCDEFGH"[:20],
        values={**values, "@issued_at": "2026年11月21日 10:42", "@valid_until": "2026年12月31日 24:00"},
        lines=lines,
        signatures={act: f"欧阳𠮷䶮{at}001 ✓\n11-21 10:42" for at, act in enumerate(acts)
                    if act and act not in SPECIAL},
    )  # fmt: skip


def expected(way: Way, data: SlipData, copy: int) -> Iterator[str]:
    """Every value that must be found on the pages, without white space."""
    hidden, masked = way.left_out(copy)

    def shown(key: str) -> str:
        words = {"@number": data.number, "@office": data.office}.get(key, data.values.get(key, ""))
        return "" if key in hidden or masked and not key.startswith("@") else words

    for part in (*way.paper.in_order, *way.paper.other_side):
        if isinstance(part, (Row, Running)):
            for key in mentioned(part):
                yield bare(shown(key))
        elif isinstance(part, Table) and part.key not in hidden:
            for line in data.lines.get(part.key, ()):
                for key, _ in part.columns:
                    if f"{part.key}.{key}" not in hidden and not masked:
                        yield bare(line.get(key, ""))
        elif isinstance(part, Boxes):
            for box in part.boxes:
                usual = shown(box.act) if box.act in SPECIAL else ""
                yield bare(data.signatures.get(box.act, usual))


def upright(document: Document, page: Page) -> list[Text]:
    """The texts of a page that are not turned, in order of drawing."""
    return [
        item for item in document.items(page)
        if isinstance(item, Text) and not item.turn and bare(item.typed)
    ]  # fmt: skip


def box_of(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what type blackens, in mm."""
    em = text.size * MM_PER_PT
    wide = measure(text.words, text.size, text.bold) + text.spacing * (len(text.words) - 1)
    return text.x, text.y - 0.8 * em, text.x + wide, text.y + 0.08 * em


def pieces_of(document: Document) -> list[Piece]:
    """The texts of all pages in order of drawing."""
    return [
        Piece(bare(text.typed), number, *box_of(text))
        for number, page in enumerate(document.pages) for text in upright(document, page)
    ]  # fmt: skip


def lost(way: Way, data: SlipData, document: Document, copy: int = 0) -> list[str]:
    """Values that are not on the pages as they were typed, piece by piece in order of drawing."""
    pieces = pieces_of(document)
    drawn = [piece.words for piece in pieces]
    every, whole = "".join(drawn), set(drawn)
    cut = [words.removesuffix(CUT) for words in drawn if words.endswith(CUT)]
    found = []
    for words in filter(None, expected(way, data, copy)):
        if words in whole or any(words in one for one in whole) or in_pieces(words, pieces):
            continue
        if way.cuts and any(words.startswith(piece) or piece in words for piece in cut):
            continue
        found.append(words)
    return found or too_few([] if way.cuts else expected(way, data, copy), every)


def too_few(wanted: Iterable[str], every: str) -> list[str]:
    """Characters that stand on the pages less often than in the values."""
    have = Counter(every)
    return [f"too few {char}" for char, count in Counter("".join(wanted)).items()
            if have[char] < count]  # fmt: skip


class Piece(NamedTuple):
    """A text on a page (counted from 0) without white space, and the edges of its box in mm."""

    words: str
    page: int
    left: float
    top: float
    right: float
    bottom: float

    def goes_on(self, other: Piece) -> bool:
        """Whether the other may be a later line of the same cell: on the same side of it, soon
        below or on the next page."""
        near = other.page == self.page + 1 or (
            other.page == self.page and 0 < other.top - self.bottom < 9.0
        )
        return near and (
            abs(self.left - other.left) < 0.05 or abs(self.right - other.right) < 0.05
            or abs(self.left + self.right - other.left - other.right) < 0.1
        )  # fmt: skip

    def next_line(self, other: Piece) -> bool:
        """Whether the other stands close below, as the next line of running text does."""
        gap = other.top - self.bottom
        return other.page == self.page and gap < 0.7 * (other.bottom - other.top)


def in_pieces(words: str, pieces: Sequence[Piece]) -> bool:
    """Whether the words stand there in lines one under the other, perhaps with others between;
    running text may stand before them and after."""
    for start, last in enumerate(pieces):
        at = _overlap(last.words, words)
        for following in islice(pieces, start + 1, None) if at else ():
            rest = words[at:]
            if not rest or following.page > last.page + 1:
                break
            if not last.goes_on(following):
                continue
            if following.words.startswith(rest) and last.next_line(following):
                return True
            if rest.startswith(following.words):
                at += len(following.words)
                last = following
        if at == len(words):
            return True
    return False


def _overlap(piece: str, words: str) -> int:
    """How many characters at the end of the piece begin the words."""
    if words[:4] not in piece and not piece.endswith((words[:1], words[:2], words[:3])):
        return 0
    for count in range(min(len(piece), len(words)), 0, -1):
        if piece.endswith(words[:count]):
            return count
    return 0


def faults(way: Way, document: Document) -> list[str]:
    """What is wrong on the pages: beyond the edge, over another text, across a rule or a code, too
    small, without its page number, without the room between Han and Latin."""
    found = [one for page in document.pages for one in _faults(way, document, page)]
    return found + (_unnumbered(document) if way.how in TABLES else [])


def _faults(way: Way, document: Document, page: Page) -> Iterator[str]:
    left, top, right, bottom = _area(way, page)
    floor = {"impact": FLOOR, "roll": roll.SMALL}.get(way.how, SMALLEST)
    texts = upright(document, page)
    for text in texts:
        box = box_of(text)
        if box[0] < left - 0.01 or box[1] < top - 0.01 or box[2] > right + 0.01 or (
            box[3] > bottom + 0.01
        ):
            yield f"outside: {text.words}"
        if text.size < floor - 0.01:
            yield f"small: {text.words}"
        if text.words not in (spaced(text.words), solid(text.words)):
            yield f"unspaced: {text.words}"
    yield from over(texts)
    yield from _struck_through(document, page, texts)
    yield from _on_images(document, page, texts)


def _area(way: Way, page: Page) -> tuple[float, float, float, float]:
    """Where print may stand on a page."""
    if way.how == "impact":
        return STRIP + CLEAR, CLEAR, page.width - STRIP - CLEAR, page.height - CLEAR
    edge = {"card": 2.8, "label": 2.4, "labels": 2.4, "roll": 3.9}.get(way.how, 4.0)
    top = 2.9 if way.how == "roll" else edge
    return edge, top, page.width - edge, page.height - edge


def over(texts: Sequence[Text]) -> Iterator[str]:
    """Texts over texts."""
    boxes = [(box_of(text), text) for text in texts]
    for (one, first), (other, second) in combinations(sorted(boxes, key=lambda b: b[0]), 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        down = min(one[3], other[3]) - max(one[1], other[1])
        if across > 0.1 and down > 0.1:
            yield f"over: {first.words} / {second.words}"


def _struck_through(document: Document, page: Page, texts: Sequence[Text]) -> Iterator[str]:
    """Texts that a rule crosses: what leaves its cell."""
    rules = [item for item in document.items(page) if isinstance(item, Rule)]
    for text in texts:
        left, top, right, bottom = box_of(text)
        for rule in rules:
            if rule.x1 == rule.x2:
                crossed = left < rule.x1 - 0.01 < right - 0.02 and (
                    rule.y1 < (top + bottom) / 2 < rule.y2
                )
            else:
                crossed = rule.x1 < (left + right) / 2 < rule.x2 and (
                    top + 0.05 < rule.y1 < bottom - 0.05
                )
            if crossed:
                yield f"crossed: {text.words}"


def _on_images(document: Document, page: Page, texts: Sequence[Text]) -> Iterator[str]:
    """Texts over a code, its quiet zone or a photograph."""
    for item in document.items(page):
        if isinstance(item, Code):
            quiet, side = QUIET * item.module, item.module * len(item.rows)
            area = item.x - quiet, item.y - quiet, item.x + side + quiet, item.y + side + quiet
        elif isinstance(item, Picture):
            area = item.x, item.y, item.x + item.width, item.y + item.height
        else:
            continue
        for text in texts:
            box = box_of(text)
            across = min(box[2], area[2]) - max(box[0], area[0])
            down = min(box[3], area[3]) - max(box[1], area[1])
            if across > 0.05 and down > 0.05:
                yield f"image: {text.words}"


def _unnumbered(document: Document) -> list[str]:
    """Pages of several without their number."""
    count = len(document.pages)
    return [
        f"unnumbered: {number}" for number, page in enumerate(document.pages, 1)
        if count > 1 and f"第{number}/{count}页" not in bare(
            "".join(text.typed for text in upright(document, page))
        )
    ]  # fmt: skip


def every_document(way: Way, data: SlipData) -> Iterator[tuple[int, Document]]:
    """(copy, its pages) of each copy that differs from the others."""
    for copy in way.copies:
        yield copy, way.made(data, copy)


def wrong(way: Way, data: SlipData) -> list[str]:
    """All that is wrong with a content on a paper, copy by copy."""
    return [
        words
        for copy, document in every_document(way, data)
        for words in (
            *(f"lost: {one}" for one in lost(way, data, document, copy)),
            *faults(way, document),
        )
    ]
