"""What was issued cannot be changed or deleted, INSERT OR REPLACE included."""

from typing import Any

import peewee
import pytest

from tests.db.made_office import NOW, Office

FROZEN = {
    "record": "已签发的单据",
    "act": "已办的手续",
    "journal": "日志",
    "declaration": "已用过的表单定义",
    "paper": "已打印的版面",
}


@pytest.fixture
def filled(office: Office) -> Office:
    """One row in every frozen table."""
    office.issue(1)
    with office.store.write() as db:
        db.execute_sql("INSERT INTO paper VALUES ('p', x'00')")
        db.execute_sql("INSERT INTO counter VALUES ('JC', 2026, 7)")
        db.execute_sql(
            "INSERT INTO print(record_id, paper_name, paper, at, by, nth, mode, outcome)"
            " VALUES (1, '放行条', 'p', ?, '1001', 1, 'laser', 'sent')", (NOW,),
        )
    return office


def dump(office: Office) -> list[Any]:
    """Everything in the guarded tables."""
    tables = [*FROZEN, "personal", "counter", "print", "destruction_order", "staff"]
    return [office.store.rows(f"SELECT * FROM {table}") for table in tables]


def refused(office: Office, sql: str, words: str) -> None:
    """The statement fails with those words and changes nothing."""
    before = dump(office)
    with pytest.raises(peewee.IntegrityError, match=words), office.store.write() as db:
        db.execute_sql(sql)
    assert dump(office) == before


