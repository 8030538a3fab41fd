"""Paper: a three-copy slip, warm and cold, a batch of a hundred, a sheet of ten cards and one
refresh of the live page, against the same texts and rules by plain reportlab calls."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtCore import QEventLoop, QTimer

from db.samples import sample
from forms.fields import Kind
from forms.property.pass_card import CR
from printing import breaking, fonts, typeset
from printing.page import Code, Document, Picture, Rule, Text, Tint
from printing.pdf import draw
from printing.sheets import filled
from printing.slip import SlipData, compose
from tests.benchmarks import own_slip, plain_slip
from tests.benchmarks.compare import as_on_a_desk, in_ms, interleaved, ratio, seconds, table
from ui.preview import PagePreview, render

WARM, COLD, REFRESHES, BATCH, BATCHES = 60, 9, 60, 100, 3
SHA = "a" * 64
CARD = CR.paper("出入证")
WIDTH_PX = 560


def plain_pages(document: Document) -> list[dict[str, Any]]:
    """The same texts and rules as a list of plain calls, prepared before the clock runs."""
    pages = []
    for page in document.pages:
        items = list(document.items(page))
        boxes = [[one.x, one.y, one.width, one.height, one.colour] for one in items
                 if isinstance(one, Tint)]  # fmt: skip
        for code in (one for one in items if isinstance(one, Code)):
            boxes += [
                [code.x + across * code.module, code.y + down * code.module, code.module,
                 code.module, "#000000"]
                for down, row in enumerate(code.rows)
                for across, bit in enumerate(f"{int(row, 16):0{len(code.rows)}b}")
                if bit == "1"
            ]  # fmt: skip
        pages.append({
            "size": [page.width, page.height],
            "tint": page.tint or "#FFFFFF",
            "boxes": boxes,
            "rules": [[one.x1, one.y1, one.x2, one.y2, one.width] for one in items
                      if isinstance(one, Rule)],
            "texts": [[one.x, one.y, one.typed, one.size, one.bold, one.colour, one.spacing,
                       one.turn] for one in items if isinstance(one, Text)],
        })  # fmt: skip
    return pages


def face_file(folder: Path) -> tuple[str, bytes]:
    """A made photograph: its file and its bytes."""
    body = sample(Kind.PHOTO)
    file = folder / "face.jpg"
    file.write_bytes(body)
    return str(file), body


def cards() -> Document:
    """Ten cards with photograph and code on one sheet, from their values in words."""
    documents = []
    for number in range(10):
        values = {
            "holder": f"秦明{chr(0x4E00 + number)}", "trade": "水电",
            "unit": f"3 栋 12{number:02d}", "employer": "美居装饰工程队",
            "@valid_until": f"2026年12月{number + 10}日 24:00",
        }  # fmt: skip
        data = SlipData(
            "翠湖花园物业服务中心", f"CR-2026-{number:06d}", f"CR26{number:06d}ABCDEFGHJK", values, {},
            {}, photos={"photo": SHA},
        )  # fmt: skip
        documents.append(compose(CR, CARD, data))
    return filled(documents)


def words(pdf: bytes) -> list[str]:
    """The characters of every page, in any order."""
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    return ["".join(sorted("".join(page.extract_text().split()))) for page in pages]


def test_three_copies_warm_and_cold(tmp_path: Path) -> None:
    """Warm in this process; cold in a fresh one, from its start to the finished bytes."""
    pages = plain_pages(own_slip.composed())
    file = tmp_path / "pages.json"
    file.write_text(json.dumps(pages), encoding="utf-8")

    def cold(script: str, *arguments: str) -> float:
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, script, *arguments], check=True, stdout=subprocess.PIPE,
            env=as_on_a_desk(tmp_path / "compiled"),
        )  # fmt: skip
        took = time.perf_counter() - start
        assert done.stdout.startswith(b"%PDF-")
        return took

    warm, plain = interleaved(
        WARM,
        lambda: seconds(own_slip.drawn),
        lambda: seconds(lambda: plain_slip.draw(pages)),
    )
    first, first_plain = interleaved(
        COLD,
        lambda: cold(own_slip.__file__),
        lambda: cold(plain_slip.__file__, str(file)),
    )
    table(
        f"A slip of three copies as PDF, {WARM} warm pairs, {COLD} fresh processes each",
        [
            ("warm: plain reportlab calls", in_ms(plain), "1.00 x"),
            ("warm: from typed values to PDF", in_ms(warm), f"{ratio(warm, plain):.2f} x"),
            ("cold: plain reportlab calls, process included", in_ms(first_plain), "1.00 x"),
            ("cold: from typed values to PDF, process included", in_ms(first),
             f"{ratio(first, first_plain):.2f} x"),
            ("bytes: plain / ours", f"{len(plain_slip.draw(pages)):9d} / {len(own_slip.drawn())}",
             ""),
        ],
    )  # fmt: skip
    assert words(own_slip.drawn()) == words(plain_slip.draw(pages))


def test_a_batch_of_a_hundred() -> None:
    """A hundred different slips of three copies, each a PDF of its own, as a batch prints them: in
    this process, warm, from typed values to the bytes."""
    numbers = range(BATCH)
    pages = [plain_pages(own_slip.numbered(number)) for number in numbers]

    def ours() -> float:
        for cached in (typeset.wrap, typeset.fit, breaking.pieces, fonts.spaced, fonts._em):
            cached.cache_clear()
        return seconds(lambda: [draw(own_slip.numbered(number)) for number in numbers])

    mine, plain = interleaved(
        BATCHES, ours, lambda: seconds(lambda: [plain_slip.draw(one) for one in pages]),
    )  # fmt: skip
    table(
        f"A batch of {BATCH} slips of three copies, each its own PDF, {BATCHES} times",
        [
            ("plain reportlab calls", in_ms(plain), "1.00 x"),
            ("from typed values to PDF", in_ms(mine), f"{ratio(mine, plain):.2f} x"),
        ],
    )
    assert words(draw(own_slip.numbered(7))) == words(plain_slip.draw(pages[7]))


def test_ten_cards(tmp_path: Path) -> None:
    """On one A4 sheet of fronts and one of backs, with photographs and codes."""
    file, body = face_file(tmp_path)
    document = cards()
    pages = plain_pages(document)
    for page, made in zip(document.pages, pages, strict=True):
        made["pictures"] = [
            [file, one.x, one.y, one.width, one.height]
            for one in document.items(page) if isinstance(one, Picture)
        ]  # fmt: skip
    assert [len(page["pictures"]) for page in pages] == [10, 0]
    mine, plain = interleaved(
        WARM // 2,
        lambda: seconds(lambda: draw(cards(), {SHA: body})),
        lambda: seconds(lambda: plain_slip.draw(pages)),
    )
    table(
        f"Ten cards with photographs on A4, fronts and backs, {WARM // 2} times",
        [
            ("plain reportlab calls", in_ms(plain), "1.00 x"),
            ("from values in words to PDF", in_ms(mine), f"{ratio(mine, plain):.2f} x"),
        ],
    )
    assert len(words(draw(document, {SHA: body}))) == len(words(plain_slip.draw(pages))) == 2


def test_refresh_of_the_live_page(qtbot: Any) -> None:
    """One copy: composed, drawn, rasterised in a worker; what the window's thread gives to it, and
    the longest that it was kept from its events."""
    pages = plain_pages(own_slip.composed((1,)))
    pdf = own_slip.drawn((1,))

    def ours() -> float:
        return seconds(lambda: render(own_slip.drawn((1,)), 0, WIDTH_PX))

    def plain() -> float:
        return seconds(lambda: render(plain_slip.draw(pages), 0, WIDTH_PX))

    whole, bare, made, raster = interleaved(
        REFRESHES, ours, plain,
        lambda: seconds(lambda: own_slip.drawn((1,))),
        lambda: seconds(lambda: render(pdf, 0, WIDTH_PX)),
    )  # fmt: skip
    live = in_the_window(qtbot)
    table(
        f"One refresh of the live page, {WIDTH_PX} px wide, {REFRESHES} times",
        [
            ("plain reportlab calls and rasterise", in_ms(bare), "1.00 x"),
            ("compose, draw, rasterise", in_ms(whole), f"{ratio(whole, bare):.2f} x"),
            ("   of it compose and draw", in_ms(made), ""),
            ("   of it rasterise", in_ms(raster), ""),
            ("in the window: asked for to painted", in_ms(live["wall"]), ""),
            ("   processor time of the window's thread", in_ms(live["own"]),
             f"{100 * sum(live['own']) / sum(live['wall']):.0f} % of it"),
            ("   longest time without an event", in_ms(live["gap"]), ""),
        ],
    )  # fmt: skip
    assert len(live["wall"]) == REFRESHES


@pytest.fixture(autouse=True)
def settled() -> None:
    """Faces are loaded before the clock runs, as the program does at its start."""
    own_slip.drawn()


def in_the_window(qtbot: Any) -> dict[str, list[float]]:
    """Refreshes through the real widget: wall time, own processor time, longest gap of a 1 ms
    timer on the window's thread."""
    preview = PagePreview()
    qtbot.addWidget(preview)
    preview.resize(WIDTH_PX + 28, 420)
    preview.show()
    found: dict[str, list[float]] = {"wall": [], "own": [], "gap": []}
    for number in range(REFRESHES + 1):
        loop = QEventLoop()
        ticks = [time.perf_counter()]
        timer = QTimer()
        timer.setInterval(1)
        timer.timeout.connect(lambda ticks=ticks: ticks.append(time.perf_counter()))
        done = preview.drawn.connect(lambda pages, loop=loop: QTimer.singleShot(0, loop.quit))
        start, own = time.perf_counter(), time.thread_time()
        timer.start()
        preview.show_job(lambda: own_slip.drawn((1,)))
        loop.exec()
        preview.viewport().repaint()
        ticks.append(time.perf_counter())
        timer.stop()
        preview.drawn.disconnect(done)
        if number:
            found["wall"].append(ticks[-1] - start)
            found["own"].append(time.thread_time() - own)
            found["gap"].append(
                max(later - earlier for earlier, later in zip(ticks, ticks[1:], strict=False))
            )
    return found
