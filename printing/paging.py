"""Ruled blocks onto pages: as few as rows drawn closer allow, tables running on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from forms.form import Form
from forms.paper import Paper
from printing.page import Item, Rule
from printing.parts import Setting, SlipData, laid
from printing.ruled import Block, Frame

ROWS = (8.2, 7.6, 7.0, 6.4)
TALL = (10.4, 9.6, 8.8)
"""mm of a row of one line; on a tall page, which is easier to write on, first the larger ones."""
THICK, THIN = 0.4, 0.2
CAPTION = 12.0
"""mm under which a row may be the words over a table."""


def paged(form: Form, paper: Paper, data: SlipData, frame: Frame) -> list[list[Block]]:
    """The blocks of every page: on one if rows drawn closer allow it, else on the fewest."""
    best: list[list[Block]] = []
    for row in (*TALL, *ROWS) if frame.bottom - frame.top > 200 else ROWS:
        setting = Setting(form, data, frame, row, paper.letter)
        pages = broken([block for part in paper.in_order for block in laid(part, setting)], frame)
        if not best or len(pages) < len(best):
            best = pages
        if len(pages) == 1:
            break
    return [*best[:-1], _grown(best[-1], frame)]


def _grown(blocks: list[Block], frame: Frame) -> list[Block]:
    """The last page with its signature boxes higher where it has room to spare."""
    grown = []
    spare = frame.bottom - bottom(blocks, frame)
    for block in blocks:
        more = min(max(0.0, spare), max(0.0, block.grows - block.height))
        grown.append(replace(block, height=round(block.height + more, 3)))
        spare -= more
    return grown


def broken(blocks: list[Block], frame: Frame) -> list[list[Block]]:
    """Blocks in pages; a table's head is drawn again on each page it runs on to, after the sum that
    is carried forward, where it has one."""
    room = frame.bottom - frame.top + 1e-6
    pages: list[list[Block]] = [[]]
    used = 0.0
    head: Block | None = None
    for place, block in enumerate(blocks):
        need = block.height + _kept(blocks, place, room)
        if need > room:
            need = block.height
        if pages[-1] and used + need > room:
            before = blocks[place - 1]
            runs_on = block.table and not block.heads
            if before.forward is not None and runs_on:
                pages[-1].append(before.forward)
            pages.append([])
            used = 0.0
            if head is not None and runs_on:
                pages[-1].append(head)
                used = head.height
            if before.brought is not None and runs_on:
                pages[-1].append(before.brought)
                used += before.brought.height
        if block.heads:
            head = block
        pages[-1].append(block if pages[-1] else replace(block, joined=False))
        used += block.height
    return pages


def _kept(blocks: list[Block], place: int, room: float) -> float:
    """mm of what must stand on the page of a block: the first line with a table's head, the head
    with the words over it; with a table's last line all that closes the form, if that is not much;
    signature boxes with what is before them."""
    block, following = blocks[place], blocks[place + 1 :]
    if not following:
        return 0.0
    after = following[0]
    if block.heads or after.heads and not block.table and block.height < CAPTION:
        return after.height + _kept(blocks, place + 1, room)
    if after.table:
        return block.forward.height if block.forward is not None else 0.0
    closing = sum(one.height for one in following)
    if block.table and closing <= room / 2 and not any(one.table for one in following):
        return closing
    return sum(one.height for one in takewhile(lambda one: one.grows, following))


def bottom(blocks: list[Block], frame: Frame) -> float:
    """Where the frame of a page ends, in mm."""
    return round(frame.top + sum(block.height for block in blocks), 3)


def bare(blocks: list[Block], frame: Frame, hidden: frozenset[str]) -> Iterator[Item]:
    """The texts of one page of a letter."""
    y = frame.top
    for block in blocks:
        yield from block.items(frame, y, hidden)
        y = round(y + block.height, 3)


def ruled(blocks: list[Block], frame: Frame, hidden: frozenset[str]) -> Iterator[Item]:
    """The frame, the rules and the texts of one page's blocks."""
    end = bottom(blocks, frame)
    for y in (frame.top, end):
        yield Rule(frame.left, y, frame.right, y, THICK)
    for x in (frame.left, frame.right):
        yield Rule(x, frame.top, x, end, THICK)
    y = frame.top
    items: list[Item] = []
    for place, block in enumerate(blocks):
        if place and not block.joined:
            yield Rule(frame.left, y, frame.right, y, THIN)
        items += block.items(frame, y, hidden)
        y = round(y + block.height, 3)
    yield from (item for item in items if isinstance(item, Rule))
    yield from (item for item in items if not isinstance(item, Rule))
