"""The office's plain choices: what it is called, its hours, what its forms ask of it.

A `Setting` is declared where it is read: those of one form in that form's module, those of the
whole office here; `forms.SETTINGS` are all of them. Its field says how it is typed, checked and
shown, as a form's fields do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from forms.conditions import Values
from forms.facts import CHOICES, Facts
from forms.fields import Check, Field, Kind, WrongDeclaration
from forms.values import Invalid, mail
from forms.values.text import halfwidth

if TYPE_CHECKING:
    from forms.form import Form

OFFICE, TIME = "单位", "工作时间"
OFTEN = ("warn", "block", "off")
OFTEN_WORDS = ("提醒", "拦住", "不管")
"""What a rule does whose strictness the office chooses, as kept and as people choose it."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Setting:
    """One choice of the office.

    field: how it is asked; its key is unique among settings · default: as kept, None for none
    name: the key it is kept under, the field's if empty · section: the part of the page it stands
      in, unless `used_by` names a single form: then with that form
    used_by: codes of the forms that read it; a `Check` that names it as its setting counts as well
    kept, told: from the field's canonical value to what is kept, and back
    renews: what is open is reckoned anew when it changes, as its deadlines depend on it
    by_two: changing it takes a second person, as it says when one is needed
    binds: records keep the choice that held when they were issued, in their snapshot; else what is
      chosen today holds for all, as of whom a mail goes to
    """

    field: Field
    default: Any = None
    name: str = ""
    section: str = OFFICE
    used_by: tuple[str, ...] = ()
    kept: Callable[[Any], Any] = _same
    told: Callable[[Any], Any] = _same
    renews: bool = False
    by_two: bool = False
    binds: bool = True

    def __post_init__(self) -> None:
        if self.field.default is not None or self.field.filled_from or self.field.reckoned:
            raise WrongDeclaration(f"设置 {self.key}：默认值写在 default，不写在栏目里")

    @property
    def key(self) -> str:
        """What it is kept under."""
        return self.name or self.field.key

    def of(self, facts: Facts) -> Any:
        """The office's choice, as kept; the default where it has made none."""
        found = facts.settings.get(self.key)
        return self.default if found is None else found

    def users(self, forms: Mapping[str, Form]) -> tuple[str, ...]:
        """Codes of those forms that read it."""
        return tuple(code for code, form in forms.items() if self.is_read_by(form))

    def is_read_by(self, form: Form) -> bool:
        """Whether a form's rules ask for it."""
        return form.code in self.used_by or self.key in _named_by(form)


def _named_by(form: Form) -> frozenset[str]:
    """Names of the settings that the form's rules ask for, and its lists of words; remembered on
    the form, a frozen value that every setting is asked about."""
    known: frozenset[str] | None = form.__dict__.get("_named")
    if known is None:
        known = frozenset(_named(form))
        object.__setattr__(form, "_named", known)
    return known


def _named(form: Form) -> set[str]:
    asked = (*form.fields, *(one for act in form.acts for one in act.fields))
    columns = (*asked, *(column for one in asked for column in one.columns))
    listed = {one.offers.removeprefix(CHOICES) for one in columns
              if one.offers and one.offers.startswith(CHOICES)}  # fmt: skip
    checks = [
        *form.checks, *form.preconditions, *(one for act in form.acts for one in act.checks),
        *(one for field in asked for one in field.checks),
    ]  # fmt: skip
    ruled = {one.exclusive for one in asked if isinstance(one.exclusive, str)}
    ruled |= {MISCOUNT.key} if any(one.kind is Kind.TALLY for one in asked) else set()
    return {one.setting for one in checks if one.setting} | listed | ruled


WIDE = 11
"""Characters of a label that one column of the page has room for."""


def rule(form: str, key: str, label: str, default: str = "warn", **more: Any) -> Setting:
    """The same for the rule of one form, of that code: it stands with the form's own choices."""
    more.setdefault("width", 2 if len(label) > WIDE else 1)
    return replace(strictness(key, label, default, **more), used_by=(form,))


def strictness(key: str, label: str, default: str, **more: Any) -> Setting:
    """A choice of 提醒, 拦住, 不管 for the checks that name it; more: as of `Field`."""
    kept = dict(zip(OFTEN_WORDS, OFTEN, strict=True))
    told = dict(zip(OFTEN, OFTEN_WORDS, strict=True))
    field = Field(key, label, Kind.CHOICE, choices=OFTEN_WORDS, **more)
    return Setting(field, default, section="规矩", kept=kept.get, told=told.get)


def hours_of(typed: str) -> list[str]:
    """["08:30", "18:00"] of what was typed for the office's hours; raises Invalid."""
    words = halfwidth(typed)
    found = re.fullmatch(r"(\d{1,2}):?(\d\d)\s*[-~～至到]+\s*(\d{1,2}):?(\d\d)", words)
    times = [f"{int(hour):02}:{minute}" for hour, minute in _pairs(found)] if found else []
    if not times or any(not "00:00" <= one <= "23:59" or one[3:] > "59" for one in times):
        raise Invalid("请写成 08:30-18:00")
    if times[0] >= times[1]:
        raise Invalid("下班时间应晚于上班时间")
    return times


def _pairs(found: Any) -> list[tuple[str, str]]:
    return [(found[1], found[2]), (found[3], found[4])]


