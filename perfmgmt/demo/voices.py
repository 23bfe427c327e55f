"""Who speaks about whose objectives: comments, follows, what also supports what, and proposed alignments."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from uuid import UUID

from goals.models import Comment, Follow, Objective, Support
from inbox.models import Notification
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.chance import Chance, at_work, working_day
from perfmgmt.demo.objectives import Aim, Answer
from perfmgmt.demo.people import Person
from perfmgmt.demo.remarks import EXCHANGES, REASONS

SPOKEN_ABOUT = 0.06  # of the objectives that run now
ALSO_SUPPORTING = 0.04
FOLLOWING = 0.05  # of the people who lead nobody
State, Scope, Visibility, Alignment = Objective.State, Objective.Scope, Objective.Visibility, Objective.Alignment


def propose(people: list[Person], aims: list[Aim], chance: Chance) -> None:
    """Before the objectives are saved: some that others propose to the demo manager and the CEO, and one of the demo
    employee's, declined; their others count where they did.
    """
    rng = chance.stream("proposals")
    by_account = {person.account: person for person in people if person.account}
    manager, ceo, employee = (by_account[name] for name in ("manager", "ceo", "employee"))
    line = {id(person) for person in (manager, *_below(manager))}
    free = [aim for aim in aims if _may_be_proposed(aim) and id(aim.person) not in line]
    rng.shuffle(free)
    for person, count in ((manager, 3), (ceo, 2)):
        for parent, aim in zip(_running(aims, person), _take(free, count), strict=False):
            _move(aim, parent)
    others = [aim for aim in aims if _is_running(aim) and aim.row.scope == Scope.DEPARTMENT and not aim.person.account]
    parents = [aim for aim in others if aim.person not in (manager, employee.boss)]
    own = [aim for aim in aims if aim.person is employee and _is_running(aim) and not aim.children]
    if own[1:] and parents:
        parent = rng.choice(parents)
        _move(own[1], parent)
        own[1].row.alignment, own[1].answer = Alignment.DECLINED, Answer(parent.person, rng.choice(REASONS))


def _may_be_proposed(aim: Aim) -> bool:
    return (
        _is_running(aim)
        and aim.row.scope == Scope.INDIVIDUAL
        and aim.row.visibility == Visibility.EVERYONE
        and not aim.children
        and not aim.person.account
    )


def _is_running(aim: Aim) -> bool:
    return aim.quarter == 0 and aim.row.state == State.ACTIVE and aim.row.period.ends_on >= aim.row.activated_on


def _running(aims: list[Aim], person: Person) -> list[Aim]:
    """What this person runs now, over and over, so that several are proposed to one."""
    own = [aim for aim in aims if aim.person is person and _is_running(aim) and aim.name[0] == 0]
    return own * 3


def _take(free: list[Aim], count: int) -> list[Aim]:
    return [free.pop() for _ in range(min(count, len(free)))]


def _below(person: Person) -> list[Person]:
    return [found for report in person.reports for found in (report, *_below(report))]


def _move(aim: Aim, parent: Aim) -> None:
    if aim.parent:
        aim.parent.children.remove(aim)
    aim.parent, aim.row.alignment = parent, Alignment.PROPOSED
    parent.children.append(aim)


@dataclass
class Voices:
    """Draws what is said, followed and supported, then writes it."""

    chance: Chance
    now: dt.datetime

    def record(self, people: list[Person], aims: list[Aim]) -> None:
        running = [aim for aim in aims if _is_running(aim)]
        self.comments: list[Comment] = []
        self.news: list[tuple[Notification, Comment]] = []
        for aim in running:
            self._speak(aim)
        insert(self.comments)
        for told, comment in self.news:
            told.path = comment.get_absolute_url()
        insert([told for told, _comment in self.news])
        insert(self._follows(people, running))
        insert(self._supports(running))

    def _speak(self, aim: Aim) -> None:
        rng = self.chance.stream("comments", *aim.name)
        is_shown = bool(aim.person.account) or aim.row.scope == Scope.COMPANY
        if rng.random() > (0.9 if is_shown else SPOKEN_ABOUT):
            return
        others = self._others(aim)
        if not others:
            return
        asks, *answers = rng.choice(EXCHANGES)
        asker = rng.choice(others)
        first = max(aim.row.activated_on, self.now.date() - dt.timedelta(days=2 + rng.randrange(24)))
        at = at_work(rng, working_day(first), self.now)
        for turn, text in enumerate((asks, *answers)):
            author = asker if turn % 2 == 0 else aim.person
            self._say(aim, author, text, at, rng)
            next_day = working_day(at.date() + dt.timedelta(days=rng.randrange(3)))
            at = max(at, at_work(rng, next_day, self.now))

    @staticmethod
    def _others(aim: Aim) -> list[Person]:
        """Who would speak: the manager, who works beside, and of what everyone reads somebody from above."""
        person, boss = aim.person, aim.person.boss
        beside = [each for each in (boss.reports if boss else person.reports) if each is not person]
        if aim.row.visibility != Visibility.EVERYONE:
            return [boss] if boss else []
        return [each for each in ([boss] if boss else []) + beside if _works(each)]

    def _say(self, aim: Aim, author: Person, text: str, at: dt.datetime, rng: Random) -> None:
        said = Comment(
            objective=aim.row, author=author.row, text=text, written_at=at, key=UUID(int=rng.getrandbits(128))
        )
        self.comments.append(said)
        age = (self.now - at).days
        if author is not aim.person and age < 6:
            seen_at = self.now if age > 1 else None
            told = Notification(person=aim.row.owner, kind="comment", actor=author.row, at=at, seen_at=seen_at)
            self.news.append((told, said))

    def _follows(self, people: list[Person], running: list[Aim]) -> list[Follow]:
        """The demo accounts follow a few of each sort, others now and then one that is above them."""
        open_ones = [aim for aim in running if aim.row.visibility == Visibility.EVERYONE]
        company = [aim for aim in open_ones if aim.row.scope == Scope.COMPANY]
        units = [aim for aim in open_ones if aim.row.scope == Scope.DEPARTMENT]
        rows = []
        for person in people:
            rng = self.chance.stream("follows", person.index)
            chosen: list[Aim] = []
            if person.account:
                alone = [aim for aim in open_ones if not aim.children and aim.person is not person]
                chosen = [*company[:2], *_some(rng, units, 2), *_some(rng, alone, 3)]
            elif _works(person) and rng.random() < FOLLOWING:
                chosen = _some(rng, units, 1 + rng.randrange(2))
            others = {id(aim): aim for aim in chosen if aim.person is not person}
            since = self.now - dt.timedelta(days=30)
            rows += [Follow(person=person.row, objective=aim.row, since=since) for aim in others.values()]
        return rows

    def _supports(self, running: list[Aim]) -> list[Support]:
        """Across the functions: an objective counts in its own line, and helps one of another."""
        units = [aim for aim in running if aim.row.scope == Scope.DEPARTMENT]
        rows = []
        for aim in running:
            rng = self.chance.stream("supports", *aim.name)
            if aim.row.scope == Scope.COMPANY or rng.random() > (0.5 if aim.person.account else ALSO_SUPPORTING):
                continue
            other = [each for each in units if each.person.function is not aim.person.function]
            found = [each for each in _some(rng, other, 1) if each is not aim.parent]
            rows += [Support(objective=aim.row, supported=each.row, by=aim.row.owner, at=self.now) for each in found]
        return rows


def _works(person: Person) -> bool:
    return person.row.left_on is None


def _some(rng: Random, aims: list[Aim], count: int) -> list[Aim]:
    return rng.sample(aims, k=min(count, len(aims)))
