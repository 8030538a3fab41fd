"""All that belongs to one record, the lists of those in hand, and one act on several at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from db import batch, dossier, dossiers, records
from db.batch import RefusedEach
from db.dossier import Whole
from db.dossiers import LATE, NEAR, TODAY
from db.errors import Cancelled
from db.example import example
from db.offers import Offer
from db.recall import recalled
from db.records import Record
from forms.dossier import Collect
from forms.property.renovation import ZX
from tests.db.demo_desk import DESK, DUTY, MONEY, NOW, Desk
from tests.scenarios import renewing
from tests.scenarios.renewing import HANDED, PAID, card, course
from tests.scenarios.site import APPROVED, DIRECTOR, RECEPTION, WORKS

CREW = ("秦明", "焦铁生", "罗大力")
CASHIER = "1016"
"""The other one of 财务."""
LATER = datetime(2026, 12, 9, 9, 0)
COLLECT = Collect("待收", "CR", ("退证", "收回旧证"))


def crew(*names: str) -> list[dict[str, Any]]:
    """Workers of a renovation, each with a passport of their own."""
    return [
        {"name": name, "trade": "木工", "document": {"kind": "护照", "number": f"E100000{at:02d}"}}
        for at, name in enumerate(names, 10)
    ]


def renovation(desk: Desk, **changed: Any) -> Record:
    """One with its permit, and a receipt of the program's own."""
    acts = (*APPROVED, ("缴押金", MONEY), ("发许可证", RECEPTION))
    return renewing.renovation(desk, *acts, **changed)


@pytest.fixture
def site(desk: Desk) -> Iterator[Record]:
    """A permitted renovation of 1-101 with three workers."""
    yield renovation(desk, workers=crew(*CREW))


def whole(desk: Desk, number: str, no: str = DESK, now: datetime = NOW) -> Whole:
    """Its dossier as somebody sees it."""
    found = dossier.read(desk.at(no, now), number)
    assert found is not None
    return found


def short(last: str = "2026-12-01") -> dict[str, Any]:
    """A pass until that day."""
    return {"period": {"from": "2026-11-21", "to": last}}


def test_people_stand_with_their_passes(desk: Desk, site: Record) -> None:
    """Each once with what is in hand, in the order of the list; who has none has none."""
    one, two = card(desk, "秦明"), card(desk, "罗大力", PAID)
    mates = whole(desk, site.number).teams["施工人员和出入证"]
    assert [(m.line and m.line["name"], m.record and m.record.number) for m in mates] == [
        ("秦明", one), ("焦铁生", None), ("罗大力", two),
    ]  # fmt: skip
    assert mates[0].record is not None and mates[0].record.seen.state == "使用中"


def test_two_of_one_name_are_told_apart_by_their_document(desk: Desk) -> None:
    """The pass stands at the line whose passport it has."""
    site = renovation(desk, workers=crew("秦明", "秦明"))
    made = card(desk, "秦明", PAID, holder_id={"kind": "护照", "number": "E10000011"})
    mates = whole(desk, site.number).teams["施工人员和出入证"]
    assert [mate.record and mate.record.number for mate in mates] == [None, made]


def test_somebody_who_is_not_in_the_list_stands_below(desk: Desk, site: Record) -> None:
    """Their pass is seen all the same."""
    document = {"kind": "护照", "number": "E99999999"}
    made = card(desk, "过路人", PAID, holder_id=document, trade="木工")
    last = whole(desk, site.number).teams["施工人员和出入证"][-1]
    assert last.line is None and last.record is not None and last.record.number == made


def test_a_returned_pass_gives_way_to_a_new_one(desk: Desk, site: Record) -> None:
    """The latest is seen while nothing else is in hand, then only what is."""
    old = card(desk, "秦明")
    desk.act(old, "退证", DESK)
    first = whole(desk, site.number).teams["施工人员和出入证"][0]
    assert first.record is not None and first.record.seen.state == "已退证"
    new = card(desk, "秦明", PAID)
    mates = whole(desk, site.number).teams["施工人员和出入证"]
    assert [m.record.number for m in mates if m.record is not None] == [new]


