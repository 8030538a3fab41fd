"""What a form lends and what hands over: wrong declarations, and which thing is which."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from forms.acts import Act, Effect
from forms.facts import Facts
from forms.fields import Field, Kind, WrongDeclaration
from forms.lending import Lends, out_already, thing
from forms.property.loan import JW
from tests.forms.test_mistakes import VOID, fields, made

LENT = Lends("goods", ("name",))
BACK = (Act("归还", ("前台",), effect=Effect.CLOSE), VOID)
TAKE = Act("接班", ("前台",), effect=Effect.CLOSE, other_than=("@issued_by",))
PEOPLE = Field("people", "人", Kind.LINES, columns=(Field("who", "姓名", Kind.PERSON),))
FACTS = Facts(now=datetime(2026, 11, 21, 10, 42), lent={"天台钥匙 K07": "JW-2026-000001"})


def test_a_right_declaration_is_taken() -> None:
    assert made(lends=LENT, acts=BACK).lends == LENT
    assert made(hands_over="接班", acts=(TAKE, VOID)).hands_over == "接班"


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"lends": replace(LENT, lines="unit"), "acts": BACK}, "明细"),
        ({"lends": replace(LENT, lines="nothing"), "acts": BACK}, "明细"),
        ({"lends": Lends("people", ("who",)), "acts": BACK, "fields": fields(PEOPLE)}, "个人信息"),
        ({"lends": replace(LENT, what=("number",)), "acts": BACK}, "what"),
        ({"lends": replace(LENT, what=()), "acts": BACK}, "what"),
        ({"lends": replace(LENT, since="借出"), "acts": BACK}, "借出"),
        ({"lends": LENT, "acts": (VOID,)}, "归还"),
        ({"hands_over": "接班", "acts": (VOID,)}, "hands_over"),
        ({"hands_over": "接班", "acts": (replace(TAKE, other_than=()), VOID)}, "hands_over"),
        ({"hands_over": "接班", "acts": (replace(TAKE, effect=Effect.STEP), VOID)}, "hands_over"),
    ],
)
def test_a_wrong_one_says_what_is_wrong(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongDeclaration, match=words):
        made(**changes)


def test_a_thing_is_the_same_however_it_is_written() -> None:
    """Spaces and capitals tell nothing apart; another number does."""
    lends = Lends("things", ("name", "number"))
    same = [{"name": "天台钥匙", "number": "k07"}, {"name": " 天台钥匙 ", "number": " K07"}]
    assert {thing(lends, one) for one in same} == {"天台钥匙 K07"}
    assert out_already(lends, same[:1], FACTS) == ["天台钥匙 k07 已由 JW-2026-000001 借出，还没有还"]
    assert out_already(lends, [{"name": "天台钥匙", "number": "K08"}], FACTS) == []


def test_a_line_that_names_nothing_is_told_of_when_something_comes_back() -> None:
    values = {"things": [{"name": "推车", "kind": "工具", "number": "T03", "quantity": 1}]}
    back = {**values, "returned": [{"kind": "钥匙", "quantity": 1}]}
    words = [check.problem(back, back, FACTS) for check in JW.act("归还一部分").checks]
    assert any(one and "没写名称" in one for one in words)
