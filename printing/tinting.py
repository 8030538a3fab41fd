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


def parts(document: Document, way: Profile) -> tuple[tuple[str, Document], ...]:
    """(tray, pages) in order of printing: a print job takes its paper from one tray. The colour of
    pages whose tray has it is left to the paper."""
    pages = [
        (tray, replace(page, tint="")) if (tray := _tray(page, way)) else (way.tray, page)
        for page in toned(document, way).pages
    ]
    return tuple(
        (tray, replace(document, pages=tuple(page for _, page in group)))
        for tray, group in groupby(pages, key=lambda one: one[0])
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
