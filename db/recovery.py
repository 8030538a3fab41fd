"""The printed recovery code: 160 random bits in Base32, with check characters.

Seven groups of five letters and digits. The last three characters are a check, so that a slip of
the pen is told apart from the code of another store. Case, spaces, dashes and the look-alikes
0-O, 1-I, 8-B do not matter.
"""

import base64
import hashlib
import secrets
import unicodedata

from .errors import Refused

_BYTES = 20
_LENGTH = 32
_CHECK = 3
_GROUP = 5
_ALIKE = str.maketrans("018", "OIB")
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def new_code() -> tuple[str, bytes]:
    """A new code as it is printed, and its 20 secret bytes."""
    secret = secrets.token_bytes(_BYTES)
    text = base64.b32encode(secret).decode("ascii")
    text += _check(text)
    return "-".join(text[i:i + _GROUP] for i in range(0, len(text), _GROUP)), secret


def read_code(typed: str, what: str = "恢复码", path: str = "recovery") -> bytes:
    """The 20 secret bytes of a code as somebody typed it; `Refused` if it was mistyped.

    what: people's name for the code · path: the field that the refusal names.
    """
    plain = unicodedata.normalize("NFKC", typed).upper().translate(_ALIKE)
    text = "".join(c for c in plain if c.isalnum())
    whole = _LENGTH + _CHECK
    if len(text) != whole:
        raise Refused({path: f"{what}应为 {whole} 个字母和数字，现有 {len(text)} 个"})
    if not _ALPHABET.issuperset(text) or _check(text[:_LENGTH]) != text[_LENGTH:]:
        raise Refused({path: f"{what}抄错了，请与纸上逐组核对"})
    return base64.b32decode(text[:_LENGTH])


def _check(text: str) -> str:
    """Three check characters (15 bits) over the 32 characters."""
    digest = hashlib.sha256(b"qiantai recovery check " + text.encode("ascii")).digest()
    return base64.b32encode(digest).decode("ascii")[:_CHECK]
