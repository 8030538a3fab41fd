"""What makes a password too weak: short, of one kind of sign, guessed at once, or the person's own.

How soon it would be guessed is asked of zxcvbn, which knows the common ones and their variations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

LENGTH = 8
_SCORE = 2
"""Of zxcvbn's 0 to 4: some millions of guesses, each a tenth of a second for Argon2id."""
_NAME = 4
_LONGEST = 72
"""What zxcvbn takes; the rest cannot make a password weaker."""


def weakness(staff: str, password: str, name: str = "") -> str:
    """Why a password is too weak for that member of staff, in Chinese; "" if it will do."""
    if len(password) < LENGTH:
        return f"密码至少 {LENGTH} 位，现有 {len(password)} 位"
    kinds = {"digit" if c.isdigit() else "letter" if c.isalpha() else "other" for c in password}
    if len(kinds) < 2:
        return "密码要包含数字、字母、符号中的至少两种"
    if staff and password.strip().casefold() == staff.casefold():
        return "密码不能与工号相同"
    plain = password.casefold()
    if any(one in plain for one in _own(name)):
        return "密码里不要有自己的姓名或姓名的拼音"
    if _guessed_soon(password, (staff, *_own(name))):
        return "这个密码太常见，容易被猜到，请换一个（如三个不相干的词加数字）"
    return ""


def _guessed_soon(password: str, own: Iterable[str]) -> bool:
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    found = zxcvbn(password[:_LONGEST], user_inputs=[one for one in own if one])
    return int(found["score"]) < _SCORE


def _own(name: str) -> Iterator[str]:
    """The name as it is written and read, where it is long enough to be meant."""
    from db.readings import readings

    yield from (one for one in (name.casefold(),) if len(one) > 1)
    for found in readings(name):
        read = "".join(found.syllables)
        if len(read) >= _NAME:
            yield read
