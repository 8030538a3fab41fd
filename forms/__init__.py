"""Business forms, declared once as values: what each asks, requires and costs, who does what.

A form lives in a module of its desk's folder (forms/property, forms/dealership …); every `Form`
found there is known, and `FORMS` are those that users see, in menu order. Adding one is adding
its declaration, with its example values: no list to keep.
"""

from __future__ import annotations

import importlib
import pkgutil

from forms import dealership, property
from forms.form import Form
from forms.roles import DESKS

_FOLDERS = (property, dealership)


def _declared() -> tuple[Form, ...]:
    found: dict[str, Form] = {}
    for folder in _FOLDERS:
        for module in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Form):
                    found[value.code] = value
    desks = list(DESKS)
    return tuple(
        sorted(found.values(), key=lambda form: (desks.index(form.desk), form.menu, form.code))
    )


DECLARED: tuple[Form, ...] = _declared()
"""Every form there is, also those not shown to users yet."""

FORMS: tuple[Form, ...] = tuple(form for form in DECLARED if form.shown)
"""The forms users see, by desk and menu place."""
