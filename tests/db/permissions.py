"""Permissions changed past the program, as two persons would, for tests that need another table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from db.store import Store


@contextmanager
def approved(store: Store) -> Iterator[None]:
    """A block in which the store lets permissions be changed by SQL."""
    people = [no for (no,) in store.rows("SELECT no FROM staff WHERE active = 1 LIMIT 2")]
    store.db.execute_sql(
        "INSERT INTO approval(what, maker, checker, at) VALUES ('permission', ?, ?, 0)",
        tuple(people),
    )
    yield
    store.db.execute_sql("UPDATE approval SET spent = 1 WHERE spent = 0")


def permit(store: Store, role: str, action: str) -> None:
    """Let a role do an action."""
    with approved(store):
        store.db.execute_sql("INSERT INTO permission VALUES (?, ?)", (role, action))


def deny(store: Store, action: str, role: str | None = None) -> None:
    """Let nobody, or not that role, do an action any more."""
    with approved(store):
        store.db.execute_sql(
            "DELETE FROM permission WHERE action = ?1 AND (?2 IS NULL OR role = ?2)",
            (action, role),
        )
