"""Private notes and drafts are their author's alone, and a plan is of those who hold it: looked for in every page that
there is, of everybody else. One walk of all pages for each reader: a walk takes long."""

import pytest
from django.contrib import admin
from django.db import connection
from django.urls import get_resolver, reverse

from drafts.tests.factories import DraftFactory
from feedback.models import AskedQuestion, PlanAnswer, Question
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    BlockerFactory,
    CheckInFactory,
    PlanActionFactory,
    PlanFactory,
    PlanReviewFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from goals.tests.factories import KeyResultFactory, ObjectiveFactory
from perfmgmt.tests.test_matrix import numbered, our_routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# Searched for by its first word, because a page repeats what was searched for.
STEM, OF_MANAGER, OF_SUBJECT = "zebra", "zebra-in-the-attic", "zebra-in-the-cellar"
OF_PLAN = "zebra-on-the-plan"
READERS = ("manager", "former_manager", "skip_level", "peer", "hr", "hr_self", "administrator")
# What those who may read some of it do not read; to all others it is every word.
HIDDEN = {"manager": [OF_SUBJECT], "hr_self": [OF_MANAGER], "hr": [OF_MANAGER, OF_SUBJECT]}
# Opened by a secret, without a login; what they show has tests of its own.
BY_SECRET = {"org:invitation", "inbox:unsubscribe", "calendar:feed"}


@pytest.fixture
def written(cast):
    """What two people wrote for themselves alone, and around it one record of each kind.

    All have the number of one of these two people, so that a route needs few to find them all.
    """
    subject, manager = cast.subject, cast.manager
    first, second = subject.pk, manager.pk
    opened = CheckInFactory(pk=first, employee=subject, manager=manager, prepared=True)
    held = CheckInFactory(pk=second, employee=subject, manager=manager, done=True)
    Question.objects.filter(pk=first).delete()  # a starter, in the way
    AskedQuestion.objects.create(check_in=held, question=QuestionFactory(pk=first, manager=manager), answer="Fine")
    AgendaItemFactory(pk=first, employee=subject)
    ActionItemFactory(pk=first, check_in=held)
    BlockerFactory(pk=first, raised_by=subject, gone_up=True)
    KeyResultFactory(pk=first, objective=ObjectiveFactory(pk=first, owner=subject))
    PrivateNoteFactory(pk=first, check_in=held, author=manager, about=subject, text=OF_MANAGER)
    PrivateNoteFactory(pk=second, check_in=None, author=subject, about=manager, text=OF_SUBJECT)
    log = {"private_note": [OF_MANAGER], "went_well": [OF_MANAGER], "action-0-text": [OF_MANAGER]}
    prepare = {"private_note": [OF_SUBJECT], "how_it_goes": [OF_SUBJECT], f"answer_{first}": [OF_SUBJECT]}
    for pk, author, name, fields in ((first, manager, "log", log), (second, subject, "prepare", prepare)):
        path = reverse(f"feedback:{name}", args=[opened.pk])
        DraftFactory(pk=pk, author=author, key=f"check-in:{opened.pk}:{name}", path=path, fields=fields)


@pytest.fixture
def planned(cast):
    """What a plan says, in each of its texts; one that ended under the former manager stays theirs."""
    first, second, third = cast.subject.pk, cast.manager.pk, cast.former_manager.pk
    plan = PlanFactory(pk=first, employee=cast.subject, support=True, title=OF_PLAN, aim=OF_PLAN)
    PlanActionFactory(pk=first, plan=plan, text=OF_PLAN)
    PlanActionFactory(pk=second, plan=plan, text="Ask", drop_reason=OF_PLAN, dropped_at=plan.started_at)
    PlanReviewFactory(
        pk=first,
        plan=plan,
        text=OF_PLAN,
        check_in=CheckInFactory(pk=third, employee=cast.subject, manager=cast.former_manager, done=True),
    )
    PlanAnswer.objects.create(pk=first, plan=plan, kind="differ", text=OF_PLAN)
    words = {"pk": second, "title": OF_PLAN, "aim": OF_PLAN, "end_words": OF_PLAN, "ended": True}
    PlanFactory(employee=cast.subject, **words)


def addresses(cast) -> list[str]:
    """Of every route, with each of the numbers that could lead to one of these records or people."""
    numbers = [cast.subject.pk, cast.manager.pk]
    with_numbers = numbered(get_resolver().url_patterns)
    paths = [reverse("admin:index")]
    for name in sorted(our_routes() - BY_SECRET):
        arguments = with_numbers.get(name, {})
        for number in numbers if arguments else (0,):
            given = {arg: number if isinstance(value, int) else value for arg, value in arguments.items()}
            paths.append(reverse(name, kwargs=given))
    for model in admin.site._registry:
        room = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        paths.append(reverse(f"{room}_changelist"))
        paths += [reverse(f"{room}_{page}", args=[cast.subject.pk]) for page in ("change", "history")]
    return paths


@pytest.mark.parametrize("role", READERS)
def test_on_no_page_of_anybody_else_and_in_no_line_of_the_log(cast, written, planned, role, caplog):
    client, paths = cast.client(role), addresses(cast)

    answers = {path: client.get(path, {"q": STEM, "find": STEM}) for path in paths}

    pages = {path: answer.getvalue().decode(errors="replace") for path, answer in answers.items()}
    assert len(pages) > 350
    for text in HIDDEN.get(role, [f"{STEM}-"]):
        assert [path for path, page in pages.items() if text in page] == []
    assert f"{STEM}-" not in caplog.text
    # Its author finds it: so it is looked for where there is something to see.
    own, at_least = {"manager": (OF_MANAGER, 6), "hr_self": (OF_SUBJECT, 5)}.get(role, ("", 0))
    assert len([path for path, page in pages.items() if own in page and "/admin/" not in path]) >= at_least


@pytest.mark.parametrize("role", ["manager", "subject", "hr"])
def test_who_holds_a_plan_finds_it(cast, planned, role):
    client = cast.client(role)
    paths = [reverse("feedback:plan", args=[pk]) for pk in (cast.subject.pk, cast.manager.pk)]

    assert [OF_PLAN in client.get(path).content.decode() for path in paths] == [True, True]


def test_it_is_in_two_tables_alone(written):
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if not table.startswith("sqlite_")]
        found = set()
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names are the database's own
            found |= {table for row in cursor.fetchall() if STEM in str(row)}

    assert found == {"feedback_privatenote", "drafts_draft"}