def test_photographs_are_read_for_who_may_see_them(desk: Desk, site: Record) -> None:
    """The works supervisor sees none; no hash is left to ask with."""
    card(desk, "秦明")
    mine, theirs = whole(desk, site.number), whole(desk, site.number, WORKS)
    assert len(mine.photos) == 1 and mine.teams["施工人员和出入证"][0].photo in mine.photos
    assert not theirs.photos and theirs.teams["施工人员和出入证"][0].photo == ""


def test_numbers_of_persons_are_masked_for_who_may_not_see_them(
    desk: Desk, site: Record
) -> None:
    """Phones and documents; names are names."""
    mine, theirs = (dict(whole(desk, site.number, no).told["施工"]) for no in (DESK, WORKS))
    assert mine["负责人电话"] == "137 0013 7000" and "E33445566" in mine["负责人证件"]
    assert theirs["负责人电话"].startswith("137****") and "E33445566" not in theirs["负责人证件"]
    assert theirs["施工负责人"] == "罗师傅"


def test_other_records_stand_in_their_sections(desk: Desk, site: Record) -> None:
    """A section without any is left out."""
    late = desk.issue("YQ", {"unit": "1-101", "reason": "材料未到"})
    extra = desk.issue("ZJ", _extra(desk))
    fire = desk.issue("DH", _fire(desk, site.number))
    groups = whole(desk, site.number).hanging
    assert {title: [one.number for one in group] for title, group in groups.items()} == {
        "延期": [late.number], "增加项目": [extra.number], "动火": [fire.number],
    }  # fmt: skip


def _extra(desk: Desk) -> dict[str, Any]:
    return {**example(desk.at(), "ZJ"), "unit": "1-101", "stage": "装修期间"}


def _fire(desk: Desk, basis: str) -> dict[str, Any]:
    given = {**example(desk.at(), "DH"), "unit": "1-101", "basis": basis}
    return {**given, "applicant": "装修负责人"}


def test_the_page_of_what_hangs_on_it_is_its(desk: Desk, site: Record) -> None:
    """A pass leads to the renovation, the renovation to itself, a slip of nobody nowhere."""
    session = desk.at()
    made = records.load(session, card(desk, "秦明", PAID))
    assert made is not None
    assert dossier.root_of(session, made) == dossier.root_of(session, site) == site.number
    assert dossier.root_of(session, desk.signed()) is None


def test_money_is_read_from_the_ledger(desk: Desk, site: Record) -> None:
    """Deposit of the renovation, fee and deposit of a pass; given back it is held no more."""
    made = card(desk, "秦明")
    moved = whole(desk, site.number).moved
    assert [(one.number, one.what, one.amount) for one in moved] == [
        (site.number, "装修押金", 2000_00), (made, "押金", 100_00), (made, "工本费", 5_00),
    ]  # fmt: skip
    assert all(one.receipt.startswith("SJ-") for one in moved)
    assert dossier.held(moved) == 2100_00
    desk.act(made, "退证", DESK)
    desk.act(made, "退押金", MONEY, second=CASHIER)
    assert dossier.held(whole(desk, site.number).moved) == 2000_00


def test_a_new_record_is_filled_in(desk: Desk, site: Record) -> None:
    """Unit and renovation; of a worker their line; what the section says besides."""
    found, session = whole(desk, site.number), desk.at()
    mate = found.teams["施工人员和出入证"][1]
    assert dossier.prefilled(session, found, "CR", mate) == {
        "unit": "1-101", "basis": site.number, "holder": "焦铁生", "trade": "木工",
        "holder_id": {"kind": "护照", "number": "E10000011"},
    }  # fmt: skip
    assert dossier.prefilled(session, found, "FX") == {
        "unit": "1-101", "renovation": site.number, "applicant": "装修负责人", "reason": "装修",
    }  # fmt: skip


def test_those_in_hand_come_with_what_presses(desk: Desk, site: Record) -> None:
    """Overdue before today before the rest; what is over and paid back is not among them."""
    calm = renovation(desk, unit="6-1804")
    card(desk, "秦明", **short())
    card(desk, "焦铁生", **short())
    lines = dossiers.current(desk.at(), "ZX")
    assert [(line.record.number, line.state, line.out) for line in lines] == [
        (site.number, "", 2), (calm.number, "", 0),
    ]  # fmt: skip
    desk.act(calm, "违规", DESK, {"what": "超时施工", "mend_by": "2026-11-21"})
    lines = dossiers.current(desk.at(), "ZX")
    assert [(line.record.number, line.state) for line in lines] == [
        (calm.number, TODAY), (site.number, ""),
    ]  # fmt: skip
    (first, second) = dossiers.current(desk.at(now=LATER), "ZX")
    assert {first.state, second.state} == {LATE}
    words = {m.words for line in (first, second) for m in line.matters}
    assert words == {"违规整改（逾期）", "退证 2（逾期）"}


