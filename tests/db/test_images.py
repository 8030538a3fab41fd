"""Pictures become small, upright, clean JPEGs; what is no picture or means harm is refused."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from db import images
from db.images import reencode
from db.samples import sample
from forms.fields import Kind
from forms.values import Invalid
from tests.db import hostile

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)


def opened(content: bytes) -> Image.Image:
    """The JPEG that was made, decoded whole."""
    picture = Image.open(io.BytesIO(content))
    assert picture.format == "JPEG"
    picture.load()
    return picture


def near(found: object, wanted: tuple[int, ...], by: int = 12) -> bool:
    """Whether a pixel is nearly of that colour."""
    assert isinstance(found, tuple) and len(found) == len(wanted)
    return all(abs(one - other) <= by for one, other in zip(found, wanted, strict=True))


def corners(picture: Image.Image) -> list[object]:
    """The pixels in the middles of the quarters, clockwise from the top left."""
    wide, high = picture.size
    at = ((1, 1), (3, 1), (3, 3), (1, 3))
    return [picture.getpixel((wide * x // 4, high * y // 4)) for x, y in at]


def refusal(content: bytes | Path, kind: Kind = Kind.FILE) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(Invalid) as caught:
        reencode(content, kind)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_every_kind_of_picture_keeps_its_colours(kind: str) -> None:
    """Where they were."""
    content = hostile.written(hostile.quarters(), kind)
    made = opened(reencode(content, Kind.PHOTO))
    assert made.size == (600, 400)
    wanted = (RED, GREEN, BLUE, YELLOW)
    for found, colour in zip(corners(made.convert("RGB")), wanted, strict=True):
        assert near(found, colour, 20), (found, colour)


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.FILE])
def test_noise_as_large_as_a_camera_gives_becomes_small(kind: Kind) -> None:
    """Pixels without any order are the worst there is."""
    noise = Image.frombytes("RGB", (2400, 1800), os.urandom(2400 * 1800 * 3))
    content = reencode(hostile.written(noise, "BMP"), kind)
    assert len(content) <= 150_000
    assert max(opened(content).size) <= {Kind.PHOTO: 1000, Kind.FILE: 2000}[kind]


def test_a_page_stays_as_large_as_is_legible() -> None:
    """A scan at 300 dpi: 2000 pixels along its long side, about 170 dpi."""
    page = Image.new("L", (2480, 3508), 255)
    content = reencode(hostile.written(page, "PNG"), Kind.FILE)
    assert opened(content).size == (1414, 2000)
    assert opened(reencode(sample(Kind.FILE), Kind.FILE)).size == (1000, 1414)


def test_nothing_but_pixels_is_left() -> None:
    """Place, telephone, remark, profile and what was hidden behind the end are gone byte by byte;
    the control shows that they were there."""
    came = hostile.placed(hostile.quarters()) + b"PK\x03\x04XUGOU-BEHIND"
    for words in (b"XUGOU-PHONE", b"XUGOU-REMARK", b"XUGOU-PROFILE", b"XUGOU-XMP", b"Exif\0"):
        assert words in came
    content = reencode(came, Kind.PHOTO)
    assert b"XUGOU" not in content and b"Exif" not in content and b"ICC_" not in content
    assert opened(content).getexif() == {} and set(opened(content).info) <= {
        "jfif", "jfif_version", "jfif_unit", "jfif_density"
    }


@pytest.mark.parametrize(("orientation", "size", "first"), [
    (1, (600, 400), RED), (3, (600, 400), BLUE), (6, (400, 600), YELLOW), (8, (400, 600), GREEN),
    (2, (600, 400), GREEN), (5, (400, 600), RED),
])
def test_a_turned_photo_comes_upright(
    orientation: int, size: tuple[int, int], first: tuple[int, int, int]
) -> None:
    """What the telephone only noted is done."""
    made = opened(reencode(hostile.placed(hostile.quarters(), orientation), Kind.PHOTO))
    assert made.size == size and near(corners(made)[0], first, 20)


def test_transparent_is_white_and_cmyk_is_what_it_looks_like() -> None:
    """A stamp cut out as PNG, with a palette too; a printer's JPEG."""
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    clear.paste((200, 0, 0, 255), (0, 0, 100, 200))
    for picture in (clear, clear.quantize(8), clear.convert("LA")):
        made = opened(reencode(hostile.written(picture, "PNG"), Kind.PHOTO)).convert("RGB")
        assert near(made.getpixel((150, 100)), (255, 255, 255)), picture.mode
    inks = hostile.quarters().convert("CMYK")
    made = opened(reencode(hostile.written(inks, "JPEG"), Kind.PHOTO))
    assert near(corners(made)[1], GREEN, 25)


def test_more_than_eight_bits_keep_their_tones() -> None:
    """Not white all over, as cutting off would leave them."""
    for kind in ("PNG", "TIFF"):
        made = opened(reencode(hostile.written(hostile.dicom_like_grey(), kind), Kind.FILE))
        tones = [made.convert("L").getpixel((50 + 100 * column, 50)) for column in range(4)]
        pairs = zip(tones, (0, 85, 170, 255), strict=True)
        assert all(near((tone,), (want,), 6) for tone, want in pairs), (kind, tones)


