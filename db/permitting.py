"""Changing the permission table: by two persons, journalled, and never all of it to one role.

The administrator manages accounts and backups; what is personal, classified or money is not his
(docs/handbook.md §6).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from db import approving, rights
from db.errors import Refused
from db.models import Permission
from db.session import Member, Session
from forms.acts import Effect
from forms.form import Form
from forms.roles import ADMINISTRATOR, RIGHTS
from forms.secrecy import CLASSIFIED, right

WORDS = "改权限"
_MONEY = frozenset({Effect.PAY, Effect.REFUND, Effect.FORFEIT, Effect.REVERSE})
_SIGHT = frozenset({"see:personal", "unmask", *map(right, CLASSIFIED)})


def change(
    session: Session, wanted: Mapping[str, Iterable[str]], second: Member | None = None
) -> list[str]:
    """These roles and no others may do each action from now on, inside the transaction at hand; the
    actions that this changes, each journalled with who might before.

    Nothing is asked where nothing changes. Refused without the right, without a second person who
    may approve it, and for what an administrator's role must not have.
    """
    changed = {
        action: (old, new) for action, roles in wanted.items()
        if set(old := rights.holders(session.store, action)) != set(new := sorted(set(roles)))
    }  # fmt: skip
    if not changed:
        return []
    session.require("settings", WORDS)
    wrong = {
        action: f"系统管理员只管账号和备份，不能{named(session.forms, action)}"
        for action, (old, new) in changed.items()
        if ADMINISTRATOR in new and ADMINISTRATOR not in old and barred(session.forms, action)
    }
    if wrong:
        raise Refused(wrong)
    with approving.approved(session, "permission", second, WORDS) as checker:
        for action, (old, new) in changed.items():
            _write(session, action, old, new)
            body = {"old": list(old), "new": list(new), "second": checker}
            session.journal("permission", action, body)
    return list(changed)


def _write(session: Session, action: str, old: Iterable[str], new: Iterable[str]) -> None:
    gone, come = sorted(set(old) - set(new)), sorted(set(new) - set(old))
    which = (Permission.action == action) & Permission.role.in_(gone)
    Permission.delete().where(which).execute(session.store.db)
    if come:
        rows = [{"role": role, "action": action} for role in come]
        Permission.insert_many(rows).execute(session.store.db)


def barred(forms: Mapping[str, Form], action: str) -> bool:
    """Whether the administrator's role must not have it: sight of persons and of what is
    classified, and money."""
    verb, code, name = [*action.split(":", 2), "", ""][:3]
    form = forms.get(code)
    if form is None:
        return action in _SIGHT
    if verb == "issue":
        return bool(form.settles or form.closes)
    return any(act.name == name and act.effect in _MONEY for act in form.acts)


def named(forms: Mapping[str, Form], action: str) -> str:
    """An action in words: 开物品放行条, 办物品放行条的“放行”, 备份."""
    if action in RIGHTS:
        return RIGHTS[action]
    verb, code, name = [*action.split(":", 2), "", ""][:3]
    title = forms[code].title if code in forms else code
    return f"开{title}" if verb == "issue" else f"办{title}的“{name}”"
