"""Units, the people in them and their vehicles, kept by hand (docs/handbook.md §1 房产).

Everything is one transaction with its history, journal line and search tokens; Refused tells all
problems at once, by the key of the field. What is mended is compared with what was shown.
"""

from db.estate.people import join, mend, move_in, move_out, parts, resident_fields, value_of
from db.estate.places import (
    add_unit, add_vehicle, mend_unit, mend_vehicle, remove_unit, remove_vehicle, vehicle_fields,
)  # fmt: skip
from db.estate.reading import (
    Car, Change, Place, Resident, Unit, alike, homes, listed, opened, owner_names,
)  # fmt: skip
from db.estate.rows import Changed, Row, undo
from db.estate.typed import facts

__all__ = (
    "Car", "Change", "Changed", "Place", "Resident", "Row", "Unit", "add_unit", "add_vehicle",
    "alike", "facts", "homes", "join", "listed", "mend", "mend_unit", "mend_vehicle", "move_in",
    "move_out", "opened", "owner_names", "parts", "remove_unit", "remove_vehicle",
    "resident_fields", "undo", "value_of", "vehicle_fields",
)
