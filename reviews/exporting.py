"""Tables of a cycle: how far it is, for HR; and its results, for the HR people who were named to read them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from org.models import Employee
from reviews import result
from reviews.models import (
    Acknowledgement,
    Answer,
    CalibrationChange,
    Cycle,
    Level,
    Participant,
    Question,
    Relation,
    Review,
)
from reviews.models.setting_up import not_about

ORDER = list(Relation.values)
RESULTS = "review-results"


@dataclass
class Table:
    headings: list[str]
    rows: list[list]
    # The ids of whom it is about and of those who wrote it.
    people: set[int]


def completion(cycle: Cycle, viewer: Employee) -> Table:
    """States and counts, never words; nothing anonymous, nor what is about the viewer or their manager."""
    taking_part = cycle.participants.taking_part()
    people = taking_part.filter(not_about(viewer, "subject")).select_related("subject", "manager", "department")
    people = list(people.order_by("subject__last_name", "subject__first_name", "pk"))
    states: dict[int, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    reviews = Review.objects.filter(participant__in=taking_part.order_by().values("pk"))
    # Nor what a former manager was asked: somebody else writes it now.
    reviews = reviews.exclude(state__in=[Review.State.CONTRIBUTION, Review.State.REPLACED])
    for pk, relation, state in reviews.order_by("pk").values_list("participant", "relation", "state"):
        states[pk][relation][state] += 1
    said = Acknowledgement.objects.current().filter(participant__cycle=cycle).order_by("pk")
    answers = {each.participant_id: str(each.get_kind_display()) for each in said}
    headings = [*_person_headings(), *(str(Relation(each).label).capitalize() for each in ORDER), _("Answer")]
    rows = [
        [*_person(each), *(_count(states[each.pk][relation]) for relation in ORDER), answers.get(each.pk, "")]
        for each in people
    ]
    return Table(headings, rows, {each.subject_id for each in people})


def _count(states: Counter) -> str:
    """“2 of 3”: as text that no spreadsheet takes for a date. Empty where nobody is asked, or it is anonymous."""
    if not states:
        return ""
    words = _("%(done)s of %(all)s") % {"done": states[Review.State.SUBMITTED], "all": states.total()}
    declined = states[Review.State.DECLINED]
    return f"{words}, {_('%(count)s declined') % {'count': declined}}" if declined else words


class Row(NamedTuple):
    """An answer as it comes from the database: of hundreds of thousands no objects are made."""

    pk: int
    question: int
    level: int | None
    text: str
    version: int
    submitted_at: datetime
    relation: str
    anonymity: str
    participant: int
    writer: int


_REVIEW = "submission__review__"
_COLUMNS = (
    *("pk", "question", "level", "text", "submission__version", "submission__submitted_at"),
    *(f"{_REVIEW}{name}" for name in ("relation", "anonymity", "participant", "writer")),
)


def results(cycle: Cycle, viewer: Employee) -> Table:
    """A row for each answer that counts, of those whose results the viewer reads as named HR. Six queries."""
    known = cycle.participants.read_by_named(viewer).select_related("subject", "manager", "department")
    participants = {each.pk: each for each in known.order_by("pk")}
    of_them = known.order_by().values("pk")
    answers = Answer.objects.visible_to(viewer).filter(submission__review__participant__in=of_them)
    found = [Row(*row) for row in answers.order_by("pk").values_list(*_COLUMNS)]
    asked = Question.objects.filter(section__template=cycle.template_id).select_related("section").order_by("pk")
    questions = {question.pk: question for question in asked}
    levels = list(Level.objects.filter(scale__template=cycle.template_id).order_by("value", "pk"))
    writers = Employee.objects.filter(reviews_to_write__participant__in=of_them).distinct().order_by("pk")
    changes = CalibrationChange.objects.standing().filter(participant__in=of_them).order_by("at", "pk")
    calibrated = {(pk, purpose): level for pk, purpose, level in changes.values_list("participant", "purpose", "after")}
    book = _Book(participants, questions, levels, {each.pk: str(each) for each in writers}, calibrated, viewer)
    found.sort(key=book.place)
    people = {participants[row.participant].subject_id for row in found} | {row.writer for row in found}
    return Table([*_person_headings(), *_result_headings()], [book.line(row) for row in found], people)


class _Book:
    """What the numbers in a row stand for."""

    def __init__(
        self,
        participants: dict[int, Participant],
        questions: dict[int, Question],
        levels: list[Level],
        writers: dict[int, str],
        calibrated: dict[tuple[int, str], int],
        viewer: Employee,
    ):
        self.participants, self.questions, self.writers, self.viewer = participants, questions, writers, viewer
        self.calibrated = calibrated
        self.levels = {level.pk: level for level in levels}
        labels: dict[int, list[str]] = defaultdict(list)
        for level in levels:
            labels[level.scale_id].append(level.label)
        # No rating leaves without its scale, in words from the lowest.
        self.scales = {scale: " < ".join(words) for scale, words in labels.items()}
        self.persons = {pk: _person(each) for pk, each in participants.items()}

    def place(self, row: Row) -> tuple:
        """By person and question; within a relation in an order that tells nothing of who wrote first."""
        question, person = self.questions[row.question], self.persons[row.participant]
        shuffled = sha256(f"{row.question}:{row.pk}".encode()).hexdigest()
        where = (question.section.position, question.section_id, question.position, question.pk)
        return person[1].casefold(), row.participant, *where, ORDER.index(row.relation), shuffled

    def line(self, row: Row) -> list:
        level, question = self.levels.get(row.level or 0), self.questions[row.question]
        is_hidden = result.is_hidden(row.anonymity, self.participants[row.participant], self.viewer)
        return [
            *self.persons[row.participant],
            str(Relation(row.relation).label),
            "" if is_hidden and row.writer != self.viewer.pk else self.writers[row.writer],
            question.section.title,
            question.words,
            level.label if level else "",
            level.value if level else "",
            self._after_calibration(row),
            self.scales[level.scale_id] if level else "",
            row.text,
            row.version,
            timezone.localdate(row.submitted_at),
        ]

    def _after_calibration(self, row: Row) -> str:
        """Of the manager’s rating what it became; empty where it stayed."""
        key = row.participant, self.questions[row.question].purpose
        after = self.calibrated.get(key) if row.relation == Relation.MANAGER else None
        return self.levels[after].label if after else ""


def _person_headings() -> list[str]:
    return [_("Employee number"), _("Person"), _("Job title"), _("Job level"), _("Department"), _("Manager")]


def _person(participant: Participant) -> list[str]:
    """As on the day of the launch."""
    subject, department, manager = participant.subject, participant.department, participant.manager
    names = [str(each) if each else "" for each in (department, manager)]
    return [subject.employee_number or "", str(subject), participant.job_title, participant.job_level, *names]


def _result_headings() -> list[str]:
    return [
        _("Relation"),
        _("Written by"),
        _("Section"),
        _("Question"),
        _("Level"),
        _("Value"),
        _("After calibration"),
        _("Scale"),
        _("Text"),
        _("Version"),
        _("Submitted on"),
    ]