def test_of_many_pages_or_pictures_the_first_is_taken() -> None:
    """A moving GIF, a TIFF of several pages; of a PDF only one page is taken at all."""
    first, second = hostile.quarters(), Image.new("RGB", (600, 400), "black")
    for kind in ("GIF", "TIFF", "PNG", "WEBP"):
        content = hostile.written(first, kind, save_all=True, append_images=[second])
        assert near(corners(opened(reencode(content, Kind.FILE)).convert("RGB"))[2], BLUE, 20), kind
    made = opened(reencode(hostile.pdf(), Kind.FILE)).convert("L")
    assert made.size == (1414, 2000)
    assert near((made.getpixel((700, 700)),), (0,)) and near((made.getpixel((60, 60)),), (255,))
    assert refusal(hostile.pdf(3)) == "有 3 页，只收一页的 PDF，请分开来存"
    assert "密码" in refusal(hostile.pdf(password="x"))
    assert "损坏" in refusal(hostile.pdf()[:300])


def test_a_page_at_600_dpi_is_taken() -> None:
    """35 million pixels: more than half of what is too many."""
    page = Image.new("1", (4960, 7016), 1)
    assert opened(reencode(hostile.written(page, "TIFF"), Kind.FILE)).size == (1414, 2000)


def test_the_same_file_gives_the_same_bytes() -> None:
    """So that one picture is kept once."""
    content = hostile.placed(hostile.quarters(), 6)
    assert reencode(content, Kind.PHOTO) == reencode(content, Kind.PHOTO)
    assert reencode(hostile.pdf(), Kind.FILE) == reencode(hostile.pdf(), Kind.FILE)


@pytest.mark.parametrize(("content", "words"), [
    (hostile.png(50_000, 50_000), "百万像素"),
    (hostile.gif_bomb(), "百万像素"),
    (hostile.webp_bomb(), "百万像素"),
    (hostile.png(8001, 8001), "百万像素"),
    (hostile.png(600, 400), "损坏"),
    (hostile.placed(hostile.quarters())[:-2000], "损坏"),
    (hostile.written(hostile.quarters(), "PNG")[:300], "损坏"),
    (hostile.bad_tiff(), "损坏"),
    (b"", "空文件"),
    (b"\xff\xd8\xff", "不是照片"),
    (b"<html><body>\xff\xd8\xff photo.jpg</body></html>", "不是照片"),
    (b"PK\x03\x04" + bytes(200), "不是照片"),
    (b"MZ" + bytes(200), "不是照片"),
    (b"\0\0\0\x18ftypheic" + bytes(200), "HEIC"),
    (b"%!PS-Adobe-3.0 EPSF\n%%BoundingBox: 0 0 9 9\n", "不是照片"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是照片"),
    (b"%PDF-1.7\n" + bytes(100), "损坏"),
    (bytes(images.LARGEST_FILE + 1), "50 MB"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_means_harm_is_refused_in_words(content: bytes, words: str) -> None:
    """Bombs before they go off, broken ones, and other things under a picture's name."""
    assert words in refusal(content)


@pytest.mark.parametrize("bomb", ["png(50_000, 50_000)", "gif_bomb()", "webp_bomb()"])
def test_a_bomb_takes_no_memory(bomb: str) -> None:
    """The limits are asked before anything is decoded, or even room is made for it."""
    if not Path("/proc/self/status").exists():
        pytest.skip("这个系统没有 /proc，量不了内存")
    program = (
        "import re, sys; sys.path.insert(0, '.')\n"
        "from PIL import Image; Image.init()\n"
        "from tests.db import hostile; from db.images import reencode\n"
        "from forms.fields import Kind; from forms.values import Invalid\n"
        "def most():\n"
        "    words = open('/proc/self/status').read()\n"
        "    return int(re.search(r'VmPeak:\\s+(\\d+)', words)[1])\n"
        f"bomb = hostile.{bomb}; before = most()\n"
        "try: reencode(bomb, Kind.PHOTO)\n"
        "except Invalid as refused: print(most() - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert int(done.stdout) < 64 * 1024, f"{done.stdout} KB {done.stderr}"


def test_a_file_is_not_read_when_it_is_too_large_or_none(tmp_path: Path) -> None:
    """100 MB, a folder, a file that is gone, a name no system has."""
    large = tmp_path / "大.jpg"
    with large.open("wb") as file:
        file.truncate(100 << 20)
    assert "50 MB" in refusal(large)
    assert "不是照片" in refusal(tmp_path)
    assert refusal(tmp_path / "没有.jpg") == "这个文件不存在"
    assert "不存在" in refusal(tmp_path / "\0.jpg")
    good = tmp_path / "照片.jpg"
    good.write_bytes(hostile.placed(hostile.quarters()))
    assert reencode(good, Kind.PHOTO) == reencode(good.read_bytes(), Kind.PHOTO)


SEEDS = [
    hostile.written(hostile.quarters((40, 30)), kind)
    for kind in ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
] + [hostile.pdf()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS), st.integers(0, 5000),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=6),
)
def test_damage_anywhere_is_a_small_picture_or_a_refusal(
    seed: bytes, cut: int, spots: list[tuple[int, int]]
) -> None:
    """Nothing else comes of it: no other error."""
    content = bytearray(seed[: cut or None])
    for at, value in spots:
        content[at % len(content)] = value
    try:
        made = reencode(bytes(content), Kind.PHOTO)
    except Invalid as refused:
        assert str(refused)
    else:
        assert len(made) <= 150_000 and opened(made).mode in ("L", "RGB")
