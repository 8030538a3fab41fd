"""The data part of a declaration as JSON, its hash, and the way back.

A record refers to the snapshot it was made under, so that it keeps its chain, labels, fees and
copies for ever. Functions (conditions, checks, defaults) are not data: a revived form takes them
from today's declaration, where the same field or act still exists.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from forms.acts import Act, Effect, Signed
from forms.call_rates import CallRate
from forms.conditions import Condition
from forms.fees import Fee, Purse
from forms.fields import Check, Field, Kind, WrongDeclaration
from forms.form import Form
from forms.lending import Lends
from forms.paper import Box, Boxes, Cell, Colour, Copy, Paper, Photo, Row, Table, Text
from forms.slots import Slot
from forms.takings import Closes
from forms.timing import Deadline, DueKind, FollowUp, Span, Validity

Data = dict[str, Any]

_TODAYS = frozenset(
    {"example", "barred_by", "bars", "dossier", "duties", "gathers", "handed_out",
     "households", "on_file", "secrecy", "short", "statistics", "turns"}
)
"""Of a form and its fields, what is no part of its records."""

_PLAIN = frozenset({"settings"})
"""What is kept as it is, whatever it looks like."""

OVERRIDABLE = frozenset(
    {"title", "about", "issued_by", "copies", "fees", "validity", "deadlines", "follow_ups",
     "call_rate", "register", "register_title", "open_state", "expired_state",
     "deposit_carries", "level"}
)
ACT_OVERRIDABLE = frozenset(
    {"roles", "signed", "second", "box", "label", "state", "after", "after_any"}
)
ORDER = frozenset({"after", "after_any"})
"""To be chosen only where the declaration lets groups of acts take turns."""
PARTS: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "fees": (("name",), frozenset({"amount"})),
    "deadlines": (("name",), frozenset({"within", "roles", "again", "days_ahead"})),
    "follow_ups": (("after", "weight"), frozenset({"within", "again"})),
}
"""Of these each is chosen by itself: what tells one from the others, and what may be chosen of it.
What a newer declaration adds or takes away is added or gone, whatever was chosen of the others."""
FIELD_OVERRIDABLE = frozenset(
    {"label", "choices", "suggestions", "required", "default", "filled_from", "maximum", "longest",
     "columns"}
)
PAPER_OVERRIDABLE = frozenset({"foot", "heading", "order", "size", "texts"})


def snapshot(form: Form) -> Data:
    """The declaration's data part, JSON-able; conditions appear as their words."""
    data = _data(form)
    assert isinstance(data, dict)
    return data


def fingerprint(form: Form) -> str:
    """The digest of a form's snapshot, remembered on the form itself: a frozen value."""
    known = form.__dict__.get("_fingerprint")
    if known is None:
        known = digest(snapshot(form))
        object.__setattr__(form, "_fingerprint", known)
    return str(known)


