"""A year of feedback and recognition: who wrote what to whom, who reads it, and what was answered."""

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from random import Random
from uuid import UUID

from feedback.models import CompanyValue, Feedback, FeedbackMark, FeedbackReader, FeedbackReply
from inbox.models import Notification
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, at_work, weighted, working_day
from perfmgmt.demo.people import Person
from perfmgmt.demo.praise import ADVICE, PRAISE, REPLIES, VALUES
from perfmgmt.demo.talk import MIXED, SILENT, TROUBLE, WELL

Kind, Audience = Feedback.Kind, Feedback.Audience
As, Mark = FeedbackReader.As, FeedbackMark.Kind
# How many a person receives in a year, by the mood of their team.
RECEIVED = {WELL: (1, 2, 3, 4), MIXED: (0, 1, 2, 3), TROUBLE: (0, 1, 1, 2), SILENT: (0, 0, 0, 1)}
SHOWN, GIVEN = 7, 4  # of each demo account
NEWS_FOR, UNSEEN_FOR = 6, 3  # days
YEAR = 330
CHUNK = 1000


@dataclass
class Thanks:
    """Draws the feedback that each of a chunk of people received, then writes it."""

    chance: Chance
    now: dt.datetime

    def record(self, people: list[Person]) -> None:
        self.values = {
            value.name: value
            for value in insert([CompanyValue(name=name, description=what, position=10 * number)
                                 for number, (name, what) in enumerate(VALUES, start=1)])
        }  # fmt: skip
        queue = iter(people)
        while chunk := list(islice(queue, CHUNK)):
            self.feedback, self.rows, self.news = [], [], []
            for person in chunk:
                self._receive(person)
            insert(self.feedback)
            for row in [*self.rows, *self.news]:
                if isinstance(row, Notification):
                    row.path = row.about.get_absolute_url()
                else:
                    row.feedback_id = row.feedback.pk
            for model in (FeedbackReader, FeedbackReply, FeedbackMark):
                insert([row for row in self.rows if isinstance(row, model)])
            insert(self.news)

    def _receive(self, person: Person) -> None:
        rng = self.chance.stream("feedback", person.index)
        givers = [each for each in self._around(person) if each is not person]
        for number in range(SHOWN if person.account else rng.choice(RECEIVED[person.mood])):
            if givers:
                # What the demo accounts open first is recent.
                ago = 1 + number * 9 if person.account else 1 + rng.randrange(YEAR)
                self._give(rng.choice(givers), person, ago, rng)
        for number, other in enumerate(givers[:GIVEN] if person.account else ()):
            self._give(person, other, 2 + number * 11, rng)

    @staticmethod
    def _around(person: Person) -> list[Person]:
        boss = person.boss
        beside = boss.reports if boss else []
        level_above = boss.boss.reports if boss and boss.boss else []
        return [*beside, *person.reports, *level_above, *([boss] if boss else [])]

    def _give(self, giver: Person, person: Person, ago: int, rng: Random) -> None:
        day = working_day(self.now.date() - dt.timedelta(days=ago))
        if day > self.now.date() or not (_works(giver, day) and _works(person, day)):
            return
        feedback = Feedback(
            giver=giver.row, recipient=person.row, kind=weighted(rng, (Kind.PRAISE, Kind.ADVICE), (7, 3)),
            sent_at=at_work(rng, day, self.now - dt.timedelta(hours=1)), key=UUID(int=rng.getrandbits(128)),
        )  # fmt: skip
        self._write(feedback, rng)
        self.feedback.append(feedback)
        readers = [(person, As.RECIPIENT)]
        if feedback.audience == Audience.MANAGER and person.boss not in (None, giver) and _works(person.boss, day):
            readers.append((person.boss, As.MANAGER))
        for reader, named_as in readers:
            self.rows.append(FeedbackReader(feedback=feedback, person=reader.row, named_as=named_as))
            self._tell(feedback, reader, named_as, ago)
            if ago >= UNSEEN_FOR:
                self.rows.append(FeedbackMark(feedback=feedback, person=reader.row, kind=Mark.SEEN, at=self.now))
        self._answer(feedback, person, ago, rng)

    def _write(self, feedback: Feedback, rng: Random) -> None:
        if feedback.kind == Kind.PRAISE:
            value, *texts = rng.choice(PRAISE)
            feedback.audience = weighted(rng, Audience.values, (3, 3, 4))
            named = feedback.audience == Audience.EVERYONE or rng.random() < 0.4
            feedback.value = self.values[value] if named else None
        else:
            texts = rng.choice(ADVICE)
            feedback.audience = weighted(rng, (Audience.RECIPIENT, Audience.MANAGER), (7, 3))
        feedback.situation, feedback.behaviour, feedback.impact, feedback.suggestion = map(sentence, texts)

    def _answer(self, feedback: Feedback, person: Person, ago: int, rng: Random) -> None:
        at = min(feedback.sent_at + dt.timedelta(hours=3 + rng.randrange(30)), self.now)
        if ago < UNSEEN_FOR:
            return
        for kind, share in ((Mark.THANKS, 0.55), (Mark.BOOKMARK, 0.12)):
            if rng.random() < share:
                self.rows.append(FeedbackMark(feedback=feedback, person=person.row, kind=kind, at=at))
        if rng.random() < 0.3:
            feedback.helpful_at = at
        if rng.random() < 0.2:
            text = rng.choice(REPLIES)
            self.rows.append(FeedbackReply(feedback=feedback, author=person.row, text=text, written_at=at))

    def _tell(self, feedback: Feedback, reader: Person, named_as: str, ago: int) -> None:
        if ago >= NEWS_FOR:
            return
        kind = "feedback-recognition" if feedback.audience == Audience.EVERYONE else "feedback-received"
        kind = kind if named_as == As.RECIPIENT else "feedback-shared"
        seen_at = self.now if ago >= UNSEEN_FOR else None
        told = Notification(person=reader.row, kind=kind, actor=feedback.giver, at=feedback.sent_at, seen_at=seen_at)
        told.about = feedback
        self.news.append(told)


def _works(person: Person, day: dt.date) -> bool:
    row = person.row
    return row.hired_on <= day and (row.left_on is None or row.left_on >= day)


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("." if text and text[-1] not in ".?!" else "")
