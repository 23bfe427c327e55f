"""What keeps a template from being used, and where. One rule for the page, a file and a launch."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from reviews.models import Question, Relation
from reviews.template_tree import dump

QUESTIONS_MOST = 60


class Fault(NamedTuple):
    """`place` leads into the data: ("sections", 0, "questions", 2)."""

    place: tuple
    words: str


def faults_of(template) -> list[Fault]:
    return faults_in(dump(template))


def in_words(faults: list[Fault]) -> list[str]:
    return [f"{words_of(fault.place)}: {fault.words}" for fault in faults]


def faults_in(data: dict) -> list[Fault]:
    """Of data whose parts are each well-formed; see `template_file` for those."""
    return [*_emptiness(data), *_scales(data), *_questions(data), *_purposes(data)]


def _all_questions(data: dict):
    for s, section in enumerate(data["sections"]):
        for q, question in enumerate(section["questions"]):
            yield ("sections", s, "questions", q), question


def _emptiness(data: dict) -> list[Fault]:
    count = sum(len(section["questions"]) for section in data["sections"])
    found = []
    if not count:
        found.append(Fault((), _("It asks nothing yet: add a section and a question.")))
    if count > QUESTIONS_MOST:
        many = _("It asks %(count)d questions; at most %(most)d fit, and fewer are answered with more care.")
        found.append(Fault((), many % {"count": count, "most": QUESTIONS_MOST}))
    empty = [("sections", s) for s, section in enumerate(data["sections"]) if not section["questions"]]
    return found + [Fault(place, _("This section has no question.")) for place in empty if count]


def _scales(data: dict) -> list[Fault]:
    """A scale that something rates by has at least two levels."""
    used = {question["scale"].casefold() for _place, question in _all_questions(data)}
    used |= {competency["scale"].casefold() for competency in data["competencies"]}
    few = _("A scale needs at least two levels to choose from.")
    return [
        Fault(("scales", place), few)
        for place, scale in enumerate(data["scales"])
        if scale["name"].casefold() in used and len(scale["levels"]) < 2
    ]


def _questions(data: dict) -> list[Fault]:
    unasked = _("Nobody is asked this question: choose who answers it.")
    return [Fault(place, unasked) for place, question in _all_questions(data) if not question["asked"]]


def _purposes(data: dict) -> list[Fault]:
    """Calibration takes one performance and one potential, both from the manager; potential is nobody else's."""
    found, seen = [], set()
    for place, question in _all_questions(data):
        purpose = question["purpose"]
        if not purpose:
            continue
        name = Question.Purpose(purpose).label
        if purpose in seen:
            found.append(Fault(place, _("A second question is used as %(purpose)s.") % {"purpose": name}))
        seen.add(purpose)
        if Relation.MANAGER not in question["asked"]:
            found.append(
                Fault(place, _("Calibration takes %(purpose)s from the manager: ask them.") % {"purpose": name})
            )
        if purpose == Question.Purpose.POTENTIAL and question["asked"].keys() - {Relation.MANAGER}:
            found.append(Fault(place, _("Potential is asked of the manager only.")))
    return found


def words_of(place: tuple) -> str:
    """("sections", 0, "questions", 2) → “Section 1, question 3”."""
    names = {
        "sections": _("section"),
        "questions": _("question"),
        "scales": _("scale"),
        "levels": _("level"),
        "competencies": _("competency"),
        "asked": _("asked"),
    }
    parts: list[str] = []
    for each in place:
        if isinstance(each, int):
            parts[-1] += f" {each + 1}"
        else:
            parts.append(str(names.get(each, f"“{each}”")))
    text = ", ".join(parts) or _("template")
    return text[0].upper() + text[1:]
