"""Units, the people in them and their vehicles, kept by hand (docs/handbook.md §1 房产).

Everything is one transaction with its history, journal line and search tokens; Refused tells all
problems at once, by the key of the field. What is mended is compared with what was shown.
"""

from db.estate.history import Change
from db.estate.people import differing, join, mend, move_in, move_out, resident_fields
from db.estate.places import (
    add_unit, add_vehicle, mend_unit, mend_vehicle, remove_unit, remove_vehicle, vehicle_fields,
)  # fmt: skip
from db.estate.reading import (
    Car, Entry, Place, Resident, Unit, alike, cars, entry, listed, opened, owner_names, residents,
    unit_of,
)  # fmt: skip
from db.estate.rows import Changed, Row, undo
from db.estate.typed import facts

__all__ = (
    "Car", "Change", "Changed", "Entry", "Place", "Resident", "Row", "Unit", "add_unit",
    "add_vehicle", "alike", "cars", "differing", "entry", "facts", "join", "listed", "mend",
    "mend_unit", "mend_vehicle", "move_in", "move_out", "opened", "owner_names", "remove_unit",
    "remove_vehicle", "resident_fields", "residents", "undo", "unit_of", "vehicle_fields",
)
