"""One person's review as its reader may see it: question by question, the relations beside each other."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby, pairwise

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from org.models import Employee
from reviews import answering
from reviews.models import (
    Anonymity,
    AnonymousAnswer,
    Answer,
    Citation,
    Level,
    Participant,
    Question,
    Relation,
    Review,
    Section,
    Submission,
)

# The manager's words first: they sum up what the others say.
ORDER = [Relation.MANAGER, Relation.SELF, Relation.PEER, Relation.UPWARD]
EXCERPT = 60  # words


@dataclass
class Said:
    """One answer under a question. `who` is a name; empty where the reader does not learn it."""

    relation: str
    who: str
    level: Level | None
    text: str
    citations: list[Citation] = field(default_factory=list)


@dataclass
class Step:
    """A level of the question's scale, and whose rating it is."""

    label: str
    words: str
    value: int
    chosen: list[Said] = field(default_factory=list)

    @property
    def by(self) -> list[tuple[Said, int]]:
        """Whose it is; those without a name counted together, by their relation."""
        counts = Counter((said.relation, said.who) for said in self.chosen)
        firsts = {(said.relation, said.who): said for said in reversed(self.chosen)}
        return [(firsts[key], counts[key]) for key in counts]


@dataclass
class Asked:
    question: Question
    answers: list[Said] = field(default_factory=list)
    # The whole scale, from the lowest: no level stands without it.
    steps: list[Step] = field(default_factory=list)
    # What the manager’s answer was before it was changed after release, the newest first.
    before: list[Answer] = field(default_factory=list)

    @property
    def texts(self) -> list[Said]:
        return [said for said in self.answers if said.text]

    @property
    def at(self) -> Step | None:
        """The manager's."""
        found = (step for step in self.steps for said in step.chosen if said.relation == Relation.MANAGER)
        return next(found, None)


Sections = list[tuple[Section, list[Asked]]]


def of(participant: Participant, viewer: Employee) -> Sections:
    """The sections in which anything is to be read. At most five queries; empty where nothing is open to the viewer."""
    rows = (
        Answer.objects.with_replaced(viewer)
        .filter(submission__review__participant=participant)
        .select_related("question__section", "question__competency", "level", "submission__review__writer")
    )
    every = list(rows.order_by("pk"))
    answers = [row for row in every if row.submission.version == row.submission.review.version]
    cited = _citations(answers, viewer)
    told = sorted([*answers, *_anonymous(participant, viewer)], key=_place)
    scales = _scales([answer.question for answer in told if answer.level_id], participant.job_level)
    sections = []
    for section, in_section in groupby(told, key=lambda row: row.question.section):
        asked = []
        for question, given in groupby(in_section, key=lambda row: row.question):
            said = _in_order(list(given), participant, viewer, cited)
            before = _before([row for row in every if row.question_id == question.pk])
            asked.append(Asked(question, said, _steps(scales.get(question.pk, []), said), before))
        sections.append((section, asked))
    return sections


def _anonymous(participant: Participant, viewer: Employee) -> list[AnonymousAnswer]:
    rows = AnonymousAnswer.objects.visible_to(viewer).filter(participant=participant)
    return list(rows.select_related("question__section", "question__competency", "level").order_by("key"))


def _place(row: Answer | AnonymousAnswer) -> tuple:
    question = row.question
    return question.section.position, question.section_id, question.position, question.pk


def _before(rows: list[Answer]) -> list[Answer]:
    """Of the manager’s answers of all versions those that were replaced by something else."""
    own = [row for row in rows if row.submission.review.relation == Relation.MANAGER and _stands(row)]
    own.sort(key=lambda row: -row.submission.version)
    pairs = pairwise(own)
    return [old for new, old in pairs if (new.level_id, new.text) != (old.level_id, old.text)]


def _stands(row: Answer) -> bool:
    """Of the manager's own review; a contribution of a former one is another."""
    return row.submission.review.state == Review.State.SUBMITTED


def _citations(answers: list[Answer], viewer: Employee) -> dict[int, list[Citation]]:
    """Answer → what it cites, as far as the viewer may read that."""
    link = Citation.answers.through
    rows = link.objects.filter(
        answer__in=[answer.pk for answer in answers if "[" in answer.text],
        citation__in=Citation.objects.visible_to(viewer).order_by().values("pk"),
    )
    found: dict[int, list[Citation]] = defaultdict(list)
    for row in rows.select_related("citation").order_by("citation"):
        found[row.answer_id].append(row.citation)
    return found


