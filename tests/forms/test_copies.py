"""Which copy shows whole numbers of persons: whoever does not call or check an identity gets the
ends only (docs/handbook.md §2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forms import DECLARED
from forms.display import masked_words
from forms.fields import Field, Kind
from forms.form import Form

MONEY_ONLY = ("财务", "财务记账")
"""Who gets a copy to reckon by, and calls nobody."""
NUMBERS = frozenset({Kind.PHONE, Kind.ID_DOCUMENT})


def numbers_of(form: Form) -> Iterator[str]:
    """Fields with a number that says who somebody is; a name may have a phone beside it."""
    for one in form.fields:
        if one.kind in NUMBERS or (one.kind is Kind.TEXT and one.is_personal):
            yield one.key


@pytest.mark.parametrize("form", [one for one in DECLARED if one.copies], ids=lambda one: one.code)
def test_who_only_reckons_or_stands_at_the_gate_gets_no_whole_number(form: Form) -> None:
    """Of a form whose only finance copy is the desk's stub of money itself nothing is left out."""
    for copy in form.copies:
        if copy.holder in (*MONEY_ONLY, "门岗") and copy.name != "存根":
            shown = set(numbers_of(form)) - {*copy.hidden, *copy.masked}
            assert not shown, f"{form.code} {copy.name}"


def test_no_copy_that_hides_a_document_shows_it_as_a_certificate() -> None:
    """A welder's certificate is the document with a T before it."""
    for form in DECLARED:
        for copy in form.copies:
            documents = [one for one in form.fields
                         if one.kind is Kind.ID_DOCUMENT and one.key in copy.hidden]  # fmt: skip
            plain = [one.key for one in form.fields if one.kind is Kind.TEXT and one.is_personal]
            if documents:
                assert not set(plain) - {*copy.hidden, *copy.masked}, f"{form.code} {copy.name}"


def test_a_personal_word_is_masked_on_paper_as_on_the_screen() -> None:
    one = Field("certificate", "操作证号", personal=True)
    assert masked_words(one, "T440301199003071230") == "T44**************30"
    assert masked_words(one, "已按销毁单 XH-1 销毁") == "已按销毁单 XH-1 销毁"
