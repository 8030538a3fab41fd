"""The page of office settings: what may be chosen, what is chosen, and how it is written.

A `Part` is one section of the page: plain settings (`forms.SETTINGS`), or all that may be chosen of
one form (`forms.choices`). It is written as a whole, in one transaction with its journal lines.

Who may issue a form or do an act is what the permission table says (`db.rights`), for records of
any age; the roles in a form's snapshot are only words on it. So a change of roles writes both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from db import approving, attachments, logo, office, permitting, rights
from db.errors import Refused
from db.renewing import mark
from db.session import Member, Session
from forms import SETTINGS, choices, holidays
from forms.facts import Facts
from forms.fields import Field
from forms.form import Form
from forms.rules import clean_fields
from forms.secrecy import right
from forms.settings import HOLIDAYS, Setting
from forms.snapshot import differing
from forms.values import Invalid

STALE = "刚刚有人改过这一节，您填的还在。请按“放弃改动”看现在的内容，或再保存一次盖过它"


@dataclass(frozen=True)
class Part:
    """A section: its key (a form's code, or the section's title), title, heading it stands under,
    its questions, the settings among them by field key, and the form, if it is one's."""

    key: str
    title: str
    group: str
    fields: tuple[Field, ...]
    settings: Mapping[str, Setting]
    form: Form | None = None

    @property
    def subjects(self) -> dict[str, str]:
        """What its changes are journalled under -> the field's key, "" for the form itself."""
        found = {one.key: key for key, one in self.settings.items()}
        if self.form is not None:
            found[f"form.{self.form.code}"] = ""
            for field in self.fields:
                action = choices.action_of(self.form, field.key)
                found |= {action: field.key} if action else {}
        return found


@dataclass(frozen=True)
class Chosen:
    """What holds now and what would by default, canonical, by field key."""

    values: dict[str, Any]
    defaults: dict[str, Any]

    @property
    def changed(self) -> tuple[str, ...]:
        """Keys of what differs from its default."""
        keys = dict.fromkeys((*self.defaults, *self.values))
        return tuple(key for key in keys if self.values.get(key) != self.defaults.get(key))


def parts(session: Session) -> dict[str, Part]:
    """Every section by key, the office's own first, then each form that people see."""
    users = {key: one.users(session.forms) for key, one in SETTINGS.items() if one.used_by}
    alone = {key: codes[0] for key, codes in users.items() if len(codes) == 1}
    found: dict[str, Part] = {}
    for section in dict.fromkeys(one.section for one in SETTINGS.values()):
        mine = [
            one for key, one in SETTINGS.items()
            if one.section == section and key not in alone and users.get(key) != ()
        ]  # fmt: skip
        if mine:
            found[section] = _part(section, section, "单位", mine, None)
    for form in session.forms.values():
        if form.shown:
            own = [one for key, one in SETTINGS.items() if alone.get(key) == form.code]
            found[form.code] = _part(form.code, form.title, form.desk, own, form)
    return found


def _part(
    key: str, title: str, group: str, own: list[Setting], form: Form | None
) -> Part:
    asked = choices.questions(form) if form is not None else ()
    head = 2 if form is not None else 0
    fields = (*asked[:head], *(one.field for one in own), *asked[head:])
    return Part(key, title, group, fields, {one.field.key: one for one in own}, form)


def chosen(session: Session, part: Part) -> Chosen:
    """What holds now of a section."""
    values: dict[str, Any] = {}
    defaults: dict[str, Any] = {}
    for key, one in part.settings.items():
        kept = office.own(session.store, one.key)
        for found, value in ((defaults, one.default), (values, kept)):
            value = one.default if value is None else value
            if value is not None:
                found[key] = one.told(value)
    if part.form is not None:
        defaults |= choices.answers(part.form, part.form)
        values |= choices.answers(part.form, _allowed(session, part.form))
    return Chosen(values, defaults)


def _allowed(session: Session, form: Form) -> Form:
    """The form as the office has it, with the roles that the permission table says."""
    found = office.effective(session.store, form)
    acts = tuple(
        replace(act, roles=_holders(session, f"act:{form.code}:{act.name}", act.roles))
        for act in found.acts
    )
    issued_by = _holders(session, f"issue:{form.code}", found.issued_by)
    return replace(found, issued_by=issued_by, acts=acts, checked=False)


def _holders(session: Session, action: str, named: tuple[str, ...]) -> tuple[str, ...]:
    """Who holds a right; in the order of those named, where they are the same."""
    holders = rights.holders(session.store, action)
    return named if set(holders) == set(named) or not holders else holders


