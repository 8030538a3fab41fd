"""Each member of staff has a signing key of their own, as long as their password is theirs."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from db import demo, journal, keys, own_passwords, seals, staff
from db.clock import FixedClock, instant
from db.errors import Environment
from db.keys import Keys
from db.records import act, issue
from db.session import Session, identify, open_session
from db.signing import Signer, genuine, new_signer
from tests.db.demo_desk import DESK, NOW, Desk
from views import entry

OTHER, ADMINISTRATOR, CHECKER, CASHIER = "1004", "9001", "1001", "1010"
AT = instant(NOW)


def known(desk: Desk, no: str) -> Session:
    """A session of somebody who has just given their password."""
    session = desk.at(no)
    return session.acting_as(identify(session, no, demo.password_of(no)))


def signer_of(desk: Desk, no: str, password: str) -> Signer:
    """The key that the password opens."""
    found = Keys.load(desk.folder).open(no, password, AT).signer
    assert found is not None
    return found


def public(desk: Desk, no: str) -> list[bytes]:
    """The public halves of somebody that the store has, in their order."""
    rows = desk.at().store.rows("SELECT public FROM staff_key WHERE staff = ? ORDER BY seq", (no,))
    return [bytes(one) for (one,) in rows]


def handed_over(desk: Desk, giver: str, taker: str) -> None:
    """One shift to the next, the taker's seal on the journal."""
    sheet = issue(known(desk, giver), "JB", {}).record
    act(known(desk, taker), sheet.number, "接班", {"verdict": "无异议"})


def test_everybody_has_one_from_the_first_day(desk: Desk) -> None:
    """Its public half is in the store, brought in by the entry that added them; no two alike."""
    signer = signer_of(desk, OTHER, demo.password_of(OTHER))
    assert public(desk, OTHER) == [signer.public]
    seq = desk.at().store.value("SELECT seq FROM staff_key WHERE staff = ?", (OTHER,))
    action, body = desk.at().store.rows("SELECT action, body FROM journal WHERE seq = ?", (seq,))[0]
    assert action == "staff.add" and json.loads(body)["key"] == signer.key
    assert signer.public != signer_of(desk, DESK, demo.password_of(DESK)).public
    assert "seed" not in repr(signer)


def test_a_signature_is_of_one_key_and_one_content() -> None:
    """Ed25519 as the library has it."""
    one, other = new_signer("1001"), new_signer("1001")
    signature = one.sign("日志".encode())
    assert genuine(one.public, signature, "日志".encode())
    assert not genuine(other.public, signature, "日志".encode())
    assert not genuine(one.public, signature, "日记".encode())


def test_who_changes_the_own_password_keeps_it(desk: Desk) -> None:
    """The same key under the new password; nothing new in the store."""
    before = signer_of(desk, OTHER, demo.password_of(OTHER))
    own_passwords.change(known(desk, OTHER), OTHER, "brand-new-1")
    assert signer_of(desk, OTHER, "brand-new-1") == before
    assert public(desk, OTHER) == [before.public]


def test_a_password_that_somebody_else_set_brings_a_new_one(desk: Desk) -> None:
    """Journalled; seals made with the old one stay good, and so do those made with the new."""
    handed_over(desk, DESK, OTHER)
    before = signer_of(desk, OTHER, demo.password_of(OTHER))
    checker = known(desk, CHECKER).member
    own_passwords.change(known(desk, ADMINISTRATOR), OTHER, "brand-new-1", checker)
    own_passwords.choose(desk.folder, OTHER, "brand-new-1", "nobody-else-1", FixedClock(AT))
    after = signer_of(desk, OTHER, "nobody-else-1")
    assert public(desk, OTHER) == [before.public, after.public]
    session = desk.at(OTHER)
    session = session.acting_as(identify(session, OTHER, "nobody-else-1"))
    sheet = issue(session, "JB", {}).record
    act(known(desk, DESK), sheet.number, "接班", {"verdict": "无异议"})
    sheet = issue(known(desk, DESK), "JB", {}).record
    act(session, sheet.number, "接班", {"verdict": "无异议"})
    made = [(one.by, one.key) for one in seals.every(desk.at().store)]
    assert made[0] == (OTHER, before.key) and made[-1] == (OTHER, after.key)
    assert journal.verify(desk.at().store) is None


