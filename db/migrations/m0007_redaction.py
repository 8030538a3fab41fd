"""Schema version 7, destruction: what a frozen row may lose once two people ordered it.

A record, an act and what a gate brought back stay frozen in all that happened, to whom, when and
how much; only while an approved order stands open their words may give way to the words of the
order. `redaction` keeps what the journal's content hash of such a row is from then on, so that the
chain still proves everything else (db/redacting.py).
"""


def _open(record: str) -> str:
    """True while an approved order that names the record is being carried out."""
    return (
        "EXISTS (SELECT 1 FROM destruction_item i JOIN destruction d ON d.id = i.destruction_id"
        f" WHERE i.kind = 'record' AND i.ref = {record} AND d.approved_by IS NOT NULL"
        " AND d.done_at IS NULL)"
    )


def _but(table: str, words: str, kept: str, record: str) -> tuple[str, str]:
    """The table's UPDATE trigger anew: only the columns that are not `kept` may change, and only
    while `_open`."""
    columns = kept.split()
    new, old = (", ".join(f"{row}.{one}" for one in columns) for row in ("NEW", "OLD"))
    return (
        f"DROP TRIGGER {table}_no_update",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
        f" WHEN ({new}) IS NOT ({old}) OR NOT {_open(record)}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END",
    )


_NUMBERED = "(SELECT r.id FROM record r WHERE r.number = {})"
_MONEY = (
    "id record_id act_id receipt_id lineage unit_id way purse amount method at day by second"
    " reverses"
)

STATEMENTS: tuple[str, ...] = (
    *_but(
        "record", "已签发的单据不可修改",
        "id number code year sequence declaration unit_id issued_at issued_day issued_by"
        " commitments hangs_on replaces copied_from", "OLD.id",
    ),
    *_but(
        "act", "已办的手续不可修改",
        "id record_id position name at by second commitments", "OLD.record_id",
    ),
    *_but("money", "已记的账不可修改", _MONEY, "OLD.record_id"),
    *_but(
        "gate_return", "门岗带回的记录不可改动",
        "id gate_id log position kind at by pack number outcome seal merged_at merged_by",
        _NUMBERED.format("OLD.number"),
    ),
    *_but(
        "gate_settled", "处理过的不可改动", "return_id at by",
        _NUMBERED.format("(SELECT g.number FROM gate_return g WHERE g.id = OLD.return_id)"),
    ),
    "DROP TRIGGER print_no_update",
    """CREATE TRIGGER print_no_update BEFORE UPDATE ON print
        WHEN (NEW.id, NEW.record_id, NEW.paper_name, NEW.paper, NEW.copy, NEW.at, NEW.by, NEW.nth,
            NEW.mode, NEW.queue) IS NOT (OLD.id, OLD.record_id, OLD.paper_name, OLD.paper, OLD.copy,
            OLD.at, OLD.by, OLD.nth, OLD.mode, OLD.queue)
        OR NEW.again IS NOT OLD.again AND NOT """ + _open("OLD.record_id") + """
        BEGIN SELECT RAISE(ABORT, '打印记录只能补记结果'); END""",
    # Who left, the longest ago first: the workbench asks whether somebody's entry may go.
    "CREATE INDEX residence_left ON residence(until, person_id) WHERE until IS NOT NULL",
    # content: of the journal's row seq, as its records and acts read after this order.
    """CREATE TABLE redaction (
        seq INTEGER NOT NULL REFERENCES journal(seq),
        destruction_id INTEGER NOT NULL REFERENCES destruction(id),
        content TEXT NOT NULL CHECK(length(content) = 64), PRIMARY KEY (seq, destruction_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER redaction_no_insert BEFORE INSERT ON redaction
        WHEN NOT EXISTS (SELECT 1 FROM destruction d WHERE d.id = NEW.destruction_id
            AND d.approved_by IS NOT NULL AND d.done_at IS NULL)
        BEGIN SELECT RAISE(ABORT, '没有正在办的销毁单'); END""",
    *(
        f"CREATE TRIGGER redaction_no_{verb.lower()} BEFORE {verb} ON redaction"
        f" BEGIN SELECT RAISE(ABORT, '销毁的记录不可{words}'); END"
        for verb, words in (("UPDATE", "修改"), ("DELETE", "删除"))
    ),
)
