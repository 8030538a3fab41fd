"""Schema version 4: the ledger of money, what a record owes, the price list.

The acts stay the truth; the ledger is their moves written down once, frozen, and its triggers hold
what must hold of money whatever writes (docs/handbook.md §1, money). What must hold of every record
is in `m0004_invariants`.
"""

from db.migrations import m0004_closes, m0004_invariants, m0004_slots

_MONEY: tuple[str, ...] = (
    # What can be taken for a record now, 分: the cashier's list.
    "ALTER TABLE standing ADD COLUMN owes INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX standing_owes ON standing(issued_at) WHERE owes > 0",
    """CREATE TABLE money (
        id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES record(id),
        act_id INTEGER REFERENCES act(id), receipt_id INTEGER REFERENCES record(id),
        lineage INTEGER NOT NULL REFERENCES record(id), unit_id INTEGER REFERENCES unit(id),
        way TEXT NOT NULL CHECK(way IN ('taken', 'refunded', 'forfeited')),
        purse TEXT NOT NULL CHECK(purse IN ('收费', '押金', '代收')),
        what TEXT NOT NULL CHECK(what <> ''), amount INTEGER NOT NULL CHECK(amount <> 0),
        method TEXT NOT NULL, at INTEGER NOT NULL,
        day TEXT NOT NULL CHECK(day IS strftime('%Y-%m-%d', julianday(day))),
        by TEXT NOT NULL REFERENCES staff(no), second TEXT REFERENCES staff(no),
        reverses INTEGER UNIQUE REFERENCES money(id),
        CHECK((amount < 0) = (reverses IS NOT NULL)), CHECK(way = 'taken' OR purse = '押金'),
        CHECK(second IS NULL OR second <> by)
    ) STRICT""",
    "CREATE INDEX money_record ON money(record_id)",
    "CREATE INDEX money_receipt ON money(receipt_id) WHERE receipt_id IS NOT NULL",
    "CREATE INDEX money_lineage ON money(lineage, purse, way, amount)",
    "CREATE INDEX money_day ON money(day, by)",
    "CREATE INDEX money_unit ON money(unit_id, day) WHERE unit_id IS NOT NULL",
    # The number of a hand-written receipt, which may not serve twice.
    """CREATE INDEX record_pad ON record(json_extract(body, '$.pad'))
        WHERE json_extract(body, '$.pad') IS NOT NULL""",
    """CREATE TRIGGER money_no_update BEFORE UPDATE ON money
        BEGIN SELECT RAISE(ABORT, '已记的账不可修改'); END""",
    """CREATE TRIGGER money_no_delete BEFORE DELETE ON money
        BEGIN SELECT RAISE(ABORT, '已记的账不可删除'); END""",
    # Nothing is given back or kept that is not held: per chain of records that replace each other.
    """CREATE TRIGGER money_held AFTER INSERT ON money WHEN NEW.purse = '押金' AND 0 > (
            SELECT sum(CASE way WHEN 'taken' THEN amount ELSE -amount END) FROM money
            WHERE lineage = NEW.lineage AND purse = '押金')
        BEGIN SELECT RAISE(ABORT, '退还、扣下的押金多于收着的'); END""",
    # A reversal takes back one entry of the same chain, exactly.
    """CREATE TRIGGER money_reversal BEFORE INSERT ON money
        WHEN NEW.reverses IS NOT NULL AND NOT EXISTS (SELECT 1 FROM money m
            WHERE m.id = NEW.reverses AND m.record_id = NEW.record_id AND m.way = NEW.way
            AND m.purse = NEW.purse AND m.what = NEW.what AND m.amount = -NEW.amount)
        BEGIN SELECT RAISE(ABORT, '冲正与原来那一笔不符'); END""",
    # A receipt that is over (已办 or reversed) takes nothing more.
    """CREATE TRIGGER money_receipt_over BEFORE INSERT ON money
        WHEN NEW.amount > 0 AND NEW.way = 'taken' AND EXISTS (SELECT 1 FROM standing s
            WHERE s.record_id = NEW.receipt_id AND s.ended = 1)
        BEGIN SELECT RAISE(ABORT, '收据已办或已冲红，不能再用'); END""",
)

# A price is never changed or taken away: the next one, or none (NULL), is a new row from its day.
_PRICES: tuple[str, ...] = (
    """CREATE TABLE price (
        id INTEGER PRIMARY KEY, item TEXT NOT NULL CHECK(item <> ''),
        section TEXT NOT NULL CHECK(section <> ''), measure TEXT NOT NULL CHECK(measure <> ''),
        amount INTEGER CHECK(amount >= 0),
        since TEXT NOT NULL CHECK(since IS strftime('%Y-%m-%d', julianday(since))),
        set_at INTEGER NOT NULL, set_by TEXT REFERENCES staff(no)
    ) STRICT""",
    "CREATE INDEX price_item ON price(item, since)",
    """CREATE TRIGGER price_no_update BEFORE UPDATE ON price
        BEGIN SELECT RAISE(ABORT, '定过的价目不可修改'); END""",
    """CREATE TRIGGER price_no_delete BEFORE DELETE ON price
        BEGIN SELECT RAISE(ABORT, '定过的价目不可删除'); END""",
)

STATEMENTS = (
    *_MONEY, *_PRICES, *m0004_invariants.STATEMENTS, *m0004_closes.STATEMENTS,
    *m0004_slots.STATEMENTS,
)  # fmt: skip
