"""Numbered schema versions: `STEPS[n-1]` leads from version n-1 to version n.

A released step is never edited; a change of the schema is a new module and one more entry here.
"""

from . import m0001, m0002, m0003, m0004, m0005, m0006, m0007

STEPS: tuple[tuple[str, ...], ...] = (
    m0001.STATEMENTS, m0002.STATEMENTS, m0003.STATEMENTS, m0004.STATEMENTS,
    m0005.STATEMENTS, m0006.STATEMENTS, m0007.STATEMENTS,
)  # fmt: skip
