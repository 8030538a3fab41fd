"""A renovation and its workers as the scenarios of ZX and CR need them: papers, people, calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image

from tests.command_line.desk import Desk
from tests.db.demo_desk import Desk as InProcess

RECEPTION, DUTY, DIRECTOR, WORKS, MONEY, OTHER_MONEY, GATE = (
    "1003", "1002", "1001", "1007", "1010", "1016", "2001"
)  # fmt: skip


def picture(folder: Path, name: str, size: tuple[int, int] = (300, 400)) -> str:
    """The path of a photograph or scan in a file of its own."""
    file = folder / name
    Image.new("RGB", size, (200, 180, 160)).save(file)
    return str(file)


def renovation(folder: Path) -> dict[str, Any]:
    """What an owner hands in who has 1-101 renovated by a company."""
    return {
        "unit": "1-101",
        "contractor": "美居装饰工程有限公司",
        "licence": "A244000000",
        "licence_copy": picture(folder, "资质.png"),
        "responsible": "罗师傅",
        "responsible_phone": "13700137000",
        "responsible_id": {"kind": "护照", "number": "E33445566"},
        "works": [{"what": "水电改造", "where": "厨房", "how": "暗敷"}, {"what": "防水"}],
        "workers": [
            {"name": "秦明", "document": {"kind": "护照", "number": "E87654321"}, "trade": "水电工"},
            {"name": "焦铁生", "document": {"kind": "护照", "number": "E11223344"}, "trade": "焊工"},
        ],
        "plans": picture(folder, "平面图.png"),
        "undertaking": True,
    }


def issued(desk: Desk, folder: Path, **changed: Any) -> str:
    """The number of a renovation that must be taken."""
    typed = {**renovation(folder), **changed}
    given = {key: value for key, value in typed.items() if value is not None}
    return str(desk.issue(given, code="ZX")["number"])


def do(desk: Desk, number: str, act: str, staff: str, **how: Any) -> dict[str, Any]:
    """The standing after an act that must be accepted; given: its values."""
    more = ("--values", "-") if "given" in how else ()
    standing: dict[str, Any] = desk.act(number, act, staff, *more, **how)["standing"]
    return standing


def course(desk: Desk, number: str, *acts: tuple[Any, ...]) -> None:
    """What happened before the matter of a test, (act, staff, values, second): through the store
    itself, as it is quicker."""
    hands = InProcess(desk.folder)
    for name, staff, *more in acts:
        values = more[0] if more else {}
        hands.act(number, name, staff, values, second=more[1] if more[1:] else None)
    hands.close()


APPROVED = (("工程主管审核", WORKS), ("主任批准", DIRECTOR))
PERMITTED = (*APPROVED, ("缴押金", MONEY, {"receipt": "0000100"}), ("发许可证", RECEPTION))


def permitted(desk: Desk, folder: Path, **changed: Any) -> str:
    """A renovation with its permit."""
    number = issued(desk, folder, **changed)
    course(desk, number, *PERMITTED)
    return number


def gate(desk: Desk, scanned: str, now: str = "") -> tuple[str, str]:
    """What the gate is told: verdict and reason."""
    asked = desk.run("gate", scanned, staff=GATE, now=now).done
    return asked["verdict"], asked["reason"]
