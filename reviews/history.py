"""All reviews about one person over the years, as that person reads them."""

from dataclasses import dataclass, field

from org.models import Employee
from reviews.models import Acknowledgement, Answer, Cycle, Level, Participant, Question, Relation


@dataclass
class Rating:
    """The manager's, with the word of its level and the scale it stands on."""

    question: str
    level: Level
    highest: int


@dataclass
class Row:
    participant: Participant
    ratings: list[Rating] = field(default_factory=list)
    said: list[Acknowledgement] = field(default_factory=list)

    @property
    def cycle(self) -> Cycle:
        return self.participant.cycle


def of(person: Employee) -> list[Row]:
    """The newest first. Four queries."""
    known = Participant.objects.visible_to(person).released().filter(subject=person)
    known = known.select_related("cycle", "manager", "subject").prefetch_related("acknowledgements")
    rows = {each.pk: Row(each) for each in known.order_by("-cycle__ends_on", "-pk")}
    for row in rows.values():
        row.said = sorted(row.participant.acknowledgements.all(), key=lambda each: -each.version)
    for pk, rating in _ratings(list(rows), person):
        rows[pk].ratings.append(rating)
    return list(rows.values())


def _ratings(participants: list[int], person: Employee) -> list[tuple[int, Rating]]:
    answers = Answer.objects.visible_to(person).filter(
        submission__review__participant__in=participants,
        submission__review__relation=Relation.MANAGER,
        question__purpose=Question.Purpose.PERFORMANCE,
        level__isnull=False,
    )
    answers = answers.select_related("question", "level", "submission__review").order_by("question__position", "pk")
    rated = [(answer, answer.level) for answer in answers if answer.level]
    levels = Level.objects.filter(scale__in={level.scale_id for _answer, level in rated}).order_by("value")
    highest = dict(levels.values_list("scale", "value"))  # the last of each stays
    return [
        (answer.submission.review.participant_id, Rating(answer.question.words, level, highest[level.scale_id]))
        for answer, level in rated
    ]
