"""Whatever a form has to show, in every way it is printed: nothing lost, nothing out of its place.

The everyday run lays out one hard content on each paper in each way; `-m long` any content up to
two hundred lines, read back from the PDF as well. That the checks see is proved by faults put in on
purpose, first in finished pages, then in the engine itself.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.printing.every_paper import (
    ONTO_SHEETS, WAYS, Way, contents, every_document, expected, faults, hard, lost, wrong,
)  # fmt: skip
from tests.printing.slips import bare, texts

from forms.paper import Table
from printing import paging, parts, ruled
from printing.fonts import LACKING, missing
from printing.page import Document, Item, Picture, Text
from printing.pdf import draw
from printing.pictures import empty
from printing.slip import SlipData
from printing.stock import parse

STOCKS = ("241-3-1/2", "241-3", "241-2-1/3", "381-1", "190×127")
MANY = int(os.environ.get("QIANTAI_PAPERS", "8"))
"""Contents tried on each paper in each way by the long run."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
every_way = pytest.mark.parametrize("way", WAYS, ids=str)
PAGES = [way for way in WAYS if way.how not in ONTO_SHEETS]


@pytest.mark.parametrize("way", PAGES, ids=str)
def test_what_is_hard_stands_whole_and_in_its_place(way: Way) -> None:
    """Long names, rare characters, the largest amounts, nine lines, all parts filled."""
    assert wrong(way, hard(way, 9)) == []


@pytest.mark.parametrize("office", ["测" * 40, "W" * 40], ids=["Han", "Latin"])
@pytest.mark.parametrize("way", [way for way in PAGES if way.how == "impact"][::12], ids=str)
def test_the_widest_name_of_an_office_is_not_made_too_small(way: Way, office: str) -> None:
    """Beside the code there is not room for all of it in one line of 9 points."""
    assert wrong(way, replace(hard(way, 2), office=office)) == []


