"""Who may do what: a table in the store that denies what it does not name.

An action is "issue:FX", "act:FX:放行" or one of `forms.roles.OWNERSHIP`. The defaults of a form come
from its declaration, once, when the store first meets it; afterwards the table alone decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from db.models import Permission
from db.office import put, setting
from db.store import Store
from forms.form import Form
from forms.roles import OWNERSHIP

GRANTED = "permission.granted"


def defaults(form: Form) -> set[tuple[str, str]]:
    """The (role, action) pairs that a declaration asks for."""
    pairs = {(role, f"issue:{form.code}") for role in form.issued_by}
    pairs |= {(role, f"act:{form.code}:{act.name}") for act in form.acts for role in act.roles}
    return pairs


def first_given(forms: Iterable[Form]) -> dict[str, set[str]]:
    """By action the roles that have it on the first day."""
    found = {right: set(roles) for right, roles in OWNERSHIP.items()}
    for form in forms:
        for role, action in defaults(form):
            found.setdefault(action, set()).add(role)
    return found


def grant_new(store: Store, forms: Iterable[Form], now: int) -> None:
    """Put in the defaults of forms and acts the store has not met; changes nothing else."""
    met = set(setting(store, GRANTED) or ())
    wanted: set[tuple[str, str]] = set()
    for right, roles in OWNERSHIP.items():
        if right not in met:
            wanted |= {(role, right) for role in roles}
    for form in forms:
        wanted |= {pair for pair in defaults(form) if pair[1] not in met}
    if not wanted:
        return
    with store.write():
        rows = [{"role": role, "action": action} for role, action in sorted(wanted)]
        Permission.insert_many(rows).on_conflict_ignore().execute(store.db)
        put(store, GRANTED, sorted(met | {action for _, action in wanted}), now, None)


def allowed(store: Store, roles: Iterable[str], action: str) -> bool:
    """Whether any of the roles may do the action."""
    mine = tuple(roles)
    marks = ",".join("?" * len(mine))
    sql = f"SELECT 1 FROM permission WHERE role IN ({marks}) AND action = ? LIMIT 1"
    return store.value(sql, (*mine, action)) is not None


def holders(store: Store, action: str) -> tuple[str, ...]:
    """The roles that may do the action."""
    rows = Permission.select(Permission.role).where(Permission.action == action)
    return tuple(role for (role,) in rows.order_by(Permission.role).tuples().execute(store.db))


def of_no_form(store: Store, roles: Iterable[str]) -> tuple[str, ...]:
    """The rights that belong to no form and that any of the roles has, in their own order."""
    mine = tuple(roles)
    marks = ",".join("?" * len(mine))
    rows = store.rows(f"SELECT DISTINCT action FROM permission WHERE role IN ({marks})", mine)
    had = {action for (action,) in rows}
    return tuple(right for right in OWNERSHIP if right in had)


def roles_of(store: Store, no: str) -> tuple[str, ...]:
    """The roles of an active member of staff; none for anybody else."""
    found = store.value("SELECT roles FROM staff WHERE no = ? AND active = 1", (no,))
    return tuple(json.loads(found)) if found else ()
