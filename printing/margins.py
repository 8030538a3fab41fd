"""What stands around the ruled frame of a slip: head, number, code, foot, legend, marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from forms.paper import Copy
from printing.code import LASER_DPI, QUIET, in_letters, module_size, modules, side
from printing.fonts import MM_PER_PT, measure
from printing.letterhead import letterhead
from printing.page import Code, Item, Rule, Text
from printing.parts import SlipData
from printing.ruled import Frame, placed
from printing.typeset import SMALLEST, base_line, fit, in_one_line, leading

RED, PALE, DARK = "#B3201A", "#F2B5B0", "#333333"
ORDINALS = "一二三四五六七八九十"
TITLE, SMALL, FOOT = 18.0, 10.5, 8.0
CODE_TOP, MODULE, LINE = 5.6, 0.58, 28.0
LETTERS = 7.5
PAGE_WORDS = 32.0
BESIDE = 1.5
"""mm between the title and the code in letters."""
SIGN = 6.0
"""mm that the office's sign may be high."""


@dataclass(frozen=True)
class Head:
    """What heads a page: title in `headline` points, the code if there is one, no time of issue on
    a letter; `dpi`: dots an inch of the printer, `module`: least mm of a module there."""

    headline: float = TITLE
    coded: bool = True
    letter: bool = False
    dpi: int = LASER_DPI
    module: float = MODULE

    @property
    def side(self) -> float:
        """mm of a module of the code."""
        return module_size(self.module, self.dpi)

    @property
    def lower(self) -> float:
        """mm that the line under the title is lower than usual: a larger title stands under the
        code, and larger modules make a higher one."""
        code = (self.side - module_size(MODULE, LASER_DPI)) * (21 + QUIET)
        title = 4.4 + 0.88 * self.headline * MM_PER_PT if self.headline > TITLE else 0.0
        return round(code + title, 3)


def head(
    data: SlipData, title: str, frame: Frame, place: int, of: Head
) -> Iterator[Item]:
    """Office, title, number, time of issue and code above the frame; page counted from 0."""
    rows = modules(data.code) if data.code and of.coded and not data.draft else ()
    module = of.side
    taken = side(rows, module) + QUIET * module if rows else 0.0
    mark = measure(data.again, 10.5, True) + 8 if data.again else 0.0
    letters, small = in_letters(data.code) if rows else "", max(LETTERS, frame.floor)
    wide = measure(letters, small) + BESIDE if letters else 0.0
    room = frame.right - frame.left - 2 * max(taken, mark, wide, 26.0)
    yield from letterhead(
        data.office, data.sign, frame.left, frame.right, "centre", 11.0, 10.5, SIGN, room,
        floor=frame.floor,
    )
    if of.headline > TITLE:
        room = frame.right - frame.left
    yield from _title(title, room, frame, "（续页）" if place else "", of)
    if data.again:
        yield from again_mark(data.again, frame.left)
    issued = data.values.get("@issued_at", "")
    line = LINE + of.lower
    if issued and not of.letter:
        yield placed(f"开具时间：{issued}", frame.left, frame.right, "left", line, 10.0)
    number = "草稿　未编号" if data.draft else f"No. {data.number}"
    yield placed(number, frame.left, frame.right, "right", line, 11.0, bold=True, colour=RED)
    if rows:
        wide = side(rows, module)
        yield Code(round(frame.right - wide, 3), CODE_TOP, module, rows)
        base = round(CODE_TOP + wide + QUIET * module + 0.35 + 0.73 * small * MM_PER_PT, 3)
        yield placed(letters, frame.left, frame.right, "right", base, small, colour=DARK)


def _title(
    words: str, room: float, frame: Frame, after: str, of: Head
) -> Iterator[Item]:
    """The bold title, spaced as far as the room allows, and small words after it, for which as
    much room is kept before it too."""
    size, gap = of.headline, 0.34 * of.headline * MM_PER_PT
    y = 19.6 + (of.lower if of.headline > TITLE else 0.0)
    room -= 2 * (measure(after, SMALL) + 1.5) if after else 0.0
    wide = measure(words, size, True)
    count = len(words) - 1
    if wide + gap * count > room:
        gap = max(0.0, (room - wide) / count) if count else 0.0
    size = in_one_line(words, room, size, True)
    title = placed(
        words, frame.left, frame.right, "centre", y, size, bold=True, spacing=round(gap, 3)
    )
    yield title
    if after:
        end = title.x + measure(words, size, True) + title.spacing * count + 1.5
        yield Text(round(end, 3), round(y - 0.2, 3), after, SMALL)


