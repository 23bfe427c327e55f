"""A year of conversations: check-ins, what was agreed in them, blockers, private notes."""

import datetime as dt
import time
from dataclasses import dataclass
from itertools import islice
from random import Random

from feedback import leave
from feedback.going_up import BEFORE
from feedback.models import ActionItem, Blocker, BlockerNote, CheckIn, CheckInSchedule
from feedback.models.blocker import GOES_UP_AFTER
from inbox.models import Notification
from org.models import Absence, Cadence
from perfmgmt.demo import talk
from perfmgmt.demo.between import Between, ask_of_manager
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, at_work, working_day
from perfmgmt.demo.people import DOMAIN, Person
from perfmgmt.demo.talk import MIXED, SILENT, TROUBLE, WELL

HELD = {WELL: 0.95, MIXED: 0.86, TROUBLE: 0.78, SILENT: 0.6}
PREPARED = {WELL: 0.8, MIXED: 0.6, TROUBLE: 0.5, SILENT: 0.15}
BLOCKED = {WELL: 0.04, MIXED: 0.14, TROUBLE: 0.45, SILENT: 0.05}
SILENT_FOR = 44  # days at least since a silent pair last met
NEWS_FOR = 6  # days
EARLIER = 200  # days ago: until then the demo's employee talked with somebody else, and may open that
FORGOTTEN = 45  # days after which an action is done or was never needed
PUT_OFF = 60  # days that an action is carried on at least
CHUNK = 400
State = CheckIn.State


