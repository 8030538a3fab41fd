"""The kinds of field, and the field: what one box of a form asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from forms.conditions import Condition, Values
from forms.facts import Facts


class WrongDeclaration(Exception):
    """A form is declared wrongly; raised at import, with a message for the developer."""


class Kind(StrEnum):
    """What a field holds. Canonical values, as stored and as on the command line:

    text, choice, phone, plate, unit, vehicle, reference: str · number: int or float ·
    money: int 分 · yes/no: bool · date "2026-11-21" · date-time "2026-11-21T10:42" (office zone)
    period {"from", "to"} of dates · person {"name", "phone"} · ID document {"kind", "number"}
    hours "09:00-11:00" of one day · photo, file {"name", "sha256", "size"}
    lines: list of dicts by column key
    tally: list of numbers, one for each line of the field named by `of`
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    DATETIME = "datetime"
    PERIOD = "period"
    MONEY = "money"
    NUMBER = "number"
    PHONE = "phone"
    ID_DOCUMENT = "id_document"
    PLATE = "plate"
    UNIT = "unit"
    PERSON = "person"
    VEHICLE = "vehicle"
    YES_NO = "yes_no"
    PHOTO = "photo"
    FILE = "file"
    LINES = "lines"
    REFERENCE = "reference"
    HOURS = "hours"
    TALLY = "tally"


PERSONAL = frozenset({Kind.PERSON, Kind.ID_DOCUMENT, Kind.PHONE, Kind.PHOTO, Kind.FILE})
RECKONED = frozenset(
    {Kind.TEXT, Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.DATETIME, Kind.LINES}
)
NEVER_A_COLUMN = frozenset({Kind.LINES, Kind.TALLY, Kind.PERIOD})


@dataclass(frozen=True)
class Check:
    """A rule on one value or on the whole form.

    problem(value, values, facts) gives the Chinese message or None; for a form's own checks and
    preconditions `value` is the values mapping; for an act's fields `values` are the record's with
    the act's own over them. `at`: the path the message stands at ("" = form).
    warns: only tells. setting: name of the office's choice "warn", "block" or "off" that decides.
    """

    words: str
    problem: Callable[[Any, Values, Facts], str | None]
    at: str = ""
    warns: bool = False
    setting: str | None = None