@settings(max_examples=8, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_whatever_a_form_has_to_show(data: st.DataObject) -> None:
    """A few of all of them, every day."""
    way = data.draw(st.sampled_from(WAYS))
    assert wrong(way, data.draw(contents(way, 12))) == []


@pytest.mark.long
@every_way
@settings(max_examples=MANY, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_whatever_a_form_has_to_show_up_to_two_hundred_lines(
    way: Way, data: st.DataObject
) -> None:
    assert wrong(way, data.draw(contents(way, 200))) == []


@pytest.mark.parametrize("lines", [7, 9, 24])
def test_room_left_to_write_in_gives_way_on_the_shortest_form(lines: int) -> None:
    """A row of many lines that says as much as a third of a fold holds."""
    letter = next(one for one in WAYS if one.how == "impact" and one.form.code == "LL")
    way = replace(letter, stock=parse("241-2-1/3"))
    said = dict.fromkeys(("department", "asked", "due", "unit", "name", "phone", "grave"), "")
    said["matter"] = "\n".join("请速派人查看" for _ in range(lines))
    data = SlipData("翠湖花园", "LL-2026-000418", "LL2600041818ABCDEFGH", said, {}, {})
    assert wrong(way, data) == []


@pytest.mark.long
@pytest.mark.parametrize("box", STOCKS)
@settings(max_examples=2 * MANY, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_whatever_stands_on_any_continuous_paper(box: str, data: st.DataObject) -> None:
    way = data.draw(st.sampled_from([one for one in WAYS if one.how == "impact"]))
    way = replace(way, stock=parse(box))
    assert wrong(way, data.draw(contents(way, 60))) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "way",
    [way for way in PAGES if any(isinstance(part, Table) for part in way.paper.in_order)][::3],
    ids=str,
)
def test_two_hundred_hard_lines(way: Way) -> None:
    assert wrong(way, hard(way, 200)) == []


def read_back(document: Document) -> None:
    """Assert that every page of the PDF says what the description says, character for character."""
    gone = missing(document.words)
    for page, said in zip(document.pages, texts(draw(document)), strict=True):
        typed = "".join(
            bare(item.typed) for one in document.items(page)
            for item in (empty(one) if isinstance(one, Picture) and not one.sha256 else (one,))
            if isinstance(item, Text)
        )  # fmt: skip
        wanted = "".join(LACKING if char in gone else char for char in typed)
        assert Counter(said) == Counter(wanted)


@pytest.mark.long
@every_way
def test_the_pdf_says_what_the_pages_say(way: Way) -> None:
    """With rare characters, and with one that no face has."""
    data = hard(way, 9)
    odd = {key: f"{words}\U0003134a" for key, words in data.values.items() if "项" in words}
    for _, document in every_document(way, replace(data, values={**data.values, **odd})):
        read_back(document)


def test_the_pdf_of_some_says_what_the_pages_say() -> None:
    """The everyday twin: the first paper of a few forms."""
    for way in WAYS[::15]:
        read_back(way.made(hard(way, 3)))


# Faults put into finished pages --------------------------------------------------------------


def texts_of(document: Document) -> list[tuple[int, int]]:
    """(body, place in it) of the texts with words in a document's bodies."""
    return [
        (number, at) for number, body in enumerate(document.bodies)
        for at, item in enumerate(body) if isinstance(item, Text) and bare(item.typed)
    ]  # fmt: skip


def changed(document: Document, place: tuple[int, int], *new: Item) -> Document:
    """The document with other items in place of one."""
    number, at = place
    bodies = list(document.bodies)
    bodies[number] = (*bodies[number][:at], *new, *bodies[number][at + 1 :])
    return replace(document, bodies=tuple(bodies))


def text_at(document: Document, place: tuple[int, int]) -> Text:
    """The text at one of the places of `texts_of`."""
    found = document.bodies[place[0]][place[1]]
    assert isinstance(found, Text)
    return found


def sample() -> tuple[Way, SlipData, Document, tuple[int, int]]:
    """A ruled paper with a table, its pages, and the place of a cell of the table."""
    way = next(
        one for one in WAYS if one.how == "impact"
        and any(isinstance(part, Table) for part in one.paper.in_order)
    )  # fmt: skip
    data = hard(way, 16)
    document = way.made(data)
    assert len(document.pages) > 1
    words = set(expected(way, data, 0))
    cells = [
        place for place in texts_of(document)
        if bare(text_at(document, place).typed) in words
    ]
    widest = max(cells, key=lambda at: len(text_at(document, at).words))
    return way, data, document, widest


MOVES: dict[str, Callable[[Text], tuple[Item, ...]]] = {
    "a clipped text": lambda text: (replace(text, words=text.words[:-1]),),
    "a lost line": lambda text: (),
    "a column off the sheet": lambda text: (replace(text, x=text.x + 400.0),),
    "a line below the sheet": lambda text: (replace(text, y=text.y + 400.0),),
    "an overlong row": lambda text: (replace(text, words=text.words * 6),),
    "a text twice": lambda text: (text, text),
    "type too small": lambda text: (replace(text, size=4.0),),
    "a character replaced": lambda text: (replace(text, words="〓" + text.words[1:]),),
    "no room between Han and Latin": lambda text: (replace(text, words="甲1"),),
}


@pytest.mark.parametrize("fault", MOVES)
def test_a_fault_in_a_page_is_seen(fault: str) -> None:
    way, data, document, place = sample()
    assert lost(way, data, document) == faults(way, document) == []
    spoilt = changed(document, place, *MOVES[fault](text_at(document, place)))
    assert lost(way, data, spoilt) + faults(way, spoilt)


@pytest.mark.parametrize("by", [-6.0, 6.0, 20.0])
def test_a_shifted_column_is_seen(by: float) -> None:
    way, _, document, place = sample()
    x = text_at(document, place).x
    bodies = tuple(
        tuple(replace(item, x=item.x + by) if isinstance(item, Text) and item.x == x else item
              for item in body)
        for body in document.bodies
    )  # fmt: skip
    assert faults(way, replace(document, bodies=bodies))


def test_every_text_of_a_value_matters() -> None:
    """Whichever value of whichever paper is taken away, it is missed."""
    ruled_ways = [one for one in WAYS if one.how in ("laser", "impact") and not one.paper.letter]
    for way in random.Random(7).sample(ruled_ways, 12):
        data, copy = hard(way, 3), way.copies[0]
        document = way.made(data, copy)
        wanted = Counter(expected(way, data, copy))
        for place in texts_of(document):
            words = bare(text_at(document, place).typed)
            if wanted[words] == 1 and re.search(r"项|¥|\d{8}", words):
                assert lost(way, data, changed(document, place), copy), words


def test_a_page_without_its_number_is_seen() -> None:
    way, _, document, _ = sample()
    number = next(
        place for place in texts_of(document)
        if re.match(r"第\d+/\d+页", text_at(document, place).typed)
    )
    assert any("unnumbered" in one for one in faults(way, changed(document, number)))


# Faults put into the engine ------------------------------------------------------------------


def _seen(some: int = 10) -> bool:
    """Whether the everyday check misses something on any of some papers with a table."""
    tables = [
        one for one in WAYS if one.how in ("laser", "impact")
        and any(isinstance(part, Table) for part in one.paper.in_order)
    ]  # fmt: skip
    return any(wrong(way, hard(way, 13)) for way in tables[:some])


def test_lines_that_a_cell_forgets_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = ruled.fit

    def forgetful(*asked: object, **more: object) -> tuple[tuple[str, ...], float]:
        lines, size = real(*asked, **more)  # type: ignore[arg-type]
        return (lines[:-1] if len(lines) > 2 else lines), size

    monkeypatch.setattr(ruled, "fit", forgetful)
    assert _seen()


def test_type_that_is_not_broken_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled, "fit", lambda words, width, size, *_: ((words,), size))
    assert _seen()


def test_rows_of_one_height_whatever_is_in_them_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parts.blocks

    def low(slots: tuple[ruled.Slot, ...], *more: object) -> list[ruled.Block]:
        made = real(slots, *more)  # type: ignore[arg-type]
        return [replace(block, height=8.0) for block in made]

    monkeypatch.setattr(parts, "blocks", low)
    assert _seen()


def test_a_row_dropped_where_a_page_ends_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = paging.broken
    monkeypatch.setattr(
        paging, "broken",
        lambda blocks, frame: [page[:-1] if at else page
                               for at, page in enumerate(reversed(real(blocks, frame)))][::-1],
    )  # fmt: skip
    assert _seen()


def test_a_page_too_full_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = paging.broken
    monkeypatch.setattr(
        paging, "broken",
        lambda blocks, frame: real(blocks, replace(frame, bottom=frame.bottom + 40)),
    )  # fmt: skip
    assert _seen()
