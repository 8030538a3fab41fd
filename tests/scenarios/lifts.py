"""What somebody hands in who moves things by lift or stairs, and the hands it goes through."""

from __future__ import annotations

from typing import Any

from tests.scenarios.site import DUTY, RECEPTION, WORKS

LOBBY, KEEPER, SERVICE = "1011", "1006", "1005"
"""Staff numbers of the demo: 大堂助理, 当值管理员, 客服主管."""
OTHERS = (RECEPTION, DUTY, KEEPER, WORKS, SERVICE)

SOFA = {"name": "三人沙发", "quantity": 1, "measure": "张"}
TAKEN = (("交大堂助理", RECEPTION),)
BEGUN = (*TAKEN, ("开始使用", LOBBY))
REVIEWED = (("工程主管审核", WORKS), ("当值管理员审核", KEEPER))


def sofa(**changed: Any) -> dict[str, Any]:
    """A sofa and more by the goods lift of building 1, this afternoon."""
    typed = {"unit": "1-101", "stair": "货梯", "hours": "14-16", "goods": [SOFA],
             "undertaking": True, **changed}  # fmt: skip
    return {key: value for key, value in typed.items() if value is not None}


def sand(**changed: Any) -> dict[str, Any]:
    """Sand by the fire stairs of building 1, this afternoon."""
    return sofa(**{"stair": "消防梯", "goods": [{"name": "沙", "quantity": 30, "measure": "袋"}],
                   **changed})  # fmt: skip
