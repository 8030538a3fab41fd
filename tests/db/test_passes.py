"""A pass declared in a test file alone: at the gate, on the workbench, tied to what it hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from db import records, register, standings, workbench
from db.errors import Refused
from db.example import example
from db.facts import facts_for
from db.gate import NO, YES, examine
from db.records import Record
from forms.acts import Act, Effect, void
from forms.conditions import Values, when
from forms.facts import Facts, has_in_hand
from forms.fields import Check, Field, Kind
from forms.form import Form
from forms.timing import Validity
from tests.db import demo_desk, gate_post
from tests.db.demo_desk import DESK, DIRECTOR, GUARD, MONEY, Desk, moment
from tests.db.new_forms import SITE

TICKET = Form(
    "TXZ", "通行证", "物业", ("前台",),
    (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("site", "工地", Kind.REFERENCE, required=True, refers=("GD",),
              filled_from="unit.record"),
        Field("days", "有效期", Kind.PERIOD, required=True),
    ),
    (
        Act("登记", ("前台",), in_time=True, state="已登记"),
        Act("盖章", ("财务",), effect=Effect.SIGN, after=("登记",), unless=("停用",), seal=True,
            admits=True, state="使用中"),
        Act("停用", ("前台",), (Field("why", "原因", required=True),), after=("登记",),
            as_needed=True, state="已停用"),
        Act("恢复", ("前台",), after=("停用",), undoes=("停用",), repeats=True, as_needed=True),
        Act("交回", ("前台",), effect=Effect.CLOSE, after=("盖章",), as_needed=True, state="已交回"),
        void("前台"),
    ),
    validity=Validity(field="days", within="site", starts="days"),
    register=("@number", "unit", "@valid_until", "@state"),
    hangs_on="site",
    example={"days": {"from": "今天", "to": "明天"}},
)  # fmt: skip

NOTE = Form(
    "BZ", "便条", "物业", ("前台",),
    (
        Field("unit", "房号", Kind.UNIT, required=True),
        Field("about", "关于", Kind.CHOICE, choices=("工地", "别的"), default="别的"),
        Field("site", "工地", Kind.REFERENCE, refers=("GD",), filled_from="unit.record",
              shown=when(about="工地") & has_in_hand("GD")),
    ),
    (void("前台"),),
    register=("@number", "unit", "@state"),
    hangs_on="site",
)  # fmt: skip
"""It may belong to a site."""


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Iterator[Desk]:
    """The demo estate, which meets these forms for the first time."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (SITE, TICKET, NOTE))
    yield made
    made.close()


def site(desk: Desk, unit: str = "1-101") -> Record:
    """A site until the end of the month."""
    return desk.issue("GD", {"unit": unit, "until": "2026-11-30"})


def ticket(desk: Desk, *, stamped: bool = True, first: str = "2026-11-21") -> Record:
    """A pass to the 28th."""
    made = desk.issue("TXZ", {"unit": "1-101", "days": {"from": first, "to": "2026-11-28"}})
    if stamped:
        desk.act(made, "登记", DESK)
        desk.act(made, "盖章", MONEY)
    return made


def told(desk: Desk, made: Record, now: str = "21T10:42") -> tuple[str, str]:
    """Verdict and reason at the gate."""
    found = examine(desk.at(GUARD, moment(now)), made.code)
    return found.verdict, found.reason


def test_it_is_good_from_its_stamp_to_its_last_day(desk: Desk) -> None:
    """What is lacking first; then as often as it comes; nothing is written by asking."""
    site(desk)
    fresh = ticket(desk, stamped=False)
    assert told(desk, fresh) == (NO, "手续未齐，尚缺：登记、盖章")
    made = ticket(desk, first="2026-11-23")
    assert told(desk, made, "22T23:59") == (NO, "还没有到日子，2026年11月23日起有效")
    for now in ("23T00:00", "25T12:00", "28T23:59"):
        assert told(desk, made, now) == (YES, "有效期至 2026年11月28日 24:00，手续齐全")
    assert told(desk, made, "29T00:00")[1].startswith("已过期")
    assert examine(desk.at(GUARD, moment("23T08:00")), made.code).ink == ("盖章（盖章）",)


def test_the_register_says_the_last_day_it_holds(desk: Desk) -> None:
    """Not the midnight after it."""
    site(desk)
    ticket(desk)
    (entry,) = register.entries(desk.at(), "TXZ")
    assert "11-28 24:00" in entry.words


def test_stopped_good_again_and_handed_in(desk: Desk) -> None:
    """What its stamp may not follow stops it; what ends it ends it."""
    site(desk)
    made = ticket(desk)
    desk.act(made, "停用", DESK, {"why": "转借"})
    assert told(desk, made) == (NO, "已停用（11-21 10:42，原因：转借）")
    desk.act(made, "恢复", DESK)
    assert told(desk, made)[0] == YES
    desk.act(made, "交回", DESK)
    assert told(desk, made) == (NO, "已交回（11-21 10:42）")


def test_it_ends_with_its_site(desk: Desk) -> None:
    """Refused at the gate and at every act that has to be in time; lists and the kept standing
    agree."""
    basis = site(desk)
    made, fresh = ticket(desk), ticket(desk, stamped=False)
    desk.act(basis, "完工", "1007", now=moment("22T09:00"))
    assert told(desk, made, "22T09:00") == (NO, f"所依的 {basis.number} 办理中，随之失效")
    with pytest.raises(Refused, match=f"所依的 {basis.number} .*不能再办“登记”"):
        desk.act(fresh, "登记", DESK, now=moment("22T09:01"))
    kept = records.glance(desk.at(now=moment("22T09:01")), [made.id])[0]
    assert kept.seen.state == "已过期" and standings.differences(desk.at()) == []


