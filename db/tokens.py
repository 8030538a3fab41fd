"""Search tokens: what is kept in the index for a value, and what typed words ask for.

A fragment is found because every *suffix* that people begin with is a token, asked for as a
prefix: 张晓明 is kept as 张晓明, 晓明, 明, zhangxiaoming, xiaoming, ming, zxm, xm, m, zhangxm.
A first sign tells tokens apart that not everybody or not every word may ask for:
"#" phones (right see:personal) · "!" ID documents, keyed hashes (the same) · "=" numbers, only
whole · "@" what stands beside (a person's rooms), only to narrow what another word found.
"""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator

from db import codes
from db.readings import readings
from forms.values import Invalid, identity, text

VERSION = 4
"""Of the tokens: when the way they are made changes, the index is built anew."""
SIGNS = "-=#@!"
_BYTES = 24
"""Longest token: 8 Chinese characters or 24 letters; what is typed is cut alike."""
_RUN = re.compile(r"[0-9]+|[a-z]+|[^0-9a-z]", re.ASCII)
_NUMBER = re.compile(r"([a-z]{2,4})?-?(?:(\d{4})-?)??(\d{1,9})", re.ASCII)
_LATIN_END = "\u1eff"
_HAN = "㐀-䶿一-鿿豈-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
_SEAMS = f"(?<=[{_HAN}])(?=[^{_HAN}])|(?<=[^{_HAN}])(?=[{_HAN}])|(?<=[a-z]{{2}})(?=[0-9])"
"""Compiled at the first search: ten milliseconds that the start need not wait for."""
_ABROAD = re.compile(r"(?:00)?86(?=1[3-9])")
_PHONE_LEAST = 3
_PLATE_LEAST = 3
_DIGRAPHS = ("zh", "ch", "sh")


def plain(typed: str) -> str:
    """Letters, digits and characters only, small and half-width; "" for none."""
    return "".join(_parts(typed))


def _parts(typed: str) -> list[str]:
    """Unbroken stretches of letters, digits and characters."""
    try:
        narrow = text.halfwidth(typed, longest=100_000).casefold()
    except Invalid:
        return []
    return "".join(_bare(one) if _counts(one) else " " for one in narrow).split()


def _bare(sign: str) -> str:
    """A Latin letter without its accents: José is found by jose."""
    if sign.isascii() or sign > _LATIN_END:
        return sign
    apart = unicodedata.normalize("NFD", sign)
    return "".join(one for one in apart if not unicodedata.combining(one))


def _counts(sign: str) -> bool:
    return sign.isalnum() or "\ue000" <= sign <= "\uf8ff" or sign > "\U000effff"


def cut(token: str) -> str:
    """A token no longer than the index keeps."""
    return token.encode()[:_BYTES].decode(errors="ignore")


def of_text(words: str) -> Iterator[str]:
    """From every character, and from every beginning of letters or digits, to the end."""
    parts = _parts(words)
    whole = "".join(parts)
    at = 0
    for part in parts:
        for run in _RUN.finditer(part):
            yield whole[at + run.start() :]
        at += len(part)


def of_name(name: str) -> Iterator[str]:
    """Characters, full pinyin, initials, initials with zh ch sh, surname with initials."""
    yield from of_text(name)
    for reading in readings(name):
        syllables = reading.syllables
        wide = [one[:2] if one[:2] in _DIGRAPHS else one[0] for one in syllables]
        for kind in (syllables, [one[0] for one in syllables], wide):
            for at in range(len(kind)):
                yield "".join(kind[at:])
        yield "".join(reading.surname) + "".join(one[0] for one in reading.given)
        if any("v" in one for one in syllables):
            yield "".join(one.replace("v", "yu") for one in syllables)


def of_phone(phone: str) -> Iterator[str]:
    """Digits from every place on, marked "#"."""
    digits = re.sub(r"\D", "", phone)
    for at in range(max(1, len(digits) - _PHONE_LEAST + 1)):
        yield "#" + digits[at:]


def of_plate(plate: str) -> Iterator[str]:
    """The plate, and its ends from every place on."""
    whole = plain(plate)
    for at in range(max(1, len(whole) - _PLATE_LEAST + 1)):
        yield whole[at:]


def of_unit(label: str) -> Iterator[str]:
    """The whole label, without its entrance, and the room alone."""
    label = label.casefold()
    building, _, rest = label.partition("-")
    room = rest.rpartition("-")[2]
    yield from (label, f"{building}-{room}", room)


def of_number(number: str) -> Iterator[str]:
    """A record's number: whole, its code, code and running number, running number alone."""
    code, year, sequence = number.casefold().split("-")
    short = int(sequence)
    yield from (f"={code}{year}{sequence}", f"={code}", f"={code}{short}", f"={short}")


