"""Certain records of a list, named by a query: those behind a number of the statistics."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Among:
    """Only certain records: a query of their rows with its values, and in words which they are."""

    sql: str
    values: tuple[object, ...]
    words: str
