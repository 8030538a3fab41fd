"""Every paper that can be printed onto a pad, by the template that its own layout gives and by the
ready-made ones: pages of any content, and what is wrong with them, found from the template's
millimetres and the page description alone. Nothing here names a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from hypothesis import strategies as st

from forms import DECLARED
from forms.fields import Field, Kind
from forms.form import Form
from forms.paper import SIZES, Paper
from forms.values import amount
from forms.values.capital import capital
from printing.fonts import MM_PER_PT, measure
from printing.overprint import Overprint, Pad, Spot, Style, Template, begun, checked
from printing.overprint import compose_overprint
from printing.overprint.file import unpacked
from printing.overprint.keys import known
from printing.overprint.words import field_of
from printing.page import Document, Text
from printing.slip import SlipData
from printing.stock import usual
from tests.printing.every_paper import (
    DAY, LINE, SHORT, box_of, in_pieces, over, pieces_of, too_few, upright, words_of,
)  # fmt: skip
from tests.printing.slips import bare

READY = Path(__file__).parents[2] / "resources" / "pads"
SCAN = "5c" * 32
"""Under which a template of `OnPad` names its scan."""
NUMBER, OFFICE = "-2026-000418", "翠湖花园物业服务中心"
NEAR = 0.03
"""mm: places are set to a hundredth."""
TICK = "✓"
MOMENTS = (Kind.DATE, Kind.DATETIME)
FEW = st.text(st.sampled_from("阿甲䶮𠮷9A"), max_size=3)


@dataclass(frozen=True, eq=False)
class OnPad:
    """One paper of a form on one pad; name: of a ready-made template, "" for the paper's own."""

    form: Form
    paper: Paper
    name: str = ""
    single: bool = False

    def __str__(self) -> str:
        on = self.name or ("单张" if self.single else "连续纸")
        return f"{self.form.code}-{self.paper.name}-overprint-{on}".replace("/", "或")

    @property
    def how(self) -> str:
        """In words."""
        return "套打，现成的" if self.name else "套打，自己的版面"

    @property
    def pad(self) -> Pad:
        """The usual continuous stock, or a sheet of the paper's size for a laser printer."""
        size = SIZES[self.paper.size]
        if self.single:
            return Pad(*size, struck=False)
        stock = usual(*size)
        return Pad.of_box(f"{stock.width:g}-3-1/{round(279.4 / stock.length)}")

    @cached_property
    def template(self) -> Template:
        """Where everything stands."""
        if not self.name:
            return begun(self.form, self.paper, self.pad, "自己的版面")
        values = dict(unpacked((READY / f"{self.name}.json").read_bytes()).values)
        scan = {"name": values.pop("scan_name"), "sha256": SCAN, "size": 1}
        return checked({**values, "scan": scan}, self.form, self.paper)

    @property
    def scan(self) -> bytes:
        """The scan of the empty pad, JPEG, b"" for none."""
        if not self.name:
            return b""
        return unpacked((READY / f"{self.name}.json").read_bytes()).scan or b""

    @cached_property
    def places(self) -> list[Spot]:
        """The spots, the columns on the rows of their tables."""
        tables = {spot.key: spot for spot in self.template.spots if spot.style is Style.TABLE}
        return [
            replace(tables[spot.table], x=spot.x, width=spot.width, boxes=spot.boxes,
                    style=Style.COLUMN) if spot.style is Style.COLUMN else spot
            for spot in self.template.spots
        ]  # fmt: skip

    def made(self, data: SlipData) -> Overprint:
        """The pages of a content, and what is told of them."""
        return compose_overprint(self.template, self.form, self.paper, data)


def own() -> list[OnPad]:
    """Every paper on a pad that is like the paper itself."""
    return [
        OnPad(form, paper)
        for form in DECLARED for paper in form.papers if "overprint" in paper.ways
    ]


def ready() -> list[OnPad]:
    """The ready-made templates that the program comes with."""
    found = []
    for file in sorted(READY.glob("*.json")):
        read = unpacked(file.read_bytes())
        form = next(one for one in DECLARED if one.code == read.form)
        found.append(OnPad(form, form.paper(read.paper), file.stem))
    return found


PADS = [*own(), *ready()]


