"""Where a line of Chinese may end: UAX #14 as ICU has it, and what this office's words add to it.

ICU knows the marks that start or end no line (GB/T 15834-2011 §5.1) and leaves —— and …… whole. It
does not know that a plate, a day, a figure with its unit or a sum in words is one thing: those stay
whole where the line is wide enough; and the interval dot and the wave start no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

LOCALE = "zh@lb=strict"
BLANK = " \u3000"
"""What is dropped at the end of a line."""
PLATE = r"[\u4e00-\u9fff][A-Z]·?[A-Z0-9]{5,6}[挂学警港澳]?"
_UNITS = (
    "平方米|立方米|平方公里|平方|立方|公斤|千克|毫克|公里|千米|分米|厘米|毫米|毫升|小时|分钟|"
    "个月|个工作日|工作日|单元|号楼|万元|亿元|千瓦时|千瓦|[年月日时分秒元角层栋号楼室户幢座期台个箱件套只"
    "把张条块辆吨克斤米升瓦人次页联周天岁倍名位间份种项处包袋桶卷根扇组副双]"
)
_WHOLE = re.compile(
    rf"{PLATE}"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
    r"|人民币[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正]+"
    rf"|(?:第 ?)?(?:[!-~·×¥￥]*\d)(?: ?[A-Za-zμ℃°㎡Ω‰]{{1,4}}(?![A-Za-z])| ?(?:{_UNITS}))"
    r"|第 ?\d+[\u4e00-\u9fff]?|\d+(?: \d+)+"
    r"|[!-~·×¥￥]+"
    r"|＿+"
    r"|^[ \u3000]+."
)
_NOT_FIRST = frozenset("，。、；：？！）》】」』〉〕”’…·•‧～–－％℃°")
_NOT_LAST = frozenset("（【《「『〈〔“‘¥￥№")
_STICKS = _NOT_FIRST | frozenset("—,.;:?!)]}%>")
_OPENS = _NOT_LAST | frozenset("([{<#")


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str, ...]:
    """The text cut wherever a line may end; blanks stay at the end of their piece."""
    ends = _ends(text)
    for match in _WHOLE.finditer(text):
        ends.difference_update(range(match.start() + 1, match.end()))
    kept = (at for at in ends if not _held(text, at))
    return tuple(text[start:end] for start, end in pairwise((0, *sorted(kept))))


def _held(text: str, at: int) -> bool:
    """Whether marks hold together what is before and after a place inside the text."""
    if at == len(text):
        return False
    return text[at] in _NOT_FIRST or text[:at].rstrip(BLANK)[-1:] in _NOT_LAST


def _ends(text: str) -> set[int]:
    """Where UAX #14 lets a line end, the end of the text among them."""
    from icu4py.breakers import LineBreaker

    # Its strings, not its `segments`: those count in UTF-16, where 𠮷 is two.
    return set(accumulate(map(len, LineBreaker(text, LOCALE))))


def smaller(piece: str) -> tuple[str, ...]:
    """A piece wider than its line cut as UAX #14 alone would have it."""
    return tuple(piece[start:end] for start, end in pairwise((0, *sorted(_ends(piece)))))


def clusters(piece: str) -> Iterator[str]:
    """The characters as people see them (UAX #29), each with the marks that do not leave it."""
    from icu4py.breakers import CharacterBreaker

    held = ""
    for one in CharacterBreaker(piece, LOCALE):
        if held and one not in _STICKS and held[-1] not in _OPENS:
            yield held
            held = ""
        held += one
    if held:
        yield held