@dataclass
class Talks:
    """Draws the conversations of a chunk of people, then writes them."""

    chance: Chance
    now: dt.datetime
    weeks: int  # of history

    def __post_init__(self):
        self.today = self.now.date()

    def record(self, people: list[Person]) -> None:
        queue = iter([p for p in people if p.boss])
        while chunk := list(islice(queue, CHUNK)):
            self.schedules, self.check_ins, self.actions, self.between = [], [], [], Between()
            self.blockers, self.blocker_notes, self.news = [], [], []
            for person in chunk:
                self._pair(person)
            insert(self.schedules)
            insert(self.check_ins)
            for row in self.actions:
                row.check_in_id = row.check_in.pk
            insert(self.actions)
            self.between.save()
            insert(self.blockers)
            for note in self.blocker_notes:
                note.blocker_id = note.blocker.pk
            insert(self.blocker_notes)
            # A row made before its check-in was saved learns the address now.
            for news, about in self.news:
                news.path = about.get_absolute_url()
            insert([news for news, _about in self.news])
        for person in people:
            if person.account == "manager":
                ask_of_manager(person.row)
        self._put_off()
        self._go_on_leave()

    def _put_off(self) -> None:
        """What the demo manager agreed with one of their people is carried from check-in to check-in."""
        agreed = ActionItem.objects.filter(check_in__manager__email=f"manager@{DOMAIN}", done_at__isnull=False)
        agreed = agreed.filter(check_in__due_on__lt=self.today - dt.timedelta(days=PUT_OFF), employee__left_on=None)
        if action := agreed.exclude(employee__email=f"employee@{DOMAIN}").order_by("-due_on", "pk").first():
            ActionItem.objects.filter(pk=action.pk).update(done_at=None, done_by=None)

    def _go_on_leave(self) -> None:
        """One of the demo manager's people on the day of their check-in; it and others go round leave, as ever."""
        ahead = CheckIn.objects.open().filter(manager__email=f"manager@{DOMAIN}", due_on__gt=self.today)
        check_in = ahead.exclude(employee__email=f"employee@{DOMAIN}").order_by("due_on", "pk").last()
        if check_in is not None:
            ends_on = check_in.due_on + dt.timedelta(days=4)
            Absence.objects.create(employee=check_in.employee, starts_on=check_in.due_on, ends_on=ends_on)
        leave.follow_leave(self.now, until=time.monotonic() + 600)

    def _pair(self, person: Person) -> None:
        rng = self.chance.stream("talk", person.index)
        employee, manager = person.row, person.boss.row
        gone = employee.left_on is not None and employee.left_on < self.today
        absent = manager.left_on is not None and manager.left_on < self.today
        days = Cadence(employee.cadence or Cadence.TWO_WEEKS).days
        if not gone and not absent and employee.hired_on <= self.today:
            due_on = self._due(person, days, rng)
            self.schedules.append(CheckInSchedule(employee=employee, next_on=due_on))
            self._open(person, due_on, rng)
        else:
            due_on = working_day(employee.left_on or self.today)
        oldest = max(employee.hired_on, self.today - dt.timedelta(weeks=self.weeks))
        day, newest = due_on - dt.timedelta(days=days), True
        while day >= oldest:
            self._held(person, working_day(day), rng, newest=newest)
            day, newest = day - dt.timedelta(days=days), False
        shown = person.boss.account == "manager" and person is person.boss.reports[1]
        if not gone and (shown or rng.random() < BLOCKED[person.mood]):
            self._blocker(person, rng, days=8 if shown else 1 + rng.randrange(24))

    def _due(self, person: Person, days: int, rng: Random) -> dt.date:
        """Most ahead of us, some today, a few late; that of a silent pair long ago."""
        if person.account == "employee":
            return working_day(self.today)
        if person.mood == SILENT:
            return working_day(self.today - dt.timedelta(days=SILENT_FOR - days + rng.randrange(30)))
        late = 6 if person.mood == TROUBLE else 2
        return working_day(self.today + dt.timedelta(days=rng.randrange(-late, days)))

    def _open(self, person: Person, due_on: dt.date, rng: Random) -> None:
        check_in = CheckIn(employee=person.row, manager=person.boss.row, due_on=due_on)
        near = due_on <= self.today + dt.timedelta(days=2)
        if person.account == "employee" or (near and rng.random() < PREPARED[person.mood]):
            self._prepare(check_in, person.mood, max(self.today - dt.timedelta(days=1), person.row.hired_on), rng)
            check_in.state, check_in.version = State.PREPARED, 1
            self.between.prepared(check_in, person, rng)
        self.between.agenda(person, rng)
        self.check_ins.append(check_in)

    def _prepare(self, check_in: CheckIn, mood: str, day: dt.date, rng: Random) -> None:
        check_in.how_it_goes = rng.choice(talk.HOW_IT_GOES[mood])
        check_in.in_my_way = rng.choice(talk.IN_MY_WAY[mood])
        check_in.what_i_need = rng.choice(talk.WHAT_I_NEED[mood])
        check_in.prepared_at = at_work(rng, day, self.now)

    def _held(self, person: Person, due_on: dt.date, rng: Random, *, newest: bool) -> None:
        mood = person.mood
        check_in = CheckIn(employee=person.row, manager=self._leader(person, due_on), due_on=due_on, version=2)
        held_on = min(working_day(due_on + dt.timedelta(days=rng.choice((0, 0, 0, 1, 2)))), self.today)
        if rng.random() < PREPARED[mood] or (newest and person.account == "employee"):
            self._prepare(check_in, mood, due_on - dt.timedelta(days=1), rng)
            if newest:
                self.between.prepared(check_in, person, rng)
        if rng.random() > HELD[mood] and not (newest and person.account == "employee"):
            check_in.state, check_in.skip_reason = State.SKIPPED, rng.choice(talk.SKIP_REASONS)
        else:
            check_in.state, check_in.held_on = State.DONE, held_on
            check_in.went_well = rng.choice(talk.WENT_WELL[mood])
            check_in.in_the_way = rng.choice(talk.IN_THE_WAY[mood])
            self._agreed(check_in, person, held_on, rng, newest=newest)
        check_in.logged_at = at_work(rng, held_on, self.now)
        self.check_ins.append(check_in)
        if check_in.state == State.DONE:
            self._tell(person.row, "check-in-logged", check_in, person.boss.row, check_in.logged_at, rng)

    def _leader(self, person: Person, day: dt.date):
        """Who was the manager on that day."""
        if person.account == "employee" and person.boss.boss and (self.today - day).days > EARLIER:
            return person.boss.boss.row
        return person.boss.row

    def _agreed(self, check_in: CheckIn, person: Person, held_on: dt.date, rng: Random, *, newest: bool) -> None:
        if rng.random() < (0.9 if newest else 0.25) or (newest and person.account == "employee"):
            owner = person if rng.random() < 0.65 else person.boss
            text = rng.choice(talk.ACTIONS).format(name=person.row.get_short_name(), boss=_boss_of(person))
            action = ActionItem(
                check_in=check_in,
                employee=person.row,
                text=text,
                owner=person.row if owner is person else check_in.manager,
                due_on=working_day(held_on + dt.timedelta(days=5 + rng.randrange(16))),
            )
            if newest and person.account == "employee":
                action.owner, action.due_on = person.row, working_day(self.today)
            elif held_on < self.today - dt.timedelta(days=FORGOTTEN) or rng.random() < (0.25 if newest else 0.85):
                done = working_day(held_on + dt.timedelta(days=2 + rng.randrange(12)))
                action.done_at, action.done_by = at_work(rng, done, self.now), owner.row
            self.actions.append(action)
        if newest and rng.random() < (0.5 if person.boss.account == "manager" else 0.06):
            self.between.note(person, check_in, held_on, rng)

    def _blocker(self, person: Person, rng: Random, *, days: int) -> None:
        text, upward, kind = rng.choice(talk.BLOCKERS)
        raised = at_work(rng, self.today - dt.timedelta(days=days), self.now)
        shared = upward if rng.random() < 0.7 else ""
        blocker = Blocker(raised_by=person.row, text=text, text_upward=shared, help=kind, raised_at=raised)
        if rng.random() < 0.55 and person.boss.account != "manager":
            blocker.acknowledged_at = min(raised + dt.timedelta(days=rng.randrange(6), hours=5), self.now)
            blocker.acknowledged_by = person.boss.row
            if rng.random() < 0.4:
                note = BlockerNote(blocker=blocker, author=person.boss.row, text=rng.choice(talk.BLOCKER_NOTES))
                self.blocker_notes.append(note)
            if rng.random() < 0.25:
                blocker.resolved_at, blocker.resolved_by = self.now, person.row
        elif days >= GOES_UP_AFTER.days - BEFORE.days:
            blocker.warned_at = min(blocker.goes_up_at - BEFORE, self.now)
            self._tell(person.row, "blocker-goes-up", blocker, None, blocker.warned_at, rng)
        self.blockers.append(blocker)
        self._tell(person.boss.row, "blocker-raised", blocker, person.row, raised, rng)
        if blocker.acknowledged_at:
            self._tell(person.row, "blocker-acknowledged", blocker, person.boss.row, blocker.acknowledged_at, rng)

    def _tell(self, reader, kind: str, about: CheckIn | Blocker, actor, at: dt.datetime, rng: Random) -> None:
        """News of the last days; what is older than two was mostly seen."""
        age = (self.now - at).days
        if age > NEWS_FOR:
            return
        seen_at = min(at + dt.timedelta(hours=4), self.now) if age > 1 or rng.random() < 0.4 else None
        self.news.append((Notification(person=reader, kind=kind, actor=actor, at=at, seen_at=seen_at), about))


def _boss_of(person: Person) -> str:
    above = person.boss.boss or person.boss
    return above.row.get_short_name()
