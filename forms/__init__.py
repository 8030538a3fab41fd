"""Business forms, declared once as values: what each asks, requires and costs, who does what.

A form lives in a module of its desk's folder (forms/property, forms/dealership …); every `Form`
found there is known, and `FORMS` are those that users see, in menu order. Adding one is adding
its declaration, with its example values: no list to keep. Default prices (`PriceList`) are found
in the same modules, and so are the office's choices (`Setting`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from forms import dealership, property
from forms.form import Form
from forms.prices import PriceList, one_list
from forms.retention import KEEPING
from forms.roles import DESKS
from forms.settings import WHOLE_OFFICE, Setting
from forms.shifts import AHEAD, SHIFTS

_FOLDERS = (property, dealership)


def _stated() -> Iterator[object]:
    """Every value of every module of the desks' folders."""
    for folder in _FOLDERS:
        for module in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
            yield from vars(importlib.import_module(module.name)).values()


def _declared() -> tuple[Form, ...]:
    found = {value.code: value for value in _stated() if isinstance(value, Form)}
    desks = list(DESKS)
    return tuple(
        sorted(found.values(), key=lambda form: (desks.index(form.desk), form.menu, form.code))
    )


DECLARED: tuple[Form, ...] = _declared()
"""Every form there is, also those not shown to users yet."""

FORMS: tuple[Form, ...] = tuple(form for form in DECLARED if form.shown)
"""The forms users see, by desk and menu place."""

PRICE_LISTS: tuple[PriceList, ...] = one_list(
    {value.section: value for value in _stated() if isinstance(value, PriceList)}.values()
)
"""The default prices of every desk, a section each."""

SETTINGS: dict[str, Setting] = {
    one.key: one
    for one in (
        *WHOLE_OFFICE, SHIFTS, AHEAD, *KEEPING,
        *(one for one in _stated() if isinstance(one, Setting)),
    )
}
"""The office's plain choices by the key they are kept under."""


def bound(form: Form) -> tuple[Setting, ...]:
    """The settings that the declared form's rules read and its records keep as they were when they
    were issued; remembered on the form, a frozen value."""
    known: tuple[Setting, ...] | None = form.__dict__.get("_bound")
    if known is None:
        known = tuple(one for one in SETTINGS.values() if one.binds and one.is_read_by(form))
        object.__setattr__(form, "_bound", known)
    return known
