"""Schema version 5: what the whole counter needs beyond its records.

Each part stands in a module of its own, named m0005_<part>.
"""

from db.migrations import m0005_file

STATEMENTS: tuple[str, ...] = (*m0005_file.STATEMENTS,)
