"""Electronic mail addresses, as people type them into the office's settings."""

from __future__ import annotations

import re

from forms.values import Invalid

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def addresses(typed: str) -> list[str]:
    """The addresses typed, several divided by 、 ， ； or blanks; raises Invalid for what is none."""
    found = [one for one in re.split(r"[、，,;；\s]+", typed) if one]
    wrong = [one for one in found if not _ADDRESS.fullmatch(one) or ".." in one or
             one.partition("@")[0].startswith(".") or one.partition("@")[0].endswith(".")]
    if wrong:
        raise Invalid(f"“{wrong[0]}”不是电子邮箱")
    return found
