"""A consignment: what records hand to somebody outside, several at once, as a workbook in a mail.

A form whose data go to an outside party (broadband data to the operator, docs/handbook.md §1 WK,
WB) says in its declaration which act records that they were sent, what the workbook tells and where
the mail's words come from. Like a dossier it is today's way of doing it: no part of a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.conditions import Values
from forms.facts import Facts
from forms.fields import Check, Field, Kind
from forms.mentions import known
from forms.settings import Setting
from forms.values import Invalid, mail

if TYPE_CHECKING:
    from forms.form import Form

SECTION = "报送"
"""The part of the settings where such choices stand."""
PLACES = ("{to}", "{title}", "{count}", "{day}", "{office}")
"""What may stand in the mail's subject and words, to be filled in when it is made."""


@dataclass(frozen=True)
class Consignment:
    """What is handed over, to whom and how.

    act: the act that says “sent at, by whom”; it settles a deadline of the form
    columns: of the workbook, as those of a register: a key, or a key with a heading of its own
    by: key of the choice that says who gets it: each gets a mail of his own, and only what is his
    to: setting of the addresses by name (`addresses`) · subject, words: settings of the mail's
    subject and text, in which `PLACES` are filled in
    scans: setting, yes or no: whether the pictures in the fields `pictures` are attached as well
    """

    act: str
    columns: tuple[str | tuple[str, str], ...]
    by: str
    to: Setting
    subject: Setting
    words: Setting
    scans: Setting
    pictures: tuple[str, ...] = ()

    @property
    def keyed(self) -> tuple[tuple[str, str], ...]:
        """The columns by key, each with its own heading, "" for the usual one."""
        return tuple((one, "") if isinstance(one, str) else one for one in self.columns)


def no_address(value: Any, values: Values, facts: Facts) -> str | None:
    """What is wrong with typed mail addresses."""
    try:
        mail.addresses(value)
    except Invalid as invalid:
        return str(invalid)
    return None


def _kept(lines: Sequence[Mapping[str, str]]) -> dict[str, list[str]]:
    return {line["who"]: mail.addresses(line["address"]) for line in lines}


def _told(kept: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    return [{"who": who, "address": "、".join(found)} for who, found in kept.items()]


def _twice(value: Any, values: Values, facts: Facts) -> str | None:
    named = [line.get("who", "") for line in value]
    twice = [one for one in dict.fromkeys(named) if named.count(one) > 1]
    return f"{'、'.join(twice)}写了两行" if twice else None


def addresses(key: str, label: str, choices: tuple[str, ...], used_by: tuple[str, ...]) -> Setting:
    """A setting of mail addresses, {name: [address, …]}; choices: the names that are usual."""
    field = Field(
        key, label, Kind.LINES, maximum=60, checks=(Check("一家一行", _twice),),
        columns=(
            Field("who", "寄给", required=True, longest=40, suggestions=choices),
            Field("address", "电子邮箱（几个用顿号隔开）", required=True, longest=200, width=3,
                  checks=(Check("电子邮箱", no_address),)),
        ),
    )  # fmt: skip
    return Setting(field, section=SECTION, used_by=used_by, kept=_kept, told=_told, binds=False)


def mistakes_of(form: Form) -> Iterator[str]:
    """What is wrong with what a form hands over."""
    one = form.handed_out
    if one is None:
        return
    names = {act.name for act in form.acts}
    if one.act not in names:
        yield f"报送提到没有的动作 {one.act}"
    elif one.act not in {due.stop for due in form.dues}:
        yield f"报送的动作 {one.act} 须了结一个期限"
    for key, _ in one.keyed:
        if not known(form, key):
            yield f"报送的列 {key} 不存在"
    if not form.has(one.by) or form.field(one.by).kind is not Kind.CHOICE:
        yield f"报送给谁（by）须是一个选项字段：{one.by}"
    for key in one.pictures:
        if not form.has(key) or form.field(key).kind not in (Kind.FILE, Kind.PHOTO):
            yield f"报送的附件 {key} 不是照片或扫描件"
