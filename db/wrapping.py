"""The slots of keys.json as bytes: their parts, and a key wrapped with what a password gives."""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from . import sealed
from .signing import SEED

SIGN = {"nonce": 12, "wrapped": SEED + 16, "public": 32}
"""Bytes of the parts of a wrapped signing key."""


def blank() -> dict[str, str]:
    """A slot before wrapping: random id, salt and nonce."""
    parts = {"id": 16, "salt": 16, "nonce": 12, "wrapped": 48}
    return {name: secrets.token_hex(size) for name, size in parts.items()}


def check(slot: dict[str, Any]) -> None:
    """Raise `ValueError`, `KeyError` or `TypeError` if a slot's parts have the wrong form."""
    for name, size in {"salt": 16, "nonce": 12, "wrapped": 48}.items():
        if len(bytes.fromhex(slot[name])) != size:
            raise ValueError(name)
    if not isinstance(slot["id"], str):
        raise TypeError("id")
    for name, size in sealed.SIZES.items() if "left" in slot else ():
        if len(bytes.fromhex(slot["left"][name])) != size:
            raise ValueError(name)
    for name, size in SIGN.items() if "sign" in slot else ():
        if len(bytes.fromhex(slot["sign"][name])) != size:
            raise ValueError(name)


def argon2(password: str, slot: dict[str, Any]) -> bytes:
    """The key of a password by the slot's salt and cost."""
    from argon2.low_level import Type, hash_secret_raw

    # A lone surrogate cannot come from a keyboard, but it must not crash the log-in.
    secret = password.encode("utf-8", errors="surrogatepass")
    return hash_secret_raw(
        secret, bytes.fromhex(slot["salt"]), time_cost=slot["time"],
        memory_cost=slot["memory"], parallelism=slot["lanes"], hash_len=32, type=Type.ID,
    )


def signing_key(key: bytes) -> bytes:
    """What wraps the signing key: not the same key twice."""
    return hmac.digest(key, b"qiantai signing", "sha256")


def wrap(slot: dict[str, Any], key: bytes, bound: bytes, dek: bytes) -> dict[str, Any]:
    """The slot with the DEK wrapped in it."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapped = AESGCM(key).encrypt(bytes.fromhex(slot["nonce"]), dek, bound)
    return {**slot, "wrapped": wrapped.hex()}


def unwrap(slot: dict[str, Any], key: bytes, bound: bytes) -> bytes | None:
    """The DEK of a slot, None if the key does not fit."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(
            bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), bound
        )
    except InvalidTag:
        return None
