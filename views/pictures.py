"""Photos and scans in the window: taken into the store, fetched from it by right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from db import attachments
from db.errors import Environment
from db.session import Session
from db.store import Store
from forms.fields import Field, Kind
from forms.values import Invalid
from ui.pictures import Pictures
from ui.preview import PDFIUM
from views import reading


def inputs(session: Session) -> Pictures:
    """What the inputs of a form need to take pictures in and to show them."""
    folder, dek = session.store.folder, session.dek

    def take(source: Path | bytes, name: str, kind: Kind) -> tuple[dict[str, Any], bytes]:
        """In a thread: through a connection of its own."""
        try:
            store = Store.open(folder, dek, check=False)
        except Environment as trouble:
            raise Invalid(str(trouble)) from None
        try:
            own = replace(session, store=store)
            value = attachments.take(own, source, name, kind, PDFIUM)
            body = attachments.content(store, value["sha256"])
            assert body is not None
            return value, body
        except Environment as trouble:
            raise Invalid(str(trouble)) from None
        finally:
            store.close()

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

    return Pictures(take=take, fetch=fetch)
