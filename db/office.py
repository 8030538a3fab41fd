"""The office's choices: its name, its settings, what it changed of the declarations.

A setting that was never set has the default given here; every change is journalled with the old
and the new value.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db import attempts
from db.models import Setting
from db.store import Store
from forms import SETTINGS, bound
from forms.form import Form
from forms.settings import WRONG_MINUTES, WRONG_MOST
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


def choices_for(store: Store, form: Form) -> dict[str, Any]:
    """The same for the rules of a record of that snapshot: what its form reads is as it was chosen
    when the record was issued. A record of before snapshots kept that has what was chosen last
    before the first change since (`OF_BEFORE`)."""
    kept = form.settings
    if kept is None:
        kept = own(store, OF_BEFORE) or {}
    return choices(store) | dict(kept)


OF_BEFORE = "office.of_before"
"""By name, what held of a setting for records whose snapshot says nothing of settings."""


def change(session: Session, key: str, value: Any, second: str = "") -> None:
    """Set one setting, None for the default again; needs the right "settings". Effective for new
    records only. second: the number of who approved it, where it takes two."""
    session.require("settings", "改单位设置")
    with session.store.write():
        old = setting(session.store, key)
        if key in SETTINGS and SETTINGS[key].binds:
            _keep_for_those_before(session, key, old)
        put(session.store, key, value, session.clock.now(), session.member.no)
        approved = {"second": second} if second else {}
        session.journal("setting", key, {"old": old, "new": value} | approved)
    if key in (WRONG_MOST.key, WRONG_MINUTES.key):
        tell_login(session.store)


def tell_login(store: Store) -> None:
    """Put how many wrong tries lock a number where it is seen before anybody logs in."""
    most, minutes = (int(setting(store, one.key)) for one in (WRONG_MOST, WRONG_MINUTES))
    attempts.agree(store.folder, most, minutes)


def _keep_for_those_before(session: Session, key: str, old: Any) -> None:
    """Remember what held until the first change, where there are records that may ask."""
    known = own(session.store, OF_BEFORE) or {}
    asks = "SELECT 1 FROM declaration WHERE json_type(body, '$.settings') IS NULL LIMIT 1"
    if key not in known and session.store.value(asks):
        put(session.store, OF_BEFORE, {**known, key: old}, session.clock.now(), None)


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
    """The declaration with the office's choices put over it (setting "form.CODE"), and what it has
    chosen of the settings that the form reads. Remembered on the declaration, as most of the time
    nobody changes anything."""
    name, settings = f"form.{form.code}", bound(form)
    keys = (name, *(one.key for one in settings))
    marks = ",".join("?" * len(keys))
    rows = tuple(store.rows(f"SELECT key, value FROM setting WHERE key IN ({marks})", keys))
    known: tuple[Any, Form] | None = form.__dict__.get("_effective")
    if known is not None and known[0] == rows:
        return known[1]
    own_choices = {key: json.loads(value) for key, value in rows}
    kept = {one.key: own_choices.get(one.key) for one in settings}
    kept = {one.key: one.default if kept[one.key] is None else kept[one.key] for one in settings}
    chosen = overridden(form, own_choices.get(name) or {})
    made = replace(chosen, settings=kept, checked=False)  # which changes nothing that was checked
    object.__setattr__(form, "_effective", (rows, made))
    return made


def secret(store: Store) -> bytes:
    """The office's key for slip codes, 32 bytes."""
    return bytes.fromhex(setting(store, "office.secret"))
