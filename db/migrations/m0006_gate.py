"""Schema version 6, gates: the computers at gates that work without the store, the packs they were
given, and what came back from them, row by row (docs/architecture.md 门岗的第二台电脑).

What came back is as frozen as the journal; that a conflict was dealt with is a row beside it.
"""


def _frozen(table: str, words: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{words}'); END"
        for event in ("UPDATE", "DELETE")
    )


STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE gate (
        id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE CHECK(length(mark) = 32),
        name TEXT NOT NULL CHECK(name <> ''), secret BLOB NOT NULL CHECK(length(secret) = 20),
        made_at INTEGER NOT NULL, made_by TEXT NOT NULL REFERENCES staff(no),
        ended_at INTEGER, ended_by TEXT REFERENCES staff(no),
        CHECK((ended_at IS NULL) = (ended_by IS NULL))
    ) STRICT""",
    "CREATE UNIQUE INDEX gate_name ON gate(name) WHERE ended_at IS NULL",
    """CREATE TRIGGER gate_ends_once BEFORE UPDATE ON gate
        WHEN OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR NEW.id <> OLD.id
            OR NEW.mark <> OLD.mark OR NEW.name <> OLD.name OR NEW.secret <> OLD.secret
            OR NEW.made_at <> OLD.made_at OR NEW.made_by <> OLD.made_by
        BEGIN SELECT RAISE(ABORT, '门岗电脑只能停用一次，不可修改'); END""",
    """CREATE TRIGGER gate_no_delete BEFORE DELETE ON gate
        BEGIN SELECT RAISE(ABORT, '门岗电脑不可删除'); END""",
    """CREATE TABLE gate_pack (
        id INTEGER PRIMARY KEY, gate_id INTEGER NOT NULL REFERENCES gate(id),
        sequence INTEGER NOT NULL CHECK(sequence > 0), made_at INTEGER NOT NULL,
        made_by TEXT NOT NULL REFERENCES staff(no), until INTEGER NOT NULL CHECK(until > made_at),
        slips INTEGER NOT NULL CHECK(slips >= 0), UNIQUE (gate_id, sequence)
    ) STRICT""",
    *_frozen("gate_pack", "做过的门岗包不可改动"),
    """CREATE TABLE gate_return (
        id INTEGER PRIMARY KEY, gate_id INTEGER NOT NULL REFERENCES gate(id),
        log TEXT NOT NULL CHECK(length(log) = 32), position INTEGER NOT NULL CHECK(position > 0),
        kind TEXT NOT NULL CHECK(kind IN ('act', 'scan', 'pack')), at INTEGER NOT NULL,
        by TEXT, pack INTEGER NOT NULL, number TEXT, body TEXT NOT NULL
            CHECK(json_valid(body) AND json_type(body) = 'object'),
        outcome TEXT NOT NULL CHECK(outcome IN
            ('done', 'told', 'again', 'over', 'differs', 'unknown')),
        words TEXT NOT NULL, seal TEXT NOT NULL CHECK(length(seal) = 64),
        merged_at INTEGER NOT NULL, merged_by TEXT NOT NULL REFERENCES staff(no),
        UNIQUE (gate_id, log, position)
    ) STRICT""",
    "CREATE INDEX gate_return_number ON gate_return(number)",
    """CREATE INDEX gate_return_conflict ON gate_return(merged_at)
        WHERE outcome NOT IN ('done', 'told')""",
    *_frozen("gate_return", "门岗带回的记录不可改动"),
    """CREATE TABLE gate_settled (
        return_id INTEGER PRIMARY KEY REFERENCES gate_return(id), at INTEGER NOT NULL,
        by TEXT NOT NULL REFERENCES staff(no), words TEXT NOT NULL CHECK(words <> '')
    ) STRICT""",
    *_frozen("gate_settled", "处理过的不可改动"),
)
