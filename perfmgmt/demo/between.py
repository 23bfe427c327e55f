"""What people of the demo company say between and beside their check-ins: answers, a tap, points, private notes."""

import datetime as dt
from random import Random

from feedback.models import AgendaItem, AskedQuestion, CheckIn, Feeling, PrivateNote, Question
from feedback.starters import QUESTIONS
from perfmgmt.demo import talk
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.people import Person
from perfmgmt.demo.talk import MIXED, SILENT, TROUBLE, WELL

STEPS = {WELL: (4, 4, 5), MIXED: (3, 3, 4), TROUBLE: (2, 2, 1), SILENT: (3,)}
# One answer that fits each of the questions that a company begins with.
ANSWERS = dict(
    zip(
        QUESTIONS,
        (
            "That the hand-over to the night shift took ten minutes instead of an hour.",
            "Collecting the figures for the monthly report: half a day, from four places.",
            "Copying the order list by hand into the second system.",
            "That a ten-minute call on Monday saves three rounds of mail.",
            "Joana’s: she read the draft the same evening and found the gap.",
            "The talk with the carrier. A second person in the room would make it easier.",
            "That two of us have been asked to help the other site on Fridays.",
            "Working with customers in the field; I learn most there.",
        ),
        strict=True,
    )
)
POINTS = (
    "Holidays in August: who stands in for whom",
    "The training in March: yes or no?",
    "Two requests from Sales that contradict each other",
    "How I could take part in the field trial",
    "The new on-call rota",
)
OF_MANAGER = "What did you decide yourself this week that you would have asked about a year ago?"


class Between:
    """Rows for a chunk of people; written after their check-ins."""

    def __init__(self):
        self.company = list(Question.objects.of_company().in_use())
        self.asked, self.feelings, self.points, self.notes = [], [], [], []

    def prepared(self, check_in: CheckIn, person: Person, rng: Random) -> None:
        """What goes with the employee's part of the newest ones."""
        manager = person.boss.row
        if rng.random() < 0.7 or person.account == "employee":
            self.feelings.append(Feeling(check_in=check_in, told_to=manager, step=rng.choice(STEPS[person.mood])))
        first = rng.randrange(len(self.company))
        for place, question in enumerate((self.company[first], self.company[(first + 1) % len(self.company)])):
            answer = ANSWERS[question.text] if place == 0 or rng.random() < 0.4 else ""
            self.asked.append(AskedQuestion(check_in=check_in, question=question, answer=answer))

    def agenda(self, person: Person, rng: Random) -> None:
        shown = person.account == "employee" or person.boss.account == "manager"
        for author, text in zip((person.row, person.boss.row), rng.sample(POINTS, 2), strict=True):
            if rng.random() < (0.8 if shown else 0.12):
                point = AgendaItem(employee=person.row, manager=person.boss.row, author=author, text=text)
                self.points.append(point)

    def note(self, person: Person, check_in: CheckIn | None, day: dt.date, rng: Random) -> None:
        text = rng.choice(talk.PRIVATE_NOTES)
        note = PrivateNote(author=person.boss.row, about=person.row, check_in=check_in, noted_on=day, text=text)
        self.notes.append(note)

    def save(self) -> None:
        for row in [*self.asked, *self.feelings, *(note for note in self.notes if note.check_in)]:
            row.check_in_id = row.check_in.pk
        for rows in (self.asked, self.feelings, self.points, self.notes):
            insert(rows)


def ask_of_manager(manager) -> None:
    """The manager whose account one may try has a question of their own."""
    Question.objects.create(manager=manager, text=OF_MANAGER, position=1)
