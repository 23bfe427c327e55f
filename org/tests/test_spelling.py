import pytest

from org.spelling import closeness, distance, ends, holds


def mistyped(word):
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
        for letter in {*word, "x"}:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]


@pytest.mark.parametrize("meant", ["souza", "sander", "aaabaaa", "schmidtke"])
def test_one_error_is_forgiven_and_leaves_an_end_by_which_the_database_finds_the_word(meant):
    for typed in mistyped(meant):
        first, last = ends(typed)

        assert distance(typed, meant) is not None, typed
        assert meant.startswith(first) or meant.endswith(last), typed


@pytest.mark.parametrize(
    ("typed", "meant", "far"),
    [
        ("souza", "souza", 0),
        ("sou", "souza", 0),
        ("suoza", "souza", 1),
        ("souzza", "souza", 1),
        ("soza", "souza", 1),
        ("sousa", "souza", 1),
        ("michal", "michael", 1),
        ("mihcae", "michael", 2),
        ("jrog", "jorg", 1),
        ("jrog", "jorgen", None),
        ("anb", "ana", None),
        ("sazuo", "souza", None),
    ],
)
def test_how_far_a_word_is_from_the_one_that_was_meant(typed, meant, far):
    assert distance(typed, meant) == far


def test_each_word_is_somewhere():
    assert closeness(["jorg", "mueler"], " jorg muller joerg mueller ") == 1
    assert closeness(["jorg", "schmidt"], " jorg muller joerg mueller ") is None


def test_a_short_word_counts_where_a_word_begins():
    assert (holds("a manager", "ana"), holds("ask ana", "ana"), holds("a manager", "anag")) == (False, True, True)
    assert holds("山田太郎", "太郎")
