"""Makes tests/db/released/v1: a store as version 1 of the schema wrote it, for ever.

Run once per released schema, never again for the same one:
`python -m tests.db.make_released tests/db/released/v1`. All content is fictional; the password of
staff 1001 is `PASSWORD`, and recovery.txt holds the recovery code.
"""

import hashlib
import sys
from pathlib import Path

from db import chain, journal, redactions
from tests.db.made_office import NOW, make_office

PASSWORD = "moon"
PICTURE = bytes.fromhex("ffd8ffd9")

ROWS = (
    "INSERT INTO setting VALUES ('office', '\"云栖虚构物业\"', 1, '1001')",
    "INSERT INTO permission VALUES ('前台', 'issue')",
    "INSERT INTO unit VALUES (1, '3-1202', '3', NULL, '1202', 89.5, '住宅')",
    "INSERT INTO person VALUES (1, '李虚构', '13800000000', '护照', 'E00000000', NULL)",
    "INSERT INTO residence VALUES (1, 1, 1, '业主', '2020-02-29', NULL)",
    "INSERT INTO vehicle VALUES ('粤BD00000', 1, 1, NULL)",
    "INSERT INTO dated_fact VALUES (1, 1, 'arrears', '186000', '2026-10-31', '导入')",
    "INSERT INTO paper VALUES ('p', x'789c')",
    "INSERT INTO print(id, record_id, paper_name, paper, copy, at, by, nth, mode, outcome)"
    f" VALUES (1, 1, '放行条', 'p', '存根', {NOW}, '1001', 1, 'laser', 'done')",
    "INSERT INTO standing(record_id, code, state, open, ended, next, due, due_name, unit_id,"
    f" issued_at, updated_at) VALUES (1, 'FX', '待签', 1, 0, '[\"签字\"]', {NOW}, '签字', 1,"
    f" {NOW}, {NOW})",
    f"INSERT INTO attachment VALUES ('{hashlib.sha256(PICTURE).hexdigest()}',"
    f" x'{PICTURE.hex()}', {NOW})",
    "INSERT INTO price VALUES (1, '换水龙头', '水电维修', '个', 3000, '2026-11-21', 1, '1001')",
    f"INSERT INTO money VALUES (1, 1, NULL, 1, 1, 1, 'taken', '押金', '押金', 10000, '现金',"
    f" {NOW}, '2026-11-21', '1001', NULL, NULL)",
    "INSERT INTO draft VALUES (1, 'FX', '1001', '{}', 1)",
    "INSERT INTO consent VALUES (1, 1, 1, '2026-11-21', '开单', '电话', '当面', 1, '1001')",
    "INSERT INTO destruction(id, number, why, proposed_by, proposed_at, body) VALUES"
    " (1, 'XH-2026-000001', '到期', '1001', 1, '{}')",
    "INSERT INTO destruction_item VALUES (1, 1, 'record', 2, 'FX-2026-000002')",
    "INSERT INTO gate VALUES (1, '00000000000000000000000000000000', '东门', zeroblob(20), 1,"
    " '1001', NULL, NULL)",
    "INSERT INTO gate_pack VALUES (1, 1, 1, 1, '1001', 2, 3)",
    "INSERT INTO gate_return VALUES (1, 1, '00000000000000000000000000000000', 1, 'act', 1,"
    " '1001', 1, 'FX-2026-000003', '{}', 'again', '两处都放行过',"
    f" '{'0' * 64}', 2, '1001')",
    "INSERT INTO gate_settled VALUES (1, 3, '1001', '问过了')",
    "INSERT INTO classified VALUES (3, 1)",
    "INSERT INTO approval VALUES (1, 'export.bulk', NULL, '1001', '1002', 1, 0)",
    "UPDATE approval SET spent = 1",
    "INSERT INTO template VALUES (1, 'SJ', '收据', 1, '{\"name\": \"三联\"}', 1, '1001')",
    "INSERT INTO destruction_order VALUES (1, 2, '到期', '1001', 1, NULL, NULL)",
    "UPDATE destruction_order SET approved_by = '1002', approved_at = 2",
    "DELETE FROM personal WHERE record_id = 2",
)


def main(folder: Path) -> None:
    """Write store.db, keys.json and recovery.txt into the new folder."""
    office = make_office(folder)
    for sequence in (1, 2, 3):
        office.issue(sequence)
    with office.store.write() as db:
        for statement in ROWS:
            db.execute_sql(statement)
        journal.append(office.store, NOW, "1001", "destroy", "FX-2026-000002", {})
        db.execute_sql("UPDATE destruction SET approved_by = '1002', approved_at = 2")
        told = (1, chain.content_of(office.store, 1))
        db.execute_sql("INSERT INTO redaction VALUES (?, 1, ?)", told)
        body = {"redaction": redactions.digest([told])}
        journal.append(office.store, NOW, "1002", "destroy", "XH-2026-000001", body)
    office.store.close()
    (folder / "recovery.txt").write_text(office.recovery, encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
