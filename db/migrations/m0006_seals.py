"""Schema version 6, the journal's seals: who signed which head of the chain with which key.

A key's public half stays for ever, so that old seals can be judged after its owner has left.
"""

STATEMENTS: tuple[str, ...] = (
    # seq: the journal's row that introduced the key.
    """CREATE TABLE staff_key (
        id TEXT NOT NULL PRIMARY KEY CHECK(length(id) = 32),
        staff TEXT NOT NULL REFERENCES staff(no),
        public BLOB NOT NULL UNIQUE CHECK(length(public) = 32),
        seq INTEGER NOT NULL, at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX staff_key_staff ON staff_key(staff, seq)",
    """CREATE TABLE journal_seal (
        id INTEGER PRIMARY KEY CHECK(id >= 1), seq INTEGER NOT NULL UNIQUE,
        hash TEXT NOT NULL CHECK(length(hash) = 64), at INTEGER NOT NULL,
        by TEXT NOT NULL REFERENCES staff(no), key TEXT NOT NULL REFERENCES staff_key(id),
        subject TEXT, totals TEXT NOT NULL
            CHECK(json_valid(totals) AND json_type(totals) = 'object'),
        previous TEXT NOT NULL CHECK(length(previous) = 64),
        signature BLOB NOT NULL CHECK(length(signature) = 64)
    ) STRICT""",
    *(
        f"""CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table}
        BEGIN SELECT RAISE(ABORT, '{words}'); END"""
        for table, words in (
            ("staff_key", "签名用的公钥不可修改、删除"), ("journal_seal", "日志的封章不可修改、删除"),
        )
        for what in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER staff_key_introduced BEFORE INSERT ON staff_key
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '公钥须先记在日志里'); END""",
    """CREATE TRIGGER journal_seal_follows BEFORE INSERT ON journal_seal
        WHEN NEW.id IS NOT ifnull((SELECT max(id) FROM journal_seal), 0) + 1
            OR NEW.seq <= ifnull((SELECT max(seq) FROM journal_seal), 0)
            OR NEW.hash IS NOT (SELECT hash FROM journal WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '日志的封章必须一次接一次'); END""",
    # Who did it, and what was done: the page of the journal looks along these.
    "CREATE INDEX journal_by ON journal(by, seq)",
    "CREATE INDEX journal_action ON journal(action, seq)",
)
