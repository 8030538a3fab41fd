"""Photos and scans in the window: taken into the store, fetched from it by right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from db import attachments, images
from db.errors import Environment
from db.session import Session
from forms.fields import Field
from forms.values import Invalid
from ui.pictures import Pictures
from ui.preview import PDFIUM
from views import reading


def inputs(session: Session) -> Pictures:
    """What the inputs of a form need to take pictures in and to show them."""

    def keep(body: bytes, name: str) -> dict[str, Any]:
        try:
            return attachments.keep(session, body, name)
        except Environment as trouble:
            raise Invalid(str(trouble)) from None

    def fetch(
        owner: QObject, field: Field, sha256: str, done: Callable[[bytes | None], object]
    ) -> None:
        if not session.sees(field):
            done(None)
            return
        reading.ask(
            owner, session, lambda own: attachments.content(own.store, sha256), done,
            lambda error: done(None),
        )  # fmt: skip

    return Pictures(
        small=lambda source, kind: images.reencode(source, kind, PDFIUM), keep=keep, fetch=fetch
    )