@pytest.mark.parametrize("table", FROZEN)
def test_frozen_tables_take_no_change(filled: Office, table: str) -> None:
    """UPDATE of any column, DELETE, REPLACE of the same row."""
    what = FROZEN[table]
    for column in [row[1] for row in filled.store.rows(f"PRAGMA table_info({table})")]:
        refused(filled, f"UPDATE {table} SET {column} = {column}", f"{what}不可修改")
        refused(filled, f"UPDATE OR REPLACE {table} SET {column} = {column}", f"{what}不可修改")
    refused(filled, f"DELETE FROM {table}", f"{what}不可删除")
    words = "日志必须一条接一条" if table == "journal" else f"{what}不可删除"
    refused(filled, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", words)
    refused(filled, f"REPLACE INTO {table} SELECT * FROM {table}", words)


def test_without_recursive_triggers_replace_would_slip_through(filled: Office) -> None:
    """The control: shows that the test above would notice."""
    filled.store.db.execute_sql("PRAGMA recursive_triggers = 0")
    with filled.store.write() as db:
        db.execute_sql("INSERT OR REPLACE INTO act SELECT id, record_id, position, '伪造', at, by,"
                       " second, signer, body, commitments FROM act")
    assert filled.store.value("SELECT name FROM act") == "伪造"


@pytest.mark.parametrize(("sql", "words"), [
    ("UPDATE counter SET last = 6", "编号只能往后走"),
    ("UPDATE counter SET last = 7", "编号只能往后走"),
    ("UPDATE counter SET last = 8, year = 2025", "编号只能往后走"),
    ("DELETE FROM counter", "编号计数不可删除"),
    ("REPLACE INTO counter VALUES ('JC', 2026, 1)", "编号计数不可删除"),
    ("UPDATE print SET at = at + 1", "打印记录只能补记结果"),
    ("UPDATE print SET rowid = 9", "打印记录只能补记结果"),
    ("UPDATE print SET outcome = 'done', again = 'x'", "打印记录只能补记结果"),
    ("DELETE FROM print", "打印记录不可删除"),
    ("REPLACE INTO print SELECT * FROM print", "打印记录不可删除"),
    ("DELETE FROM staff WHERE no = '1002'", "员工不可删除"),
    ("REPLACE INTO staff SELECT * FROM staff WHERE no = '1002'", "员工不可删除"),
    ("UPDATE staff SET no = '1003' WHERE no = '1002'", "工号不可修改"),
    ("UPDATE personal SET value = '1'", "已登记的个人信息不可修改"),
    ("DELETE FROM personal", "须经两人批准"),
    ("REPLACE INTO personal SELECT * FROM personal", "须经两人批准"),
    ("INSERT INTO personal SELECT 9, record_id, 77, path, value, salt, commitment FROM personal",
     "不属于同一张单据"),
    ("INSERT INTO journal SELECT 3, at, by, action, subject, body, records, acts, content, hash,"
     " substr(hash, 2) || 'x' FROM journal", "日志必须一条接一条"),
    ("INSERT INTO journal SELECT 2, at, by, action, subject, body, records, acts, content,"
     " previous, substr(hash, 2) || 'x' FROM journal", "日志必须一条接一条"),
])
def test_guarded_tables_take_only_what_they_should(filled: Office, sql: str, words: str) -> None:
    """Each with the words for people."""
    refused(filled, sql, words)


def test_what_may_change_changes(filled: Office) -> None:
    """A counter forward, a print's outcome and job, a person's name."""
    with filled.store.write() as db:
        db.execute_sql("UPDATE counter SET last = 8")
        db.execute_sql("UPDATE print SET outcome = 'done', job = 'lp-7'")
        db.execute_sql("UPDATE staff SET name = '王新', active = 0, retired_at = 5")
    assert filled.store.rows("SELECT last FROM counter") == [(8,), (8,)]
    assert filled.store.rows("SELECT outcome, job FROM print") == [("done", "lp-7")]


def test_destruction_takes_two_people_and_only_its_own_record(filled: Office) -> None:
    """Ordered by one, approved by another, once; then only that record's values go."""
    filled.issue(2)
    order = ("INSERT INTO destruction_order(record_id, why, ordered_by, ordered_at, approved_by,"
             " approved_at) VALUES (1, '到期', '1001', 1, ")
    refused(filled, order + "'1002', 1)", "须先提出")
    with filled.store.write() as db:
        db.execute_sql(order + "NULL, NULL)")
    refused(filled, "DELETE FROM personal WHERE record_id = 1", "须经两人批准")
    approve = "UPDATE destruction_order SET approved_by = '{}', approved_at = 2"
    refused(filled, approve.format("1001"), "CHECK")
    refused(filled, approve.format("1002") + ", record_id = 2", "只能批准一次")
    with filled.store.write() as db:
        db.execute_sql(approve.format("1002"))
        db.execute_sql("DELETE FROM personal WHERE record_id = 1")
    refused(filled, approve.format("1002"), "只能批准一次")
    refused(filled, "DELETE FROM destruction_order", "销毁单不可删除")
    refused(filled, "DELETE FROM personal WHERE record_id = 2", "须经两人批准")
    assert filled.store.rows("SELECT record_id FROM personal") == [(2,)]


@pytest.mark.parametrize("sql", [
    "INSERT INTO dated_fact VALUES (1, 1, 'arrears', '1', '2026-02-30', 'x')",
    "INSERT INTO dated_fact VALUES (1, 1, 'arrears', '1', '2026-13-45', 'x')",
    "INSERT INTO dated_fact VALUES (1, 1, 'arrears', '1', '2026-1-5', 'x')",
    "INSERT INTO dated_fact VALUES (1, 1, 'arrears', '{', '2026-01-05', 'x')",
    "INSERT INTO dated_fact VALUES (1, 2, 'arrears', '1', '2026-01-05', 'x')",
    "INSERT INTO residence VALUES (1, 1, 1, '业主', '2026-02-01', '2026-01-31')",
    "INSERT INTO unit(label, building, room) VALUES ('3-1202', '3', '1202')",
    "INSERT INTO person(name, id_kind) VALUES ('钱虚构', '护照')",
    "INSERT INTO person(name, id_kind, id_number) VALUES ('钱虚构', '护照', 'E1')",
    "INSERT INTO act(record_id, position, name, at, by, second, body, commitments)"
    " VALUES (1, 2, '放行', 1, '1001', '1001', '{}', '{}')",
    "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
    " VALUES (1, 1, '放行', 1, '1001', '{}', '{}')",
    "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
    " VALUES (1, 2, '放行', '今天', '1001', '{}', '{}')",
    "INSERT INTO act(record_id, position, name, at, by, body, commitments)"
    " VALUES (1, 2, '放行', 1, '9999', '{}', '{}')",
    "INSERT INTO staff(no, name, roles, created_at) VALUES ('1003', '孙虚构', '{}', 1)",
])
def test_nonsense_does_not_get_in(filled: Office, sql: str) -> None:
    """Impossible days, broken JSON, strangers, doubles, self-countersigning."""
    with filled.store.write() as db:
        db.execute_sql("INSERT INTO unit(label, building, room) VALUES ('3-1202', '3', '1202')")
        db.execute_sql("INSERT INTO person(name, id_kind, id_number) VALUES ('甲', '护照', 'E1')")
        db.execute_sql("INSERT INTO dated_fact VALUES (9, 1, 'arrears', '1', '2026-02-28', 'x')")
        db.execute_sql("INSERT INTO residence VALUES (9, 1, 1, '业主', '2026-02-01', NULL)")
    with pytest.raises(peewee.IntegrityError), filled.store.write() as db:
        db.execute_sql(sql)
