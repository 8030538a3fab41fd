"""Schema version 5: all that was ever issued for a unit, of whatever kind, newest first."""

STATEMENTS: tuple[str, ...] = (
    # Walked, narrowed to a kind and searched for what is in hand without a look at the table.
    "DROP INDEX standing_unit",
    """CREATE INDEX standing_unit ON standing(
        unit_id, issued_at, record_id, code, ended, due, valid_until
    )""",
)
