"""Whatever a form has to say, on every pad: nothing lost, nothing out of its place without a word.

The everyday run sets one hard and one easy content on each paper's own template and on the
ready-made ones; `-m long` any content up to two hundred lines, on continuous stock and on single
sheets. That the checks see is proved by faults put in on purpose, in finished pages and in the
engine itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.printing.every_pad import PADS, OnPad, contents, easy, faults, hard, lost, ready, wrong
from tests.printing.slips import bare

from printing.overprint import Overprint, Spot, Style, page, rows
from printing.overprint.words import Set
from printing.page import Text
from printing.slip import SlipData

MANY = int(os.environ.get("QIANTAI_PAPERS", "8"))
"""Contents tried on each pad by the long run."""
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
SHEETS = [OnPad(one.form, one.paper, single=True) for one in PADS if not one.name]
every_pad = pytest.mark.parametrize("one", [*PADS, *SHEETS], ids=str)


@pytest.mark.parametrize("one", PADS, ids=str)
def test_what_is_hard_is_whole_or_told_and_what_is_easy_fits(one: OnPad) -> None:
    """Long names, rare characters, the largest amounts, nine lines, all filled; then short ones,
    of which nothing may be told."""
    assert wrong(one, hard(one, 9)) == []
    short = easy(one, 4)
    assert wrong(one, short) == []
    assert one.made(short).misfits == ()


@settings(max_examples=8, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_whatever_a_form_has_to_say(data: st.DataObject) -> None:
    """A few of all of them, every day."""
    one = data.draw(st.sampled_from(PADS))
    assert wrong(one, data.draw(contents(one, 12))) == []


@pytest.mark.long
@every_pad
@settings(max_examples=MANY, deadline=None, suppress_health_check=SLOW)
@given(data=st.data())
def test_whatever_a_form_has_to_say_up_to_two_hundred_lines(
    one: OnPad, data: st.DataObject
) -> None:
    assert wrong(one, data.draw(contents(one, 200))) == []


@pytest.mark.long
@every_pad
def test_two_hundred_lines(one: OnPad) -> None:
    """Hard ones, and easy ones that run over dozens of pads with their sum."""
    assert wrong(one, hard(one, 200)) == []
    assert wrong(one, easy(one, 200)) == []


# Faults put into finished pages --------------------------------------------------------------


def sample() -> tuple[OnPad, SlipData, Overprint]:
    """A pad with boxes, ticks and a table, run over several; all of it fits. One value of one line
    is like no other."""
    one = ready()[0]
    data = easy(one, 9)
    for lines in data.lines.values():
        cast(dict[str, str], lines[1])[next(iter(lines[1]))] = ODD
    made = one.made(data)
    assert len(made.document.pages) > 1 and wrong(one, data) == []
    return one, data, made


ODD = "乙丙"
ONCE = ("a clipped text", "a lost text", "a character replaced")
"""Faults that are none in what stands on every pad, as long as it is whole on another."""
MOVES: dict[str, Callable[[Text], tuple[Text, ...]]] = {
    "a clipped text": lambda text: (replace(text, words=text.words[:-1]),),
    "a lost text": lambda text: (),
    "a character replaced": lambda text: (replace(text, words="〓" + text.words[1:]),),
    "a text in the next place": lambda text: (replace(text, x=text.x + 7.0),),
    "a text a little off": lambda text: (replace(text, x=text.x + 0.3),),
    "a text between two rows": lambda text: (replace(text, y=text.y + 3.0),),
    "a text below its place": lambda text: (replace(text, y=text.y + 60.0),),
    "an overlong text": lambda text: (replace(text, words=text.words * 40),),
    "type too small": lambda text: (replace(text, size=4.0),),
    "a text twice": lambda text: (text, text),
}


@pytest.mark.parametrize("fault", MOVES)
def test_a_fault_in_a_page_is_seen(fault: str) -> None:
    """Of the number above the table and of a value in a row of it."""
    one, data, made = sample()
    body = made.document.bodies[0]
    for words in (ODD, *([data.number] if fault not in ONCE else [])):
        at = next(n for n, item in enumerate(body) if isinstance(item, Text)
                  and item.typed == words)  # fmt: skip
        text = body[at]
        assert isinstance(text, Text)
        spoilt = (*body[:at], *MOVES[fault](text), *body[at + 1 :])
        pages = replace(made.document, bodies=(spoilt, *made.document.bodies[1:]))
        assert lost(one, data, pages) + faults(one, replace(made, document=pages)), words


def test_every_value_matters() -> None:
    """Whichever is taken away, it is missed: each is on the pads once, as none is like another."""
    for one in [PADS[0], PADS[20], *ready()]:
        data = hard(one, 3)
        made = one.made(data)
        where = [
            (number, at) for number, body in enumerate(made.document.bodies)
            for at, item in enumerate(body) if isinstance(item, Text) and "项" in item.typed
        ]  # fmt: skip
        seen = [bare(_at(made, place).typed) for place in where]
        for place, words in zip(where, seen, strict=True):
            if seen.count(words) == 1:
                number, at = place
                bodies = list(made.document.bodies)
                bodies[number] = (*bodies[number][:at], *bodies[number][at + 1 :])
                assert lost(one, data, replace(made.document, bodies=tuple(bodies))), words


def _at(made: Overprint, place: tuple[int, int]) -> Text:
    found = made.document.bodies[place[0]][place[1]]
    assert isinstance(found, Text)
    return found


# Faults put into the engine ------------------------------------------------------------------


def seen() -> bool:
    """Whether the everyday check finds something on any of some pads."""
    some = [one for one in PADS if any(spot.style is Style.TABLE for spot in one.template.spots)]
    few = [*some[:4], *ready()]
    return any(wrong(one, hard(one, 9)) or wrong(one, easy(one, 9)) for one in few)


def test_nothing_is_found_where_nothing_is_wrong() -> None:
    assert not seen()


def test_words_that_are_said_to_fit_and_do_not_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = page.fitted
    for module in (page, rows):
        monkeypatch.setattr(module, "fitted", lambda *asked: replace(real(*asked), fits=True))
    assert seen()


def test_words_that_fit_and_are_said_not_to_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = page.fitted
    monkeypatch.setattr(page, "fitted", lambda *asked: replace(real(*asked), fits=False))
    assert seen()


def test_words_that_are_cut_to_their_room_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """In silence, as most programs do."""
    real = page.fitted

    def cut(words: str, width: float, size: float, lines: int, floor: float) -> Set:
        found = real(words, width, size, lines, floor)
        return Set(found.lines[:lines], found.size)

    def short(words: str, width: float, size: float, lines: int, floor: float) -> Set:
        found = real(words, width, size, lines, floor)
        return found if found.fits else Set((words[:3],), size)

    for instead in (cut, short):
        monkeypatch.setattr(page, "fitted", instead)
        assert seen()


def test_characters_without_a_box_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = page.boxed

    def few(spot: Spot, *asked: object) -> tuple[str, ...]:
        return real(spot, *asked)[: spot.boxes - 1]  # type: ignore[arg-type]

    monkeypatch.setattr(page, "boxed", few)
    assert seen()


def test_a_carried_sum_that_has_no_room_and_is_not_told_is_seen(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rows._in_boxes
    monkeypatch.setattr(rows, "_in_boxes", lambda *asked: replace(real(*asked), fits=True))
    assert seen()


def test_a_row_dropped_where_a_pad_ends_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rows._pads

    def dropped(*asked: object) -> Iterator[tuple[rows.Row, ...]]:
        for at, one in enumerate(real(*asked)):  # type: ignore[arg-type]
            yield one[1:] if at else one

    monkeypatch.setattr(rows, "_pads", dropped)
    assert seen()


def test_rows_that_are_too_many_for_a_pad_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    real = rows._pads

    def joined(*asked: object) -> list[tuple[rows.Row, ...]]:
        return [tuple(row for one in real(*asked) for row in one)]  # type: ignore[arg-type]

    monkeypatch.setattr(rows, "_pads", joined)
    assert seen()


def test_a_choice_that_was_not_made_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ✓ at every choice, and none at all."""
    real = page._Setting.words
    for ticked in (True, False):
        def words(self: page._Setting, spot: Spot, number: int, ticked: bool = ticked) -> str:
            always = spot.choice if ticked else ""
            return always if spot.style is Style.TICK else real(self, spot, number)

        monkeypatch.setattr(page._Setting, "words", words)
        assert seen()
