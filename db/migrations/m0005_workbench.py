"""Schema version 5, the workbench: where each record's work stands, and from when it holds.

What is the same for many records (`db.standings.work_of`) is one word of the index, so that the
workbench asks once for each of those words and counts along the index, however many records.
Of records made before, the column follows when the store is first opened, or beside the work
(`db.renewing`).
"""

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE standing ADD COLUMN work TEXT",
    "ALTER TABLE standing ADD COLUMN begins INTEGER",
    """CREATE INDEX standing_work ON standing(
        work, due, valid_until, ended, begins, issued_at
    ) WHERE work IS NOT NULL""",
    "CREATE INDEX standing_begins ON standing(begins) WHERE begins IS NOT NULL",
    # What was written before this version is reckoned anew, once.
    """INSERT OR REPLACE INTO setting(key, value, changed_at, changed_by)
        SELECT 'office.renewing', '{"after":0,"changed":0,"quiet":true}', max(updated_at), NULL
        FROM standing HAVING count(*) > 0""",
)
