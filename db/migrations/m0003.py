"""Schema version 3: attachments, the history of the estate, and indexes for long lists."""

_ATTACHMENTS: tuple[str, ...] = ()

_ESTATE: tuple[str, ...] = ()

_LISTS: tuple[str, ...] = ()

STATEMENTS = (*_ATTACHMENTS, *_ESTATE, *_LISTS)
