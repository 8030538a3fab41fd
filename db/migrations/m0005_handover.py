"""Schema version 5, the handover: what is open, and what left and has not come back, by index."""

STATEMENTS: tuple[str, ...] = (
    # What somebody still has to do something about, by form and urgency; things that are out.
    """CREATE INDEX standing_at_work ON standing(code, ended, due, valid_until, record_id)
        WHERE open = 1""",
    # What was let out and whose paper has not come back, in the order of the numbers.
    """CREATE INDEX standing_not_back ON standing(code, record_id)
        WHERE ended = 1 AND open = 1""",
)
