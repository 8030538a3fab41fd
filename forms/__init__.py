"""Business forms, declared once as values: what each asks, requires and costs, who does what.

A form lives in a module of its desk's folder (forms/property, forms/dealership …); every `Form`
found there is known, and `FORMS` are those that users see, in menu order. Adding one is adding
its declaration, with its example values: no list to keep. Default prices (`PriceList`) are found
in the same modules, and so are the office's choices (`Setting`).

The declarations are loaded when one of these lists is first asked for, not with any module of this
room: the folder's modules need this one, so it must not need them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forms.form import Form
    from forms.prices import PriceList
    from forms.settings import Setting

DECLARED: tuple[Form, ...]
"""Every form there is, also those not shown to users yet."""

FORMS: tuple[Form, ...]
"""The forms users see, by desk and menu place."""

PRICE_LISTS: tuple[PriceList, ...]
"""The default prices of every desk, a section each."""

SETTINGS: dict[str, Setting]
"""The office's plain choices by the key they are kept under."""


def __getattr__(name: str) -> Any:
    """One of the four lists, made from the declarations at its first asking."""
    making = _LISTS.get(name)
    if making is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals().setdefault(name, making())


def _stated() -> Iterator[object]:
    """Every value of every module of the desks' folders."""
    from forms import dealership, property

    for folder in (property, dealership):
        for module in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
            yield from vars(importlib.import_module(module.name)).values()


def _declared() -> tuple[Form, ...]:
    from forms.form import Form
    from forms.roles import DESKS

    found = {value.code: value for value in _stated() if isinstance(value, Form)}
    desks = list(DESKS)
    return tuple(
        sorted(found.values(), key=lambda form: (desks.index(form.desk), form.menu, form.code))
    )


def _shown() -> tuple[Form, ...]:
    from forms import DECLARED

    return tuple(form for form in DECLARED if form.shown)


def _price_lists() -> tuple[PriceList, ...]:
    from forms.prices import PriceList, one_list

    return one_list(
        {value.section: value for value in _stated() if isinstance(value, PriceList)}.values()
    )


def _settings() -> dict[str, Setting]:
    from forms.retention import KEEPING
    from forms.settings import WHOLE_OFFICE, Setting
    from forms.shifts import AHEAD, SHIFTS

    stated = (one for one in _stated() if isinstance(one, Setting))
    return {one.key: one for one in (*WHOLE_OFFICE, SHIFTS, AHEAD, *KEEPING, *stated)}


_LISTS = {
    "DECLARED": _declared, "FORMS": _shown, "PRICE_LISTS": _price_lists, "SETTINGS": _settings,
}  # fmt: skip


def bound(form: Form) -> tuple[Setting, ...]:
    """The settings that the declared form's rules read and its records keep as they were when they
    were issued; remembered on the form, a frozen value."""
    from forms import SETTINGS

    known: tuple[Setting, ...] | None = form.__dict__.get("_bound")
    if known is None:
        known = tuple(one for one in SETTINGS.values() if one.binds and one.is_read_by(form))
        object.__setattr__(form, "_bound", known)
    return known