def again_mark(words: str, left: float = 10.0) -> Iterator[Item]:
    """补打 第2次, boxed, at the top left; left in mm."""
    top, bottom = 6.4, 12.8
    right = round(left + measure(words, 10.5, True) + 4.0, 3)
    for corner in ((left, top, right, top), (left, bottom, right, bottom),
                   (left, top, left, bottom), (right, top, right, bottom)):  # fmt: skip
        yield Rule(*corner, 0.3, RED)
    y = base_line((top + bottom) / 2, 10.5)
    yield placed(words, left, right, "centre", y, 10.5, bold=True, colour=RED)


def foot_words(words: str, data: SlipData, copies: tuple[Copy, ...]) -> str:
    """The foot with its "{key}" filled in; a clause whose value is not known is left out."""
    known = {"valid_until": data.values.get("@valid_until", ""), "copies": _copies(copies)}
    for key, value in known.items():
        if value:
            words = words.replace(f"{{{key}}}", value)
        else:
            words = re.sub(rf"[^，。；　]*\{{{key}\}}[^，。；　]*[，。；　]?", "", words)
    return words.strip("　 ")


def _copies(copies: tuple[Copy, ...]) -> str:
    """白联存根　红联门岗　黄联业户; counted where two have the same colour."""
    if len({copy.colour for copy in copies}) < len(copies):
        named = [f"第{ORDINALS[place]}联{copy.name}" for place, copy in enumerate(copies)]
    else:
        named = [f"{copy.colour}联{copy.name}" for copy in copies]
    return "　".join(named)


def foot_lines(
    words: str, width: float, floor: float = SMALLEST
) -> tuple[tuple[str, ...], float]:
    """The foot in lines and its size, with room for the page number beside it."""
    return fit(words, width - PAGE_WORDS, FOOT, 7.5, floor=floor)


def foot(words: str, frame: Frame, end: float, place: int, count: int) -> Iterator[Item]:
    """The foot under a frame that ends at `end` mm; 第1/2页 where there are several pages."""
    lines, size = foot_lines(words, frame.right - frame.left, frame.floor)
    y = base_line(end + 1.4 + leading(size) / 2, size)
    if count > 1:
        page = f"第{place + 1}/{count}页" + ("，接下页" if place + 1 < count else "")
        yield placed(page, frame.left, frame.right, "right", y, size, colour=DARK)
    for line in filter(None, lines):
        yield placed(line, frame.left, frame.right, "left", y, size, colour=DARK)
        y += leading(size)


def legend(number: int, copy: Copy, frame: Frame, width: float) -> Iterator[Item]:
    """第一联 存根（白）: upright and stacked at the right edge, brackets turned."""
    size, step = 9.5, 4.15
    middle = round((frame.right + width) / 2, 3)
    y = frame.top + 2.2
    for char in f"第{ORDINALS[number - 1]}联 {copy.name}（{copy.colour}）":
        if char == " ":
            y += step * 0.8
            continue
        em = size * MM_PER_PT
        if char in "（）":
            yield Text(round(middle - 0.38 * em, 3), round(y - em / 2, 3), char, size, turn=-90)
        else:
            base = base_line(y, size)
            yield placed(char, middle - em, middle + em, "centre", base, size)
        y += step


def void_mark(frame: Frame, end: float) -> Iterator[Item]:
    """A pale 作废 across the frame, drawn first so that everything stays readable."""
    across = (frame.right - frame.left) / 2.7
    size = min(110.0, across / MM_PER_PT, (end - frame.top) * 1.5 / MM_PER_PT / 2)
    wide = measure("作废", size, True) + 0.5 * size * MM_PER_PT
    middle = (frame.left + frame.right) / 2, (frame.top + end) / 2
    turn, slope, rise = 15.0, 0.9659, 0.2588
    half, drop = wide / 2, 0.36 * size * MM_PER_PT
    yield Text(
        round(middle[0] - half * slope + drop * rise, 3),
        round(middle[1] + half * rise + drop * slope, 3),
        "作废", round(size, 1), True, PALE, round(0.5 * size * MM_PER_PT, 3), turn,
    )  # fmt: skip
