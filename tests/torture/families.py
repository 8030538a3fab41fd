"""All families, in the order in which they run."""

from __future__ import annotations

from tests.torture import codes, damage, errand_faults, errors, forged, kills, powercuts

FAMILIES = (
    kills.FAMILY, powercuts.FAMILY, errors.FAMILY, damage.FAMILY, forged.FAMILY, codes.FAMILY,
    errand_faults.KILLS, errand_faults.POWER, errand_faults.ERRORS,
)  # fmt: skip