def test_a_longer_site_does_not_lengthen_it(desk: Desk) -> None:
    """No date of a pass is altered."""
    basis = site(desk)
    made = ticket(desk)
    desk.act(basis, "延期", DIRECTOR, {"until": "2026-12-31"})
    assert told(desk, made, "29T00:00")[0] == NO


def test_the_only_site_of_the_room_is_the_one_meant(desk: Desk) -> None:
    """None, one, two; what has expired is not in hand; a form belongs to it where it says so."""
    session = desk.at()
    assert facts_for(session, TICKET, {"unit": "1-101"}).linked == {}
    basis = site(desk)
    named = facts_for(session, TICKET, {"unit": "1 栋 101"}).linked["site"]
    assert (named.number, named.ended_at, named.done) == (basis.number, None, ())
    for now, there in ((moment("30T23:59"), True), (datetime(2026, 12, 1), False)):
        assert bool(facts_for(desk.at(now=now), TICKET, {"unit": "1-101"}).linked) is there
    assert not facts_for(session, TICKET, {"unit": "1-102"}).linked
    assert ticket(desk).hangs_on == basis.number
    assert desk.issue("BZ", {"unit": "1-101"}).hangs_on is None
    assert desk.issue("BZ", {"unit": "1-101", "about": "工地"}).hangs_on == basis.number
    site(desk)
    assert facts_for(session, TICKET, {"unit": "1-101"}).linked == {}


def test_an_example_is_of_the_room_of_what_it_hangs_on(desk: Desk) -> None:
    """Found without knowing either form."""
    basis = site(desk, "6-1804")
    typed = example(desk.at(), "TXZ")
    assert typed["unit"] == "6-1804"
    assert records.issue(desk.at(), "TXZ", typed).record.hangs_on == basis.number


def test_an_example_hangs_on_what_the_form_accepts(estate: Path, tmp_path: Path) -> None:
    """Not on the newest of all, where the rules say something against it."""

    def held(value: Any, values: Values, facts: Facts) -> str | None:
        linked = facts.linked.get("site")
        return "这一张还不行" if linked and linked.number.endswith("2") else None

    fields = tuple(
        replace(one, checks=(Check("开工了", held),)) if one.key == "site" else one
        for one in TICKET.fields
    )
    desk = Desk(
        demo_desk.copied(estate, tmp_path / "前台 数据"), (SITE, replace(TICKET, fields=fields))
    )
    try:
        old, new = site(desk, "6-1804"), site(desk, "1-101")
        assert new.number.endswith("2")
        typed = example(desk.at(), "TXZ")
        assert typed["unit"] == "6-1804"
        assert records.issue(desk.at(), "TXZ", typed).record.hangs_on == old.number
    finally:
        desk.close()


def test_nobody_waits_for_what_happens_now_and_then(desk: Desk) -> None:
    """A stamped pass is on nobody's list; one to be stamped on the cashier's."""
    site(desk)
    made = ticket(desk, stamped=False)
    desk.act(made, "登记", DESK)

    def waiting(no: str) -> list[tuple[str, str]]:
        found = workbench.items(desk.at(no))
        return [(one.number, one.act) for one in found if one.code == "TXZ"]

    assert (waiting(DESK), waiting(MONEY)) == ([], [(made.number, "盖章")])
    desk.act(made, "盖章", MONEY)
    assert (waiting(DESK), waiting(MONEY)) == ([], [])


def test_a_release_waits_for_its_first_day(desk: Desk) -> None:
    """Goods that may leave from tomorrow on."""
    form = replace(
        NOTE, code="CM", title="出门条", hangs_on=None, example={},
        fields=(NOTE.fields[0], Field("day", "日期", Kind.DATE, required=True)),
        acts=(Act("放行", ("门岗",), effect=Effect.RELEASE, state="已放行"), void("前台")),
        validity=Validity(field="day", starts="day"),
    )  # fmt: skip
    desk.close()
    own = Desk(desk.folder, (form,))
    given: dict[str, Any] = {"unit": "1-101", "day": "2026-11-22"}
    made = own.issue("CM", given)
    assert told(own, made) == (NO, "还没有到日子，2026年11月22日起有效")
    assert records.glance(own.at(), [made.id])[0].seen.open == ("作废",)
    with pytest.raises(Refused, match="没有到日子"):
        own.act(made, "放行", GUARD)
    assert own.act(made, "放行", GUARD, now=moment("22T00:00")).record.seen.state == "已放行"
    own.close()


def test_a_form_nobody_ships_is_in_a_gates_pack(desk: Desk, tmp_path: Path) -> None:
    """It has an admission, and that is all a pack asks: early, unstamped, good, stopped."""
    east = gate_post.away(desk, tmp_path)
    site(desk)
    made = ticket(desk, stamped=False, first="2026-11-22")
    east.pack()
    east.join()
    early = east.at().examine(made.code)
    assert (early.kind, early.reason[:7]) == ("not now", "还没有到日子，")
    bare = east.at(moment("22T07:00")).examine(made.code)
    assert bare.kind == "lacking" and "盖章" in bare.reason
    stamped, stopped = moment("22T07:30"), moment("22T09:00")
    desk.act(made, "登记", DESK, now=stamped)
    desk.act(made, "盖章", MONEY, now=stamped)
    east.pack(stamped)
    post = east.at(moment("22T08:00"))
    assert [post.examine(made.code).verdict for _ in range(3)] == [YES] * 3
    desk.act(made, "停用", DESK, {"why": "违规"}, now=stopped)
    east.pack(stopped)
    assert "已停用" in east.at(stopped).examine(made.code).reason
