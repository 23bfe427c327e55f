"""Build the demo company in an empty database, and take it away again."""

from collections.abc import Callable

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from feedback import starters
from feedback.models import Question
from goals import from_nothing
from goals.models import ObjectiveTemplate, TemplateKeyResult
from goals.starters import add_starters
from insights import refreshing
from org.models import Employee, Organization
from perfmgmt.demo import (
    closings,
    cycles,
    drafts,
    effects,
    measures,
    mornings,
    moves,
    objectives,
    people,
    periods,
    plans,
    questions,
    readings,
    talks,
    thanks,
    voices,
    year,
)
from perfmgmt.demo.chance import Chance
from reviews import template_tree
from reviews.models import Template
from reviews.starters import missing_from

MANY = 1500  # above this, people's past is drawn thinner, so that ten thousand are built in minutes
NAME = "Meridian"
APPS = ("org", "drafts", "inbox", "goals", "feedback", "reviews", "insights", "privacy")


@transaction.atomic
def build(count: int, seed: int, say: Callable[[str], None] = lambda text: None) -> None:
    """A company of `count` people with a year of history. Refuses where anybody works already."""
    if count < people.FEWEST:
        raise ValidationError(f"The demo company has at least {people.FEWEST} people, one for each account.")
    if Employee.objects.filter(is_superuser=False).exists():
        raise ValidationError("There are people here already. A demo company is built in an empty database only.")
    now = timezone.now()
    chance, today = Chance(seed), now.date()
    Organization(pk=1, name=NAME, time_zone="Europe/Berlin", is_demo=True).save()
    staff = people.plan(count, chance)
    people.save(staff, chance, today)
    say(f"{len(staff)} people")
    aims = _objectives(staff, chance, today)
    voices.propose(staff, aims, chance)
    objectives.save(aims)
    say(f"{len(aims)} objectives")
    moves.save(staff, now)
    measures.Recorder(chance, now).record(aims)
    from_nothing.roll_up_all()
    closings.settle(aims, chance)
    say("key results, updates and the roll-up")
    drafts.save(staff, now)
    say("templates and drafts on their way")
    voices.Voices(chance, now).record(staff, aims)
    talks.Talks(chance, now, weeks=52 if count <= MANY else 20).record(staff)
    readings.save(staff, now)
    say("check-ins, actions and blockers")
    thanks.Thanks(chance, now).record(staff)
    questions.Questions(chance, now).record(staff)
    plans.save(staff, now)
    say("feedback and recognition")
    _count_rows()
    cycles.save(staff, chance, now, is_large=count > MANY)
    say("review cycles")
    mornings.save(staff, now)
    _count_rows()
    year.save(staff, chance, now, is_large=count > MANY)
    refreshing.refresh_all(now)
    effects.save(staff, chance, now)
    say("the bridge")


def _count_rows() -> None:
    """PostgreSQL counts them after the transaction; until then it plans as if there were none, and takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _objectives(staff: list[people.Person], chance: Chance, today) -> list[objectives.Aim]:
    quarters, years = periods.save(today)
    processes = objectives.save_processes(staff)
    planner = objectives.Planner(staff, chance, today, everybody=len(staff) <= MANY)
    by_year = {number: planner.year(number, period) for number, period in years.items()}
    for offset, period in quarters.items():
        planner.quarter(offset, period, by_year[period.starts_on.year], processes)
    return planner.aims


@transaction.atomic
def remove() -> int:
    """Take the demo company away with all that was recorded in it; returns how many people it had.

    Accounts made by `createsuperuser` stay, without the demo's department, manager and location. The rows go
    table by table: foreign keys are checked at the end of the transaction, so the order is free.
    """
    if not Organization.objects.current().is_demo:
        return 0
    gone = Employee.objects.filter(is_demo=True).order_by()
    count = gone.count()
    if connection.vendor == "postgresql":  # as it begins; anonymous answers that were written anew had it otherwise
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for model in _recorded_models():
        _delete(model._base_manager.all())
    Employee.objects.update(manager=None, department=None, location=None)
    for relation in Employee._meta.get_fields(include_hidden=True):
        if (relation.one_to_many or relation.one_to_one) and relation.auto_created:
            keyed = {f"{relation.field.name}__in": gone}  # type: ignore[union-attr]
            _delete(relation.related_model._base_manager.filter(**keyed))
    _delete(gone)
    # A company that begins now begins as an empty one does.
    add_starters(ObjectiveTemplate, TemplateKeyResult)
    starters.add_starters(Question)
    for each in missing_from(Template):
        template_tree.build(each, key=each["key"])
    _delete(Session.objects.all())
    return count


def _recorded_models() -> list[type[Model]]:
    """Every table of our own apps but that of the people."""
    own = (model for name in APPS for model in apps.get_app_config(name).get_models(include_auto_created=True))
    return [model for model in own if model is not Employee]


def _delete(rows: QuerySet) -> None:
    rows._raw_delete(rows.db)


def vacuum() -> None:
    """Give the room back, where the database keeps a file for it."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
