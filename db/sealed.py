"""Something secret left for one member of staff, whom only their own signing key lets read it.

The Ed25519 key pair of `db.signing` is used as its X25519 twin (RFC 7748 §4.1), as age does with
SSH keys: the public half is enough to leave something, so nobody's password is needed for it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

from .signing import Signer

SIZES = {"eph": 32, "nonce": 12, "wrapped": 48}
"""Bytes of each part, for a secret of 32."""
_P = 2**255 - 19


def seal(public: bytes, secret: bytes, bound: bytes) -> dict[str, str]:
    """The 32 bytes for whoever has the signing key with that public half; `bound` is what it is
    for, and must be the same when it is opened. ValueError for what is no public half."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    mine = X25519PrivateKey.generate()
    eph = mine.public_key().public_bytes_raw()
    shared = mine.exchange(X25519PublicKey.from_public_bytes(_twin(public)))
    nonce = secrets.token_bytes(SIZES["nonce"])
    wrapped = AESGCM(_key(shared, eph, public)).encrypt(nonce, secret, bound)
    return {"eph": eph.hex(), "nonce": nonce.hex(), "wrapped": wrapped.hex()}


def unseal(signer: Signer, sealed: Mapping[str, str], bound: bytes) -> bytes | None:
    """What was left for the owner of the key; None where it is not for that key."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    eph = bytes.fromhex(sealed["eph"])
    # X25519 clamps the scalar itself.
    own = X25519PrivateKey.from_private_bytes(hashlib.sha512(signer.seed).digest()[:32])
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(eph))
        key = _key(shared, eph, signer.public)
        nonce, wrapped = bytes.fromhex(sealed["nonce"]), bytes.fromhex(sealed["wrapped"])
        return AESGCM(key).decrypt(nonce, wrapped, bound)
    except (InvalidTag, ValueError):
        return None


def _key(shared: bytes, eph: bytes, public: bytes) -> bytes:
    return hashlib.sha256(b"qiantai sealed" + shared + eph + public).digest()


def _twin(public: bytes) -> bytes:
    """The X25519 public key of an Ed25519 one: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    if y >= _P or y == 1:
        raise ValueError("no public key")
    return ((1 + y) * pow(1 - y, -1, _P) % _P).to_bytes(32, "little")
