"""What only a gate's code opens: its key, and bytes sealed with it.

The code is 160 random bits (`db.recovery`), so it needs no slow hash; the key of a gate is bound to
the gate's mark, and each use has a key of its own. Sealed bytes are AES-256-GCM: whoever lacks the
key can neither read nor alter them.
"""

from __future__ import annotations

import hmac
import secrets

from db.errors import Refused
from db.recovery import read_code

NONCE = 12
TAG = 16
PACK, RETURNS = "pack", "returns"


def key_of(secret: bytes, mark: str) -> bytes:
    """A gate's key (32 bytes) by the 20 bytes of its code and its mark."""
    return hmac.digest(secret, f"qiantai gate {mark}".encode(), "sha256")


def secret_of(typed: str) -> bytes:
    """The 20 bytes of a gate's code as somebody typed it; Refused at "code" if mistyped."""
    return read_code(typed, "门岗码", "code")


def seal(key: bytes, use: str, content: bytes, bound: bytes) -> bytes:
    """The content sealed for that use: nonce, then cipher text; bound: what it stands beside."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_for(key, use)).encrypt(nonce, content, bound)


def unseal(key: bytes, use: str, sealed: bytes, bound: bytes) -> bytes | None:
    """What was sealed; None where the key does not fit or a bit was altered."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(sealed) < NONCE + TAG:
        return None
    try:
        return AESGCM(_for(key, use)).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except InvalidTag:
        return None


def wrong_code() -> Refused:
    """The code is well written, and another gate's."""
    return Refused({"code": "门岗码抄得没错，但不是这台门岗的（可能是另一台的，或已停用）"})


def _for(key: bytes, use: str) -> bytes:
    return hmac.digest(key, f"qiantai {use}".encode(), "sha256")
