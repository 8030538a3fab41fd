"""Makes the faces in this folder from their upstream files; run only when a font is renewed.

    python resources/fonts/make_fonts.py NOTO_REGULAR NOTO_BOLD WENKAI_REGULAR

NOTO_REGULAR, NOTO_BOLD: static TrueType faces of npm package
@expo-google-fonts/noto-sans-sc 0.4.3 (NotoSansSC_400Regular.ttf, NotoSansSC_700Bold.ttf).
WENKAI_REGULAR: LXGWWenKai-Regular.ttf of the Debian package fonts-lxgw-wenkai.

The regular face is kept whole. The bold face, for headings and names, is cut to GBK, ASCII, CJK
punctuation and the characters outside GBK that the official list has for names. The rare face holds
only what Noto lacks, but no Hangul; its licence reserves the name it had, so it gets another. Needs
fontTools, which the program itself does not.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
RARE = "Qiantai Rare"
HANGUL = set(range(0x1100, 0x1200)) | set(range(0x3130, 0x3190)) | set(range(0xAC00, 0xD7A4))
MORE = "·•—–…‘’“”′″×÷±℃％¥￥№①②③④⑤⑥⑦⑧⑨⑩✓"


NAMES = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖"
    "䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮㼆㙓㵘"
)
"""Of 通用规范汉字表 what is in CJK extension A; of the later extensions all that the face has."""


def gbk() -> Iterator[int]:
    """Code points of GBK and ASCII, and the CJK and full-width punctuation."""
    for row in range(0x81, 0xFF):
        for cell in range(0x40, 0xFF):
            try:
                yield ord(bytes((row, cell)).decode("gbk"))
            except UnicodeDecodeError:
                continue
    yield from range(0x20, 0x7F)
    yield from range(0x3000, 0x3040)
    yield from range(0xFF01, 0xFF5F)
    yield from map(ord, MORE)


def cut(source: Path, target: Path, points: set[int], family: str = "") -> None:
    """Keep only those characters, without hints and layout; rename it if a family is given."""
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, glyph_names=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "vhea", "vmtx", "meta"],
    )
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    if family:
        rename(font, family)
    font.save(str(target))


def rename(font: TTFont, family: str) -> None:
    """Give every name of the family another; keep copyright and licence (records 0, 13, 14)."""
    names = font["name"]
    plain = family.replace(" ", "")
    said = {1: family, 2: "Regular", 3: f"1.0;{plain}", 4: family, 5: "Version 1.0", 6: plain}
    kept = {record.nameID: str(record) for record in names.names if record.nameID in (0, 13, 14)}
    names.names = []
    for number, words in sorted({**kept, **said}.items()):
        names.setName(words, number, 3, 1, 0x409)


def main(regular: Path, bold: Path, wenkai: Path) -> None:
    """Write the three faces beside this file."""
    shutil.copyfile(regular, HERE / "NotoSansSC-Regular.ttf")
    later = {point for point in TTFont(str(bold)).getBestCmap() if point > 0x1FFFF}
    cut(bold, HERE / "NotoSansSC-Bold-GBK.ttf", {*gbk(), *map(ord, NAMES), *later})
    known = set(TTFont(str(regular)).getBestCmap())
    rare = set(TTFont(str(wenkai)).getBestCmap()) - known - HANGUL
    cut(wenkai, HERE / "QiantaiRare.ttf", rare, RARE)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
