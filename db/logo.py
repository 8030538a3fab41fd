"""The office's sign 单位标志: which picture it is now, and that none that was one ever goes.

Papers name it by its hash, so what was printed keeps the sign of its day, also after another one
was chosen or it was taken away.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import attachments, office
from db.errors import Environment
from db.session import Session
from db.store import Store
from forms.settings import LOGO


@dataclass(frozen=True)
class Logo:
    """The picture: its SHA-256 and its width by its height."""

    sha256: str
    ratio: float


def current(store: Store) -> Logo | None:
    """The sign of now, None for none, and where its content is gone or damaged (`check` says so).
    """
    value = office.setting(store, LOGO.key)
    if not value:
        return None
    ratio = _ratio(store, str(value["sha256"]))
    return Logo(str(value["sha256"]), ratio) if ratio else None


def keep(session: Session, value: Mapping[str, Any]) -> None:
    """Inside the transaction that makes a picture the sign: it is no longer only staged."""
    session.store.db.execute_sql(
        "UPDATE attachment SET staged_at = NULL WHERE sha256 = ?", (value["sha256"],)
    )


_known: dict[str, float] = {}


def _ratio(store: Store, sha256: str) -> float:
    """Width by height, 0 for a content that cannot be read; by hash, so it never changes."""
    if sha256 not in _known:
        from PIL import Image

        try:
            body = attachments.content(store, sha256)
            with Image.open(io.BytesIO(body or b"")) as picture:
                _known[sha256] = picture.width / picture.height
        except (Environment, OSError, ValueError):
            return 0.0
    return _known[sha256]
