"""Feedback that people of the demo company asked for: waiting, answered, declined, expired, about a report."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from uuid import UUID

from feedback.models import Feedback, FeedbackMark, FeedbackReader, FeedbackRequest, RequestedAnswer
from inbox.models import Notification
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, at_work, working_day
from perfmgmt.demo.people import Person
from perfmgmt.demo.praise import ANSWERS, DECLINED, QUESTIONS
from perfmgmt.demo.thanks import sentence

State = RequestedAnswer.State
As = FeedbackReader.As
ASKING = 0.08  # of the people without an account here
WAITING = "waiting"
# How it went with each who was asked, one row a request of a demo account, and how many days ago it was asked.
STORIES = (
    (3, (State.ANSWERED, WAITING, State.DECLINED)),
    (40, (State.ANSWERED, State.ANSWERED, WAITING)),  # who waits since then let it expire
    (120, (State.ANSWERED, State.ANSWERED)),
)


NEVER_ANSWERED = 19  # days ago


@dataclass
class Questions:
    """Draws the requests and their answers, then writes them."""

    chance: Chance
    now: dt.datetime

    def record(self, people: list[Person]) -> None:
        self.requests, self.asked, self.answers, self.readers, self.news = [], [], [], [], []
        for person in people:
            rng = self.chance.stream("questions", person.index)
            if person.account:
                self._stories(person, rng)
            elif rng.random() < ASKING and _works(person):
                self._ask(person, person, 1 + rng.randrange(200), (State.ANSWERED, State.ANSWERED), rng)
        insert(self.requests)
        for row in [*self.asked, *self.answers]:
            row.request_id = row.of.pk
        insert(self.asked)
        insert(self.answers)
        for row in self.readers:
            row.feedback_id = row.of.pk
        insert(self.readers)
        marks = [FeedbackMark(feedback=row.of, person=row.person, kind="seen", at=self.now) for row in self.readers]
        insert([mark for mark in marks if (self.now - mark.feedback.sent_at).days > 1])
        for row in self.news:
            row.path = row.of.answer_path if row.kind == "feedback-asked" else row.of.get_absolute_url()
        insert(self.news)

    def _stories(self, person: Person, rng: Random) -> None:
        for ago, ends in STORIES:
            self._ask(person, person, ago, ends, rng)
        # Somebody asks them, and their manager asks about them.
        beside = [each for each in self._around(person) if each is not person.boss and not each.account]
        for asker in rng.sample(beside, min(2, len(beside))):
            self._ask(asker, asker, 2 + rng.randrange(3), (WAITING,), rng, first=person)
        if person.boss and person.account == "employee":
            self._ask(person.boss, person, 5, (State.ANSWERED, WAITING), rng)
        if person.account in ("manager", "employee"):
            self._ask(person, person, NEVER_ANSWERED, (WAITING, WAITING), rng)

    def _ask(self, asker: Person, about: Person, ago: int, ends, rng: Random, first: Person | None = None) -> None:
        day = working_day(self.now.date() - dt.timedelta(days=ago))
        people = [each for each in self._around(about) if each not in (asker, about)]
        people = [first] if first else rng.sample(people, min(len(ends), len(people)))
        if day > self.now.date() or not people:
            return
        at = at_work(rng, day, self.now - dt.timedelta(hours=2))
        request = FeedbackRequest(
            asker=asker.row, about=about.row, question=QUESTIONS[len(self.requests) % len(QUESTIONS)], asked_at=at,
            key=UUID(int=rng.getrandbits(128)),
        )  # fmt: skip
        self.requests.append(request)
        if asker is not about:
            self._tell(request, about, "feedback-asked-about", asker, at)
        for person, end in zip(people, ends, strict=False):
            self._go_on(request, person, end, rng)

    def _go_on(self, request: FeedbackRequest, person: Person, end: str, rng: Random) -> None:
        at = min(request.asked_at + dt.timedelta(hours=20 + rng.randrange(20)), self.now - dt.timedelta(hours=1))
        asked = RequestedAnswer(
            person=person.row, asked_at=request.asked_at, due_on=(request.asked_at + dt.timedelta(days=7)).date(),
            state=State.OPEN if end == WAITING else end, ended_at=None if end == WAITING else at,
            reason=rng.choice(DECLINED) if end == State.DECLINED else "",
        )  # fmt: skip
        asked.of = request
        self.asked.append(asked)
        if end == State.ANSWERED:
            self._answer(request, person, at, rng)
        elif end == WAITING and not asked.is_expired(self.now):
            self._tell(request, person, "feedback-asked", request.asker, request.asked_at)

    def _answer(self, request: FeedbackRequest, giver: Person, at: dt.datetime, rng: Random) -> None:
        kind, *texts = ANSWERS[len(self.answers) % len(ANSWERS)]
        audience = Feedback.Audience.MANAGER if request.is_about_another else Feedback.Audience.RECIPIENT
        answer = Feedback(
            giver=giver.row, recipient=request.about, kind=kind, audience=audience, sent_at=at,
            key=UUID(int=rng.getrandbits(128)),
        )  # fmt: skip
        answer.situation, answer.behaviour, answer.impact, answer.suggestion = map(sentence, texts)
        answer.of = request
        self.answers.append(answer)
        readers = [(request.about, As.RECIPIENT)]
        if request.is_about_another:
            readers.append((request.asker, As.MANAGER))
        for person, named_as in readers:
            reader = FeedbackReader(person=person, named_as=named_as)
            reader.of = answer
            self.readers.append(reader)

    def _tell(self, request: FeedbackRequest, person: Person, kind: str, asker, at: dt.datetime) -> None:
        asker = getattr(asker, "row", asker)
        told = Notification(person=person.row, kind=kind, actor=asker, at=at)
        told.of = request
        self.news.append(told)

    @staticmethod
    def _around(person: Person) -> list[Person]:
        boss = person.boss
        found = [*(boss.reports if boss else []), *person.reports, *([boss] if boss else [])]
        return [each for each in found if each is not person and _works(each)]


def _works(person: Person) -> bool:
    return person.row.left_on is None
