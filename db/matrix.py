"""The permission table as people read it: what there is to be allowed, form by form, and why
somebody may do a thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from db import choosing, permitting, rights
from db.errors import Refused
from db.session import Member, Session, member
from forms.roles import RIGHTS
from forms.secrecy import CLASSIFIED, right

SIGHT = ("see:records", *map(right, CLASSIFIED), "see:personal", "see:unit", "see:statistics")
"""The rights to see, which stand first."""


@dataclass(frozen=True)
class Group:
    """What belongs together: a form's title and code ("" for what is of no form), and its lines:
    the action and what it is called under the title."""

    title: str
    code: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Matrix:
    """All groups, and by action the roles that hold it now and those that would by default."""

    groups: tuple[Group, ...]
    held: Mapping[str, frozenset[str]]
    defaults: Mapping[str, frozenset[str]]


def read(session: Session) -> Matrix:
    """The whole table as it is now; Refused without the right to change settings or staff."""
    if not session.may("staff"):
        session.require("settings", "看权限表")
    sight = [one for one in SIGHT if one in RIGHTS]
    rest = [one for one in RIGHTS if one not in sight]
    groups = [
        Group("看得到什么", "", tuple((one, RIGHTS[one]) for one in sight)),
        Group("单据以外", "", tuple((one, RIGHTS[one]) for one in rest)),
    ]
    for code in session.forms:
        form = session.form(code)
        acts = [(f"act:{code}:{act.name}", act.name) for act in form.acts if not act.passed_only]
        groups.append(Group(form.title, code, ((f"issue:{code}", "开单"), *acts)))
    held: dict[str, set[str]] = {}
    for role, action in session.store.rows("SELECT role, action FROM permission"):
        held.setdefault(action, set()).add(role)
    actions = [action for group in groups for action, _ in group.lines]
    declared = rights.first_given(session.forms.values())
    return Matrix(
        tuple(groups),
        {one: frozenset(held.get(one, ())) for one in actions},
        {one: frozenset(declared.get(one, ())) for one in actions},
    )


def save(
    session: Session,
    wanted: Mapping[str, frozenset[str]],
    seen: Mapping[str, frozenset[str]],
    second: Member | None = None,
) -> list[str]:
    """Write the lines that were changed, approved by a second person; the actions that changed.

    seen: those lines as they were shown; Refused where somebody changed one of them since.
    """
    with session.store.write():
        for action, shown in seen.items():
            if set(rights.holders(session.store, action)) != set(shown):
                words = f"刚刚有人改过“{permitting.named(session.forms, action)}”，请先放弃改动再改"
                raise Refused({"": words})
        return choosing.grant(session, wanted, second)


def why(session: Session, no: str, action: str) -> str:
    """In words why a member of staff may or may not do an action."""
    who, words = member(session.store, no), permitting.named(session.forms, action)
    holders = rights.holders(session.store, action)
    mine = [role for role in who.roles if role in holders]
    if not mine:
        others = f"，这一项给了{'、'.join(holders)}" if holders else "，这一项没有给任何岗位"
        return f"{who.words}（{'、'.join(who.roles)}）不能{words}{others}。"
    changed = session.store.rows(
        "SELECT at, by FROM journal WHERE action = 'permission' AND subject = ?"
        " ORDER BY seq DESC LIMIT 1",
        (action,),
    )
    since = "从第一天起就是这样"
    if changed:
        at, by = changed[0]
        since = f"{session.local(at):%Y-%m-%d %H:%M} 由工号 {by} 改成现在这样"
    return f"{who.words} 能{words}，因为岗位有{'、'.join(mine)}；{since}。"