def test_what_is_ended_leaves_the_list_with_its_last_pass_and_its_deposit(
    desk: Desk, site: Record
) -> None:
    """Until then something is left to do."""
    made = card(desk, "秦明")
    course(desk, site.number, ("验收", WORKS), ("结束", DESK, {"returned": True}))
    assert [line.out for line in dossiers.current(desk.at(), "ZX")] == [1]
    desk.act(made, "退证", DESK)
    assert [line.out for line in dossiers.current(desk.at(), "ZX")] == [0]
    desk.act(site, "退押金", MONEY, second=CASHIER)
    assert dossiers.current(desk.at(), "ZX") == []


def test_what_is_to_come_back(desk: Desk, site: Record) -> None:
    """Of all renovations, the longest overdue first, once it is near; not what came back."""
    soon = card(desk, "秦明", **short())
    other = card(desk, "焦铁生", **short("2026-12-03"))
    card(desk, "罗大力")
    assert dossiers.to_collect(desk.at(), COLLECT) == []
    near = dossiers.to_collect(desk.at(now=datetime(2026, 12, 2, 9)), COLLECT)
    assert [(one.record.number, one.state) for one in near] == [(soon, NEAR)]
    late = dossiers.to_collect(desk.at(now=LATER), COLLECT)
    assert [(one.record.number, one.state) for one in late] == [(soon, LATE), (other, NEAR)]
    assert {one.basis for one in late} == {site.number}
    desk.act(soon, "退证", DESK, now=LATER)
    left = dossiers.to_collect(desk.at(now=LATER), COLLECT)
    assert [one.record.number for one in left] == [other]


def test_an_old_pass_that_was_made_anew_is_to_come_back_too(desk: Desk, site: Record) -> None:
    """Replaced and not handed in."""
    old = card(desk, "秦明")
    card(desk, "秦明", PAID, old_pass=old)
    (owed,) = dossiers.to_collect(desk.at(), COLLECT)
    assert owed.record.number == old and owed.record.seen.state == "已换新证"
    desk.act(old, "收回旧证", DESK)
    assert dossiers.to_collect(desk.at(), COLLECT) == []


def test_one_act_on_several(desk: Desk, site: Record) -> None:
    """All of them, with the same values; what stays empty each fills in for itself."""
    numbers = [card(desk, name, PAID, ("制证", DESK, {"receipt_done": True})) for name in CREW]
    outcomes = batch.act_all(desk.at(), numbers, "交证")
    assert [one.record.seen.holder for one in outcomes] == ["罗师傅"] * 3
    back = batch.act_all(desk.at(), [*numbers, numbers[0]], "退证", {"condition": "损坏"})
    assert [one.record.number for one in back] == numbers
    assert {one.record.acts[-1].values["condition"] for one in back} == {"损坏"}


def test_all_or_none(desk: Desk, site: Record) -> None:
    """One that refuses keeps the others from it; each says why, what all say is said once."""
    good = card(desk, "秦明")
    unpaid, gone = card(desk, "焦铁生", PAID), card(desk, "罗大力")
    desk.act(gone, "退证", DESK)
    before = desk.at().store.value("SELECT max(seq) FROM journal")
    with pytest.raises(RefusedEach) as refused:
        batch.act_all(desk.at(), [good, unpaid, gone], "退证")
    found = refused.value
    assert set(found.each) == {unpaid, gone} and found.problems == {}
    assert found.of(unpaid) == "还不能办“退证”，尚缺：制证、交证"
    assert "已经办过" in found.of(gone) and found.of(good) == ""
    record = records.load(desk.at(), good)
    assert record is not None and record.seen.state == "使用中"
    assert desk.at().store.value("SELECT max(seq) FROM journal") == before


def test_what_every_one_refuses_is_said_at_its_field(desk: Desk, site: Record) -> None:
    """An empty field that all of them ask for."""
    numbers = [card(desk, name) for name in CREW]
    with pytest.raises(RefusedEach) as refused:
        batch.act_all(desk.at(), numbers, "挂失", {})
    assert refused.value.problems == {"why": "请填写遗失经过"}
    assert [refused.value.of(number) for number in numbers] == [""] * 3


