"""What one writer is asked in one review, and whether what was given answers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from reviews import audience
from reviews.models import (
    Anonymity,
    Answer,
    CompetencyLevel,
    Cycle,
    Level,
    Participant,
    Question,
    QuestionFor,
    Relation,
    Review,
    Section,
)
from reviews.preview import MINUTES


class Given(NamedTuple):
    """An answer: the id of a level of the question's scale, or words."""

    level: int | None = None
    text: str = ""

    def __bool__(self):
        return self.level is not None or self.text != ""


@dataclass
class Asked:
    question: Question
    section: Section
    is_required: bool
    levels: list[Level]  # each with `words`: its description, or how it looks in this competency
    readers: str

    @property
    def minutes(self) -> int:
        return MINUTES[Question.Kind(self.question.kind)]


def asked_in(review: Review) -> list[Asked]:
    """In the order of the form. Three queries at most; the review comes with participant, cycle and template."""
    participant = review.participant
    template = participant.cycle.template_id
    rows = QuestionFor.objects.filter(relation=review.relation, question__section__template=template).select_related(
        "question__section", "question__scale", "question__competency__scale"
    )
    places = ("question__section__position", "question__section", "question__position", "question")
    rows = list(rows.order_by(*places))
    scales = {row.question.rated_on.pk for row in rows if row.question.rated_on is not None}
    levels = list(Level.objects.filter(scale__in=scales).order_by("value", "pk")) if scales else []
    described = looks({row.question.competency_id for row in rows} - {None}, participant.job_level)
    return [_asked(row, review, levels, described) for row in rows]


def _asked(row: QuestionFor, review: Review, levels: list[Level], described: dict[tuple, str]) -> Asked:
    question, scale = row.question, row.question.rated_on
    own = [worded(level, question, described) for level in levels if scale is not None and level.scale_id == scale.pk]
    calibrates = review.participant.cycle.has_calibration
    cycle = {"has_calibration": calibrates, "has_readers": review.has_readers}
    readers = audience.sentence(question, review.relation, review.anonymity, **cycle)
    return Asked(question, question.section, row.is_required, own, readers)


def worded(level: Level, question: Question, described: dict[tuple, str]) -> Level:
    """A copy with `words`: how it looks in the question’s competency, or what the scale says of it."""
    here = Level(pk=level.pk, scale_id=level.scale_id, value=level.value, label=level.label)
    here.words = described.get((question.competency_id, level.pk), level.description)
    return here


def looks(competencies: set, job_level: str) -> dict[tuple, str]:
    """How a level looks in a competency, for this job level before the one for everyone."""
    if not competencies:
        return {}
    rows = CompetencyLevel.objects.filter(competency__in=competencies).order_by("pk")
    fitting = [row for row in rows if not row.job_level or row.job_level.casefold() == job_level.casefold()]
    return {
        (row.competency_id, row.level_id): row.description
        for row in sorted(fitting, key=lambda row: row.job_level != "")  # the special ones last, so that they win
    }


def form_of(participant: Participant, relation: str, writer, *, waits: bool = False) -> Review:
    """What is asked anonymously, as of any review; a row of it is never stored, and the table would refuse it."""
    review = Review(participant=participant, relation=relation, writer=writer, anonymity=Anonymity.ANONYMOUS)
    review.waits = waits
    return review


def why_waits(cycle: Cycle) -> str:
    """Of an anonymous form in whose group too few are asked yet, or any more."""
    words = _(
        "Answers are shown only where at least %(k)d people gave one, and fewer are asked at the moment. You can "
        "answer once there are enough; it stands on Today then."
    )
    return words % {"k": cycle.threshold}


def faults_of(asked: list[Asked], given: Mapping[int, Given]) -> dict[int, str]:
    """Question → what is wrong with what was given."""
    found = {}
    for each in asked:
        answer = given.get(each.question.pk, Given())
        if each.is_required and not answer:
            found[each.question.pk] = _("Choose a level.") if each.levels else _("Write a few words; it is required.")
        elif answer.level is not None and answer.level not in [level.pk for level in each.levels]:
            found[each.question.pk] = _("Choose one of the levels.")
    return found


def submitted(review: Review) -> dict[int, Given]:
    """What was submitted last."""
    if not review.version:
        return {}
    rows = Answer.objects.filter(submission__review=review, submission__version=review.version)
    return {row.question_id: Given(row.level_id, row.text) for row in rows.order_by("pk")}


def needs_reason(review: Review, given: Mapping[int, Given]) -> bool:
    """A manager who submitted could read the self-review from then on: a rating that they change needs a reason."""
    if review.relation != Relation.MANAGER or not review.version:
        return False
    before = {pk: answer.level for pk, answer in submitted(review).items() if answer.level is not None}
    return before != {pk: answer.level for pk, answer in given.items() if answer.level is not None}