def _wrong_hours(value: Any, values: Values, facts: Facts) -> str | None:
    try:
        hours_of(value)
    except Invalid as invalid:
        return str(invalid)
    return None


NAME = Setting(
    Field("name", "单位名称", required=True, longest=40, width=2, hint="印在每张单的抬头上"),
    "物业服务中心", "office.name",
)  # fmt: skip
LOGO = Setting(
    Field("logo", "单位标志", Kind.PHOTO, personal=False,
          hint="印在每张纸的单位名称旁边；以前打的照旧"),
    name="office.logo",
)
"""A picture by its hash, {"name", "sha256", "size"}."""
COMPLAINTS = Setting(
    Field("complaints_phone", "监督电话", Kind.PHONE, personal=False, hint="印在价目公示上，空着不印"),
    name="office.complaints_phone",
)


def _wrong_mail(value: Any, values: Values, facts: Facts) -> str | None:
    try:
        found = mail.addresses(value)
    except Invalid as invalid:
        return str(invalid)
    return "只写一个邮箱" if len(found) > 1 else None


MAIL = Setting(
    Field("office_mail", "单位的电子邮箱", checks=(Check("电子邮箱", _wrong_mail),), longest=100,
          hint="写在生成的邮件的发件人里，空着由邮件程序自己填"),
    name="office.mail",
)
HOURS = Setting(
    Field("hours", "上下班时间", checks=(Check("上下班时间", _wrong_hours),), longest=20,
          hint="如 08:30-18:00。几分钟、几小时的期限只在这段时间里走；空着就一天 24 小时都算"),
    section=TIME, kept=hours_of, told=lambda kept: "-".join(kept), renews=True,
)  # fmt: skip
ENDING_DAYS = Setting(
    Field("ending_days", "证件、装修几天内到期算快到期", Kind.NUMBER, minimum=0, maximum=60,
          hint="工作台上提前这么多天列出来"),
    3, section=TIME,
)  # fmt: skip
SLOTS = strictness("slots", "占用同一时段的", "warn", hint="如两户同一时间用一部电梯")
MISCOUNT = strictness("miscount", "门岗实点与单上不符的", "block", hint="提醒：照样放行，记下实点的数")
BACKUP = "备份"
MEGABYTES = Setting(
    Field("backup_megabytes", "一处备份最多占多少 MB", Kind.NUMBER, minimum=0, maximum=100_000_000,
          hint="满了先拿掉旧的；0 是不限"),
    10_000, "office.backup.megabytes", BACKUP,
)  # fmt: skip
DAYS = Setting(
    Field("backup_days", "几天没备到第二处就提醒", Kind.NUMBER, minimum=1, maximum=365),
    7, "office.backup.days", BACKUP,
)
LOGIN = "登录"
IDLE_MINUTES = Setting(
    Field("idle_minutes", "几分钟没人动就自己锁上", Kind.NUMBER, required=True, minimum=1, maximum=240),
    5, "office.idle_minutes", LOGIN,
)
WRONG_MOST = Setting(
    Field("wrong_most", "密码连错几次锁住工号", Kind.NUMBER, required=True, minimum=3, maximum=20),
    5, "office.wrong_most", LOGIN,
)
WRONG_MINUTES = Setting(
    Field("wrong_minutes", "锁多少分钟", Kind.NUMBER, required=True, minimum=1, maximum=1440),
    10, "office.wrong_minutes", LOGIN,
)
EXPORT_ROWS = Setting(
    Field("export_rows", "多少单以上要第二人复核", Kind.NUMBER, required=True, minimum=0,
          maximum=1_000_000, hint="一次导出、打印的；0 是每次都要；改它要第二人复核"),
    500, "office.export_rows", LOGIN, by_two=True,
)  # fmt: skip
CLOCK_MINUTES = Setting(
    Field("clock_minutes", "电脑的时间早多少分钟就停开单", Kind.NUMBER, required=True, minimum=1,
          maximum=240, hint="比日志里最近一次办理早这么多，要值班主任或主任确认"),
    5, "office.clock_minutes", TIME,
)  # fmt: skip
GATE = "门岗"
PACK_DAYS = Setting(
    Field("gate_pack_days", "门岗包几天有效", Kind.NUMBER, minimum=1, maximum=31,
          hint="过了就不能凭它放行，要送新的"),
    3, "office.gate.pack_days", GATE,
)
PACK_BACK_DAYS = Setting(
    Field("gate_pack_back_days", "门岗包里写明几天内失效的单", Kind.NUMBER, minimum=1,
          maximum=366, hint="作废、用过、过期的，门岗能说出原因；更早的只说已失效"),
    30, "office.gate.pack_back_days", GATE,
)
HOLIDAYS = "holidays"
"""Days off and weekends worked, {ISO day: True off, False worked}; typed by `forms.holidays`."""
WHOLE_OFFICE = (
    NAME, LOGO, COMPLAINTS, MAIL, HOURS, ENDING_DAYS, SLOTS, MISCOUNT, IDLE_MINUTES, WRONG_MOST,
    WRONG_MINUTES, CLOCK_MINUTES, EXPORT_ROWS, MEGABYTES, DAYS, PACK_DAYS, PACK_BACK_DAYS,
)  # fmt: skip
