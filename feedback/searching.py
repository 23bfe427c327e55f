"""Check-ins and feedback by words, as far as the viewer may read them; never private notes.

The texts are looked through in Python, as they are read: a folded copy of them would be one more place where private
words stand. So it is the newest that are looked through.
"""

from collections.abc import Iterable
from typing import NamedTuple

from feedback import listing
from feedback.models import CheckIn, Feedback, FeedbackReader
from feedback.models.feedback import PROMPTS
from org.models import Employee
from org.names import fold
from org.spelling import holds, is_within

# Of the viewer's own conversations, and of what everyone may read.
READ, READ_OF_EVERYONES = 500, 200
BEFORE, LENGTH = 40, 160
SPOKEN = ("how_it_goes", "in_my_way", "what_i_need", "went_well", "in_the_way", "skip_reason")


class Hit(NamedTuple):
    """`item` is a CheckIn or Feedback; `other` whom it is with, from or to; `excerpt` where the words stand."""

    item: CheckIn | Feedback
    other: Employee
    excerpt: str


def check_ins(viewer: Employee, words: list[str], limit: int) -> list[Hit]:
    """The newest first. One query. `words` are folded; the other's name counts, but one word is in a text."""
    rows = CheckIn.objects.visible_to(viewer).select_related("employee__manager", "manager")
    found = []
    for each in rows.order_by("-due_on", "-pk")[:READ]:
        other = listing.other(each, viewer)
        excerpt = _excerpt([getattr(each, name) for name in SPOKEN], [str(other)], words)
        if excerpt is not None:
            found.append(Hit(each, other, excerpt))
    return found[:limit]


def feedback(viewer: Employee, words: list[str], limit: int) -> list[Hit]:
    """As `check_ins`: of what one gave or was given to read, and of recognition. Two queries."""
    visible = Feedback.objects.visible_to(viewer).select_related("giver", "recipient").order_by("-sent_at", "-pk")
    given = Feedback.objects.filter(giver=viewer).order_by().values_list("pk")
    named = FeedbackReader.objects.filter(person=viewer).order_by().values_list("feedback")
    rows = {each.pk: each for each in visible.filter(pk__in=given.union(named))[:READ]}
    rows |= {each.pk: each for each in visible.filter(audience=Feedback.Audience.EVERYONE)[:READ_OF_EVERYONES]}
    found = []
    for each in sorted(rows.values(), key=lambda each: (each.sent_at, each.pk), reverse=True):
        names = [str(each.giver), str(each.recipient)]
        excerpt = _excerpt([getattr(each, name) for name in PROMPTS], names, words)
        if excerpt is not None:
            found.append(Hit(each, each.recipient if each.giver_id == viewer.pk else each.giver, excerpt))
    return found[:limit]


def _excerpt(texts: Iterable[str], names: Iterable[str], words: list[str]) -> str | None:
    """Where the first of the words stands, if all are in texts and names and one of them in a text."""
    text = " ".join(" ".join(texts).split())
    folded, called = fold(text), fold(" ".join(names))
    inside = [word for word in words if holds(folded, word)]
    if not inside or any(not holds(called, word) for word in words if word not in inside):
        return None
    # Folded, a text may be longer or shorter than it was; then it is shown from its beginning.
    at = f" {folded}".index(inside[0] if is_within(inside[0]) else f" {inside[0]}") if len(folded) == len(text) else 0
    start = 0 if at <= BEFORE else text.rfind(" ", 0, at - BEFORE) + 1
    shown = text[start : start + LENGTH]
    return f"{'… ' if start else ''}{shown}{' …' if start + LENGTH < len(text) else ''}"