def test_a_leaver_takes_the_private_half_only(desk: Desk) -> None:
    """Their seals can still be judged."""
    handed_over(desk, DESK, OTHER)
    left = public(desk, OTHER)
    staff.retire(desk.at(ADMINISTRATOR), OTHER)
    with pytest.raises(Environment):
        Keys.load(desk.folder).open(OTHER, demo.password_of(OTHER), AT)
    assert public(desk, OTHER) == left and journal.verify(desk.at().store) is None


def test_keys_of_an_older_version_get_theirs_at_the_next_login(desk: Desk) -> None:
    """keys.json without signing keys opens as before; the key is in the journal from then on."""
    desk.close()
    file = desk.folder / keys.FILE_NAME
    data = json.loads(file.read_bytes())
    for slot in data["slots"].values():
        del slot["sign"]
    file.write_text(json.dumps(data), encoding="utf-8")
    assert Keys.load(desk.folder).open(OTHER, demo.password_of(OTHER), AT).signer is None
    for _ in range(2):
        session = open_session(desk.folder, OTHER, demo.password_of(OTHER), check=False)
        assert session.member.signer is not None
        rows = session.store.rows("SELECT by FROM journal WHERE action = 'staff.key'")
        assert rows == [(OTHER,)] and journal.verify(session.store) is None
        session.close()
    assert public(desk, OTHER)[-1] == signer_of(desk, OTHER, demo.password_of(OTHER)).public


def test_the_window_makes_and_keeps_it_too(desk: Desk) -> None:
    """Its own way in gives the session the same key."""
    desk.close()
    found = entry.unlock(desk.folder, DESK, demo.password_of(DESK), AT)
    session = entry.open_session(desk.folder, found, FixedClock(AT), desk.forms)
    assert session.member.signer == found.signer
    assert public(desk, DESK) == [found.signer.public]
    session.close()


def test_it_cannot_be_moved_to_another_slot(desk: Desk) -> None:
    """Neither somebody else's key into one's own slot, nor another public half over one's own."""
    file = desk.folder / keys.FILE_NAME
    data = json.loads(file.read_bytes())
    mine, theirs = data["slots"][OTHER], data["slots"][DESK]
    for sign in (theirs["sign"], {**mine["sign"], "public": theirs["sign"]["public"]}):
        data["slots"][OTHER] = {**mine, "sign": sign}
        file.write_text(json.dumps(data), encoding="utf-8")
        opened = Keys.load(desk.folder).open(OTHER, demo.password_of(OTHER), AT)
        assert opened.signer is None and len(opened.dek) == 32


def test_a_day_closed_is_sealed_with_its_running_totals(desk: Desk) -> None:
    """How many records and acts there were, the money taken in all; the next seal goes on."""
    totals = []
    for yuan, day in ((60, NOW), (40, NOW + timedelta(days=1))):
        line = {"what": "复印", "purse": "收费", "price": yuan * 100, "quantity": 1}
        desk.issue("SJ", {"payer": "王五", "method": "现金", "others": [line]}, day, CASHIER)
        who = identify(desk.at(CASHIER), CASHIER, demo.password_of(CASHIER))
        session = desk.at(CASHIER, day).acting_as(who)
        counted = [{"face": "10", "pieces": yuan // 10}]
        record = issue(session, "RJ", {"denominations": counted}).record
        seal = seals.last(session.store)
        assert seal is not None and (seal.by, seal.subject) == (CASHIER, record.number)
        totals.append((seal.totals["records"], seal.totals["entries"], seal.totals["taken"]))
    assert totals == [(2, 1, 60_00), (4, 2, 100_00)]
    assert journal.verify(desk.at().store) is None
