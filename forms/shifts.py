"""The shifts of the day: each begins at its hour and ends where the next begins
(docs/handbook.md §6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.settings import TIME, Setting

TITLE = "班次"


@dataclass(frozen=True)
class Shift:
    """A shift of a certain day: its name, naive office times from when to when."""

    name: str
    begins: datetime
    ends: datetime

    @property
    def words(self) -> str:
        """As people read it: 早班 08:00–16:00."""
        until = "24:00" if self.ends.time() == time() else f"{self.ends:%H:%M}"
        return f"{self.name} {self.begins:%H:%M}–{until}"


def shift_at(now: datetime, kept: Sequence[Mapping[str, Any]]) -> Shift | None:
    """The shift of a moment; None where the office has none. kept: the setting's value."""
    starts = []
    for days in (-1, 0, 1, 2):
        day = now.date() + timedelta(days=days)
        for one in kept:
            clock = time.fromisoformat(str(one["begins"]))
            starts.append((datetime.combine(day, clock), str(one["name"])))
    starts.sort()
    for (begins, name), (ends, _) in zip(starts, starts[1:], strict=False):
        if begins <= now < ends:
            return Shift(name, begins, ends)
    return None


def next_shift(now: datetime, kept: Sequence[Mapping[str, Any]]) -> Shift | None:
    """The one after the shift of a moment."""
    present = shift_at(now, kept)
    return shift_at(present.ends, kept) if present else None


def _clock(value: Any, values: Values, facts: Facts) -> str | None:
    return None if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) else "请写成 08:00"


def _apart(value: Any, values: Values, facts: Facts) -> str | None:
    begins = [line["begins"] for line in value if line.get("begins")]
    return None if len(set(begins)) == len(begins) else "两个班次的开始时间相同"


SHIFTS = Setting(
    Field("shifts", TITLE, Kind.LINES, maximum=6, width=3, checks=(Check("开始时间各不相同", _apart),),
          columns=(
              Field("name", "班次", required=True, longest=8, suggestions=("早班", "中班", "夜班")),
              Field("begins", "开始", required=True, longest=5, checks=(Check("几点", _clock),),
                    suggestions=("08:00", "16:00", "00:00")),
          ),
          hint="每班到下一班开始为止；右上角、交接班表上写的是现在的一班"),
    [{"name": "早班", "begins": "08:00"}, {"name": "中班", "begins": "16:00"},
     {"name": "夜班", "begins": "00:00"}],
    section=TIME,
)  # fmt: skip
AHEAD = Setting(
    Field("handover_ahead", "提前几分钟准备交接班", Kind.NUMBER, minimum=0, maximum=240,
          hint="到点前列在工作台上；0 是不列"),
    15, section=TIME,
)  # fmt: skip
