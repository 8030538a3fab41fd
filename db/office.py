"""The office's choices: its name, its settings, what it changed of the declarations.

A setting that was never set has the default given here; every change is journalled with the old
and the new value.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from db.models import Setting
from db.store import Store
from forms import SETTINGS
from forms.form import Form
from forms.snapshot import overridden

if TYPE_CHECKING:
    from db.session import Session

DEFAULTS: dict[str, Any] = {
    key: one.default for key, one in SETTINGS.items() if one.default is not None
}
"""What holds where the office has chosen nothing, from the declared settings."""


def setting(store: Store, key: str) -> Any:
    """The value of a setting, or its default, or None."""
    found = own(store, key)
    return DEFAULTS.get(key) if found is None else found


def own(store: Store, key: str) -> Any:
    """What the office has chosen itself; None where the default holds."""
    found = store.value("SELECT value FROM setting WHERE key = ?", (key,))
    return None if found is None else json.loads(found)


def choices(store: Store) -> dict[str, Any]:
    """The choices that rules may ask for, by name, with the defaults filled in."""
    rows = store.rows("SELECT key, value FROM setting")
    private = ("office.", "permission.", "form.")
    chosen = {key: json.loads(value) for key, value in rows if not key.startswith(private)}
    return DEFAULTS | {key: value for key, value in chosen.items() if value is not None}


def change(session: Session, key: str, value: Any) -> None:
    """Set one setting, None for the default again; needs the right "settings". Effective for new
    records only."""
    session.require("settings", "改单位设置")
    with session.store.write():
        old = setting(session.store, key)
        put(session.store, key, value, session.clock.now(), session.member.no)
        session.journal("setting", key, {"old": old, "new": value})


def put(store: Store, key: str, value: Any, at: int, by: str | None) -> None:
    """Write a setting without asking anybody: first set-up and `change`; None forgets it."""
    if value is None:
        Setting.delete().where(Setting.key == key).execute(store.db)
        return
    row = {"key": key, "value": value, "changed_at": at, "changed_by": by}
    Setting.insert(**row).on_conflict(
        conflict_target=[Setting.key], update={k: v for k, v in row.items() if k != "key"}
    ).execute(store.db)


def effective(store: Store, form: Form) -> Form:
    """The declaration with the office's choices put over it (setting "form.CODE")."""
    choices = setting(store, f"form.{form.code}")
    return overridden(form, choices) if choices else form


def secret(store: Store) -> bytes:
    """The office's key for slip codes, 32 bytes."""
    return bytes.fromhex(setting(store, "office.secret"))
