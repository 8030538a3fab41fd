"""Forms of the property desk (物业前台), docs/handbook.md §1."""
