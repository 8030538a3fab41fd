"""Business forms, declared once as values: what each asks, requires and costs, who does what.

`FORMS` are the forms users see, in menu order: an explicit tuple, no discovery.
"""

from __future__ import annotations

from forms.form import Form
from forms.property.release import FX

FORMS: tuple[Form, ...] = (FX,)
