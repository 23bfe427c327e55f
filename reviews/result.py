"""One person's review as its reader may see it: question by question, the relations beside each other."""

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby

from django.utils.translation import gettext as _

from org.models import Employee
from reviews.models import Anonymity, Answer, Level, Participant, Question, Relation, Review, Section


@dataclass
class Said:
    """One answer under a question. `who` is a name, or what the writer is to the subject."""

    relation: str
    who: str
    level: Level | None
    text: str


@dataclass
class Asked:
    question: Question
    answers: list[Said] = field(default_factory=list)


def of(participant: Participant, viewer: Employee) -> list[tuple[Section, list[Asked]]]:
    """The sections in which anything is to be read. One query; empty where nothing is open to the viewer."""
    rows = (
        Answer.objects.visible_to(viewer)
        .filter(submission__review__participant=participant)
        .select_related("question__section", "level", "submission__review__writer")
    )
    places = ("question__section__position", "question__section", "question__position", "question", "pk")
    sections = []
    for section, in_section in groupby(rows.order_by(*places), key=lambda row: row.question.section):
        asked = [
            Asked(question, _in_order(list(answers), participant, viewer))
            for question, answers in groupby(in_section, key=lambda row: row.question)
        ]
        sections.append((section, asked))
    return sections


def _in_order(rows: list[Answer], participant: Participant, viewer: Employee) -> list[Said]:
    """By relation. Within one, in an order that is another for each question and follows from nothing that a reader
    knows: of the confidential ones neither the time nor the place tells whose they are, nor that two are of one hand.
    """
    places = list(Relation.values)

    def place(row: Answer) -> tuple:
        shuffled = sha256(f"{row.question_id}:{row.pk}".encode()).hexdigest()
        return places.index(row.submission.review.relation), shuffled

    return [
        Said(row.submission.review.relation, who_of(row.submission.review, participant, viewer), row.level, row.text)
        for row in sorted(rows, key=place)
    ]


def who_of(review: Review, participant: Participant, viewer: Employee) -> str:
    if review.writer_id == viewer.pk:
        return _("You")
    if review.anonymity == Anonymity.CONFIDENTIAL:
        return _("A peer") if review.relation == Relation.PEER else _("A report")
    return str(review.writer)


def has_written(participant: Participant, viewer: Employee) -> dict[str, bool]:
    """Of self and manager, which of their reviews the viewer may read. One query."""
    rows = Review.objects.visible_to(viewer).filter(participant=participant, state__in=Review.WRITTEN_STATES)
    found = set(rows.order_by().values_list("relation", flat=True))
    return {relation: relation in found for relation in (Relation.SELF, Relation.MANAGER)}
