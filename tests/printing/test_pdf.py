"""The PDF: a pure function of the description, with text that can be searched."""

import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.printing.slips import SLIP, bare, colour, picture, slip, texts

from forms.property.release import FX
from printing.page import CheckBox, Document, Page, Rule, Text, Tint, from_json
from printing.pdf import draw
from printing.slip import compose

RARE = "𠮷田䶮𬭎𫖯𪟝𬬮"


def page(*items: Text | Rule | Tint | CheckBox, tint: str = "") -> Document:
    return Document("试", (Page(100, 50, items, tint),))


def test_the_same_description_gives_the_same_bytes() -> None:
    document = compose(FX, SLIP, slip())
    pdf = draw(document)
    assert draw(document) == pdf
    assert draw(from_json(document.to_json())) == pdf


def test_rare_characters_are_found_as_they_were_typed(tmp_path: Path) -> None:
    pdf = draw(page(Text(5, 20, f"姓名{RARE}先生", 12), Text(5, 30, RARE, 12, True)))
    assert texts(pdf) == [f"姓名{RARE}先生{RARE}"]
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, check=True)
    assert bare(done.stdout.decode()) == f"姓名{RARE}先生{RARE}"


def test_more_characters_than_one_subset_holds(tmp_path: Path) -> None:
    every = "".join(chr(0x4E00 + place) for place in range(600))
    lines = [Text(2, 5 + row * 3, every[row * 60 : row * 60 + 60], 4) for row in range(10)]
    assert texts(draw(page(*lines))) == [every]


def test_every_face_is_embedded(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(draw(compose(FX, SLIP, slip())))
    done = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True)
    rows = done.stdout.splitlines()[2:]
    assert rows
    for row in rows:
        *_, embedded, subset, to_unicode, _, _ = row.split()
        assert (embedded, subset, to_unicode) == ("yes", "yes", "yes"), row


def test_the_metadata_say_the_number_and_nothing_about_people() -> None:
    reader = PdfReader(BytesIO(draw(compose(FX, SLIP, slip()))))
    assert reader.metadata is not None
    assert reader.metadata.title == "物品放行条 FX-2026-000418"
    said = " ".join(str(value) for value in reader.metadata.values())
    assert not [word for word in ("三丰", "䶮", "1202", "440301", "8000") if word in said]
    assert reader.root_object["/ViewerPreferences"]["/PrintScaling"] == "/None"  # type: ignore


def test_the_body_is_stored_once_for_all_copies() -> None:
    """Of all that show the same: the guard's masks a number and has a body of its own."""
    one, two = (len(draw(compose(FX, SLIP, slip(), copies))) for copies in ((1,), (1, 3)))
    assert two - one < 2000


@pytest.mark.parametrize("turn", [0, 30, -90])
def test_a_text_is_drawn_where_it_says(turn: int) -> None:
    image = picture(draw(page(Text(50, 25, "■", 12, turn=turn))), dpi=254)
    dark = [(x / 10, y / 10) for x in range(1000) for y in range(500)
            if colour(image, x, y)[0] < 100]  # fmt: skip
    assert all(abs(x - 50) < 6 and abs(y - 25) < 6 for x, y in dark)
    middle = sum(x for x, _ in dark) / len(dark) - 50, sum(y for _, y in dark) / len(dark) - 25
    wanted = {0: (1, -1), 30: (0, -1), -90: (1, 1)}[turn]
    assert all(not sign or sign * value > 0 for sign, value in zip(wanted, middle, strict=True))


def test_a_text_stands_on_its_base_line() -> None:
    image = picture(draw(page(Text(50, 25, "H", 12), Text(10, 40, "H", 12, True))), dpi=508)
    for left, base in ((50, 25), (10, 40)):
        dark = [(x, y) for x in range(left * 20, left * 20 + 80) for y in range(200, 900)
                if colour(image, x, y)[0] < 128 and abs(y - base * 20) < 100]  # fmt: skip
        assert max(y for _, y in dark) / 20 == pytest.approx(base, abs=0.1)
        assert min(y for _, y in dark) / 20 == pytest.approx(base - 0.733 * 12 * 25.4 / 72, abs=0.1)
        assert 0.2 < min(x for x, _ in dark) / 20 - left < 0.6


def test_a_turned_text_stands_on_its_turned_base_line() -> None:
    image = picture(draw(page(Text(50, 25, "H", 12, turn=-90))), dpi=508)
    dark = [(x, y) for x in range(800, 1200) for y in range(300, 800)
            if colour(image, x, y)[0] < 128]  # fmt: skip
    assert min(x for x, _ in dark) / 20 == pytest.approx(50, abs=0.1)
    assert max(x for x, _ in dark) / 20 == pytest.approx(50 + 0.733 * 12 * 25.4 / 72, abs=0.1)
    assert 0.2 < min(y for _, y in dark) / 20 - 25 < 0.6


def test_rules_tints_and_boxes_are_drawn_where_they_say() -> None:
    document = page(
        Tint(10, 10, 20, 5, "#DCEBFA"), Rule(40, 10, 40, 30, 0.4), CheckBox(60, 10, 4, True),
        CheckBox(70, 10, 4, False), tint="#FFF7CC",
    )  # fmt: skip
    image = picture(draw(document), dpi=254)
    assert abs(image.width - 1000) <= 1 and abs(image.height - 500) <= 1
    assert colour(image, 5, 5) == (0xFF, 0xF7, 0xCC)
    assert colour(image, 995, 495) == (0xFF, 0xF7, 0xCC)
    assert colour(image, 102, 102) == colour(image, 297, 147) == (0xDC, 0xEB, 0xFA)
    dark = [x for x in range(380, 420) if colour(image, x, 200)[0] < 128]
    assert (dark[0], dark[-1]) == (398, 401)
    ticked, empty = (
        sum(colour(image, left + x, 100 + y)[0] < 128 for x in range(6, 34) for y in range(6, 34))
        for left in (600, 700)
    )
    assert ticked > 60
    assert empty == 0
