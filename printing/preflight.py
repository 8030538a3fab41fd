"""Everything that can be known to go wrong on paper before paper moves, all of it at once.

What stops a print loses words or comes out on a paper of another size; what is only said comes out
as well as it can. No word of a record is repeated: what is wrong is named by its field, so that it
may stand in the log of prints. Pure, but for `refused`, which asks the printer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import cos, radians, sin
from typing import TYPE_CHECKING

from forms.form import Form
from printing.adjustment import Adjustment
from printing.fonts import MM_PER_PT, measure, missing
from printing.page import Code, Document, Item, Page, Picture, Text
from printing.parts import SlipData, label_of
from printing.profiles import WAYS, Profile
from printing.rim import Rim
from printing.stock import CLEAR, FLOOR, STRIP, Stock
from printing.typeset import SMALLEST

if TYPE_CHECKING:
    from printing.carrier import Carrier

SLACK = 0.3
"""mm beyond an edge that nobody sees."""
ASCENT, DESCENT = 0.86, 0.14
"""Shares of an em that a character takes above and below its base line."""
SHOWN = 4
"""So many fields are named, the others counted."""
IMPACT = "impact"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Wrong:
    """One thing that would go wrong, in words for people with what to do; stops: it is not to be
    printed so."""

    words: str
    stops: bool = True


@dataclass(frozen=True)
class Under:
    """What the pages go through: the printer ("" for a file), how, the continuous paper if any,
    what makes up for the printer, what it leaves white at the edge (None if it does not say), how
    many copies of the form one pass must make."""

    queue: str = ""
    mode: str = "laser"
    stock: Stock | None = None
    moved: Adjustment = field(default_factory=Adjustment)
    rim: Rim | None = None
    copies: int = 1


def stopping(found: Iterable[Wrong]) -> str:
    """The words of all that stops a print, "" if it may go."""
    return "；".join(one.words for one in found if one.stops)


def said(found: Iterable[Wrong]) -> str:
    """The words of all of it, what stops first."""
    return "。".join(one.words for one in sorted(found, key=lambda one: not one.stops))


def refused(through: Carrier, queue: str, width: float, height: float) -> list[Wrong]:
    """Whether the printer is there, takes jobs, and knows pages of that size (mm). For a thread."""
    reason = through.refuse_reason(queue, width, height)
    return [Wrong(reason)] if reason else []


def unsuited(name: str, way: Profile, title: str) -> list[Wrong]:
    """A way whose printer holds no ordinary sheets, for a paper that is laid out for one."""
    if way.is_sheet_fed:
        return []
    return [Wrong(
        f"“{name}”是{WAYS[way.mode]}的打法，放不下 A4 的{title}；"
        f"以后都用别的，请按 Ctrl F10 再按 Alt 3，给{title}另选一种"
    )]  # fmt: skip


def checked(
    document: Document,
    under: Under,
    named: Mapping[str, str] | None = None,
    images: Collection[str] | None = None,
) -> list[Wrong]:
    """What is wrong with pages as they are about to be sent.

    named: the record's words by the name of their field (`named_of`) · images: SHA-256 of those
    that there are; None if that is not to be looked at
    """
    words = named or {}
    return [
        *_unprintable(document, words),
        *_beyond_paper(document, under, words),
        *_beyond_strips(document, under, words),
        *_beyond_rim(document, under, words),
        *_too_small(document, under, words),
        *_too_few_plies(under),
        *_no_image(document, images),
    ]


def named_of(form: Form, data: SlipData) -> dict[str, str]:
    """The words of a slip by the name that people know their field by."""
    found: dict[str, str] = {}
    for key, words in data.values.items():
        try:
            found.setdefault(label_of(form, key), words)
        except KeyError:
            continue
    for key, rows in data.lines.items():
        for row in rows:
            for column, words in row.items():
                name = _column(form, key, column)
                found[name] = f"{found.get(name, '')}\n{words}"
    return {name: words for name, words in found.items() if words}


def _column(form: Form, key: str, column: str) -> str:
    """What people call a column of a lines field, of the form or of an act ("act.key")."""
    act, _, own = key.rpartition(".")
    owner = form.act(act).field(own) if act else form.field(key)
    try:
        return f"{owner.label}的{owner.column(column).label}"
    except KeyError:
        return owner.label


def _unprintable(document: Document, named: Mapping[str, str]) -> Iterator[Wrong]:
    """Characters that no face has; they come out as 〓."""
    for char in missing(document.words):
        where = [name for name, words in named.items() if char in words]
        told = f"：{_listed(where)}" if where else ""
        yield Wrong(f"“{char}”这个字打不出来{told}，纸上是〓，请手写补上", stops=False)


def _beyond_paper(
    document: Document, under: Under, named: Mapping[str, str]
) -> Iterator[Wrong]:
    """Words, codes and pictures that do not stand wholly on their page."""
    moved = under.moved != Adjustment()
    todo = "请改短，或换大一号的纸" + ("，也看看这台打印机的补偏对不对" if moved else "")
    yield from _outside(
        document, under, named, lambda page: (0.0, 0.0, page.width, page.height), "打到纸外",
        todo, stops=True,
    )  # fmt: skip


def _beyond_strips(
    document: Document, under: Under, named: Mapping[str, str]
) -> Iterator[Wrong]:
    """What would be punched on a tractor strip or struck across a perforation.

    As drawn: that is where it lies on the paper, once the printer is made up for.
    """
    if under.stock is None:
        return
    right, under = under.stock.width - STRIP, replace(under, moved=Adjustment())
    yield from _outside(
        document, under, named, lambda page: (STRIP, 0.0, right, page.height),
        "打在孔边上，撕下来就没有了", "请换宽一号的连续纸", stops=True, within=True,
    )  # fmt: skip
    yield from _outside(
        document, under, named,
        lambda page: (STRIP + CLEAR, CLEAR, right - CLEAR, page.height - CLEAR),
        "离孔边或折线太近", "请换大一号的连续纸", stops=False, within=True,
    )  # fmt: skip


def _beyond_rim(document: Document, under: Under, named: Mapping[str, str]) -> Iterator[Wrong]:
    """What stands on paper but where the driver says that the printer does not reach."""
    rim = under.rim
    if rim is None or under.stock is not None:
        return
    yield from _outside(
        document, under, named,
        lambda page: (rim.left, rim.top, page.width - rim.right, page.height - rim.bottom),
        f"太靠纸边，打印机 {under.queue} 可能打不到", "请打一张看看，不全就换一台或调补偏",
        stops=False, within=True,
    )  # fmt: skip


def _too_small(document: Document, under: Under, named: Mapping[str, str]) -> Iterator[Wrong]:
    """Type that this kind of printer does not print clearly; a scale only makes up for a printer
    that draws all of it too large or too small."""
    floor = FLOOR if under.mode == IMPACT else SMALLEST
    small = [
        item for page in document.pages for item in document.items(page)
        if isinstance(item, Text) and item.words.strip() and item.size < floor - 0.05
    ]  # fmt: skip
    if small:
        least = min(item.size for item in small)
        told = _listed(_fields(small, named)) or "有的字"
        yield Wrong(
            f"{told}只有 {least:.1f} 磅，小于 {floor:g} 磅，可能看不清，请改短或换大一号的纸",
            stops=False,
        )


def _too_few_plies(under: Under) -> Iterator[Wrong]:
    """A box of paper of fewer layers than the form has copies."""
    stock = under.stock
    if stock is not None and 0 < stock.plies < under.copies:
        yield Wrong(
            f"这种连续纸是 {stock.plies} 联的，这张单要 {under.copies} 联，少的几联请另打或换纸",
            stops=False,
        )


def _no_image(document: Document, images: Collection[str] | None) -> Iterator[Wrong]:
    """Photographs that the store has not got: their box stays empty."""
    if images is not None and not document.images <= set(images):
        yield Wrong("照片找不到了，纸上是空框，请重新放照片", stops=False)


def _outside(
    document: Document,
    under: Under,
    named: Mapping[str, str],
    area: Callable[[Page], Box],
    what: str,
    todo: str,
    *,
    stops: bool,
    within: bool = False,
) -> Iterator[Wrong]:
    """One thing wrong for all that leaves an area of its page (a function of the page); within:
    what is not even on the page is said elsewhere."""
    pages, out = [], []
    for number, page in enumerate(document.pages, 1):
        for item in document.items(page):
            box = _moved(box_of(item), under.moved)
            if box is None or _fits(box, area(page)):
                continue
            if within and not _fits(box, (0.0, 0.0, page.width, page.height)):
                continue
            pages.append(number)
            out.append(item)
    if out:
        told = _listed(_fields(out, named))
        where = f"第 {min(pages)} 页" if len(document.pages) > 1 else ""
        yield Wrong(f"{where}{told or '有的字'}{what}，{todo}", stops)


def box_of(item: Item) -> Box | None:
    """(left, top, right, bottom) in mm of what may not be lost of an item; None for rules, tints
    and empty words."""
    if isinstance(item, Text):
        return _text_box(item) if item.words.strip() else None
    if isinstance(item, Code):
        side = item.module * len(item.rows)
        return item.x, item.y, item.x + side, item.y + side
    if isinstance(item, Picture):
        return item.x, item.y, item.x + item.width, item.y + item.height
    return None


def _text_box(text: Text) -> Box:
    words, em = text.words.rstrip(), text.size * MM_PER_PT
    wide = measure(words, text.size, text.bold) + text.spacing * max(0, len(words) - 1)
    corners = ((0.0, -ASCENT * em), (wide, -ASCENT * em), (0.0, DESCENT * em), (wide, DESCENT * em))
    across, up = cos(radians(text.turn)), sin(radians(text.turn))
    places = [(text.x + x * across + y * up, text.y - x * up + y * across) for x, y in corners]
    return (
        min(x for x, _ in places), min(y for _, y in places),
        max(x for x, _ in places), max(y for _, y in places),
    )  # fmt: skip


def _moved(box: Box | None, moved: Adjustment) -> Box | None:
    """Where it comes to stand once the printer is made up for."""
    if box is None:
        return None
    return (
        box[0] * moved.sx + moved.dx, box[1] * moved.sy + moved.dy,
        box[2] * moved.sx + moved.dx, box[3] * moved.sy + moved.dy,
    )  # fmt: skip


def _fits(box: Box, area: Box) -> bool:
    return (
        box[0] >= area[0] - SLACK and box[1] >= area[1] - SLACK
        and box[2] <= area[2] + SLACK and box[3] <= area[3] + SLACK
    )  # fmt: skip


def _fields(items: Iterable[Item], named: Mapping[str, str]) -> list[str]:
    """The names of the fields whose words these are."""
    found: dict[str, None] = {}
    for item in items:
        if isinstance(item, Code):
            found["二维码"] = None
        elif isinstance(item, Picture):
            found["照片"] = None
        elif isinstance(item, Text):
            piece = item.typed.strip()
            for name, words in named.items():
                if piece and (piece in words or piece == name):
                    found[name] = None
                    break
    return list(found)


def _listed(names: list[str]) -> str:
    """Names in a row, of very many the first."""
    more = f"等 {len(names)} 处" if len(names) > SHOWN else ""
    return "、".join(names[:SHOWN]) + more
