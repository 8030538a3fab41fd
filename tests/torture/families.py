"""All families, in the order in which they run."""

from __future__ import annotations

from tests.torture import codes, damage, forged, kills, powercuts

FAMILIES = (kills.FAMILY, powercuts.FAMILY, damage.FAMILY, forged.FAMILY, codes.FAMILY)
