"""The people picker: whom a search found, beside those who are chosen already."""

from collections.abc import Iterable

from org.models import Employee

FOUND = 8
LONGEST = 100


def pick(viewer: Employee, words: str, chosen: Iterable[Employee], *, without: Iterable[int] = ()) -> dict:
    """What `feedback/_choose.html` needs: people who are here, but for the viewer, the chosen and those `without`."""
    chosen = list(chosen)
    words = words.replace("\x00", " ").strip()[:LONGEST]  # which no database looks for
    hidden = {viewer.pk, *(person.pk for person in chosen), *without}
    found = Employee.objects.visible_to(viewer).search(words).not_left().exclude(pk__in=hidden)
    found = list(found.select_related("department").by_name()[: FOUND + 1]) if len(words) > 1 else []
    return {"find": words, "found": found[:FOUND], "has_more": len(found) > FOUND, "chosen": chosen}
