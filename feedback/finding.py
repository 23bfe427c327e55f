"""Words in texts, as one types them when searching: no case, no accents, each of them somewhere."""

from collections.abc import Callable, Iterable

from org.names import fold

MOST_WORDS = 8


def finder(query: str) -> Callable[[Iterable[str | None]], bool]:
    """Says of some texts whether all the words of `query` are in them together; no words are in everything.

    In Python, because no database of ours folds accents; what is searched is one person's or one pair's.
    """
    words = fold(query).split()[:MOST_WORDS]

    def found(texts: Iterable[str | None]) -> bool:
        if not words:
            return True
        text = fold(" ".join(text for text in texts if text))
        return all(word in text for word in words)

    return found