def hard(one: OnPad, rows: int) -> SlipData:
    """A content that is hard for every pad: all filled, long, rare, the largest amounts; no value
    like another, so that each is missed."""

    def words(key: str, at: int) -> str:
        kind = kind_of(one, key)
        if kind is Kind.CHOICE:
            choices = known(one.form)[key].choices
            return sorted(choices, key=len)[-1 - at % min(2, len(choices))]
        if kind is Kind.MONEY:
            return f"¥{99_999_999 - at}.99"
        if kind is Kind.NUMBER:
            return str(88_888_888 - at)
        if kind is Kind.DATETIME:
            return f"2026年{1 + at % 12}月{10 + at // 12 % 18}日 {10 + at % 14}:{10 + at % 50}"
        return f"第{at}项欧阳𠮷䶮𬭎（粤B·D12345）" + "“龘𪚥”《名》——" * (at % 5)

    signed = {act.name: f"欧阳𠮷䶮{at}001 ✔\n11-21 10:42" for at, act in enumerate(one.form.acts)}
    return _filled(one, rows, words, signed)


def easy(one: OnPad, rows: int) -> SlipData:
    """A content that fits every pad."""

    def words(key: str, at: int) -> str:
        kind = kind_of(one, key)
        if kind is Kind.CHOICE:
            return known(one.form)[key].choices[0]
        if kind is Kind.MONEY:
            return "¥3.00"
        if kind is Kind.NUMBER:
            return str(at % 10)
        if kind is Kind.DATETIME:
            return "2026年1月2日" if key.startswith("@") else "1月2日"
        return "阿甲"

    return _filled(one, rows, words, {act.name: "阿甲\n1-2" for act in one.form.acts})


def kind_of(one: OnPad, key: str) -> Kind:
    """What a value is like: CHOICE, MONEY, NUMBER, DATETIME for all moments, else TEXT."""
    field = field_of(one.form, key)
    if key in known(one.form) and known(one.form)[key].choices:
        return Kind.CHOICE
    if field is not None and field.kind in (Kind.MONEY, Kind.NUMBER):
        return field.kind
    moment = key.endswith(("_at", "_until", ".at"))
    return Kind.DATETIME if moment or field and field.kind in MOMENTS else Kind.TEXT


def _filled(
    one: OnPad, rows: int, words: Callable[[str, int], str], signed: Mapping[str, str]
) -> SlipData:
    """All values of a template, and so many lines of its tables, in the words of a function."""
    keys = dict.fromkeys(spot.key for spot in one.template.spots)
    values = {key: words(key, at) for at, key in enumerate(keys, 1)}
    lines = {
        spot.key: [
            {key: words(f"{spot.key}.{key}", 100 * row + at)
             for at, key in enumerate(columns(one, spot))}
            for row in range(1, rows + 1)
        ]
        for spot in one.template.spots if spot.style is Style.TABLE
    }  # fmt: skip
    code = f"{one.form.code}2600041818ABCDEFGH"[:20]
    return SlipData(OFFICE, f"{one.form.code}{NUMBER}", code, values, lines, signed)


def columns(one: OnPad, table: Spot) -> list[str]:
    """The keys of the columns of a table that the template has, without the number of the line."""
    found = (spot.key for spot in one.template.spots if spot.style is Style.COLUMN)
    return [key.rpartition(".")[2] for key in found
            if key.rpartition(".")[0] == table.key and not key.endswith("#")]  # fmt: skip


