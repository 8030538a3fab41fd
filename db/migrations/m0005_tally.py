"""The totals of every day, and how each deadline came to its end.

A total is derived: it can be thrown away and counted anew. `kept` is not: when a deadline was due
rested on the holidays and hours of its day, so it is written down with the act that ended it.
"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE tally (
        what TEXT NOT NULL, day TEXT NOT NULL CHECK(day IS strftime('%Y-%m-%d', julianday(day))),
        code TEXT NOT NULL, key TEXT NOT NULL, n INTEGER NOT NULL, amount INTEGER NOT NULL,
        quantity INTEGER NOT NULL, PRIMARY KEY (what, day, code, key)
    ) STRICT, WITHOUT ROWID""",
    # Up to which record the totals count, and up to which the deadlines of acts that are older than
    # `kept` (up to the row `acts`) were looked into; NULL: all of them, also those to come.
    """CREATE TABLE tally_built (
        one INTEGER NOT NULL PRIMARY KEY CHECK(one = 1), version TEXT NOT NULL, upto INTEGER,
        looked INTEGER, acts INTEGER NOT NULL
    ) STRICT""",
    """INSERT INTO tally_built SELECT 1, '', old, old, ifnull((SELECT max(id) FROM act), 0)
        FROM (SELECT CASE WHEN EXISTS (SELECT 1 FROM record) THEN 0 END AS old)""",
    """CREATE TABLE kept (
        id INTEGER PRIMARY KEY, act_id INTEGER NOT NULL REFERENCES act(id),
        record_id INTEGER NOT NULL REFERENCES record(id), name TEXT NOT NULL CHECK(name <> ''),
        due INTEGER NOT NULL, at INTEGER NOT NULL, done INTEGER NOT NULL CHECK(done IN (0, 1)),
        UNIQUE (act_id, name)
    ) STRICT""",
    "CREATE INDEX kept_record ON kept(record_id)",
    "CREATE INDEX kept_at ON kept(at)",
    """CREATE TRIGGER kept_no_update BEFORE UPDATE ON kept
        BEGIN SELECT RAISE(ABORT, '期限的结果不可修改'); END""",
    """CREATE TRIGGER kept_no_delete BEFORE DELETE ON kept
        BEGIN SELECT RAISE(ABORT, '期限的结果不可删除'); END""",
    """CREATE TRIGGER kept_act BEFORE INSERT ON kept
        WHEN NOT EXISTS (SELECT 1 FROM act a WHERE a.id = NEW.act_id
            AND a.record_id = NEW.record_id AND a.at = NEW.at)
        BEGIN SELECT RAISE(ABORT, '期限的结果与手续不符'); END""",
)
