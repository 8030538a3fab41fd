"""A place for pictures as a page gives it to its inputs, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from db.images import reencode
from forms.fields import Field, Kind
from forms.values import Invalid
from ui.pictures import Pictures


class PictureBox:
    """A place for pictures like the store's, in memory; `full` refuses."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.names: list[str] = []
        self.full = False

    def take(self, source: Path | bytes, name: str, kind: Kind) -> tuple[dict[str, Any], bytes]:
        """Its value and what is kept; made small as the store does."""
        if self.full:
            raise Invalid("存不下：磁盘已满，请腾出空间，内容还在。")
        try:
            body = reencode(source, kind)
        except Invalid as invalid:
            raise Invalid(f"{name} {invalid}") from None
        mark = hashlib.sha256(body).hexdigest()
        self.bodies[mark] = body
        self.names.append(name)
        return {"name": name, "sha256": mark, "size": len(body)}, body

    def fetch(
        self, owner: QObject, field: Field, sha256: str, done: Callable[[bytes | None], object]
    ) -> None:
        """At once."""
        done(self.bodies.get(sha256))

    @property
    def pictures(self) -> Pictures:
        """With the real making small."""
        return Pictures(self.take, self.fetch)