@st.composite
def contents(draw: st.DrawFn, one: OnPad, most: int = 200) -> SlipData:
    """What a form may have to say on a pad: all short or not, empty or not, up to `most` lines."""
    short = draw(st.booleans())

    def words(key: str) -> str:
        kind = kind_of(one, key)
        if kind is Kind.CHOICE:
            return draw(st.sampled_from(("", *known(one.form)[key].choices, "以前有过的选项")))
        if kind is Kind.DATETIME:
            return draw(st.just("") | DAY)
        if short:
            return draw(FEW if kind is Kind.TEXT else st.sampled_from(["", "¥3.00", "¥1860.40"])
                        if kind is Kind.MONEY else st.integers(0, 99).map(str))  # fmt: skip
        return draw(words_of(field_of(one.form, key)))

    def line(few: list[dict[str, str]], at: int) -> dict[str, str]:
        """One of a few, with its number where words stand."""
        row = dict(few[at % len(few)])
        key = next(iter(row), "")
        return {**row, key: f"{at}{row[key]}"} if worded and key else row

    keys = dict.fromkeys(spot.key for spot in one.template.spots if spot.style is not Style.COLUMN)
    lines = {}
    for spot in one.template.spots:
        if spot.style is Style.TABLE:
            first = next(iter(columns(one, spot)), "")
            worded = kind_of(one, f"{spot.key}.{first}") is Kind.TEXT
            few = [{key: words(f"{spot.key}.{key}") for key in columns(one, spot)}
                   for _ in range(draw(st.integers(1, 3)))]  # fmt: skip
            lines[spot.key] = [line(few, at) for at in range(draw(st.integers(0, most)))]
    return SlipData(
        draw(LINE) or OFFICE, f"{one.form.code}{NUMBER}", f"{one.form.code}2600041818ABCDEFGH"[:20],
        {key: words(key) for key in keys}, lines,
        {act.name: draw(FEW if short else SHORT) for act in one.form.acts if draw(st.booleans())},
    )


# What has to be there ------------------------------------------------------------------------


def said(key: str, data: SlipData) -> str:
    """The words of a value, as `keys.known` names it."""
    letters = " ".join(re.findall("....", data.code))
    special = {"@number": data.number, "@office": data.office, "@code": letters, "@page": ""}
    if key.startswith("@signed."):
        return data.signatures.get(key.removeprefix("@signed."), "")
    return special.get(key, data.values.get(key, ""))


def part(spot: Spot, words: str, field: Field | None) -> str:
    """What a spot has to show of a value, without white space."""
    money = field is not None and field.kind is Kind.MONEY
    if money and words and (spot.take == "大写" or spot.style is Style.BOXES or spot.boxes):
        fen = amount.clean(words)
        digits = "".join("零壹贰叁肆伍陆柒捌玖"[int(n)] for n in re.sub(r"\D", "", words))
        if spot.style is Style.WORDS:
            return capital(fen)
        return digits if spot.take == "大写" else re.sub(r"\D", "", words)
    if spot.take not in ("全部", "大写"):
        clock = {"时": r"(\d+):\d\d", "分": r"\d+:(\d\d)"}.get(spot.take, r"(?!)")
        found = re.search(rf"(\d+){spot.take}", words) or re.search(clock, words)
        return found[1] if found else bare(words)
    if field is not None and field.kind is Kind.ID_DOCUMENT and spot.style is Style.BOXES:
        words = words.partition("（")[0]
    return bare(words.replace("·", "") if spot.boxes else words)


def expected(one: OnPad, data: SlipData) -> Iterator[str]:
    """Every value that must be found on the pads, without white space; not the ticks."""
    for spot in one.template.spots:
        field = field_of(one.form, spot.key)
        if spot.style in (Style.WORDS, Style.BOXES):
            yield part(spot, said(spot.key, data), field)
        elif spot.style is Style.COLUMN:
            for number, line in enumerate(data.lines.get(spot.table, ()), 1):
                own_key = spot.key.rpartition(".")[2]
                yield part(spot, str(number) if own_key == "#" else line.get(own_key, ""), field)


def lost(one: OnPad, data: SlipData, document: Document) -> list[str]:
    """Values that are not on the pads as they were typed."""
    pieces = pieces_of(document)
    every = "".join(piece.words for piece in pieces)
    wanted = list(filter(None, expected(one, data)))
    gone = [
        words for words in dict.fromkeys(wanted)
        if words not in every and not in_pieces(words, pieces)
    ]
    return gone or too_few(wanted, every) or _ticks(one, data, document)


def _ticks(one: OnPad, data: SlipData, document: Document) -> list[str]:
    """Choices that were made without a ✓ in the middle of their place, and others with one."""
    ticks = [text for page in document.pages for text in upright(document, page)
             if text.typed == TICK]  # fmt: skip
    found = []
    for spot in one.template.spots:
        if spot.style is Style.TICK:
            high = 0.5 * spot.size * MM_PER_PT
            there = any(
                abs(_middle(text) - spot.x) < NEAR and abs(text.y - spot.y) < high
                for text in ticks
            )
            if there != (said(spot.key, data) == spot.choice):
                found.append(f"tick: {spot.key} {spot.choice}")
    return found


