"""The page description: kept as JSON and read back the same."""

from hypothesis import given
from hypothesis import strategies as st

from printing.page import CheckBox, Code, Document, Page, Rule, Text, Tint, from_json

number = st.floats(-50, 400).map(lambda x: round(x, 3))
colour = st.sampled_from(["#000000", "#B3201A", "#FFE0E6"])
item = st.one_of(
    st.builds(Text, number, number, st.text(max_size=20), number, st.booleans(), colour, number),
    st.builds(Rule, number, number, number, number, number, colour),
    st.builds(Tint, number, number, number, number, colour),
    st.builds(Code, number, number, number, st.tuples(st.just("1f"), st.just("00"))),
    st.builds(CheckBox, number, number, number, st.booleans()),
)
items = st.lists(item, max_size=6).map(tuple)
pages = st.builds(Page, number, number, items, colour, st.one_of(st.none(), st.just(0)))
documents = st.builds(
    Document, st.text(max_size=10), st.lists(pages, min_size=1, max_size=3).map(tuple),
    st.tuples(items),
)  # fmt: skip


@given(documents)
def test_read_back_it_is_the_same(document: Document) -> None:
    again = from_json(document.to_json())
    assert again == document
    assert again.digest() == document.digest()


def test_any_change_changes_the_digest() -> None:
    page = Page(210, 148, (Text(10, 20, "甲", 10),), "#FFFFFF", 0)
    document = Document("单", (page,), ((Rule(1, 2, 3, 4),),))
    others = [
        Document("单 ", (page,), document.bodies),
        Document("单", (page, page), document.bodies),
        Document("单", (page,), ((Rule(1, 2, 3, 4.001),),)),
        Document("单", (Page(210, 148, (Text(10, 20, "乙", 10),), "#FFFFFF", 0),), document.bodies),
    ]
    assert len({document.digest(), *(other.digest() for other in others)}) == 5


def test_the_form_in_which_pages_are_kept_never_changes() -> None:
    document = Document("单", (Page(210, 148, (Text(10, 20, "甲", 9),)),))
    kept = '{"title":"单","bodies":[],"pages":[[210,148,"",null,[["T",10,20,"甲",9]]]]}'
    assert document.to_json() == kept


def test_items_are_those_of_the_body_then_the_page_s_own() -> None:
    shared, own = Rule(1, 2, 3, 4), Text(5, 6, "存根", 9)
    document = Document("单", (Page(210, 148, (own,), "", 0),), ((shared,),))
    assert list(document.items(document.pages[0])) == [shared, own]
