"""Qt parts that know no business: theme, inputs, form, tables, preview, dialogs.

Qt's Python part reads the source of every module that is loaded after it, and keeps all of it in
memory, to see whether the module may ask for snake_case names (`__feature__`). None of ours does,
so none is read: a fifth of the time of loading, and 8 MB.
"""

from __future__ import annotations

import importlib
from contextlib import suppress

import PySide6.QtCore  # noqa: F401

with suppress(ImportError):
    _feature = importlib.import_module("shibokensupport.feature")
    if hasattr(_feature, "_mod_uses_pyside"):  # another version of Qt may do without
        setattr(_feature, "_mod_uses_pyside", lambda module: True)
