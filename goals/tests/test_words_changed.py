import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.words_changed import Piece, pieces


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("same", "same", [("same", "same")]),
        ("", "all new", [("new", "all new")]),
        ("ten days", "nine days", [("gone", "ten"), ("new", "nine"), ("same", " days")]),
        ("one two", "three four", [("gone", "one two"), ("new", "three four")]),
        ("the wait", "the wait, halved", [("same", "the wait"), ("new", ", halved")]),
    ],
)
def test_word_by_word(old, new, expected):
    assert pieces(old, new) == [Piece(*each) for each in expected]


TEXTS = st.text(alphabet="ab .\n", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(old, new):
    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "gone") == new


def test_of_a_long_text_only_what_changed():
    old = " ".join(f"Sentence {number}." for number in range(4000))
    new = old.replace("Sentence 7.", "Another one.").replace("Sentence 3990.", "Gone.")

    found = pieces(old, new)

    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert found[0].text.endswith("Sentence 6. ")
    assert found[-1] == Piece("same", ". " + old.partition("Sentence 3990. ")[2])
