"""What a family of tortures is made of: named fault classes, each tried many times, and controls.

A control breaks the promise on purpose. One that nobody notices makes its whole family worthless,
so it counts as a failure of the run (`Row.ok`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from db.errors import Environment, Refused


@dataclass(frozen=True)
class Piece:
    """A share of the trials of one class: trials `first` up to `first + count` of `whole`, with
    this seed, in an empty folder of its own."""

    seed: int
    first: int
    count: int
    whole: int
    folder: Path = Path()

    @property
    def numbers(self) -> range:
        """The numbers of its trials."""
        return range(self.first, self.first + self.count)


Trial = str | None
"""None where the promise held, else what was wrong."""


def verdict(look: Callable[[], Trial]) -> Trial:
    """What looking says; what the program itself says where it refuses to go on."""
    try:
        return look()
    except (Environment, Refused) as error:
        return f"{type(error).__name__}: {error}"


@dataclass(frozen=True)
class FaultClass:
    """One kind of fault.

    try_: yields one `Trial` for every trial of the piece · short, long: how many · piece: the most
    that one process does in one go · control: the least share (0 to 1) that must go wrong for the
    control to count as noticed; None for a promise · needs: why it cannot be tried here, or "".
    """

    name: str
    try_: Callable[[Piece], Iterable[Trial]]
    short: int
    long: int
    piece: int = 100
    control: float | None = None
    needs: Callable[[], str] = field(default=lambda: "")

    def pieces(self, seed: int, whole: int) -> Iterator[Piece]:
        """All its trials, cut up; the folder is still to be given."""
        for first in range(0, whole, self.piece):
            yield Piece(seed + first, first, min(self.piece, whole - first), whole)


@dataclass(frozen=True)
class Family:
    """Fault classes that belong together; `key` is what `--family` takes."""

    key: str
    title: str
    classes: tuple[FaultClass, ...]


@dataclass(frozen=True)
class Row:
    """What became of a class: trials, how many went wrong, what the first of them said.

    lacking: why it was not tried · broken: whether the trial itself broke down, which is said.
    """

    family: Family
    of: FaultClass
    tried: int
    wrong: int
    said: str
    seconds: float
    lacking: str = ""
    broken: bool = False

    @property
    def ok(self) -> bool:
        """Whether the promise held every time; for a control, whether it was noticed."""
        if self.broken:
            return False
        if self.lacking:
            return True
        if self.of.control is None:
            return self.tried > 0 and self.wrong == 0
        return self.wrong > 0 and self.wrong >= self.of.control * self.tried
