"""Values to page descriptions to PDF to the printer. No Qt, no database."""
