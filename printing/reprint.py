"""A reprint repeats the stored pages with its marks; one copy can be taken out alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from forms.paper import CARDS, LABELS, SIZES
from printing import card, roll
from printing.margins import again_mark, void_mark
from printing.page import Document, Item, Page, Rule, Text
from printing.ruled import Frame

VOID = "作废"
SMALL = frozenset(SIZES[one] for one in (*CARDS, *LABELS))
"""Pages with their own place for the mark."""
EDGE = 20.0
"""mm of a page's rim that the 作废 mark keeps clear of; a card's is narrower."""


def marked(document: Document, words: str) -> Document:
    """The same pages with the mark (补打 第2次) on each; "" leaves them as they are."""
    if not words:
        return document
    if roll.is_roll(document):
        return roll.headed(document, words)
    pages = tuple(
        replace(page, items=(*page.items, *_mark(words, page, document.items(page))))
        for page in document.pages
    )
    return replace(document, pages=pages)


def _mark(words: str, page: Page, items: Iterable[Item]) -> Iterator[Item]:
    """Above the left end of what is printed."""
    if (page.width, page.height) in SMALL:
        return card.again_mark(words, page.width)
    return again_mark(words, min((one.x1 for one in items if isinstance(one, Rule)), default=10.0))


def voided(document: Document) -> Document:
    """The same pages with 作废 across each, under the text, unless they have it already."""
    if any(isinstance(item, Text) and item.words == VOID for item in document.bodies[0]):
        return document
    if roll.is_roll(document):
        return roll.headed(document, VOID)
    first = document.pages[0]
    edge = min(EDGE, first.height / 12)
    frame = Frame(edge, first.width - edge, edge, first.height - edge)
    mark = tuple(void_mark(frame, frame.bottom))
    return replace(document, bodies=tuple((*mark, *body) for body in document.bodies))


def only(document: Document, number: int, copies: int) -> Document:
    """The pages of one copy, counted from 1, of a document that holds `copies` of them.

    Raises ValueError for a copy that it does not have.
    """
    if not 1 <= number <= copies:
        raise ValueError(f"只有 {copies} 联")
    each = len(document.pages) // copies
    return replace(document, pages=document.pages[(number - 1) * each : number * each])