def test_it_can_be_called_off(desk: Desk, site: Record) -> None:
    """On the way; then nothing was done."""
    numbers = [card(desk, name) for name in CREW]

    def told(done: int) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        batch.act_all(desk.at(), numbers, "退证", told=told)
    found = records.glance(desk.at(), [r.id for r in _all(desk, numbers)])
    assert {one.seen.state for one in found} == {"使用中"}


def test_a_second_person_is_asked_for_all(desk: Desk, site: Record) -> None:
    """A deposit goes back before two."""
    numbers = [card(desk, name) for name in CREW[:2]]
    batch.act_all(desk.at(), numbers, "退证")
    with pytest.raises(RefusedEach) as refused:
        batch.act_all(desk.at(MONEY), numbers, "退押金")
    assert refused.value.problems == {"second": "“退押金”须第二人复核"}
    back = batch.act_all(
        desk.at(MONEY), numbers, "退押金", second=desk.at(CASHIER).member
    )
    assert [one.record.acts[-1].second for one in back] == [CASHIER] * 2


def test_acts_open_on_any(desk: Desk, site: Record) -> None:
    """Each act with those that it can be done to."""
    cards = card(desk, "秦明"), card(desk, "焦铁生", *HANDED), card(desk, "罗大力", PAID)
    made = _all(desk, list(cards))
    seen = records.glance(desk.at(), [one.id for one in made])
    found = batch.open_for_any(seen)
    assert found["退证"] == tuple(seen[:2]) and found["财务盖章"] == (seen[1],)
    assert found["作废"] == tuple(seen) and batch.open_for_any([]) == {}


def _all(desk: Desk, numbers: list[str]) -> list[Record]:
    found = [records.load(desk.at(), number) for number in numbers]
    return [one for one in found if one is not None]


def offers(desk: Desk, key: str, typed: str, no: str = DESK) -> list[Offer]:
    """What is offered from the last time."""
    return recalled(desk.at(no), ZX, ZX.field(key), typed)


def test_the_contractor_of_the_last_time(desk: Desk) -> None:
    """By its name begun or its sound; the latest of each, with all that came with it."""
    first = renovation(desk, contractor="美居装饰工程有限公司", licence="旧照")
    desk.act(first, "作废", DIRECTOR, {"why": "试"})
    old = renovation(desk, unit="6-1804", contractor="美居装饰工程有限公司", licence="A1")
    renovation(desk, unit="1-102", contractor="恒泰装修工程队", licence="B2")
    for typed in ("美居", "装饰", "mj", "meiju"):
        (one,) = offers(desk, "contractor", typed)
        assert one.value == "美居装饰工程有限公司" and old.number in one.note
        assert one.beside["licence"] == "A1", typed
        assert set(one.beside) == {
            "licence", "licence_copy", "responsible", "responsible_phone", "responsible_id",
        }  # fmt: skip
    assert "137****7000" in offers(desk, "contractor", "美居")[0].line
    assert offers(desk, "contractor", "没有") == offers(desk, "contractor", " ") == []


def test_the_responsible_person_brings_their_firm(desk: Desk) -> None:
    """A person is offered by name; whoever may not see numbers is offered none of them."""
    renovation(desk)
    (one,) = offers(desk, "responsible", "罗")
    assert one.value == {"name": "罗师傅"} and one.beside["responsible_phone"] == "13700137000"
    assert one.beside["contractor"] == "美居装饰工程有限公司"
    assert offers(desk, "responsible", "罗", WORKS) == []
    (firm,) = offers(desk, "contractor", "美居", WORKS)
    assert set(firm.beside) == {"licence"}


def test_a_void_one_is_not_recalled(desk: Desk) -> None:
    """What was written wrongly is not offered again."""
    made = renovation(desk)
    desk.act(made, "作废", DIRECTOR, {"why": "写错"})
    assert offers(desk, "contractor", "美居") == []


def test_duty_sees_the_list(desk: Desk, site: Record) -> None:
    """Reading asks no right of its own beyond seeing records."""
    assert [one.record.number for one in dossiers.current(desk.at(DUTY), "ZX")] == [site.number]
