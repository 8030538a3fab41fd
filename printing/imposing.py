"""Pages that are composed already put on the sheets that a printer has."""

from __future__ import annotations

from forms.paper import Paper
from printing.halves import beside, halved
from printing.page import Document
from printing.profiles import Profile
from printing.sheets import filled, folded
from printing.tinting import toned


def imposed(
    document: Document, paper: Paper, mode: str, way: Profile, copies: int, number: str,
    start: int = 1,
) -> Document:  # fmt: skip
    """The pages as they go to the printer in this mode: cards and labels on the sheets they are cut
    out of, two copies of half a sheet on one; all else as it is.

    copies: how many 联 the pages are · number: the record's, for the seam · start: the first free
    place on a sheet of cards or labels. Raises ValueError, in Chinese, where there is no such
    place or the pages are too large.
    """
    if mode == "half":
        return halved(toned(document, way), copies, number)
    if mode == "pair":
        return beside([toned(document, way)], number)
    if paper.is_card and mode == "laser":
        return folded(document)
    if mode == "sheet" or paper.is_label and mode == "laser":
        return filled([document], start)
    return document
