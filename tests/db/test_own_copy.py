"""A person's own copy: everything about one person, nothing about others; consents."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from db import consents, estate, own_copy
from db.errors import Refused
from tests.db.demo_desk import DESK, FX, GUARD, Desk
from views import own_copy as files

NAME, PHONE, NUMBER = "欧阳己之", "13977661234", "440301199003071230"
THEIR_PHONE = "13811112222"


def person(desk: Desk) -> int:
    """A resident of 1-101 with a slip carried by somebody else, and one by the resident."""
    session = desk.at()
    estate.move_in(session, estate.unit_of(session, "1-101"), {
        "person": NAME, "phone": PHONE, "document": NUMBER, "role": "家庭成员",
    })  # fmt: skip
    own = {"carrier": NAME, "phone": PHONE, "carrier_id": NUMBER}
    goods = [{"name": "纸箱", "spec": f"送到后打 {THEIR_PHONE}", "quantity": 1}]
    desk.issue("FX", {**FX, **own, "goods": goods})
    desk.issue("FX", {**FX, "carrier": "别人家", "phone": THEIR_PHONE})
    return int(session.store.value("SELECT id FROM person WHERE name = ?", (NAME,)))


def test_it_holds_all_of_one_person_and_nothing_of_others(desk: Desk, tmp_path: Path) -> None:
    """As JSON and as a PDF; that it was given is in the journal, what stood in it is not."""
    row = person(desk)
    out = tmp_path / "副本.json"
    assert files.save(desk.at(), row, NUMBER, out) == 1
    held: dict[str, Any] = json.loads(out.read_text("utf-8"))
    assert held["person"]["name"] == NAME and NUMBER in held["person"]["document"]
    assert held["homes"][0]["unit"] == "1 栋 101" and held["records"][0]["values"]["运出人"] == NAME
    text = out.read_text("utf-8")
    assert THEIR_PHONE not in text and "138****2222" in text and "别人家" not in text
    paper = tmp_path / "副本.pdf"
    assert files.save(desk.at(), row, NUMBER, paper) == 1
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.read_bytes())).pages)
    assert NAME in said and "13977661234" in said.replace(" ", "") and THEIR_PHONE not in said
    rows = desk.at().store.rows("SELECT subject, body FROM journal WHERE action = 'own_copy'")
    assert [subject for subject, _ in rows] == [f"person {row}"] * 2
    assert NUMBER not in str(rows) and NAME not in str(rows)


@pytest.mark.parametrize(("no", "proof", "words"), [
    (DESK, "440301199003071231", "不符"), (DESK, PHONE, "不符"), (GUARD, NUMBER, "不能给本人"),
])
def test_only_for_who_shows_the_document(
    desk: Desk, tmp_path: Path, no: str, proof: str, words: str
) -> None:
    """And only by who may; nothing is written."""
    row = person(desk)
    with pytest.raises(Refused) as refused:
        files.save(desk.at(no), row, proof, tmp_path / "x.json")
    assert words in str(refused.value) and not (tmp_path / "x.json").exists()


def test_a_consent_is_given_and_taken_back(desk: Desk) -> None:
    """The latest of a purpose holds; both lines stay; what was not given is not taken back."""
    row = person(desk)
    typed = {"purpose": "通知和回访", "scope": "姓名、电话", "day": "2026-11-20"}
    consents.note(desk.at(), row, typed, given=True)
    assert consents.standing(consents.of(desk.at(), row))["通知和回访"].day == date(2026, 11, 20)
    consents.note(desk.at(), row, {"purpose": "通知和回访", "way": "电话"}, given=False)
    lines = consents.of(desk.at(), row)
    assert [one.given for one in lines] == [True, False] and not consents.standing(lines)
    assert consents.words(lines) == "通知和回访（姓名、电话，2026-11-21 已撤回）"
    with pytest.raises(Refused) as refused:
        consents.note(desk.at(), row, {"purpose": "装修管理"}, given=False)
    assert set(refused.value.problems) == {"purpose"}
    with pytest.raises(Refused) as refused:
        consents.note(desk.at(), row, {
            "purpose": f"打 {PHONE}", "scope": "电话", "day": "2026-12-01",
        }, given=True)  # fmt: skip
    assert set(refused.value.problems) == {"purpose", "day"}
    held = own_copy.held(desk.at(), row, NUMBER)
    assert [one["given"] for one in held["consents"]] == [True, False]


def test_consents_go_on_with_the_entry_that_stays(desk: Desk) -> None:
    """Two entries of one person are made one."""
    from db.estate.rows import row as row_of

    kept = person(desk)
    session = desk.at()
    place = estate.unit_of(session, "1-102")
    estate.move_in(session, place, {"person": NAME, "role": "租户", "phone": THEIR_PHONE})
    gone = int(session.store.value("SELECT max(id) FROM person"))
    consents.note(session, gone, {"purpose": "车辆管理", "scope": "车牌"}, given=True)
    seen = next(one for one in estate.residents(session, estate.unit_of(session, "1-101"))
                if one.id == kept)  # fmt: skip
    other = row_of(session.store, "person", gone)
    assert other is not None
    estate.join(session, seen, other, {"phone": kept})
    assert [one.purpose for one in consents.of(session, kept)] == ["车辆管理"]
