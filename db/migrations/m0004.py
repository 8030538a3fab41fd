"""Schema version 4: the price list, whose prices hold from a day on."""

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

STATEMENTS = (*_PRICES,)
