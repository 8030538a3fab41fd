"""Schema version 7: what paper needs: templates of pre-printed pads, and the log of prints; what a
frozen row may lose once its destruction is ordered.

Each part stands in a module of its own, named m0007_<part>.
"""

from . import m0007_prints, m0007_redaction, m0007_templates

STATEMENTS: tuple[str, ...] = (
    *m0007_prints.STATEMENTS, *m0007_redaction.STATEMENTS, *m0007_templates.STATEMENTS,
)  # fmt: skip
