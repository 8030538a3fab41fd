"""The office's sign on its way to paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import logo
from db.session import Session

if TYPE_CHECKING:
    from printing.letterhead import Sign


def sign(session: Session) -> Sign | None:
    """What papers show beside the office's name now, None for nothing."""
    from printing.letterhead import Sign

    found = logo.current(session.store)
    return Sign(found.sha256, found.ratio) if found else None


def named(sign: Sign | None) -> tuple[str, ...]:
    """The hashes of its image, for `views.printouts.images`."""
    return (sign.sha256,) if sign else ()
