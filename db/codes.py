"""Numbers and slip codes: FX-2026-000418 and FX26000418 + 10 characters of the office's MAC.

The MAC is the first 50 bits of HMAC-SHA256 in Base32, so that the whole code is 20 alphanumeric
characters (QR version 1-M) and can be typed from paper. It shows that this office wrote the
number; what the number may do is looked up.
"""

from __future__ import annotations

import base64
import hmac
import re
from functools import lru_cache

from forms.values import Invalid, text

NUMBER = re.compile(r"([A-Z]{2,4})-?(\d{4})-?(\d{6,9})", re.ASCII)
SHORT = re.compile(r"([A-Z]{2,4})(\d{2})(\d{6}|[1-9]\d{6,8})([A-Z2-7]{10})?", re.ASCII)


def number(code: str, year: int, sequence: int) -> str:
    """The number people read."""
    return f"{code}-{year}-{sequence:06d}"


@lru_cache(maxsize=4096)
def slip_code(secret: bytes, written: str) -> str:
    """The code printed on the slip of that number."""
    form, year, sequence = _parts(written)
    head = f"{form}{year % 100:02d}{sequence:06d}"
    return head + _mac(secret, written)


def read(secret: bytes, scanned: str) -> tuple[str | None, bool]:
    """What was typed or scanned: (number or None, whether it is genuine).

    A plain number carries no MAC and counts as genuine: the guard looks at the paper. Case,
    spaces, hyphens and full-width letters (an input method left on) do not matter.
    """
    try:
        typed = re.sub(r"[\s-]", "", text.halfwidth(scanned)).upper()
    except Invalid:
        return None, False
    plain = NUMBER.fullmatch(typed)
    if plain and 2000 <= int(plain[2]) <= 2199:
        return number(plain[1], int(plain[2]), int(plain[3])), True
    short = SHORT.fullmatch(typed)
    if short is None:
        return None, False
    written = number(short[1], 2000 + int(short[2]), int(short[3]))
    if short[4] is None:
        return written, True
    return written, hmac.compare_digest(short[4], _mac(secret, written))


def _parts(written: str) -> tuple[str, int, int]:
    found = NUMBER.fullmatch(written)
    if found is None:
        raise ValueError(written)
    return found[1], int(found[2]), int(found[3])


def _mac(secret: bytes, written: str) -> str:
    digest = hmac.digest(secret, b"slip\0" + written.encode(), "sha256")
    return base64.b32encode(digest[:7]).decode()[:10]
