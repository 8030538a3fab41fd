"""Forms of the dealership and sales desks (4S店、售楼), docs/handbook.md §4."""
