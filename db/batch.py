"""One act on several records at once: all of them or none, each refusal beside its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from db import records
from db.errors import Refused
from db.records import Outcome, Record
from db.session import Member, Session


class RefusedEach(Refused):
    """Some of the records refused it, and nothing was done.

    each: by number, the problems by path · `problems`: those that every refusing record has at the
    same field in the same words, to be shown once.
    """

    def __init__(self, each: Mapping[str, Mapping[str, str]], asked: int) -> None:
        self.each = {number: dict(problems) for number, problems in each.items()}
        first = next(iter(self.each.values()))
        everybody = len(self.each) == asked
        super().__init__({
            path: words for path, words in first.items()
            if everybody and all(other.get(path) == words for other in self.each.values())
        })  # fmt: skip

    def of(self, number: str) -> str:
        """What is to be said beside one record, "" for nothing."""
        said = self.each.get(number, {})
        own = [words for path, words in said.items() if self.problems.get(path) != words]
        return "；".join(own)


def open_for_any(found: Sequence[Record]) -> dict[str, tuple[Record, ...]]:
    """By name of each act that is open now on any of the records: those it is open on."""
    names = dict.fromkeys(name for record in found for name in record.seen.open)
    return {
        name: tuple(record for record in found if name in record.seen.open) for name in names
    }


def act_all(
    session: Session,
    numbers: Sequence[str],
    name: str,
    typed: Mapping[str, Any] | None = None,
    *,
    signer: str | None = None,
    second: Member | None = None,
    told: Callable[[int], None] = lambda done: None,
) -> list[Outcome]:
    """Do an act on each record with the same values; what is left out each fills in for itself.

    told: how many are done; may raise `Cancelled`, which takes all back. Raises RefusedEach with
    every refusal, and then nothing is kept; Environment as `records.act`.
    """
    outcomes: list[Outcome] = []
    refused: dict[str, Mapping[str, str]] = {}
    with session.store.write():
        for at, number in enumerate(dict.fromkeys(numbers)):
            told(at)
            try:
                outcomes.append(
                    records.act(session, number, name, typed, signer=signer, second=second)
                )
            except Refused as one:
                refused[number] = one.problems
        if refused:
            raise RefusedEach(refused, len(set(numbers)))
    return outcomes
