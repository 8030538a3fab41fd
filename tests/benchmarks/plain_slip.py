"""The three copies of a slip drawn by plain reportlab calls: what test_paper.py compares with.

Run as a script with a JSON file of pages it draws them in a fresh process: `plain_slip.py FILE`.
A page is {"size": [w, h], "tint": "#RRGGBB", "texts": […], "rules": […], "boxes": […]}, in mm from
the top left; "pictures": [[file, x, y, w, h], …] where it has any.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
MM = 72 / 25.4
FACES: list[str] = []


def faces() -> None:
    """Register the two ordinary faces, once."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if not FACES:
        FACES.extend(("Plain", "Heavy"))
        pdfmetrics.registerFont(TTFont("Plain", str(FONTS / "NotoSansSC-Regular.ttf")))
        pdfmetrics.registerFont(TTFont("Heavy", str(FONTS / "NotoSansSC-Bold-GBK.ttf")))


def draw(pages: list[dict[str, Any]]) -> bytes:
    """All pages, every text and rule by a call of its own."""
    from reportlab.pdfgen.canvas import Canvas

    faces()
    out = BytesIO()
    canvas = Canvas(out, pageCompression=1)
    for page in pages:
        width, height = page["size"]
        canvas.setPageSize((width * MM, height * MM))
        canvas.setFillColor(page["tint"])
        canvas.rect(0, 0, width * MM, height * MM, stroke=0, fill=1)
        for x, y, w, h, colour in page["boxes"]:
            canvas.setFillColor(colour)
            canvas.rect(x * MM, (height - y - h) * MM, w * MM, h * MM, stroke=0, fill=1)
        for file, x, y, w, h in page.get("pictures", ()):
            canvas.drawImage(file, x * MM, (height - y - h) * MM, w * MM, h * MM)
        for x1, y1, x2, y2, thick in page["rules"]:
            canvas.setLineWidth(thick * MM)
            canvas.line(x1 * MM, (height - y1) * MM, x2 * MM, (height - y2) * MM)
        for x, y, words, size, bold, colour, space, turn in page["texts"]:
            canvas.saveState()
            canvas.translate(x * MM, (height - y) * MM)
            canvas.rotate(turn)
            canvas.setFillColor(colour)
            canvas.setFont("Heavy" if bold else "Plain", size)
            canvas.drawString(0, 0, words, charSpace=space * MM)
            canvas.restoreState()
        canvas.showPage()
    canvas.save()
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