def _scales(rated: list[Question], job_level: str) -> dict[int, list[Level]]:
    """Question → its levels, each with `words` as the writers had them."""
    if not rated:
        return {}
    scale_of = {each.pk: each.competency.scale_id if each.competency_id else each.scale_id for each in rated}
    levels = list(Level.objects.filter(scale__in=set(scale_of.values())).order_by("value", "pk"))
    looks = answering.looks({each.competency_id for each in rated} - {None}, job_level)
    found: dict[int, list[Level]] = {}
    for question in rated:
        own = [level for level in levels if level.scale_id == scale_of[question.pk]]
        found[question.pk] = [answering.worded(level, question, looks) for level in own]
    return found


def _steps(levels: list[Level], said: list[Said]) -> list[Step]:
    return [
        Step(level.label, level.words, level.value, [each for each in said if each.level and each.level.pk == level.pk])
        for level in levels
    ]


def _in_order(
    rows: list[Answer | AnonymousAnswer], participant: Participant, viewer: Employee, cited: dict
) -> list[Said]:
    """By relation. Within one, in an order that is another for each question and follows from nothing that a reader
    knows: of the confidential ones neither the time nor the place tells whose they are, nor that two are of one hand.
    """

    def place(row: Answer | AnonymousAnswer) -> tuple:
        return ORDER.index(Relation(_relation(row))), sha256(f"{row.question_id}:{row.pk}".encode()).hexdigest()

    return [_said(row, participant, viewer, cited) for row in sorted(rows, key=place)]


def _said(row: Answer | AnonymousAnswer, participant: Participant, viewer: Employee, cited: dict) -> Said:
    if isinstance(row, AnonymousAnswer):
        return Said(row.relation, _("without a name"), row.level, row.text)
    review = row.submission.review
    return Said(review.relation, who_of(review, participant, viewer), row.level, row.text, cited.get(row.pk, []))


def _relation(row: Answer | AnonymousAnswer) -> str:
    return row.relation if isinstance(row, AnonymousAnswer) else row.submission.review.relation


def who_of(review: Review, participant: Participant, viewer: Employee) -> str:
    """Empty where the reader does not learn it: then the relation is all there is."""
    if review.writer_id == viewer.pk:
        return _("You")
    return "" if is_hidden(review.anonymity, participant, viewer) else str(review.writer)


def is_hidden(anonymity: str, participant: Participant, viewer: Employee) -> bool:
    """Whether the name is: HR people who are named for the cycle see it, facilitators and these two do not."""
    is_one_of_two = viewer.pk in (participant.subject_id, participant.manager_id)
    return anonymity == Anonymity.CONFIDENTIAL and (is_one_of_two or not viewer.is_hr)


@dataclass
class Lead:
    """What stands first: the manager's rating on its scale, and how their words begin."""

    who: str
    rated: Asked | None
    text: str
    is_cut: bool


def lead_of(sections: Sections) -> Lead | None:
    """None where the viewer reads nothing of the manager's."""
    every = [asked for _section, questions in sections for asked in questions]
    rated = [asked for asked in every if asked.at]
    of_results = [asked for asked in rated if asked.question.purpose == Question.Purpose.PERFORMANCE]
    words = [said for asked in every for said in asked.texts if said.relation == Relation.MANAGER]
    if not rated and not words:
        return None
    best = next(iter(of_results or rated), None)
    who = words[0].who if words else next(each.who for each in best.at.chosen if each.relation == Relation.MANAGER)
    text = Truncator(words[0].text).words(EXCERPT) if words else ""
    return Lead(who, best, text, bool(words) and (text != words[0].text or len(words) > 1))


@dataclass
class Written:
    """Which of self and manager have a review that the viewer may read; what of the manager's changed after release."""

    reviews: list[Review] = field(default_factory=list)
    changes: list[Submission] = field(default_factory=list)

    @property
    def self(self) -> bool:
        return any(each.relation == Relation.SELF for each in self.reviews)

    @property
    def manager(self) -> bool:
        return any(each.relation == Relation.MANAGER for each in self.reviews)


def written(participant: Participant, viewer: Employee) -> Written:
    """One query."""
    reviews = Review.objects.visible_to(viewer).filter(participant=participant, state__in=Review.WRITTEN_STATES)
    rows = Submission.objects.filter(review__in=reviews.order_by().values("pk"))
    rows = rows.select_related("review__writer").order_by("-version", "-pk")
    found = list(rows.filter(review__relation__in=[Relation.SELF, Relation.MANAGER]))
    changes = [each for each in found if each.reason and each.review.relation == Relation.MANAGER]
    return Written([each.review for each in found], changes)
