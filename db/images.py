"""Pictures from outside: decoded with care, turned upright, scaled, written again as a small JPEG.

Nothing of the file that came in is kept but its pixels: no EXIF, no place, no profile, nothing
hidden behind the end. The same file gives the same bytes.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from forms.fields import Kind
from forms.values import Invalid

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LARGEST_FILE = 50 << 20
"""Bytes of a file that is looked into at all: an A4 page at 300 dpi, uncompressed, is 26 MB."""
PIXELS = 64_000_000
"""Pixels that are decoded: an A4 page at 600 dpi has 35 million."""
LARGEST = 150_000
"""Bytes of a picture as it is kept (docs/architecture.md 照片和扫描件)."""
SIDE = {Kind.PHOTO: 1000, Kind.FILE: 2000}
"""The longest side in pixels: a page stays legible, a face fills a card."""
_QUALITIES = (88, 80, 72, 64, 56, 48, 40, 32)
"""JPEG qualities, best first. Letters of 10 pt on a grainy page are better read at 32 with more
pixels than at 48 with fewer; below 32 they break up."""
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
_ACCEPTED = "JPEG、PNG、WebP、BMP、TIFF、GIF 图片或一页的 PDF"

_NO_PICTURE = f"不是照片或扫描件，请选 {_ACCEPTED}"
_BROKEN = "已损坏或不完整，打不开，请重新拍照、扫描或换一个文件"
_TOO_LARGE = f"太大了（超过 {PIXELS // 1_000_000} 百万像素），请缩小后再选"
_TOO_MANY_BYTES = f"太大了（超过 {LARGEST_FILE >> 20} MB），请缩小后再选"


def reencode(
    source: Path | bytes,
    kind: Kind,
    alone: AbstractContextManager[Any] | None = None,
) -> bytes:
    """The picture as it is kept: a JPEG of at most `LARGEST` bytes, upright, without metadata.

    source: a file, or what a camera or the clipboard gave · kind: PHOTO or FILE · alone: what
    keeps other threads of this program out of pdfium. Takes up to a second: not for the window's
    thread. Raises Invalid with words for people (they go on after the file's name).
    """
    content = source if isinstance(source, bytes) else _read(source)
    if not content:
        raise Invalid("是空文件，请重新选择")
    if len(content) > LARGEST_FILE:
        raise Invalid(_TOO_MANY_BYTES)
    longest = SIDE[kind]
    if b"%PDF-" in content[:1024]:
        with alone or nullcontext():
            picture = _page(content, longest)
    else:
        picture = _decoded(content, longest)
    return _squeezed(picture, longest)


def _read(path: Path) -> bytes:
    """The bytes of a plain file, never more than a picture may have."""
    try:
        if not path.is_file():
            raise Invalid("这个文件不存在" if not path.exists() else _NO_PICTURE)
        if path.stat().st_size > LARGEST_FILE:
            raise Invalid(_TOO_MANY_BYTES)
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except Invalid:
        raise
    except (OSError, ValueError):
        raise Invalid("读不出来，请检查这个文件能不能打开") from None


def _decoded(content: bytes, longest: int) -> Picture:
    """The first picture of the file, upright, in grey or in colours on white.

    Pillow refuses twice its limit before it decodes anything or makes room for it. A hostile file
    makes the decoders raise nearly anything: whatever it is, the file is broken.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = PIXELS // 2
    warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            picture.draft("RGB", (longest, longest))
            picture.load()
            return _plain(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError:
        raise Invalid(_heic(content) or _NO_PICTURE) from None
    except (Image.DecompressionBombError, MemoryError):
        raise Invalid(_TOO_LARGE) from None
    except Exception:
        raise Invalid(_BROKEN) from None


def _heic(content: bytes) -> str:
    """Words for the pictures of telephones that cannot be read, "" for anything else."""
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"avif", b"hevc"):
        return "是 HEIC 格式的手机照片，请在手机里改存为 JPEG 再选"
    return ""


def _plain(picture: Picture) -> Picture:
    """The same picture in 8 bits, grey or RGB, transparent parts white, with nothing attached."""
    from PIL import Image

    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bits(picture)
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        picture = Image.new("RGBA", clear.size, "white")
        picture.alpha_composite(clear)
    plain = picture.convert("L" if picture.mode in ("1", "L", "LA") else "RGB")
    plain.info = {}
    return plain


def _eight_bits(picture: Picture) -> Picture:
    """Grey of more than 8 bits, brought down to 8: Pillow itself would cut the bright ones off."""
    wide = picture.convert("F")
    low, high = cast(tuple[float, float], wide.getextrema())
    top = 65535.0 if picture.mode.startswith("I;16") else max(high, 255.0)
    bottom = min(low, 0.0)
    scale = 255.0 / (top - bottom)
    return wide.point(lambda tone: tone * scale + -bottom * scale).convert("L")


def _page(content: bytes, longest: int) -> Picture:
    """The one page of a PDF as a picture."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        raise Invalid("加了密码，请另存一份不加密的再选" if locked else _BROKEN) from None
    try:
        if len(document) != 1:
            raise Invalid(f"有 {len(document)} 页，只收一页的 PDF，请分开来存")
        page = document[0]
        width, height = page.get_size()
        if not 0 < min(width, height) <= max(width, height) <= 20_000:
            raise Invalid(_TOO_LARGE)
        bitmap = page.render(scale=longest / max(width, height), fill_color=(255, 255, 255, 255))
        return _plain(bitmap.to_pil())
    except pypdfium2.PdfiumError:
        raise Invalid(_BROKEN) from None
    finally:
        document.close()


def _squeezed(picture: Picture, longest: int) -> bytes:
    """The picture as large as `LARGEST` bytes allow, then as sharp as they allow."""
    from PIL import Image

    for side in _sides(longest):
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
        if len(_written(picture, _QUALITIES[-1])) > LARGEST:
            continue
        for quality in _QUALITIES:
            content = _written(picture, quality)
            if len(content) <= LARGEST:
                return content
    raise Invalid(_TOO_LARGE)


def _written(picture: Picture, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()


def _sides(longest: int) -> Iterator[int]:
    """Ever shorter sides, down to where every picture is small enough."""
    side = float(longest)
    while side > 100:
        yield int(side)
        side *= 0.85