# Where it has to be --------------------------------------------------------------------------


def _middle(text: Text) -> float:
    return text.x + measure(text.words, text.size) / 2


def homes(one: OnPad, text: Text, beyond: float = NEAR) -> Iterator[tuple[int, bool]]:
    """(place of a spot that it may belong to, whether it stands inside that spot): it begins, ends
    or has its middle where the spot has, on one of its base lines or further down. beyond: mm that
    it may be wider."""
    wide = measure(text.words, text.size)
    left, middle, right = text.x, text.x + wide / 2, text.x + wide
    for at, spot in enumerate(one.places):
        if spot.style is Style.TICK:
            if text.typed == TICK and abs(middle - spot.x) < NEAR:
                yield at, True
            continue
        down = text.y - spot.y
        row = round(down / spot.pitch) if spot.pitch else 0
        if spot.style is Style.TABLE or row < 0 or abs(down - row * spot.pitch) > NEAR:
            continue
        if spot.boxes:
            room = spot.width / spot.boxes
            cell = round((middle - spot.x) / room - 0.5)
            centre = spot.x + (cell + 0.5) * room
            if len(text.typed) == 1 and cell >= 0 and abs(middle - centre) < NEAR:
                yield at, cell < spot.boxes and row < spot.lines
        elif min(abs(left - spot.x), abs(right - spot.x - spot.width),
                 abs(middle - spot.x - spot.width / 2)) < NEAR:  # fmt: skip
            yield at, wide <= spot.width + beyond and row < spot.lines


def strays(one: OnPad, made: Overprint) -> list[str]:
    """Words that stand in no place of the template, and words that leave theirs without a word."""
    told, found = {misfit.at for misfit in made.misfits}, []
    for text in _texts(made.document):
        mark = re.fullmatch(r"第\d+/\d+页", text.typed)
        if mark and text.size == 9.0 and text.y < 20:
            continue
        at = list(homes(one, text))
        if any(inside for _, inside in at):
            continue
        if not at:
            found.append(f"stray: {text.typed}")
        elif not told & {place for place, _ in at}:
            found.append(f"unnoticed: {text.typed}")
    return found


def alarms(one: OnPad, made: Overprint) -> list[str]:
    """What is told though all of it stands inside."""
    left: set[int] = set()
    for text in _texts(made.document):
        left |= {at for at, inside in homes(one, text, beyond=0.0) if not inside}
    kinds = [one.places[misfit.at] for misfit in made.misfits if misfit.at not in left]
    # On several lines a figure may have been parted, which is told though each part stands inside.
    return [f"false alarm: {spot.key}" for spot in kinds
            if spot.style is Style.WORDS and spot.lines == 1 or spot.style is Style.BOXES]


def _texts(document: Document) -> Iterator[Text]:
    for page in document.pages:
        yield from upright(document, page)


def faults(one: OnPad, made: Overprint) -> list[str]:
    """What is wrong on the pads: too small, in no place, out of its place unnoticed; where all is
    said to fit also on the strips and over another."""
    pad, document = one.template.pad, made.document
    found = [*strays(one, made), *alarms(one, made)]
    for page in document.pages:
        texts = upright(document, page)
        found += [f"small: {text.typed}" for text in texts if not _large(text, pad)]
        if made.misfits:
            continue
        for text in texts:
            box = box_of(text)
            if box[0] < pad.edge - NEAR or box[2] > pad.width - pad.edge + NEAR or (
                box[1] < -NEAR or box[3] > pad.height + NEAR
            ):
                found.append(f"outside: {text.typed}")
        found += over(texts)
    return found


def _large(text: Text, pad: Pad) -> bool:
    """No smaller than the printer prints; one character of a narrow box may be."""
    return text.size >= pad.floor - 0.01 or len(text.typed) == 1


def wrong(one: OnPad, data: SlipData) -> list[str]:
    """All that is wrong with a content on a pad."""
    made = one.made(data)
    gone = [f"lost: {words}" for words in lost(one, data, made.document)]
    return gone + faults(one, made)
