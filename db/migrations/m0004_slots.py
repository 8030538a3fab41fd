"""Schema version 4, what records book: minutes of a day, so that a clash is found by the index.

A row is as frozen as its record; whether it still counts is the standing's matter
(docs/handbook.md §1 LT).
"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE slot (
        record_id INTEGER PRIMARY KEY REFERENCES record(id),
        resource TEXT NOT NULL CHECK(resource <> ''), words TEXT NOT NULL,
        day TEXT NOT NULL CHECK(day IS strftime('%Y-%m-%d', julianday(day))),
        start INTEGER NOT NULL CHECK(start >= 0), finish INTEGER NOT NULL CHECK(finish <= 1440),
        CHECK(start < finish)
    ) STRICT""",
    "CREATE INDEX slot_of ON slot(resource, day, start, finish)",
    "CREATE INDEX slot_day ON slot(day)",
    """CREATE TRIGGER slot_no_update BEFORE UPDATE ON slot
        BEGIN SELECT RAISE(ABORT, '约好的时段不可修改'); END""",
    """CREATE TRIGGER slot_no_delete BEFORE DELETE ON slot
        BEGIN SELECT RAISE(ABORT, '约好的时段不可删除'); END""",
)
