"""Words with one typing error: what a search may take for what was meant. Pure, and the same on every database.

An error is a letter too much, one missing, another one, or two that changed places. Words are folded (`org.names`).
"""

# A shorter word is too near to too many others.
SHORTEST = 4
# A shorter one is looked for where a word begins, not within: “ana” is no manager.
SHORTEST_WITHIN = 4
# From here on a word may be typed in part; of a shorter one the whole counts.
SHORTEST_BEGINNING = 5


def is_within(word: str) -> bool:
    """Whether `word` counts wherever it stands. Where words are written without spaces, every one does."""
    return len(word) >= SHORTEST_WITHIN or not word.isascii()


def holds(text: str, word: str) -> bool:
    return word in text if is_within(word) else f" {word}" in f" {text}"


def ends(word: str) -> tuple[str, str]:
    """A beginning and an end of which one error leaves one whole: by them a database finds what `distance` measures.

    Together one letter shorter than the word, so that no two neighbours that changed places touch both.
    """
    first = (len(word) - 1) // 2
    return word[:first], word[first + 1 :]


def distance(word: str, other: str) -> int | None:
    """0: `other` begins with `word`. 1: with one error it is `other`. 2: with one error `other` begins with it."""
    if other.startswith(word):
        return 0
    if len(word) < SHORTEST:
        return None
    rest = _rest(word, other)
    if rest is None or (rest and len(word) < SHORTEST_BEGINNING):
        return None
    return 2 if rest else 1


def _rest(word: str, other: str) -> str | None:
    """What follows in `other` after `word` with one error; None where one does not make it so."""
    at = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    swapped = word[at : at + 2][::-1]
    ways = [
        (word[at + 1 :], other[at + 1 :]),  # another letter
        (word[at + 1 :], other[at:]),  # one too much
        (word[at:], other[at + 1 :]),  # one missing
    ]
    if len(swapped) == 2 and other[at : at + 2] == swapped:
        ways.append((word[at + 2 :], other[at + 2 :]))
    rests = [after[len(before) :] for before, after in ways if after.startswith(before)]
    return min(rests, key=len, default=None)


def closeness(words: list[str], text: str) -> int | None:
    """How far `text` (folded) is from holding all of `words`: the sum over them, or None where one is not there."""
    total = 0
    for word in words:
        if holds(text, word):
            continue
        first, last = ends(word)
        others = (other for other in text.split() if other.startswith(first) or other.endswith(last))
        near = [far for far in (distance(word, other) for other in others) if far is not None]
        if not near:
            return None
        total += min(near)
    return total