def digest(data: Data) -> str:
    """SHA-256 (hex) of a snapshot's canonical JSON."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _data(value: Any) -> Any:
    if isinstance(value, Condition):
        return {"condition": value.words}
    if isinstance(value, Check):
        return {"check": value.words}
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        plain = {
            one.name: _data(getattr(value, one.name))
            for one in fields(value)
            if not one.name.startswith("_")
            and one.name not in _TODAYS
            and not _bare(getattr(value, one.name), one.default)
        }
        return {"is": type(value).__name__} | plain
    if isinstance(value, (tuple, list)):
        return [_data(one) for one in value]
    if callable(value):
        return {"function": getattr(value, "__name__", "")}
    return value


def _bare(value: Any, default: Any) -> bool:
    """Whether a snapshot can leave a value out: it is empty, and would be if left out."""
    return value in (None, "", ()) and value == default


def overridden(form: Form, overrides: Mapping[str, Any]) -> Form:
    """The form with the office's choices put over its defaults.

    overrides: {"copies": […], …} by attribute in `OVERRIDABLE`, and
    {"acts": {name: {"roles": …, "signed": …}}}, as values or as the JSON of a snapshot; fields (of
    the form and of an act) and papers are mappings of key or name to what is chosen of each.
    Raises KeyError for anything else, WrongDeclaration if it does not hold together with them.
    """
    changed: Data = {}
    for key, value in overrides.items():
        if key == "acts":
            if not form.turns and any(ORDER & set(own) for own in value.values()):
                raise KeyError("after")
            changed["acts"] = tuple(_overridden(act, value.get(act.name, {})) for act in form.acts)
        elif key == "fields":
            changed["fields"] = _each(form.fields, "key", value, FIELD_OVERRIDABLE)
        elif key == "papers":
            changed["papers"] = _each(form.papers, "name", value, PAPER_OVERRIDABLE)
        elif key in PARTS:
            declared = getattr(form, key)
            mine = _revived(_named(_data(value)), declared)
            changed[key] = _merged(declared, mine, *PARTS[key])
        elif key in OVERRIDABLE:
            changed[key] = _revived(_named(_data(value)), getattr(form, key))
        else:
            raise KeyError(key)
    if changed.get("title", form.title) != form.title:
        changed["short"] = ""  # a small button says the office's own name too
    return replace(form, **changed) if changed else form


def differing(form: Form, chosen: Form) -> Data:
    """What `overridden` needs to make `chosen` of the declared form, as JSON: only what differs."""
    found: Data = {
        key: _data(getattr(chosen, key))
        for key in sorted(OVERRIDABLE) if getattr(chosen, key) != getattr(form, key)
    }  # fmt: skip
    for key in PARTS.keys() & found.keys():
        mine = getattr(chosen, key)
        found[key] = [_data(one) for one, as_declared in zip(mine, getattr(form, key), strict=True)
                      if one != as_declared]  # fmt: skip
    found |= _of_each("fields", form.fields, chosen.fields, "key", FIELD_OVERRIDABLE)
    found |= _of_each("papers", form.papers, chosen.papers, "name", PAPER_OVERRIDABLE)
    acts = {}
    for act in form.acts:
        mine = chosen.act(act.name)
        own = {
            key: _data(getattr(mine, key))
            for key in sorted(ACT_OVERRIDABLE) if getattr(mine, key) != getattr(act, key)
        }  # fmt: skip
        own |= _of_each("fields", act.fields, mine.fields, "key", FIELD_OVERRIDABLE)
        if own:
            acts[act.name] = own
    return found | ({"acts": acts} if acts else {})


def _of_each(
    name: str, declared: Any, chosen: Any, mark: str, may: frozenset[str]
) -> Data:
    """What differs of each of a tuple's values, by its mark; nothing for nothing."""
    found: Data = {}
    for one, mine in zip(declared, chosen, strict=True):
        own = {key: _data(getattr(mine, key)) for key in sorted(may - {"columns"})
               if hasattr(one, key) and getattr(mine, key) != getattr(one, key)}  # fmt: skip
        own |= _of_each("columns", one.columns, mine.columns, "key", may) if (
            "columns" in may) else {}
        if own:
            found[getattr(one, mark)] = own
    return {name: found} if found else {}


def _each(declared: Any, mark: str, chosen: Any, may: frozenset[str]) -> Any:
    """Each of a tuple's values with what was chosen of it; what is there no more is left out."""
    if not isinstance(chosen, Mapping):
        raise KeyError(mark)
    unknown = {key for own in chosen.values() for key in own} - may
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))

    def mine(one: Any, key: str, value: Any) -> Any:
        if key == "columns":
            return _each(one.columns, "key", value, may)
        return _tupled(value)

    return tuple(
        replace(one, **{
            key: mine(one, key, value)
            for key, value in chosen.get(getattr(one, mark), {}).items()
        })
        for one in declared
    )  # fmt: skip


def _tupled(value: Any) -> Any:
    return tuple(_tupled(one) for one in value) if isinstance(value, (list, tuple)) else value


def _merged(
    declared: Any, chosen: Any, marks: tuple[str, ...], may: frozenset[str]
) -> Any:
    """The declared values with what was chosen of those that have the same marks."""
    known = {tuple(getattr(one, mark) for mark in marks): one for one in chosen}
    found = []
    for one in declared:
        mine = known.get(tuple(getattr(one, mark) for mark in marks))
        own = {key: getattr(mine, key) for key in may} if mine is not None else {}
        found.append(replace(one, **own) if own else one)
    return tuple(found)


