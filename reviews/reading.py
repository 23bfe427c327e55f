"""A result before there is one: what each reader will find under which question, and of whom. No text of anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import answering, result
from reviews.models import Anonymity, Cycle, Question, Relation
from reviews.result import ORDER
from reviews.template_tree import sections_of

Readers = Question.Readers


class Reader(models.TextChoices):
    SUBJECT = "subject", gettext_lazy("The person")
    MANAGER = "manager", gettext_lazy("The manager")
    CALIBRATION = "calibration", gettext_lazy("Those who calibrate")


@dataclass
class Heard:
    relation: Relation
    # Whether a name stands beside it, and when it is there.
    words: str


@dataclass
class Read:
    question: Any
    heard: list[Heard]


@dataclass
class Reading:
    when: str
    sections: list[tuple[Any, list[Read]]]
    # Questions that this reader never sees.
    hidden: list[Any]


def of(cycle: Cycle, reader: Reader) -> Reading:
    """The cycle comes with its template."""
    sections, hidden = [], []
    reads_any = reader != Reader.CALIBRATION or cycle.has_calibration or cycle.readers.exists()
    for section in sections_of(cycle.template):
        found = []
        for question in section.asks:
            heard = [_heard(cycle, reader, each) for each in ORDER if _opens(cycle, reader, question, each)]
            if heard and reads_any:
                found.append(Read(question, heard))
            else:
                hidden.append(question)
        if found:
            sections.append((section, found))
    return Reading(_when(cycle, reader), sections, hidden)


def _opens(cycle: Cycle, reader: Reader, question, relation: Relation) -> bool:
    """As `Answer.visible_to` and `AnonymousAnswer.visible_to` will."""
    if relation not in question.by_relation:
        return False
    to_subject, to_manager = question.readers == Readers.SUBJECT, question.readers != Readers.CALIBRATION
    by_readers = {Reader.SUBJECT: to_subject, Reader.MANAGER: to_manager, Reader.CALIBRATION: True}[reader]
    if cycle.anonymity_of(relation) == Anonymity.ANONYMOUS:
        return reader != Reader.CALIBRATION and by_readers
    return by_readers or _is_own(reader, relation)


def _is_own(reader: Reader, relation: Relation) -> bool:
    return (reader, relation) in ((Reader.SUBJECT, Relation.SELF), (Reader.MANAGER, Relation.MANAGER))


def _heard(cycle: Cycle, reader: Reader, relation: Relation) -> Heard:
    anonymity = cycle.anonymity_of(relation)
    if _is_own(reader, relation):
        words = _("their own")
    elif anonymity == Anonymity.ANONYMOUS:
        words = _("without a name, once at least %(k)d have answered this question") % {"k": cycle.threshold}
    elif anonymity == Anonymity.CONFIDENTIAL and reader == Reader.CALIBRATION:
        words = _("HR sees the name, facilitators do not")
    elif anonymity == Anonymity.CONFIDENTIAL:
        words = _("without a name")
    else:
        words = _("with the name")
    return Heard(relation, words)


def _when(cycle: Cycle, reader: Reader) -> str:
    if reader == Reader.SUBJECT:
        return _("At release, and not before.")
    if reader == Reader.MANAGER:
        return _("At release; the self-review once their own review is submitted, or writing has ended without it.")
    if cycle.has_calibration:
        return _(
            "From the start of calibration: the facilitators of the group, and the HR people named for this cycle."
        )
    if cycle.readers.exists():
        return _("There is no calibration: the HR people named for this cycle, from the release on.")
    return _("Nobody: there is no calibration, and no HR person is named to read.")


# --- while the manager writes ---


def as_typed(asked: Iterable[answering.Asked], typed: Mapping[int, str], *, who: str) -> tuple[result.Sections, list]:
    """What the subject will read of what the manager has typed, as it will stand in the result; and the questions whose
    answers they never see. `typed` is question → the words, or the id of the level.
    """
    asked = list(asked)
    open_ones = [each for each in asked if each.question.readers == Readers.SUBJECT and typed.get(each.question.pk)]
    by_section = groupby(open_ones, key=lambda each: each.section)
    shown = [(section, [_said(each, typed[each.question.pk], who) for each in rows]) for section, rows in by_section]
    return shown, [each.question for each in asked if each.question.readers != Readers.SUBJECT]


def _said(asked: answering.Asked, typed: str, who: str) -> result.Asked:
    level = next((each for each in asked.levels if str(each.pk) == typed), None)
    said = result.Said(Relation.MANAGER, who, level, "" if asked.levels else typed)
    steps = [
        result.Step(each.label, each.words, each.value, [said] if level is not None and each.pk == level.pk else [])
        for each in asked.levels
    ]
    return result.Asked(asked.question, [said], steps)
