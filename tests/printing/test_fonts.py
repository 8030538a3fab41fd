"""The faces: widths, the fallback for rare characters, what cannot be printed."""

import subprocess
import sys
from pathlib import Path

import pytest

from printing import fonts
from printing.fonts import BOLD, MM_PER_PT, RARE, REGULAR, measure, missing, runs

ROOT = Path(__file__).parents[2]


def test_a_chinese_character_is_one_em_wide() -> None:
    assert measure("物品放行条", 10) == pytest.approx(5 * 10 * MM_PER_PT)
    assert measure("物品", 10, bold=True) == pytest.approx(2 * 10 * MM_PER_PT)


def test_each_character_gets_the_first_face_that_has_it() -> None:
    assert list(runs("张𠮷三", bold=False)) == [
        (REGULAR, "张", 0), (RARE, "𠮷", 0), (REGULAR, "三", 0),
    ]  # fmt: skip
    assert list(runs("张㐂𠮷", bold=True)) == [(BOLD, "张", 0), (REGULAR, "㐂", 0), (RARE, "𠮷", 0)]


def test_names_that_are_hard_elsewhere_can_be_printed() -> None:
    assert missing("䶮㛃𠮷喆燚㙓䲟㵘𬭎𫖯𬣙𫔎𬀩堃犇淼赟頔昇㼆𪟝𬬮珺·") == ()


def test_every_character_of_gbk_and_of_names_can_be_printed_in_bold() -> None:
    """王堃 is not set in two weights; nothing is ever made bold by smearing it."""
    every = "".join(
        bytes((row, cell)).decode("gbk", "ignore")
        for row in range(0x81, 0xFE) for cell in range(0x40, 0xFF)
    )  # fmt: skip
    han = [char for char in every if "\u4e00" <= char <= "\u9fa5"]
    assert len(set(han)) == 20902
    names = "堃喆昇珺翀芃赟頔犇燚龘䶮㛃䲟𬭎𫖯𬣙𫔎𬀩𬬮"
    assert {face for face, _, _ in runs("".join(han) + names, bold=True)} == {BOLD}


def test_a_character_without_a_glyph_is_named_once_and_stands_as_geta() -> None:
    assert missing("甲\ue000乙\ue001\ue000") == ("\ue000", "\ue001")
    assert "".join(piece for _, piece, _ in runs("甲\ue000乙")) == "甲〓乙"


def test_what_has_no_body_is_neither_drawn_nor_missing() -> None:
    assert missing("葛\ufe00\u200d\x07") == ()
    assert "".join(piece for _, piece, _ in runs("葛\ufe00\u200d\x07城")) == "葛城"


def test_geta_itself_is_not_missing() -> None:
    assert missing("〓") == ()


def test_threads_that_come_at_once_register_each_face_once() -> None:
    script = (
        "import threading; from printing.fonts import measure; from reportlab.pdfbase import "
        "pdfmetrics as m; real = m.registerFont; seen = []\n"
        "m.registerFont = lambda font: (seen.append(font.fontName), real(font))\n"
        "go = threading.Barrier(8)\n"
        "def work(): go.wait(); measure('物品𠮷', 9); measure('物品', 9, True)\n"
        "all = [threading.Thread(target=work) for _ in range(8)]\n"
        "[one.start() for one in all]; [one.join() for one in all]; print(sorted(seen))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['Q-Bold', 'Q-Rare', 'Q-Regular']"


def test_the_rare_face_does_not_bear_the_reserved_name() -> None:
    face = fonts._loaded(RARE)
    assert face.name == b"QiantaiRare"
    for licence in ("OFL-NotoSansSC.txt", "OFL-QiantaiRare.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts.FOLDER / licence).read_text("utf-8")
