"""The faces of printed pages: coverage, widths and the fallback for rare characters.

Bold is cut to GBK and what names have besides, so a bold text falls back character by character to
the regular face, then to the rare one, then to HanaMinB if the computer has it. A character that no
face has is printed as the compositor's 〓; `missing` names it before anything is printed.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from printing.breaking import PLATE
from printing.page import APART, TOGETHER

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
REGULAR, BOLD, RARE, HANA = "Q-Regular", "Q-Bold", "Q-Rare", "Q-Hana"
FILES = {
    REGULAR: FOLDER / "NotoSansSC-Regular.ttf",
    BOLD: FOLDER / "NotoSansSC-Bold-GBK.ttf",
    RARE: FOLDER / "QiantaiRare.ttf",
    HANA: Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
}
LACKING = "〓"
_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MEETING = re.compile(
    rf"({PLATE})|(?<=[{_HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[{_HAN}])"
)
MM_PER_PT = 25.4 / 72
_lock = threading.Lock()


@lru_cache(maxsize=1)
def _patched() -> Any:
    """reportlab's ttfonts with faces that are read at once and a ToUnicode map that is right above
    U+FFFF.

    reportlab 5.1.0 writes such a character as <20BB7>, which readers take for something else; it
    must be UTF-16BE, <D842DFB7>.
    """
    from reportlab.pdfbase import ttfonts

    from printing.face import Face

    original: Callable[[str, list[int]], str] = ttfonts.makeToUnicodeCMap

    def corrected(name: str, subset: list[int]) -> str:
        words = original(name, subset)
        for place, point in enumerate(subset):
            if point > 0xFFFF:
                pair = chr(point).encode("utf-16-be").hex().upper()
                words = words.replace(f"<{place:02X}> <{point:04X}>", f"<{place:02X}> <{pair}>")
        return words

    ttfonts.makeToUnicodeCMap = corrected
    ttfonts.TTFontFace = Face
    return ttfonts


@lru_cache(maxsize=None)
def _loaded(name: str) -> Any:
    """The face of that name, registered; None for HanaMinB where it is not installed."""
    from reportlab.pdfbase import pdfmetrics

    with _lock:
        if name in pdfmetrics.getRegisteredFontNames():
            return pdfmetrics.getFont(name).face
        if name == HANA and not FILES[name].is_file():
            return None
        font = _patched().TTFont(name, str(FILES[name]), asciiReadable=False)
        pdfmetrics.registerFont(font)
        return font.face


def ready() -> None:
    """Load the ordinary faces (about 20 ms, once); for a background thread at the start."""
    _loaded(REGULAR)
    _loaded(BOLD)


@lru_cache(maxsize=8192)
def spaced(text: str) -> str:
    """The text with `APART` wherever Han and Latin letters or figures meet, but for a plate, which
    is one word (3栋1202 but 粤B·D12345). Spacing it again changes nothing."""
    return _MEETING.sub(lambda found: found[1] or APART, text)


def solid(text: str) -> str:
    """The text without that room, which the longest lines do without."""
    return _MEETING.sub(lambda found: found[1] or TOGETHER, text)


def _silent(char: str) -> bool:
    """Whether it is drawn as nothing: controls, joiners, variation selectors."""
    return unicodedata.category(char) in ("Cc", "Cf") or unicodedata.name(char, "").startswith(
        "VARIATION SELECTOR"
    )


@lru_cache(maxsize=None)
def _place(char: str, bold: bool) -> tuple[str, str, float]:
    """(face, what is drawn, width in em) of one character."""
    if char == APART:
        return "", "", 0.25
    if _silent(char):
        return "", "", 0.0
    for name in (BOLD, REGULAR, RARE, HANA) if bold else (REGULAR, RARE, HANA):
        face = _loaded(name)
        if face is not None and ord(char) in face.charToGlyph:
            return name, char, face.getCharWidth(ord(char)) / 1000
    face, drawn, width = _place(LACKING, bold)
    return face, drawn, width


@lru_cache(maxsize=8192)
def _em(text: str, bold: bool) -> float:
    """Width of a text in em, with the room between Han and Latin."""
    return sum(_place(char, bold)[2] for char in spaced(text))


def measure(text: str, size: float, bold: bool = False) -> float:
    """Width in mm of a text at `size` points, spaced or to be spaced."""
    return _em(text, bold) * size * MM_PER_PT


def runs(text: str, bold: bool = False) -> Iterator[tuple[str, str, float]]:
    """The text as (face name, piece, em of room after it): a rare character gets the face that has
    it. Nothing is spaced here that the layout has not spaced."""
    for number, part in enumerate(parts := text.split(APART)):
        places = [_place(char, bold) for char in part]
        made = [
            (face, "".join(drawn for _, drawn, _ in group))
            for face, group in groupby(places, key=lambda place: place[0]) if face
        ]  # fmt: skip
        for place, (face, piece) in enumerate(made):
            last = place == len(made) - 1 and number < len(parts) - 1
            yield face, piece, 0.25 if last else 0.0


def missing(text: str) -> tuple[str, ...]:
    """The characters, each once, that no face on this computer can print."""
    wanted = {char for char in text if _place(char, False)[1] == LACKING and char != LACKING}
    return tuple(sorted(wanted))
