"""Photos and scans in the store: taken in, tied to values, seen by right, frozen, destroyed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest
from PIL import Image

from db import attachments, backup, checking, drafts, records, restoring
from db.errors import Environment, Refused
from db.example import example
from db.store import Store
from forms import DECLARED
from forms.acts import Act, Effect, void
from forms.fields import Field, Kind
from forms.form import Form
from forms.values import Invalid
from tests.db import demo_desk, hostile
from tests.db.demo_desk import DESK, DIRECTOR, DUTY, GUARD, MONEY, NOW, Desk
from tests.db.permissions import deny

FORM = Form(
    "ZP", "照片登记", "物业", ("前台",),
    (
        Field("face", "一寸照片", Kind.PHOTO, required=True),
        Field("plan", "图纸", Kind.FILE, personal=False),
        Field("letter", "信件", Kind.FILE, seen_by=("主任", "财务")),
        Field("things", "物品", Kind.LINES, columns=(
            Field("name", "名称", required=True),
            Field("picture", "照片", Kind.PHOTO),
        )),
        Field("count", "数量", Kind.NUMBER, minimum=1),
    ),
    (
        Act("验看", ("前台",), (Field("proof", "凭证", Kind.FILE),), repeats=True),
        Act("归还", ("前台",), effect=Effect.CLOSE, state="已归还"),
        void("前台"),
    ),
    register=("@number", "@state"),
    example={"face": {"name": "照片.jpg", "sha256": "0" * 64, "size": 1}},
)  # fmt: skip


@pytest.fixture
def desk(estate: Path, tmp_path: Path) -> Any:
    """The demo estate with one more form, which asks for pictures everywhere."""
    made = Desk(demo_desk.copied(estate, tmp_path / "前台 数据"), (*DECLARED, FORM))
    yield made
    made.close()


def picture(desk: Desk, tone: str, kind: Kind = Kind.PHOTO, now: Any = NOW) -> dict[str, Any]:
    """A picture of one colour, taken in."""
    content = hostile.written(Image.new("RGB", (80, 60), tone), "PNG")
    return attachments.take(desk.at(DESK, now), content, f"{tone}.png", kind)


def issued(desk: Desk) -> records.Record:
    """A record with a picture in every place, and an act with one."""
    made = desk.issue("ZP", {
        "face": picture(desk, "red"), "plan": picture(desk, "green"),
        "letter": picture(desk, "blue"),
        "things": [{"name": "伞"}, {"name": "包", "picture": picture(desk, "yellow")}],
    })  # fmt: skip
    return desk.act(made, "验看", DESK, {"proof": picture(desk, "white")}).record


PLACES: tuple[tuple[str, int | None], ...] = (
    ("face", None), ("plan", None), ("letter", None), ("things[1].picture", None), ("proof", 1),
)


def count(desk: Desk, table: str) -> int:
    """Rows of a table."""
    return int(desk.at().store.value(f"SELECT count(*) FROM {table}"))


def destroy(desk: Desk, record: records.Record) -> None:
    """What an approved order lets be done."""
    with desk.at().store.write() as db:
        db.execute_sql(
            "INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at)"
            " VALUES (?, '到期', '1001', 1)", (record.id,),
        )  # fmt: skip
        db.execute_sql("UPDATE destruction_order SET approved_by = '1002', approved_at = 2")
        db.execute_sql("DELETE FROM personal WHERE record_id = ?", (record.id,))


def test_a_picture_is_kept_once_under_its_hash(desk: Desk) -> None:
    """Its value says name, hash and size of what is really there."""
    first, again = picture(desk, "red"), picture(desk, "red")
    body = attachments.content(desk.at().store, first["sha256"])
    assert body is not None and first == again
    assert first == {
        "name": "red.jpg", "sha256": hashlib.sha256(body).hexdigest(), "size": len(body),
    }
    assert count(desk, "attachment") == 1


@pytest.mark.parametrize(("name", "kept"), [
    ("C:\\照片\\张三.PNG", "张三.jpg"), ("/home/x/a.b.jpeg", "a.b.jpg"), ("", "照片.jpg"),
    ("\0.png", "照片.jpg"), ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
])
def test_of_the_name_the_file_s_own_is_kept(desk: Desk, name: str, kept: str) -> None:
    """No folders, no odd signs, never too long for a value."""
    value = attachments.take(desk.at(), hostile.png(600, 400, bytes(1801 * 400)), name, Kind.FILE)
    assert value["name"] == kept
    with pytest.raises(Invalid, match="^坏.jpg 是空文件"):
        attachments.take(desk.at(), b"", "坏.jpg", Kind.FILE)


def test_a_record_ties_every_picture_to_its_value(desk: Desk) -> None:
    """Columns and acts included; none is staged any more; check is content."""
    record = issued(desk)
    rows = desk.at().store.rows("SELECT path, act_id IS NULL FROM attached ORDER BY id")
    assert rows == [(path, int(act is None)) for path, act in PLACES]
    assert desk.at().store.rows("SELECT count(*) FROM attachment WHERE staged_at IS NULL") == [(5,)]
    for path, act in PLACES:
        assert attachments.load(desk.at(DIRECTOR), record.number, path, act)[:2] == b"\xff\xd8"
    assert checking.check(desk.at(DIRECTOR), full=True)["file"] == "ok"


def test_a_value_without_its_content_is_refused_with_all_else(desk: Desk) -> None:
    """At issue and in an act; nothing is written."""
    lost = {"name": "a.jpg", "sha256": "a" * 64, "size": 9}
    short = picture(desk, "red") | {"size": 1}
    with pytest.raises(Refused) as caught:
        desk.issue("ZP", {"face": lost, "things": [{"name": "伞", "picture": short}], "count": 0})
    assert set(caught.value.problems) == {"face", "things[0].picture", "count"}
    assert "重新选择" in caught.value.problems["face"]
    record = issued(desk)
    with pytest.raises(Refused) as caught:
        desk.act(record, "验看", DESK, {"proof": lost})
    assert set(caught.value.problems) == {"proof"}
    assert count(desk, "record") == 1 and count(desk, "act") == 1


def test_the_example_brings_real_pictures(desk: Desk) -> None:
    """Of a form that only names them."""
    values = example(desk.at(), "ZP")
    made = desk.issue("ZP", values)
    assert len(attachments.load(desk.at(), made.number, "face")) == values["face"]["size"] > 1000


SEES = {
    DESK: {"face", "plan", "things[1].picture", "proof"},
    DUTY: {"face", "plan", "things[1].picture", "proof"},
    DIRECTOR: {"face", "plan", "letter", "things[1].picture", "proof"},
    MONEY: {"face", "plan", "letter", "things[1].picture", "proof"},
    GUARD: {"plan"},
    "1007": {"plan"},
    "9001": {"plan"},
}
"""By hand: seen_by where the form says it, personal ones by the right, the plan by anybody who
sees records."""


@pytest.mark.parametrize("no", SEES)
def test_who_sees_what_and_that_it_is_journalled(desk: Desk, no: str) -> None:
    """A refusal shows nothing and leaves no entry; a view leaves one without personal data."""
    record = issued(desk)
    who = desk.at(no)
    seen = set()
    before = count(desk, "journal")
    for path, act in PLACES:
        try:
            assert attachments.load(who, record.number, path, act)
        except Refused as refused:
            assert refused.problems
        else:
            seen.add(path)
    assert seen == SEES[no]
    rows = who.store.rows(
        "SELECT by, action, subject, body FROM journal WHERE seq > ? ORDER BY seq", (before,)
    )
    assert [row[:3] for row in rows] == [(no, "view", record.number)] * len(seen)
    for row in rows:
        assert "sha256" not in row[3] and "jpg" not in row[3]


def test_without_the_right_to_see_records_not_even_the_plan(desk: Desk) -> None:
    """Deny by default: a role that lost the right."""
    record = issued(desk)
    deny(desk.at().store, "see:records", "门岗")
    with pytest.raises(Refused, match="赵队（门岗）不能看单据"):
        attachments.load(desk.at(GUARD), record.number, "plan")


def test_what_is_not_there_is_refused(desk: Desk) -> None:
    """A path without a picture, an act that was not done, a record that is not."""
    record = issued(desk)
    for number, path, act in (
        (record.number, "things[0].picture", None), (record.number, "count", None),
        (record.number, "proof", None), (record.number, "proof", 2), (record.number, "face", 0),
        ("ZP-2026-000009", "face", None),
    ):  # fmt: skip
        with pytest.raises(Refused):
            attachments.load(desk.at(DIRECTOR), number, path, act)


@pytest.mark.parametrize("sql", [
    "UPDATE attachment SET body = x'00'",
    "UPDATE attachment SET sha256 = substr(sha256, 2) || 'x'",
    "DELETE FROM attachment",
    "REPLACE INTO attachment SELECT sha256, x'00', NULL FROM attachment",
    "UPDATE attached SET path = 'x'",
    "UPDATE attached SET sha256 = sha256",
    "DELETE FROM attached",
    "REPLACE INTO attached SELECT id, record_id, act_id, 'x', sha256 FROM attached",
    "INSERT INTO attached VALUES (99, 1, 77, 'x', (SELECT sha256 FROM attachment LIMIT 1))",
    "INSERT INTO attached VALUES (99, 1, NULL, 'x', 'none')",
    "DELETE FROM attached WHERE act_id IS NOT NULL",
])
def test_what_a_record_uses_is_frozen(desk: Desk, sql: str) -> None:
    """No change, no deletion, no replacing, no tie to what is not there."""
    issued(desk)
    store = desk.at().store
    before = [store.rows(f"SELECT * FROM {table}") for table in ("attachment", "attached")]
    with pytest.raises(peewee.IntegrityError), store.write() as db:
        db.execute_sql(sql)
    assert before == [store.rows(f"SELECT * FROM {table}") for table in ("attachment", "attached")]


def test_destroying_the_values_destroys_their_pictures(desk: Desk) -> None:
    """But not one that another record uses, nor what is not personal; and only that record's."""
    first, second = issued(desk), desk.issue("ZP", {"face": picture(desk, "red")})
    plan, red = first.values["plan"]["sha256"], first.values["face"]["sha256"]
    destroy(desk, first)
    left = {row[0] for row in desk.at().store.rows("SELECT sha256 FROM attachment")}
    assert left == {plan, red}
    assert desk.at().store.rows("SELECT record_id, path FROM attached ORDER BY id") == [
        (first.id, "plan"), (second.id, "face"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="已按销毁单销毁"):
        attachments.load(desk.at(DIRECTOR), first.number, "face")
    assert attachments.load(desk.at(DIRECTOR), second.number, "face")
    said = set(checking.check(desk.at(DIRECTOR), full=True).values())
    assert said == {"ok", f"{first.number} 的个人信息没有了，日志里没有这样的销毁单。"}


def test_a_destroyed_picture_leaves_nothing_in_the_file(desk: Desk, tmp_path: Path) -> None:
    """Not in a free page either: looked for in the plain text of the file."""
    value = picture(desk, "red")
    record = desk.issue("ZP", {"face": value})
    body = attachments.content(desk.at().store, value["sha256"])
    assert body is not None

    def plain(name: str) -> bytes:
        file = tmp_path / name
        with desk.at().store.reading() as db:
            db.execute_sql("ATTACH DATABASE ? AS plain KEY ''", (str(file),))
            db.execute_sql("SELECT sqlcipher_export('plain')")
            db.execute_sql("DETACH DATABASE plain")
        return file.read_bytes()

    assert body in plain("vorher")
    destroy(desk, record)
    assert body[100:200] not in plain("nachher")


def test_what_nobody_used_goes_after_days_unless_a_draft_names_it(desk: Desk) -> None:
    """Chosen and forgotten; chosen and drafted; chosen and issued; chosen again."""
    forgotten, drafted = picture(desk, "red"), picture(desk, "green")
    used, again = picture(desk, "blue"), picture(desk, "yellow")
    desk.issue("ZP", {"face": used})
    drafts.save(desk.at(), "ZP", {"face": drafted})
    soon, late = NOW + timedelta(days=4), NOW + timedelta(days=attachments.STAGED_DAYS, minutes=1)
    picture(desk, "yellow", now=soon)

    def left() -> set[str]:
        return {row[0] for row in desk.at().store.rows("SELECT sha256 FROM attachment")}

    attachments.sweep(desk.at(DESK, soon))
    assert len(left()) == 4
    attachments.sweep(desk.at(DESK, late))
    assert left() == {drafted["sha256"], used["sha256"], again["sha256"]}
    assert forgotten["sha256"] not in left()
    drafts.drop(desk.at(), "ZP")
    attachments.sweep(desk.at(DESK, late))
    assert left() == {used["sha256"], again["sha256"]}


def test_a_destroyed_picture_stays_for_a_draft_until_that_goes(desk: Desk) -> None:
    """Somebody copies the record while it is destroyed."""
    record = desk.issue("ZP", {"face": picture(desk, "red")})
    drafts.save(desk.at(), "ZP", dict(record.values))
    destroy(desk, record)
    assert count(desk, "attachment") == 1
    drafts.drop(desk.at(), "ZP")
    attachments.sweep(desk.at())
    assert count(desk, "attachment") == 0


def test_a_changed_picture_is_found(desk: Desk) -> None:
    """By the check, and by whoever wants to see it; the triggers are gone for this."""
    record = issued(desk)
    with desk.at().store.write() as db:
        db.execute_sql("DROP TRIGGER attachment_no_update")
        db.execute_sql(
            "UPDATE attachment SET body = x'00' WHERE sha256 = ?",
            (record.values["face"]["sha256"],),
        )
    assert "1 份照片或扫描件" in checking.check(desk.at(DIRECTOR), full=True)["file"]
    with pytest.raises(Environment):
        attachments.load(desk.at(DIRECTOR), record.number, "face")


def test_a_picture_tied_to_another_value_is_found(desk: Desk) -> None:
    """Swapped rows: each content is sound, but not the record's."""
    record = issued(desk)
    face, plan = record.values["face"]["sha256"], record.values["plan"]["sha256"]
    with desk.at().store.write() as db:
        db.execute_sql("DROP TRIGGER attached_no_update")
        db.execute_sql("UPDATE attached SET sha256 = ? WHERE sha256 = ?", (plan, face))
    assert record.number in checking.check(desk.at(DIRECTOR), full=True)["file"]


def test_a_backup_carries_them(desk: Desk, tmp_path: Path) -> None:
    """Read back from the restored store, without the old folder."""
    record = issued(desk)
    session = desk.at("9001")
    made = backup.make(session.store, session.keys, session.clock.now(), tmp_path / "盘")
    target = tmp_path / "新电脑"
    target.mkdir()
    restoring.restore(made.file, target, "9001", "demo9001", session.clock.now())
    store = Store.open(target, session.dek)
    try:
        body = attachments.content(store, record.values["face"]["sha256"])
        assert body is not None and len(body) == record.values["face"]["size"]
        assert attachments.check(store) == "ok"
    finally:
        store.close()


def test_a_backup_with_a_changed_picture_is_not_restored(desk: Desk, tmp_path: Path) -> None:
    """Whoever holds the key may write into the file; the hash tells."""
    record = issued(desk)
    session = desk.at("9001")
    with session.store.write() as db:
        db.execute_sql("DROP TRIGGER attachment_no_update")
        db.execute_sql(
            "UPDATE attachment SET body = x'00' WHERE sha256 = ?",
            (record.values["face"]["sha256"],),
        )
    made = backup.make(session.store, session.keys, session.clock.now(), tmp_path / "盘")
    target = tmp_path / "新电脑"
    target.mkdir()
    with pytest.raises(Environment, match="照片或扫描件"):
        restoring.restore(made.file, target, "9001", "demo9001", session.clock.now())


def test_values_of_older_stores_say_that_there_is_no_content(desk: Desk) -> None:
    """Schema 2 kept names and hashes only."""
    record = desk.issue("ZP", {"face": picture(desk, "red")})
    with desk.at().store.write() as db:
        for table in ("attached", "attachment"):
            name = f"{table}_no_delete"
            made = desk.at().store.value("SELECT sql FROM sqlite_master WHERE name = ?", (name,))
            db.execute_sql(f"DROP TRIGGER {name}")
            db.execute_sql(f"DELETE FROM {table}")
            db.execute_sql(made)
    assert attachments.content(desk.at().store, record.values["face"]["sha256"]) is None
    with pytest.raises(Refused, match="没有内容"):
        attachments.load(desk.at(DIRECTOR), record.number, "face")
    assert set(checking.check(desk.at(DIRECTOR), full=True).values()) == {"ok"}


def test_opening_collects_too(desk: Desk) -> None:
    """A store where nobody chooses pictures any more."""
    picture(desk, "red")
    desk.close()
    assert count(replace_now(desk), "attachment") == 0


def replace_now(desk: Desk) -> Desk:
    """The same folder opened a month later."""
    later = Desk(desk.folder, desk.forms)
    later.at(DESK, NOW + timedelta(days=31))
    return later
