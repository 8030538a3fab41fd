"""How the papers of each form are printed on this computer: printer, way, paper, tray, adjustment.

Kept in one small file beside the data, because it belongs to the computer and not to the office.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from forms.paper import Colour
from printing.adjustment import Adjustment
from printing.code import LASER_DPI, THERMAL_DPI
from printing.stock import DPI, Stock, parse

FILE = "printers.json"
WAYS = {
    "laser": "激光", "half": "两联一页", "pair": "两张连页", "impact": "针式", "overprint": "套打",
    "card": "卡片", "sheet": "一页多张", "roll": "卷纸", "label": "标签",
}  # fmt: skip
SHEET_FED = ("", "laser", "half", "pair", "sheet")
"""Modes of printers that are fed with sheets; all others hold paper of their own kind."""
OFFICE = {
    "@register": "登记簿", "@report": "统计报表", "@file": "一页档案", "@prices": "价目公示",
}  # fmt: skip
"""Papers that are no record's, all of them A4, by what stands for a form's code."""
USUAL_DPI = {"impact": DPI, "overprint": DPI, "roll": THERMAL_DPI, "label": THERMAL_DPI}
FULL, BAND, NONE = "full", "band", "none"
TINTS = {FULL: "整张", BAND: "只印边条", NONE: "不印"}
"""How much of the colour of a 联 a laser printer lays on white paper."""
COLOURS = tuple(colour.value for colour in Colour)


@dataclass(frozen=True)
class Profile:
    """One way to print.

    queue: the printer, "" for the computer's default one · mode: a key of WAYS, "" for the paper's
    usual one · pad: the name of the template of a pre-printed pad, "" for the first of each paper
    stock: the continuous paper as its box says, "" for the usual one of each form
    tray: the printer's name of the tray, "" for its own choice · dpi: dots an inch, 0 if unknown
    tint: a key of TINTS, "" for the whole sheet · trays: by the colour of a 联 (白红黄蓝绿) the
      tray with real paper of that colour, on which its tint is not printed
    """

    queue: str = ""
    mode: str = ""
    stock: str = ""
    tray: str = ""
    dpi: int = 0
    adjustment: Adjustment = field(default_factory=Adjustment)
    tint: str = ""
    trays: Mapping[str, str] = field(default_factory=dict)
    pad: str = ""

    def mistakes(self) -> dict[str, str]:
        """What cannot be, by the name of the value, in words."""
        found = self.adjustment.mistakes()
        if self.mode and self.mode not in WAYS:
            found["mode"] = f"方式是{'、'.join(WAYS.values())}之一"
        if self.stock:
            try:
                parse(self.stock)
            except ValueError as wrong:
                found["stock"] = str(wrong)
        if self.dpi and not 60 <= self.dpi <= 2400:
            found["dpi"] = "分辨率应在 60 到 2400 之间"
        if self.tint and self.tint not in TINTS:
            found["tint"] = f"底色是{'、'.join(TINTS.values())}之一"
        if not set(self.trays) <= set(COLOURS):
            found["trays"] = f"纸盒按联的颜色写：{'、'.join(COLOURS)}"
        return found

    def dots(self, mode: str) -> int:
        """Dots an inch to put rules and codes on; of usual printers where it is not known."""
        return self.dpi or USUAL_DPI.get(mode, LASER_DPI)

    @property
    def is_sheet_fed(self) -> bool:
        """Whether its printer may hold ordinary sheets."""
        return self.mode in SHEET_FED

    @property
    def paper(self) -> Stock | None:
        """The continuous paper it names, if any."""
        return parse(self.stock) if self.stock else None


@dataclass(frozen=True)
class Profiles:
    """The computer's ways to print by name, and which one a paper takes: by "code paper", "code"
    (a form's, or one of OFFICE), or "" for all others."""

    known: Mapping[str, Profile] = field(default_factory=dict)
    used: Mapping[str, str] = field(default_factory=dict)

    def of(self, code: str, paper: str) -> Profile:
        """How that paper of that form is printed here."""
        return self.known.get(self.name_of(code, paper), Profile())

    def using(self, key: str, name: str) -> Profiles:
        """The same with that paper, form or all others ("") printed in the way of that name."""
        return replace(self, used={**self.used, key: name})

    def unused(self, key: str) -> Profiles:
        """The same with that paper or form printed as all others are."""
        return replace(self, used={one: name for one, name in self.used.items() if one != key})

    def name_of(self, code: str, paper: str) -> str:
        """The name of the way that paper is printed in, "" for none."""
        keys = (f"{code} {paper}", code, "")
        return next((name for key in keys if (name := self.used.get(key, "")) in self.known), "")

    def renamed(self, before: str, name: str, profile: Profile) -> Profiles:
        """The same with a way changed under another name, in its place in the list."""
        return Profiles(
            {name if key == before else key: profile if key == before else one
             for key, one in self.known.items()},
            {key: name if one == before else one for key, one in self.used.items()},
        )  # fmt: skip

    def with_one(self, name: str, profile: Profile) -> Profiles:
        """The same with one way to print put in or changed."""
        return replace(self, known={**self.known, name: profile})

    def without(self, name: str) -> Profiles:
        """The same without that way to print and without what used it."""
        return Profiles(
            {key: one for key, one in self.known.items() if key != name},
            {key: one for key, one in self.used.items() if one != name},
        )

    def to_json(self) -> str:
        """What `read` reads."""
        known = {name: asdict(one) for name, one in self.known.items()}
        made = {"profiles": known, "used": dict(self.used)}
        return json.dumps(made, ensure_ascii=False, indent=1)


def read(words: str) -> Profiles:
    """What the file says. Raises ValueError, with words for people, for anything else."""
    try:
        found = json.loads(words)
        known = {str(name): _profile(one) for name, one in found["profiles"].items()}
        used = {str(key): str(name) for key, name in found["used"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise ValueError(f"打印机的设置（{FILE}）读不懂，照没有设置过办") from wrong
    wrong_ones = {name: one.mistakes() for name, one in known.items()}
    for name, problems in wrong_ones.items():
        for problem in problems.values():
            raise ValueError(f"打印机的设置“{name}”不对：{problem}")
    return Profiles(known, used)


def _profile(found: Mapping[str, Any]) -> Profile:
    own = {one.name for one in fields(Profile)} - {"adjustment"}
    given = {key: value for key, value in found.items() if key in own}
    moved = {key: float(value) for key, value in found.get("adjustment", {}).items()}
    plain = Profile()
    if any(type(value) is not type(getattr(plain, key)) for key, value in given.items()):
        raise TypeError("a value of another kind")
    if not all(isinstance(one, str) for one in given.get("trays", {}).values()):
        raise TypeError("a tray is named by words")
    return Profile(**given, adjustment=Adjustment(**moved))
