"""What the boxes of a way to print offer: printers with their states, trays, dots, usual papers,
names of templates with the papers they are for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forms.conditions import Values
from forms.fields import Field
from printing.stock import parse
from ui.typed import matching
from views.printers_fields import TRAY_OF, Printer

if TYPE_CHECKING:
    from printing.spool import Queue

STOCKS = ("241-1-1/2", "241-2-1/2", "241-3-1/2", "241-4-1/2", "241-3-1/3", "241-3-1/1", "381-1")
TRAYS = frozenset({"tray", *TRAY_OF})


@dataclass(frozen=True)
class Choice:
    """One of them, as `ui.offer_list.Offer` has it."""

    value: Any
    title: str
    line: str = ""
    note: str = ""
    phone: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)


class PrinterOffers:
    """A source (`ui.offering.Source`) that knows what was last read from the printers."""

    def __init__(self, pads: Callable[[], Mapping[str, str]] = dict) -> None:
        """pads: asks for the names of the templates, each with the papers it is for."""
        self.queues: Sequence[Queue] = ()
        self.printer: Printer | None = None
        self._pads = pads

    def serves(self, field: Field) -> bool:
        """The printer, its trays and dots, the continuous paper, the templates."""
        return field.key in TRAYS or field.key in ("queue", "dpi", "stock", "pad")

    def ask(
        self, field: Field, typed: str, values: Values, answer: Callable[[Sequence[Any]], None]
    ) -> None:
        """Those that go with what is typed; all of them over what is one of them already."""
        found = list(self._all(field.key))
        titles = tuple(one.title for one in found)
        wanted = titles if typed in ("", *titles) else matching(typed, titles)
        answer([one for one in found if one.title in wanted])

    def forget(self) -> None:
        """Nothing is ever under way."""

    def end(self) -> None:
        """Nothing is held."""

    def _all(self, key: str) -> Iterator[Choice]:
        options = self.printer.options if self.printer else None
        if key == "queue":
            for queue in self.queues:
                note = "这台电脑的默认打印机" if queue.is_default else ""
                yield Choice(queue.name, queue.name, queue.state, note)
        elif key == "pad":
            for name, papers in self._pads().items():
                yield Choice(name, name, papers)
        elif key == "stock":
            for words in STOCKS:
                stock = parse(words)
                size = f"{stock.width:g}×{stock.length:.4g} 毫米"
                yield Choice(words, words, f"{size}，{stock.plies} 联")
        elif options is not None and key == "dpi":
            for dots in options.dpi:
                yield Choice(dots, str(dots), "点/英寸")
        elif options is not None:
            for tray in options.trays:
                yield Choice(tray, tray, f"{self.printer.name if self.printer else ''} 的纸盒")
