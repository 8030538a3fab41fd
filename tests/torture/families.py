"""All families, in the order in which they run."""

from __future__ import annotations

from tests.torture import kills, powercuts

FAMILIES = (kills.FAMILY, powercuts.FAMILY)
