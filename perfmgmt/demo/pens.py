"""What people of the demo company write in a review cycle: with their names, and without."""

import datetime as dt

from goals import bulk
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import weighted
from perfmgmt.demo.review_words import OTHERS, WORDS
from perfmgmt.demo.scene import Scene
from reviews import answering
from reviews.models import AnonymousAnswer, AnonymousMark, Answer, Cycle, Question, Relation, Review, Submission

# How many of a hundred stand at each level, by the number of levels.
SHARES = {3: (52, 33, 15), 4: (8, 34, 42, 16), 5: (3, 13, 50, 27, 7)}
ALL, MOST, SOME = 100, 96, 55  # of a hundred reviews that are written
# Of those whom the demo accounts write about, so many still wait for them.
LEFT_OPEN = 3


class Pens:
    """`is_over`: the time to write is past, and only some never wrote."""

    def __init__(self, scene: Scene, cycle: Cycle, *, is_over: bool = True):
        self.scene, self.cycle = scene, cycle
        self.share = SOME if not is_over else MOST if cycle.has_calibration else ALL
        self.rng = scene.stream("pens", cycle.name)
        self.accounts = {row.pk for row in scene.accounts.values()} if not is_over else set()
        self.asked: dict[str, list[answering.Asked]] = {}
        self.standing: dict[int, float] = {}
        self.said: dict[tuple[int, int, str], int] = {}

    def write(self, first: dt.date, last: dt.date) -> None:
        reviews = Review.objects.filter(participant__cycle=self.cycle).select_related("participant").order_by("pk")
        chosen = self._chosen(list(reviews))
        for review in chosen:
            review.participant.cycle = self.cycle
        at = self.scene.within
        made = insert([Submission(review=each, version=1, submitted_at=at(self.rng, first, last)) for each in chosen])
        insert([answer for each in made for answer in self._answers(each)])
        for each in made:
            each.review.state, each.review.version = Review.State.SUBMITTED, 1
            each.review.submitted_at = each.submitted_at
        bulk.update(chosen, ("state", "version", "submitted_at"))
        self._answer_anonymously()

    def _chosen(self, reviews: list[Review]) -> list[Review]:
        """Who is logged into finds some that wait: their self-review, and the first about each kind of people."""
        left: dict[tuple[int, str], int] = {}
        chosen = []
        for review in reviews:
            if review.writer_id not in self.accounts:
                if self.rng.randrange(100) < self.share:
                    chosen.append(review)
                continue
            place = (review.writer_id, review.relation)
            left[place] = left.get(place, 0) + 1
            if left[place] > (LEFT_OPEN if review.relation == Relation.MANAGER else 1):
                chosen.append(review)
        return chosen

    def _answers(self, submission: Submission):
        review = submission.review
        if review.relation not in self.asked:
            self.asked[review.relation] = answering.asked_in(review)
        for each in self.asked[review.relation]:
            if given := self._given(each, review.participant.subject_id, review.relation):
                yield Answer(submission=submission, question=each.question, level_id=given.level, text=given.text)

    def _answer_anonymously(self) -> None:
        marks = AnonymousMark.objects.filter(participant__cycle=self.cycle).select_related("participant", "writer")
        chosen, answers = [], []
        for mark in marks.order_by("participant", "relation", "writer"):
            if mark.writer_id in self.accounts or self.rng.randrange(100) >= self.share:
                continue
            chosen.append(mark.pk)
            answers += self._anonymous_answers(mark)
        AnonymousMark.objects.filter(participant__cycle=self.cycle, pk__in=chosen).update(has_answered=True)
        AnonymousAnswer.objects.bulk_create(sorted(answers, key=lambda each: each.key), batch_size=1000)

    def _anonymous_answers(self, mark: AnonymousMark) -> list[AnonymousAnswer]:
        about = {"participant": mark.participant, "relation": mark.relation}
        subject = mark.participant.subject_id
        if mark.relation not in self.asked:
            mark.participant.cycle = self.cycle
            form = answering.form_of(mark.participant, mark.relation, mark.writer)
            self.asked[mark.relation] = answering.asked_in(form)
        found = [(each, self._given(each, subject, mark.relation)) for each in self.asked[mark.relation]]
        return [
            AnonymousAnswer(question=each.question, level_id=given.level, text=given.text, **about)
            for each, given in found
            if given
        ]

    def _given(self, asked: answering.Asked, subject: int, relation: str) -> answering.Given | None:
        if not asked.is_required and self.rng.random() < 0.3:
            return None
        if asked.levels:
            return answering.Given(level=self._level(asked, subject, relation))
        words = WORDS.get(asked.question.words, {}).get(relation, (OTHERS,))
        place = (subject, asked.question.pk, relation)
        self.said[place] = self.said[place] + 1 if place in self.said else self.rng.randrange(len(words))
        return answering.Given(text=words[self.said[place] % len(words)])  # no two say the same, as far as words go

    def _level(self, asked: answering.Asked, subject: int, relation: str) -> int:
        """Near what all say of this person; each kind of question, and each who answers, a little aside."""
        shares = SHARES.get(len(asked.levels), (1,) * len(asked.levels))
        if asked.question.purpose == Question.Purpose.POTENTIAL:
            return weighted(self.rng, asked.levels, shares).pk
        if subject not in self.standing:
            self.standing[subject] = self.rng.random()
        aside = 0.03 if relation == Relation.MANAGER else 0.16
        place = min(max(self.rng.gauss(self.standing[subject], aside), 0), 0.999)
        return _at(place, shares, asked.levels).pk


def _at(place: float, shares: tuple[int, ...], levels: list):
    """The level at this place from 0 to 1 of all people, the lowest first."""
    seen = 0
    for share, level in zip(shares, levels, strict=True):
        seen += share
        if place * sum(shares) < seen:
            return level
    return levels[-1]
