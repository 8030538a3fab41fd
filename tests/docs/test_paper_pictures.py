"""The pictures of every paper in docs/papers are what the program prints now.

Compared as an eye compares: a dot counts only where nothing like it stands within a dot of it.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image, ImageChops, ImageFilter

from forms import DECLARED
from printing.page import Document, Text
from tests.printing.every_pad import PADS, OnPad
from tests.printing.every_paper import Way, ways

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "papers"
TOLERANCE = 0.0002
"""Share of the dots of a picture that may differ."""
NEAR, FAR = 3, 48
"""Dots across within which the like is looked for, and how much a colour may be off (of 255)."""
REMAKE = "run docs/make_paper_pictures.py, look at what has changed, and commit it"
MOST = 3_500_000
"""Bytes of all pictures together."""
WAYS: list[Way | OnPad] = [*ways(DECLARED), *PADS]
every_way = pytest.mark.parametrize("way", WAYS, ids=str)


@lru_cache(maxsize=1)
def maker() -> ModuleType:
    """docs/make_paper_pictures.py."""
    found = importlib.util.spec_from_file_location(
        "make_paper_pictures", ROOT / "docs" / "make_paper_pictures.py"
    )
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def off(one: Image.Image, other: Image.Image) -> float:
    """The share of dots of one picture that have nothing like them in the other, nearby."""
    wrong = Image.new("L", one.size, 0)
    for mine, theirs in zip(one.convert("RGB").split(), other.convert("RGB").split(), strict=True):
        low = ImageChops.subtract(theirs.filter(ImageFilter.MinFilter(NEAR)), mine)
        high = ImageChops.subtract(mine, theirs.filter(ImageFilter.MaxFilter(NEAR)))
        wrong = ImageChops.lighter(wrong, ImageChops.lighter(low, high))
    return sum(wrong.histogram()[FAR:]) / (one.width * one.height)


def differing(one: Image.Image, other: Image.Image) -> float:
    """The share of dots that differ, whichever of the two is looked at; all if the sizes do."""
    return max(off(one, other), off(other, one)) if one.size == other.size else 1.0


def as_kept(image: Image.Image) -> Image.Image:
    """The picture in the few colours in which it is kept."""
    return Image.open(BytesIO(maker().kept(image)))


def compare(way: Way | OnPad) -> None:
    """Assert that a paper looks as it is kept."""
    file = FOLDER / maker().file_of(way)
    assert file.exists(), f"{file.name} is not there: {REMAKE}"
    drawn = as_kept(maker().drawn(way, maker().example_data(way.form)))
    share = differing(Image.open(file), drawn)
    assert share <= TOLERANCE, f"{file.name}: {share:.3%} of it differ: {REMAKE}"


@pytest.mark.parametrize("way", WAYS[10::50], ids=str)
def test_some_papers_look_as_they_did(way: Way | OnPad) -> None:
    """A few, every day."""
    compare(way)


@pytest.mark.long
@every_way
def test_every_paper_looks_as_it_did(way: Way | OnPad) -> None:
    compare(way)


def test_every_paper_has_its_picture_and_no_other_is_there() -> None:
    """Named on the page that shows them all, and small."""
    wanted = {maker().file_of(way) for way in WAYS}
    files = {file.name: file.stat().st_size for file in FOLDER.glob("*.png")}
    assert set(files) == wanted, REMAKE
    assert sum(files.values()) < MOST
    assert (FOLDER / "README.md").read_text("utf-8").startswith(maker().contact_sheet(WAYS)), REMAKE


@pytest.fixture(scope="module")
def right() -> tuple[Document, Image.Image]:
    """The pages of a paper of two copies, and how they are kept."""
    way = next(one for one in ways(DECLARED) if len(one.form.copies) == 2 and one.how == "laser"
               and one.paper.copies and one.paper.size == "A5横向")  # fmt: skip
    document = way.made(maker().example_data(way.form))
    return document, as_kept(maker().sheet(maker().pages(document)))


@pytest.mark.parametrize(
    "fault", ["a text gone", "a text moved", "a rule gone", "another tint", "a page less"]
)
def test_a_paper_that_looks_otherwise_is_seen(
    right: tuple[Document, Image.Image], fault: str
) -> None:
    """A single word of one of its cells, a rule, a colour."""
    document, before = right
    body = list(document.bodies[0])
    at = next(place for place, item in enumerate(body)
              if isinstance(item, Text) and len(item.words) == 4)  # fmt: skip
    rule = next(place for place, item in enumerate(body) if not isinstance(item, Text))
    word = body[at]
    assert isinstance(word, Text)
    pages = document.pages
    if fault == "a text gone":
        del body[at]
    elif fault == "a text moved":
        body[at] = replace(word, x=word.x + 3.0)
    elif fault == "a rule gone":
        del body[rule]
    elif fault == "another tint":
        pages = (replace(pages[0], tint="#FFC0C0"), *pages[1:])
    else:
        pages = pages[:-1]
    spoilt = replace(document, bodies=(tuple(body), *document.bodies[1:]), pages=pages)
    assert differing(before, as_kept(maker().sheet(maker().pages(spoilt)))) > TOLERANCE
    assert differing(before, before) == 0.0
