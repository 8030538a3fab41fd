"""A place for pictures as a page gives it to its inputs, in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from db.images import reencode
from forms.fields import Field
from forms.values import Invalid
from ui.pictures import Pictures


class PictureBox:
    """A place for pictures like the store's, in memory; `full` refuses."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.names: list[str] = []
        self.full = False

    def keep(self, body: bytes, name: str) -> dict[str, Any]:
        """Its value."""
        if self.full:
            raise Invalid("存不下：磁盘已满，请腾出空间，内容还在。")
        mark = hashlib.sha256(body).hexdigest()
        self.bodies[mark] = body
        self.names.append(name)
        return {"name": name, "sha256": mark, "size": len(body)}

    def fetch(
        self, owner: QObject, field: Field, sha256: str, done: Callable[[bytes | None], object]
    ) -> None:
        """At once."""
        done(self.bodies.get(sha256))

    @property
    def pictures(self) -> Pictures:
        """With the real making small."""
        return Pictures(reencode, self.keep, self.fetch)
