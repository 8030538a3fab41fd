"""Schema version 5: what the whole counter needs beyond its records.

Each part stands in a module of its own, named m0005_<part>.
"""

from . import m0005_duties, m0005_file, m0005_handover, m0005_tally, m0005_workbench

STATEMENTS: tuple[str, ...] = (
    *m0005_workbench.STATEMENTS, *m0005_handover.STATEMENTS, *m0005_tally.STATEMENTS,
    *m0005_file.STATEMENTS, *m0005_duties.STATEMENTS,
)  # fmt: skip
