"""Why somebody wants to see what is masked, as it goes into the journal."""

from __future__ import annotations

from collections.abc import Collection

from db.errors import Refused
from forms import free_text
from forms.destroyed import names
from forms.values import Invalid, text

NO_NAMES = "理由记入日志，以后销毁不了，请不要写姓名、车牌"


def reason(why: str, longest: int, missing: str, who: Collection[str] = ()) -> str:
    """The reason as one line of at most so many characters.

    Refused at "why" for what is no line, with the words `missing` for none, and for one with a
    number of a person or one of the names `who` in it: the journal keeps it for ever.
    """
    try:
        found = text.line(why, longest=longest)
    except Invalid as invalid:
        raise Refused({"why": str(invalid)}) from None
    if not found:
        raise Refused({"why": missing})
    if free_text.has_numbers(found):
        raise Refused({"why": "理由记入日志，请不要写号码"})
    if names(found, who):
        raise Refused({"why": NO_NAMES})
    return found
