"""Schema version 4, the closes of shifts and days: what was counted, and that it stays so."""

_STANDS = (
    "NOT EXISTS (SELECT 1 FROM money_reopened r WHERE r.close_id = c.id)"
)
"""A close `c` that was not undone."""

# A close says up to which entry it counted. After the close of a day nothing is entered on it, nor
# before it in the ledger's order; what is wrong is reversed on the open day.
STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE money_close (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL UNIQUE REFERENCES record(id),
        cashier TEXT REFERENCES staff(no),
        day TEXT NOT NULL CHECK(day IS strftime('%Y-%m-%d', julianday(day))),
        after INTEGER NOT NULL CHECK(after >= 0), upto INTEGER NOT NULL CHECK(upto >= after),
        expected INTEGER NOT NULL, counted INTEGER NOT NULL CHECK(counted >= 0),
        stays INTEGER NOT NULL CHECK(stays BETWEEN 0 AND counted),
        keeper TEXT NOT NULL REFERENCES staff(no),
        at INTEGER NOT NULL, by TEXT NOT NULL REFERENCES staff(no)
    ) STRICT""",
    """CREATE TABLE money_reopened (
        close_id INTEGER PRIMARY KEY REFERENCES money_close(id), at INTEGER NOT NULL,
        by TEXT NOT NULL REFERENCES staff(no), second TEXT NOT NULL REFERENCES staff(no),
        CHECK(second <> by)
    ) STRICT""",
    "CREATE INDEX money_close_day ON money_close(day) WHERE cashier IS NULL",
    "CREATE INDEX money_close_cashier ON money_close(cashier, upto) WHERE cashier IS NOT NULL",
    "CREATE INDEX money_cashier ON money(by, id)",
    "CREATE INDEX money_deposit ON money(day, lineage, unit_id, way, amount) WHERE purse = '押金'",
    *(
        f"""CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table}
        BEGIN SELECT RAISE(ABORT, '结过的账不可修改'); END"""
        for table in ("money_close", "money_reopened") for what in ("UPDATE", "DELETE")
    ),
    f"""CREATE TRIGGER money_closed AFTER INSERT ON money
        WHEN EXISTS (SELECT 1 FROM money_close c WHERE c.cashier IS NULL
                AND (c.day >= NEW.day OR c.upto >= NEW.id) AND {_STANDS})
            OR EXISTS (SELECT 1 FROM money_close c WHERE c.cashier = NEW.by
                AND c.upto >= NEW.id AND {_STANDS})
        BEGIN SELECT RAISE(ABORT, '已经结账，不能再记入'); END""",
    # Closes follow one another without a gap: no entry in two of a kind, none in neither.
    f"""CREATE TRIGGER money_close_follows BEFORE INSERT ON money_close
        WHEN NEW.after IS NOT (SELECT ifnull(max(c.upto), 0) FROM money_close c
                WHERE (c.cashier IS NULL OR c.cashier = NEW.cashier) AND {_STANDS})
            OR NEW.upto IS NOT max(NEW.after, (SELECT ifnull(max(id), 0) FROM money))
            OR NEW.cashier IS NULL AND EXISTS (SELECT 1 FROM money_close c
                WHERE c.cashier IS NULL AND c.day >= NEW.day AND {_STANDS})
            OR NEW.cashier IS NULL AND EXISTS (SELECT 1 FROM money
                WHERE id > NEW.after AND day > NEW.day)
        BEGIN SELECT RAISE(ABORT, '结账与前一次结账接不上'); END""",
    # A close is undone only while nothing has followed that rests on it.
    f"""CREATE TRIGGER money_reopened_last BEFORE INSERT ON money_reopened
        WHEN EXISTS (SELECT 1 FROM money_close c JOIN money_close o ON o.id = NEW.close_id
                WHERE c.id > o.id AND (o.cashier IS NULL OR c.cashier IS NULL
                    OR c.cashier = o.cashier OR o.keeper = c.cashier) AND {_STANDS})
            OR EXISTS (SELECT 1 FROM money m JOIN money_close o ON o.id = NEW.close_id
                WHERE m.id > o.upto AND (o.cashier IS NULL OR m.by = o.cashier))
        BEGIN SELECT RAISE(ABORT, '结账以后又有收付或结账，不能作废'); END""",
)