def _named(data: Any) -> Any:
    """Data that says of every value what it is; else it would silently change nothing."""
    for one in data if isinstance(data, list) else (data,):
        if isinstance(one, dict) and one.get("is") not in _CLASSES:
            raise WrongDeclaration(f"选择写得不对，须写明 is：{one}")
    return data


def _overridden(act: Act, own: Mapping[str, Any]) -> Act:
    unknown = set(own) - ACT_OVERRIDABLE - {"fields"}
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    changed = {
        key: _ENUMS.get((Act, key), _same)(_revived(_data(value), getattr(act, key)))
        for key, value in own.items() if key != "fields"
    }
    if "fields" in own:
        changed["fields"] = _each(act.fields, "key", own["fields"], FIELD_OVERRIDABLE)
    return replace(act, **changed)


def revived(data: Data, today: Form) -> Form:
    """The form as it was when the snapshot was taken.

    today: the declaration as it stands, for the functions a snapshot cannot hold. One whose field
    or act is gone loses its conditions and checks, and keeps everything people see.
    """
    form = _revived(data, today)
    assert isinstance(form, Form)
    return form


def _revived(data: Any, today: Any) -> Any:
    if isinstance(data, list):
        return tuple(
            made for made in (_revived(one, _counterpart(one, today)) for one in data)
            if made is not _GONE
        )
    if not isinstance(data, dict):
        return data
    if "is" not in data:
        return _GONE if today is None else today
    kind = _CLASSES[data["is"]]
    arguments = {}
    for one in fields(kind):
        if one.name in _PLAIN and one.name in data:
            arguments[one.name] = data[one.name]
        elif one.name in data:
            made = _revived(data[one.name], getattr(today, one.name, None))
            if made is not _GONE:
                arguments[one.name] = _ENUMS.get((kind, one.name), _same)(made)
    if kind is Form:
        arguments["checked"] = False
        if today is not None and arguments["title"] == today.title:
            arguments["short"] = today.short
    return kind(**arguments)


def _counterpart(data: Any, today: Any) -> Any:
    """The value of today's tuple that a snapshot's element stands for: by key, name or words."""
    if not isinstance(today, tuple) or not isinstance(data, dict):
        return None
    for marks in (("key",), ("name",), ("after", "weight")):
        if set(marks) <= set(data):
            named = tuple(data[mark] for mark in marks)
            return next(
                (one for one in today
                 if tuple(getattr(one, mark, None) for mark in marks) == named), None
            )  # fmt: skip
    words = data.get("check")
    return next((one for one in today if isinstance(one, Check) and one.words == words), None)


def _same(value: Any) -> Any:
    return value


class _Gone:
    """Stands for a function whose declaration is no longer there."""


_GONE = _Gone()
_CLASSES: dict[str, Any] = {
    one.__name__: one
    for one in (
        Form, Field, Act, Fee, Copy, Paper, Row, Cell, Table, Box, Boxes, Text, Photo,
        Validity, Deadline, FollowUp, Span, Closes, Slot, CallRate, Lends,
    )
}  # fmt: skip
_ENUMS: dict[tuple[Any, str], Any] = {
    (Field, "kind"): Kind,
    (Act, "effect"): Effect,
    (Act, "signed"): Signed,
    (Fee, "purse"): Purse,
    (Copy, "colour"): Colour,
    (Deadline, "kind"): DueKind,
}


def label_of(data: Data, key: str) -> str:
    """A field's label as the record's own snapshot had it; the key itself when unknown."""
    for one in data.get("fields", ()):
        if one["key"] == key:
            return str(one["label"])
    return key


def condition_words(form: Form, condition: Condition, act: Act | None = None) -> str:
    """A condition's words with labels put in for its keys: those of the act's own fields, if it
    stands in an act, and the form's."""
    words = condition.words
    own = {field.key: field for field in act.fields} if act else {}
    for key in condition.keys:
        if key in own or form.has(key):
            words = words.replace(f"{{{key}}}", (own.get(key) or form.field(key)).label)
    return words
