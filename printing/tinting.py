"""The colour of a 联 on the printer that there is: laid over the sheet, as a band, or not at all.

Where a tray holds paper that has the colour itself, nothing is laid: those pages go to that tray.
All of it is a matter of the printer, so it is done to pages about to be printed, never to those
that are stored.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from forms.paper import Colour
from printing.page import Document, Page, Tint
from printing.profiles import BAND, NONE, Profile
from printing.slip import TINTS

BAND_WIDTH = 13.0
"""mm of the strip at the right edge, where the name of the copy stands."""
COLOURS = {tint: colour.value for colour, tint in TINTS.items()}


def toned(document: Document, way: Profile) -> Document:
    """The same pages with as much of their colour as the way lays; on real coloured paper they
    look as if all of it were laid."""
    return replace(document, pages=tuple(_toned(page, way) for page in document.pages))


def parts(
    document: Document, way: Profile, copies: int = 1
) -> tuple[tuple[str, Document], ...]:
    """(tray, pages) in order of printing: a print job takes its paper from one tray. The colour of
    pages whose tray has it is left to the paper. Where they lie in several, each of the copies that
    the pages are is a job, so that it is known which of them came out."""
    pages = [
        (tray, replace(page, tint="")) if (tray := _tray(page, way)) else (way.tray, page)
        for page in toned(document, way).pages
    ]
    each = max(1, len(pages) // copies) if len({tray for tray, _ in pages}) > 1 else len(pages)
    groups = groupby(enumerate(pages), key=lambda one: (one[1][0], copies > 1 and one[0] // each))
    return tuple(
        (tray, replace(document, pages=tuple(page for _, (_, page) in group)))
        for (tray, _), group in groups
    )


def _tray(page: Page, way: Profile) -> str:
    """The tray with paper of the page's colour, "" for none."""
    return way.trays.get(COLOURS.get(page.tint, ""), "")


def _toned(page: Page, way: Profile) -> Page:
    if way.tint not in (BAND, NONE) or not page.tint or _tray(page, way):
        return page
    if way.tint == NONE or page.tint == TINTS[Colour.WHITE]:
        return replace(page, tint="")
    band = Tint(page.width - BAND_WIDTH, 0.0, BAND_WIDTH, page.height, page.tint)
    return replace(page, tint="", items=(band, *page.items))
