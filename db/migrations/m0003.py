"""Schema version 3: attachments, the history of the estate, and indexes for long lists."""

_ATTACHMENTS: tuple[str, ...] = ()

_ESTATE: tuple[str, ...] = ()

_LISTS: tuple[str, ...] = (
    # Each holds what its order and the usual filters ask, so that a million lines are walked
    # without a look at the table; the row itself (record_id) breaks ties.
    "DROP INDEX standing_code",
    """CREATE INDEX standing_listed ON standing(
        code, issued_at, record_id, state, open, ended, due, valid_until
    )""",
    """CREATE INDEX standing_by_state ON standing(
        code, state, issued_at, record_id, ended, valid_until
    )""",
    "CREATE INDEX standing_by_number ON standing(code, record_id, issued_at)",
    "CREATE INDEX standing_by_due ON standing(code, due, record_id, issued_at)"
    " WHERE due IS NOT NULL",
    "CREATE INDEX standing_by_until ON standing(code, valid_until, record_id, issued_at)"
    " WHERE valid_until IS NOT NULL",
)

STATEMENTS = (*_ATTACHMENTS, *_ESTATE, *_LISTS)
