"""People's names in one column, and how a manager is found by name."""

import re

from org import names

# Parts that belong to the last name that follows them.
_PARTICLES = {
    *("da", "de", "di", "do", "du", "das", "dos", "del", "della", "degli", "van", "von", "vom", "zu", "zum", "zur"),
    *("der", "den", "ter", "ten", "la", "le", "el", "al", "bin", "ibn", "ben", "af", "av", "mac", "st.", "st", "san"),
    *("De", "Di", "Da", "Du", "Del", "Della", "Van", "Von", "Le", "La", "El", "Al", "Mac", "St.", "Zu", "Dos"),
}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "mba", "esq"}
_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def without_note(full: str) -> str:
    """ "Ana Souza (On Leave)" → "Ana Souza"."""
    return _NOTE.sub("", full) or full


def split(full: str) -> tuple[str, str] | None:
    """ "Souza, Ana" and "Ana Souza" → ("Ana", "Souza"); None where there is only one name."""
    full = without_note(full)
    before, comma, after = full.partition(",")
    if comma and after.strip() and after.strip().rstrip(".").casefold().replace(".", "") not in _SUFFIXES:
        return after.strip(), before.strip()
    words = full.split()
    if len(words) < 2:
        return None
    at = len(words) - 1
    if at > 1 and words[at].rstrip(".").casefold() in _SUFFIXES:
        at -= 1
    while at > 1 and words[at - 1] in _PARTICLES:
        at -= 1
    return " ".join(words[:at]), " ".join(words[at:])


def key(name: str) -> str:
    """What is compared of a name: no case, accents, commas or dots, the words in any order."""
    return " ".join(sorted(re.findall(r"[^\W_]+", names.fold(name))))


def keys(first: str, last: str, preferred: str = "") -> set[str]:
    """All that a manager column may call this person."""
    found = {key(f"{first} {last}")}
    if preferred:
        found |= {key(f"{preferred} {last}"), key(f"{first} {preferred} {last}")}
    if " " in first:
        found.add(key(f"{first.split()[0]} {last}"))
    return found
