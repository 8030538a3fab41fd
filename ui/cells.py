"""One input for each kind that fits on a line; tables of lines use these, forms all of `inputs`."""

from __future__ import annotations

from forms.fields import Kind
from ui.choice import ChoiceInput, YesNoInput
from ui.document import IdInput
from ui.files import FileInput
from ui.input import Input
from ui.paragraph import LongTextInput
from ui.typed import TextInput

CELLS: dict[Kind, type[Input]] = {
    Kind.TEXT: TextInput,
    Kind.LONG_TEXT: LongTextInput,
    Kind.CHOICE: ChoiceInput,
    Kind.DATE: TextInput,
    Kind.DATETIME: TextInput,
    Kind.PERIOD: TextInput,
    Kind.MONEY: TextInput,
    Kind.NUMBER: TextInput,
    Kind.PHONE: TextInput,
    Kind.ID_DOCUMENT: IdInput,
    Kind.PLATE: TextInput,
    Kind.UNIT: TextInput,
    Kind.PERSON: TextInput,
    Kind.VEHICLE: TextInput,
    Kind.YES_NO: YesNoInput,
    Kind.PHOTO: FileInput,
    Kind.FILE: FileInput,
    Kind.REFERENCE: TextInput,
    Kind.HOURS: TextInput,
}
