"""Schema version 5, duties: which duty of the office a record says was done, and a day of the time
it was done for, so that what is owing is found by the index.

A row is as frozen as its record; a void record counts for nothing (docs/handbook.md §1 ZR).
"""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE duty_done (
        record_id INTEGER PRIMARY KEY REFERENCES record(id),
        duty TEXT NOT NULL CHECK(duty <> ''),
        day TEXT NOT NULL CHECK(day IS strftime('%Y-%m-%d', julianday(day)))
    ) STRICT""",
    "CREATE INDEX duty_done_on ON duty_done(day, duty)",
    """CREATE TRIGGER duty_done_no_update BEFORE UPDATE ON duty_done
        BEGIN SELECT RAISE(ABORT, '做过的职责不可修改'); END""",
    """CREATE TRIGGER duty_done_no_delete BEFORE DELETE ON duty_done
        BEGIN SELECT RAISE(ABORT, '做过的职责不可删除'); END""",
)
