"""A face read at once is the face that reportlab reads number by number."""

from pathlib import Path

import pytest
from reportlab.pdfbase import ttfonts

from printing import face
from printing.face import Face
from printing.fonts import BOLD, FILES, RARE, REGULAR

PARTS = ("charToGlyph", "charWidths", "defaultWidth", "hmetrics", "glyphPos", "numGlyphs", "name",
         "ascent", "descent", "bbox", "flags", "stemV", "capHeight")  # fmt: skip


class _Plain(ttfonts.TTFontFile):  # type: ignore[misc]
    """As reportlab reads it."""


@pytest.mark.parametrize("name", [REGULAR, BOLD, RARE])
def test_every_character_width_and_place_is_the_same(name: str) -> None:
    ours, plain = Face(str(FILES[name])), _Plain(str(FILES[name]))
    assert len(plain.charToGlyph) > 1000
    for part in PARTS:
        mine, theirs = getattr(ours, part), getattr(plain, part)
        assert (list(mine) if isinstance(theirs, list) else mine) == theirs, part
    for code in (*plain.charToGlyph, 0x10FFFD):
        assert ours.getCharWidth(code) == plain.charWidths.get(code, plain.defaultWidth)
    wanted = [ord(one) for one in some_of(plain)]
    assert ours.makeSubset(wanted) == plain.makeSubset(wanted)


def some_of(plain: ttfonts.TTFontFile) -> str:
    """Some characters that the face has, and one that it lacks."""
    return "".join(map(chr, [*plain.charToGlyph][::500])) + "\U0010fffd"


def test_the_faces_of_the_program_need_not_be_read_by_reportlab(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else nothing would be gained, and nobody would see it."""
    asked: list[int] = []
    read = ttfonts.TTFontFile.extractInfo

    def noted(self: ttfonts.TTFontFile, charInfo: int = 1) -> None:
        asked.append(charInfo)
        read(self, charInfo)

    monkeypatch.setattr(ttfonts.TTFontFile, "extractInfo", noted)
    for name in (REGULAR, BOLD):
        Face(str(FILES[name]))
    assert asked == [0, 0]


def test_another_table_of_characters_is_left_to_reportlab(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(face, "GROUPS", -1)
    path: Path = FILES[RARE]
    assert Face(str(path)).charWidths == _Plain(str(path)).charWidths
