"""A calibration sheet, or the ten forms of a drift test, to a printer as a way has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.errors import Environment
from views import carriers

if TYPE_CHECKING:
    from printing.carrier import Carrier
    from printing.profiles import Profile

NO_PRINTER = "没有可用的打印机，请先接好，或在“打印机”一格另写一台"


def print_out(
    through: Carrier, way: Profile, size: tuple[float, float], drift: bool = False
) -> str:
    """The queue that took it; pages of that size in mm, with what makes up for the printer so far.
    For a thread. Environment where no printer takes it."""
    from printing import calibration
    from printing.pdf import draw

    queue = way.queue or carriers.default_queue(through) or ""
    if not queue:
        raise Environment("printer", NO_PRINTER)
    made = (calibration.drift if drift else calibration.sheet)(*size)
    pdf = draw(made, {}, way.adjustment, way.dpi)
    sheet = size[0], size[1] + way.adjustment.feed
    carriers.send_parts(through, ((way.tray, pdf),), queue, sheet, made.title, way.dpi)
    return queue
