"""The signing key of a member of staff: Ed25519, its private half wrapped in keys.json.

`Keys` keeps the seed; the store keeps the public half (`db.seals`). Imports cryptography only when
something is signed or judged.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property

SEED = 32


@dataclass(frozen=True)
class Signer:
    """Somebody's signing key: staff number and the 32 bytes it comes from, never shown."""

    staff: str
    seed: bytes = field(repr=False)

    @cached_property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def key(self) -> str:
        """The id of the key: 32 hex digits of its public half's SHA-256."""
        return key_id(self.public)

    def sign(self, content: bytes) -> bytes:
        """The signature, 64 bytes."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(content)


def new_signer(staff: str) -> Signer:
    """A new key for a member of staff."""
    return Signer(staff, secrets.token_bytes(SEED))


def key_id(public: bytes) -> str:
    """The id of a public half."""
    return hashlib.sha256(public).hexdigest()[:32]


def genuine(public: bytes, signature: bytes, content: bytes) -> bool:
    """Whether the signature of the content was made with that key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except InvalidSignature:
        return False
    return True