def save(
    session: Session,
    part: Part,
    typed: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    *,
    second: Member | None = None,
) -> list[str]:
    """Write a section as typed; the journalled subjects that have changed.

    seen: the values as they were shown; Refused when somebody has changed them since · second: who
    approves, where it changes who may do something. Refused with every problem by field key, also
    where the form would not hold together.
    """
    session.require("settings", "改单位设置")
    problems: dict[str, str] = {}
    facts = Facts(now=session.now(), operator=session.member.words)
    values = clean_fields(part.fields, typed, facts, problems, {})
    problems |= attachments.missing(session.store, part.fields, values)
    if problems:
        raise Refused(problems)
    with session.store.write():
        now = chosen(session, part)
        if seen is not None and now.values != dict(seen):
            raise Refused({"": STALE})
        written = [
            one.key for key, one in part.settings.items()
            if _put(session, one, values.get(key), now.values.get(key), second)
        ]
        if part.form is not None:
            written += _put_form(session, part.form, values, second)
        if any(SETTINGS[key].renews for key in written if key in SETTINGS):
            mark(session)
    return written


def _put(
    session: Session, one: Setting, value: Any, before: Any, second: Member | None
) -> bool:
    if value == before:
        return False
    checker = ""
    if one.by_two:
        checker = approving.check(session, second, f"改“{one.field.label}”").no
    kept = None if value is None else one.kept(value)
    if kept is not None and one.field.kind in attachments.KINDS:
        logo.keep(session, kept)
    office.change(session, one.key, None if kept == one.default else kept, checker)
    return True


def _put_form(
    session: Session, form: Form, values: Mapping[str, Any], second: Member | None
) -> list[str]:
    made, wrong = choices.chosen(form, values)
    if wrong:
        raise Refused(wrong)
    key, written = f"form.{form.code}", []
    _level(session, form, made, second)
    wanted = differing(form, made) or None
    if wanted != office.own(session.store, key):
        office.change(session, key, wanted, _eased(session, form, made, second))
        written.append(key)
    granted = {f"issue:{form.code}": made.issued_by} | {
        f"act:{form.code}:{act.name}": act.roles for act in made.acts
    }
    return written + permitting.change(session, granted, second)


def _eased(session: Session, form: Form, made: Form, second: Member | None) -> str:
    """The number of who approves that acts take one person from now on that took two; "" where none
    does. Refused as of `approving.check`."""
    twofold = {act.name for act in session.form(form.code).acts if act.second}
    names = [act.name for act in made.acts if act.name in twofold and not act.second]
    if not names:
        return ""
    return approving.check(session, second, f"{form.title}的{'、'.join(names)}不再要第二人").no


def _level(session: Session, form: Form, made: Form, second: Member | None) -> None:
    """Approve and journal another level for records from now on; nothing where it stays. Refused
    where nobody who issues the form could see them."""
    old, new = (one.level or form.secrecy for one in (session.form(form.code), made))
    if old == new:
        return
    if not any(rights.allowed(session.store, (role,), right(new)) for role in made.issued_by):
        words = f"能开这种单的岗位都看不到{new}，先在“权限”里给"
        raise Refused({choices.LEVEL: words})
    words = f"把{form.title}以后的密级改为{new}"
    with approving.approved(session, "level", second, words, subject=form.code) as checker:
        session.journal("level", form.code, {"old": old, "new": new, "second": checker})


def grant(
    session: Session, wanted: Mapping[str, Iterable[str]], second: Member | None = None
) -> list[str]:
    """Change who may do actions, inside the transaction at hand, as `permitting.change`; the forms'
    own words for it follow."""
    changed = permitting.change(session, wanted, second)
    codes = {action.split(":")[1] for action in changed if action.count(":")} & set(session.forms)
    for code in sorted(codes):
        form = session.forms[code]
        kept = differing(form, _allowed(session, form)) or None
        if kept != office.own(session.store, f"form.{code}"):
            office.change(session, f"form.{code}", kept)
    return changed


def survey(session: Session) -> dict[str, Chosen]:
    """What holds now of every section, and of the holidays."""
    found = {key: chosen(session, part) for key, part in parts(session).items()}
    return found | {HOLIDAYS: Chosen(days_off(session), {})}


def days_off(session: Session) -> dict[str, bool]:
    """Days off (True) and weekends worked (False) of all years, by ISO day."""
    return dict(office.setting(session.store, HOLIDAYS) or {})


def save_days_off(
    session: Session, typed: Mapping[int, str], seen: Mapping[str, bool] | None = None
) -> list[str]:
    """Write the years typed (lines as `forms.holidays.read` takes them); other years stay.

    seen: what was shown. Refused with what is wrong by year.
    """
    session.require("settings", "改单位设置")
    read, problems = {}, {}
    for year, lines in typed.items():
        try:
            read[year] = holidays.read(lines, year)
        except Invalid as invalid:
            problems[str(year)] = str(invalid)
    if problems:
        raise Refused(problems)
    with session.store.write():
        now = days_off(session)
        if seen is not None and now != dict(seen):
            raise Refused({"": STALE})
        heads = tuple(f"{year}-" for year in typed)
        kept = {day: off for day, off in now.items() if not day.startswith(heads)}
        for days in read.values():
            kept |= days
        if kept == now:
            return []
        office.change(session, HOLIDAYS, dict(sorted(kept.items())) or None)
        mark(session)
    return [HOLIDAYS]
