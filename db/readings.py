"""How Chinese names are read: syllables of pinyin without tones, ü as v.

A surname has readings of its own (单 is Shan, 解 is Xie); where people differ (盖, 覃, 翟) both
are found. Characters of given names that are commonly read two ways (乐, 茜) count both ways too.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from typing import NamedTuple

_SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "曾": "zeng", "区": "ou", "朴": "piao",
    "盖": "ge gai", "任": "ren", "华": "hua", "纪": "ji", "缪": "miao mou", "覃": "qin tan",
    "翟": "zhai di", "乐": "yue le", "员": "yun", "种": "chong", "重": "chong", "召": "shao",
    "折": "she", "黑": "he hei", "尉": "wei yu", "谌": "chen shen", "洗": "xian", "牟": "mou mu",
    "秘": "bi mi", "繁": "po fan", "句": "gou", "祭": "zhai", "能": "nai", "都": "du",
    "郇": "xun huan", "炅": "gui jiong", "宓": "mi fu", "卜": "bu", "柏": "bai bo", "阚": "kan",
    "乜": "nie", "么": "yao", "隗": "wei kui", "参": "shen can", "藏": "zang", "适": "kuo shi",
    "泷": "shuang long", "长": "chang zhang", "术": "zhu shu", "盛": "sheng", "宁": "ning",
    "万": "wan", "石": "shi", "车": "che", "葛": "ge", "应": "ying", "燕": "yan", "那": "na",
    "郗": "xi chi", "佴": "nai er", "隽": "juan jun", "褚": "chu",
    "沈": "shen", "贾": "jia", "俞": "yu", "晁": "chao",
    "尉迟": "yu'chi wei'chi", "万俟": "mo'qi", "澹台": "tan'tai", "单于": "chan'yu shan'yu",
    "乐正": "yue'zheng", "长孙": "zhang'sun", "鲜于": "xian'yu", "宰父": "zai'fu",
}  # fmt: skip
"""What a surname's character is read as, where that needs saying; the usual reading first."""
_COMPOUND = frozenset(
    "欧阳 司马 上官 诸葛 皇甫 东方 夏侯 慕容 宇文 司徒 公孙 西门 南宫 独孤 呼延 轩辕 申屠 百里 东郭 公冶"
    " 赫连 端木 闻人 钟离 拓跋 仲孙 令狐 亓官 濮阳 司空 淳于 太史 左丘 公羊 宗政 贺兰".split()
)
_GIVEN = {
    "乐": "le yue", "茜": "qian xi", "行": "xing hang", "长": "chang zhang", "朝": "chao zhao",
    "重": "zhong chong", "晟": "sheng cheng", "盛": "sheng cheng", "蔚": "wei yu", "筠": "yun jun",
    "娜": "na nuo", "柏": "bai bo", "炅": "jiong gui", "参": "can shen", "曾": "zeng ceng",
    "莞": "guan wan", "单": "dan shan", "藏": "cang zang", "翟": "zhai di", "朴": "pu piao",
    "嬛": "huan xuan", "弹": "dan tan", "调": "tiao", "还": "huan", "了": "liao", "薄": "bo",
    "隽": "jun juan", "着": "zhu", "的": "di", "都": "du", "嗯": "en", "𠮷": "ji",
}  # fmt: skip
"""Characters of given names with two readings, or whose usual one is not the table's first."""
_MOST = 6


class Reading(NamedTuple):
    """Syllables of the surname (two for a compound one) and of what follows it."""

    surname: tuple[str, ...]
    given: tuple[str, ...]

    @property
    def syllables(self) -> tuple[str, ...]:
        """All of them in order."""
        return self.surname + self.given


def readings(name: str) -> list[Reading]:
    """Ways to read a name, the usual one first, a syllable for each character, at most `_MOST`.

    "单晓明" is read (shan) (xiao, ming); [] for a name without Chinese characters. Letters and
    characters whose reading nobody knows are left out.
    """
    signs = [sign for sign in name if _ways(sign)]
    if not signs:
        return []
    double = "".join(signs[:2])
    size = 2 if double in _COMPOUND or double in _SURNAMES else 1
    known = _SURNAMES.get("".join(signs[:size]))
    usual = tuple(_ways(sign)[0] for sign in signs[:size])
    heads = [tuple(one.split("'")) for one in known.split()] if known else [usual]
    tails = product(*(_ways(sign) for sign in signs[size:]))
    found = (Reading(head, tail) for tail in tails for head in heads)
    return list(islice(dict.fromkeys(found), _MOST))


@cache
def _ways(sign: str) -> tuple[str, ...]:
    """Readings of one character, () for what is no Chinese character or unknown."""
    if sign in _GIVEN:
        return tuple(_GIVEN[sign].split())
    if sign.isascii():
        return ()
    return tuple(islice(_plain(_table().get(ord(sign), "")), 1))


def _plain(marked: str) -> Iterator[str]:
    """Readings such as "lǚ,lǘ" without their tones: "lv"."""
    for one in filter(None, marked.split(",")):
        apart = unicodedata.normalize("NFD", one.translate(_UMLAUTS))
        yield "".join(letter for letter in apart if "a" <= letter <= "z")


_UMLAUTS = str.maketrans("üǖǘǚǜ", "vvvvv")


@cache
def _table() -> dict[int, str]:
    """Readings by code point; without the phrases, which say nothing about names and are slow."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.pinyin_dict import pinyin_dict

    table: dict[int, str] = pinyin_dict
    return table
