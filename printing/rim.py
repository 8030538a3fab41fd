"""How near to the edge of its paper a printer prints, as its queue tells (IPP media margins)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WANTED = (
    "media-col-database", "media-left-margin-supported", "media-top-margin-supported",
    "media-right-margin-supported", "media-bottom-margin-supported",
)  # fmt: skip
SAME = 1.0
"""mm that a size may differ by."""
_SIDES = ("left", "top", "right", "bottom")


@dataclass(frozen=True)
class Rim:
    """mm at each edge of a page that the printer leaves white."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def turned(self) -> Rim:
        """That of the sheet laid across, whichever way it is turned: the wider of each pair."""
        upright, across = max(self.left, self.right), max(self.top, self.bottom)
        return Rim(across, upright, across, upright)


def told(group: Mapping[str, Sequence[Any]], width: float, height: float) -> Rim | None:
    """The rim of a page of that size (mm) from what a queue said of itself; for a size that it does
    not name its widest, None if it says nothing."""
    named = list(_named(group.get("media-col-database", ())))
    for wide, high, rim in named:
        if abs(wide - width) <= SAME and abs(high - height) <= SAME:
            return rim
        if abs(wide - height) <= SAME and abs(high - width) <= SAME:
            return rim.turned
    widest = [group.get(f"media-{side}-margin-supported", ()) for side in _SIDES]
    if not all(widest):
        return None
    return Rim(*(max(map(float, one)) / 100 for one in widest))


def _named(words: Sequence[Any]) -> Iterator[tuple[float, float, Rim]]:
    """(width, height, rim) of each medium, from names and values in a row."""
    found: dict[str, float] = {}
    for name, value in zip(words, words[1:], strict=False):
        if not isinstance(name, str) or not isinstance(value, int):
            continue
        found[name.removeprefix("media-").removesuffix("-margin")] = value / 100
        if all(one in found for one in ("x-dimension", "y-dimension", *_SIDES)):
            rim = Rim(*(found[side] for side in _SIDES))
            yield found["x-dimension"], found["y-dimension"], rim
            found = {}
