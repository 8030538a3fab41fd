"""The kinds of value a field can hold: each module turns what was typed into one canonical form.

Every ``clean`` is total: whatever text or JSON value comes in, the answer is a canonical value or
``Invalid``. Cleaning a canonical value gives it back unchanged. Nothing here knows the clock.
"""


class Invalid(ValueError):
    """A value the user can mend; ``str(error)`` is the Chinese sentence that says what to do."""
