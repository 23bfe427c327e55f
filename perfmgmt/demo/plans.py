"""The plans of the demo company: one to learn something, one for support in what is hard, and one that has ended."""

import datetime as dt

from feedback.models import Plan, PlanAction, PlanAnswer, PlanReview
from perfmgmt.demo.bulk import insert
from perfmgmt.demo.people import Person
from perfmgmt.demo.talk import TROUBLE

Kind, Outcome = Plan.Kind, Plan.Outcome


def save(staff: list[Person], now: dt.datetime) -> None:
    by_account = {person.account: person for person in staff if person.account}
    employee, manager, hr = (by_account.get(name) for name in ("employee", "manager", "hr"))
    team = [person for person in manager.reports if person is not employee and _works(person)] if manager else []
    if employee and employee.boss and _works(employee):
        _to_learn(employee, team[0] if team else None, now)
    hard = next((person for person in team if person.mood == TROUBLE), team[-1] if team else None)
    if hard:
        _to_support(hard, hr, now)
    if rest := [person for person in team if person is not hard]:
        _ended(rest[-1], now)


def _to_learn(person: Person, mentor: Person | None, now: dt.datetime) -> None:
    boss = person.boss
    plan = _plan(person, Kind.DEVELOPMENT, now, days=62, look=3, lasts=110)
    plan.title = "Lead the weekly planning"
    plan.aim = (
        "I want to lead the weekly planning on my own by spring: keep to the hour, have everyone heard, and end with a "
        "list that nobody has to guess about. We will know it when the two teams beside us come because it helps them."
    )
    insert([plan])
    _actions(
        plan,
        (person, "Lead every second planning from now on, and send the list the same day", 12, None),
        (person, "Sit in on two plannings of other teams and write down what they do differently", -20, -24),
        (boss, "Sit in once a month, and talk it over for a quarter of an hour afterwards", 6, None),
        *([(mentor, "Show how you prepare the list, once, over a coffee", 4, None)] if mentor else []),
        now=now,
    )
    _said(plan, (boss, 34, "The second one kept to the hour. The list still misses who does what."), now=now)
    _said(plan, (person, 6, "Three led so far. Easier since the list is on the wall while we talk."), now=now)


def _to_support(person: Person, hr: Person | None, now: dt.datetime) -> None:
    boss = person.boss
    plan = _plan(person, Kind.SUPPORT, now, days=30, look=1, lasts=45)
    plan.title = "Four things at once since the move"
    plan.aim = (
        "Since the move of the line in the summer four tasks run beside each other and two of them wait for others. "
        "Three deadlines passed in eight weeks, although the hours went up. We both say that this cannot go on so."
    )
    insert([plan])
    _actions(
        plan,
        (boss, "Take the reporting away until the new year, and tell those who get it", -22, -23),
        (boss, "Decide each Monday which two of the four come first", 5, None),
        *([(hr, "Find out whether the course on planning can be moved to this month", 3, None)] if hr else []),
        (person, "Say by Wednesday if one of the two will be late, with the two ways out", 9, None),
        now=now,
    )
    answer = PlanAnswer(plan=plan, kind=PlanAnswer.Kind.DIFFER, at=plan.active_at)
    answer.text = (
        "I see the deadlines the same way. That it is the hours I see differently: it is the waiting. What would help "
        "most is one name for each question, so that I need not ask three people."
    )
    insert([answer])
    _said(
        plan,
        (boss, 12, "With two at a time both were finished. The waiting is still there: I named two people."),
        now=now,
    )


def _ended(person: Person, now: dt.datetime) -> None:
    plan = _plan(person, Kind.DEVELOPMENT, now, days=240, look=-60, lasts=-40)
    plan.title, plan.aim = (
        "Read a balance sheet",
        "Follow the monthly figures without help, and ask the right questions.",
    )
    plan.ended_at, plan.ended_by = now - dt.timedelta(days=41), person.row
    plan.outcome, plan.end_words = Outcome.REACHED, "I prepared the last two months’ figures myself. The course helped."
    insert([plan])
    _actions(plan, (person, "Take the short course", -150, -155), now=now)


def _plan(person: Person, kind: str, now: dt.datetime, *, days: int, look: int, lasts: int) -> Plan:
    begun, today = now - dt.timedelta(days=days), now.date()
    return Plan(
        employee=person.row, manager=person.boss.row, kind=kind,
        started_by=person.boss.row if kind == Kind.SUPPORT else person.row,
        started_at=begun, changed_at=begun, active_at=begun + dt.timedelta(hours=20),
        review_on=today + dt.timedelta(days=look), ends_on=today + dt.timedelta(days=lasts),
    )  # fmt: skip


def _actions(plan: Plan, *rows: tuple, now: dt.datetime) -> None:
    """Each: who, what, in how many days it is due, and in how many it was done."""
    insert(
        [
            PlanAction(
                plan=plan, owner=who.row, text=text, due_on=now.date() + dt.timedelta(days=due),
                added_by=plan.started_by, added_at=plan.started_at,
                done_at=None if done is None else now + dt.timedelta(days=done),
                done_by=None if done is None else who.row,
            )
            for who, text, due, done in rows
        ]
    )  # fmt: skip


def _said(plan: Plan, said: tuple, *, now: dt.datetime) -> None:
    who, ago, text = said
    insert([PlanReview(plan=plan, author=who.row, text=text, written_at=now - dt.timedelta(days=ago))])


def _works(person: Person) -> bool:
    return person.row.left_on is None
