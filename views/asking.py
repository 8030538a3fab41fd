"""Asking until the answer is taken: a refused one is asked for again with its own words, and what
stood against it beside them, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from db.errors import Environment, Refused

Taken = TypeVar("Taken")


def until_taken(
    ask: Callable[[str, str], str | None], take: Callable[[str], Taken]
) -> Taken | None:
    """What `take` made of the answer; None when the person turned away.

    ask(typed, wrong) shows the question with what was typed before and what stood against it.
    """
    typed = wrong = ""
    while True:
        said = ask(typed, wrong)
        if said is None:
            return None
        try:
            return take(said)
        except (Refused, Environment) as against:
            typed, wrong = said, str(against)
