"""What a language has to tell for the words of feedback to be checked."""

from collections.abc import Callable
from typing import NamedTuple

# The words in a text that give it away; empty where nothing does.
Finds = Callable[[str], str]


class Tone(NamedTuple):
    finds_vague: Finds
    finds_person: Finds
    finds_absolute: Finds
    finds_hearsay: Finds
    # Whether a text says what somebody could do.
    suggests: Callable[[str], bool]
    # How many words of it say something of their own, beside praise, names of everything and little words.
    weight: Callable[[str], int]