def of_document(number: str, key: bytes) -> Iterator[str]:
    """Hashes of an ID number and of its last four to six signs, so that the index holds none."""
    for one in {number, identity.upgrade(number)}:
        for fragment in {one, one[-4:], one[-5:], one[-6:]}:
            yield mark(fragment, key)


def mark(fragment: str, key: bytes) -> str:
    """The token of an ID number or of its end; `key` is the store's."""
    digest = hmac.digest(key, b"id\0" + fragment.upper().encode(), "sha256")
    return "!" + base64.b32encode(digest[:10]).decode().casefold()


def kept(tokens: Iterable[str]) -> str:
    """Tokens as one text: each once, sorted, so that equal content gives equal text."""
    return " ".join(sorted({cut(token) for token in tokens} - {""}))


def words_of(typed: str) -> list[str]:
    """What was typed in words; "3 栋 1202 张" has two: 3栋1202 and 张."""
    try:
        narrow = text.halfwidth(typed)
    except Invalid:
        return []
    return re.sub(r" *(单元|号楼|[栋座幢]) *", r"\1", narrow).split()


def otherwise(typed: str) -> Iterator[str]:
    """Other ways to take words that found nothing: 张1202 as 张 1202, zxm5678 as zxm 5678; then
    names by their sound, for another character of the same one (陳 and 陈, 晓 and 小)."""
    words = words_of(typed)
    apart = [part for word in words for part in re.split(_SEAMS, word.casefold())]
    if apart != [word.casefold() for word in words]:
        yield " ".join(apart)
    heard = [_sound(word) for word in apart]
    if heard != apart:
        yield " ".join(heard)


def _sound(word: str) -> str:
    ways = readings(word) if re.fullmatch(f"[{_HAN}]{{2,}}", word) else []
    return "".join(ways[0].syllables) if ways else word


def asked(word: str, label: str | None, *, personal: bool, beside: bool) -> str:
    """The FTS5 expression for one word, "" for none.

    label: the unit it names, where one begins so · personal: whether phones may be asked for
    beside: whether the word only narrows what other words find
    """
    starts = [label.casefold()] if label else _beginnings(word)
    if beside:
        starts += ["@" + one for one in starts]
    digits = re.sub(r"\D", "", word)
    if personal and not label and len(digits) >= _PHONE_LEAST and re.fullmatch(r"[\d+()-]+", word):
        starts.append("#" + _ABROAD.sub("", digits, count=1))
    terms = [f'"{cut(one)}"*' for one in dict.fromkeys(starts)]
    terms += [f'"{one}"' for one in _numbers(word)]
    return "(" + " OR ".join(terms) + ")" if terms else ""


def _beginnings(word: str) -> list[str]:
    """Beginnings of tokens that a word may stand for; nothing in them breaks a token in two."""
    small, whole = word.casefold(), plain(word)
    building = re.fullmatch("([^\\W_]+)(?:栋|座|幢|号楼)", small)
    found = [f"{building[1]}-"] if building else []
    found += [plain(small.replace("ü", "v"))] if "ü" in small else []
    if re.fullmatch("[^\\W_]+(?:-[^\\W_]*)+", small):
        found.append(small)
    return [*found, whole] if whole else found


def _numbers(word: str) -> Iterator[str]:
    """A record's number in any spelling, the code of its slip, or its code alone, as kept."""
    small = word.casefold()
    if re.fullmatch("[a-z]{2,4}", small):
        yield "=" + small
    found = _NUMBER.fullmatch(small)
    if found:
        code, year, sequence = found[1] or "", found[2], found[3]
        yield f"={code}{year}{int(sequence):06d}" if year else f"={code}{int(sequence)}"
    slip = codes.SHORT.fullmatch(word.upper())
    if slip:
        yield f"={slip[1].casefold()}20{slip[2]}{slip[3]}"


def its_own(typed: str) -> list[str]:
    """What the index keeps for a record alone whose number, with its code, was typed or scanned;
    other records may name that number too. [] for anything else."""
    words = words_of(typed)
    marks = _numbers(words[0]) if len(words) == 1 else ()
    return [one for one in marks if re.fullmatch("=[a-z]+[0-9]+", one)]


def documents(word: str) -> list[str]:
    """Spellings of what may be an ID number or its last four to six signs; [] if it cannot be."""
    number = plain(word).upper()
    if re.fullmatch(r"\d{3,5}[\dX]", number, re.ASCII):
        return [number]
    if re.fullmatch(r"[A-Z\d]{5,20}", number, re.ASCII) and len(re.findall(r"\d", number)) >= 5:
        return list(dict.fromkeys((number, identity.upgrade(number))))
    return []