@dataclass(frozen=True, kw_only=True)
class _More:
    required: bool | Condition = False
    shown: bool | Condition = True
    choices: tuple[str, ...] = ()
    default: Any = None
    reckoned: Callable[[Values, Facts], Any] | None = None
    filled_from: str | None = None
    checks: tuple[Check, ...] = ()
    columns: tuple[Field, ...] = ()
    refers: tuple[str, ...] = ()
    of: str | None = None
    suggestions: tuple[str, ...] = ()
    offers: str | None = None
    decimals: int = 0
    minimum: int | float | None = None
    maximum: int | float | None = None
    longest: int | None = None
    personal: bool | None = None
    summed: bool | None = None
    exclusive: bool | str = False
    afresh: bool = False
    aside: bool = False
    seen_by: tuple[str, ...] = ()
    hint: str = ""
    width: int = 1
    staff: str = ""
    alike: str = ""
    recalls: tuple[str, ...] = ()
    on_file: bool | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Field(_More):
    """One box of a form.

    key: identifier, the same at every hop · label: Chinese · kind
    required, shown: yes, no or a Condition · choices: labels, the value is the label
    default: a value, or a function (values, facts) -> value, both cleaned like typed ones; None
      leaves the field to be typed; dates may be "today", "now", "end_of_today"
    reckoned: a function (values, facts) that always gives its value (quantity × price, a sum), None
      while it cannot; nobody types it, and another value handed in is refused
    filled_from: name of a fact in `forms.facts.SOURCES` ("unit.owner", "unit.tenant", "operator" …)
      that fills it and hides it from the keyboard while the fact is known; "unit.record": the only
      record in hand that a reference may name, "unit.unended": that or one whose validity ran out;
      "basis.contractor": a field of the record named
    checks: further rules · columns: for LINES; their labels head the table, and one with the key
      `measure` (台, 张) is read after the number: 沙发 2 张
    refers: form codes for REFERENCE · of: "goods.quantity" for TALLY
    suggestions: words offered while typing; offers: more of them, "basis.workers.name": a column of
      the lines of the record that a reference names; "@prices.水电维修": items of the price list as
      it holds that day, those of the sections named (several by 、) first; "@settings.stairs": the
      office's list of that name, by building if it has one for each; "@colleagues": those who work
      here
    decimals, minimum, maximum: for NUMBER and MONEY (分),
      or the least and most lines · longest: characters
    personal: kept apart, masked, destructible; by default decided by the kind
    summed: whether a register adds it up; by default money is, a number is not (a mileage)
    afresh: belongs to one record alone, so that “like the last one” leaves it out
    aside: Enter passes it by while it is empty; Tab and the mouse come to it
    exclusive: no two records in hand may have the same value (one order for one car); the name of
      a setting where the office chooses to be told, stopped or let be
    seen_by: roles that see it in full (empty: those with the right `see:personal`)
    hint: grey words in the window · width: columns of the entry grid, 1 to 3
    staff: for an act's person: members of that role are offered, first who is at work nearest and
      has done most where the record's field `alike` was the same (a repairer by trade and nearness)
    recalls: other fields that are offered as they were in the last record of the form that had the
      same in this one (a contractor's licence); what is typed already is left alone
    on_file: whether a form opened from the file of a unit, a person or a vehicle is filled there;
      None: the first of its kind that people type is (a person and that person's phone, a plate)
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key) or not self.label:
            raise WrongDeclaration(f"字段须有英文 key 和中文名称：{self.key!r} {self.label!r}")
        for wrong, message in (
            ((self.kind is Kind.CHOICE) != bool(self.choices), "choice 与 choices 必须同时出现"),
            (len(set(self.choices)) != len(self.choices), "选项重复"),
            ((self.kind is Kind.LINES) != bool(self.columns), "lines 与 columns 必须同时出现"),
            ((self.kind is Kind.REFERENCE) != bool(self.refers), "reference 须写明 refers"),
            ((self.kind is Kind.TALLY) != bool(self.of), "tally 须写明 of"),
            (any(c.kind in NEVER_A_COLUMN for c in self.columns), "列不能再是 lines、tally、period"),
            (len({c.key for c in self.columns}) != len(self.columns), "列 key 重复"),
            (not 1 <= self.width <= 3, "width 应为 1 到 3"),
            (self.summed and self.kind not in (Kind.NUMBER, Kind.MONEY), "只有数和金额可以合计"),
            (self.columns and self.columns[0].reckoned, "第一列须是打字填的"),
            (self.reckoned and self.kind not in RECKONED, "reckoned 只能是文字、数、金额、日期、明细"),
            (self.reckoned and (self.required or self.default is not None or self.filled_from),
             "reckoned 的值自己算出，不能再有 required、default、filled_from"),
        ):
            if wrong:
                raise WrongDeclaration(f"字段 {self.key}：{message}")
        if self.kind is Kind.CHOICE and isinstance(self.default, str):
            if self.default not in self.choices:
                raise WrongDeclaration(f"字段 {self.key}：默认值不在选项内")

    @property
    def is_personal(self) -> bool:
        """Whether the value names or identifies a person and is kept apart."""
        if self.personal is not None:
            return self.personal
        return self.kind in PERSONAL or any(column.is_personal for column in self.columns)

    @property
    def adds_up(self) -> bool:
        """Whether a register shows the sum of it; never of what is kept apart."""
        wanted = self.kind is Kind.MONEY if self.summed is None else self.summed
        return wanted and not self.is_personal

    def column(self, key: str) -> Field:
        """The column of that key; raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)
