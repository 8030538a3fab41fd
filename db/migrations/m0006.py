"""Schema version 6: what trust needs: seals, signing keys, gate packs, consents, destruction.

Each part stands in a module of its own, named m0006_<part>.
"""

from . import m0006_destruction, m0006_gate, m0006_seals, m0006_staff

STATEMENTS: tuple[str, ...] = (
    *m0006_destruction.STATEMENTS, *m0006_gate.STATEMENTS, *m0006_seals.STATEMENTS,
    *m0006_staff.STATEMENTS,
)  # fmt: skip
