"""A draft is its author's alone. The draft of the matrix is the manager's, about the subject."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from drafts import urls
from drafts.models import Draft
from drafts.tests.factories import DraftFactory
from drafts.tests.pages import Tab
from feedback.tests.factories import CheckInFactory
from perfmgmt.testing import ROLES, row

pytestmark = pytest.mark.django_db

MATRIX = {
    "index": row(200),
    "save": row(405, anonymous=405, leaver=405),
    "draft": row(404, manager=200),
    "compare": row(404, manager=200),
    "discard": row(404, manager=200),
}
SECRET = "zebra in the attic"
OTHERS = [role for role in ROLES if role != "manager"]


@pytest.fixture
def drafts(cast):
    check_in = CheckInFactory(employee=cast.subject, manager=cast.manager)
    place = {"key": f"check-in:{check_in.pk}:log", "path": reverse("feedback:log", args=[check_in.pk])}
    fields = {"went_well": [SECRET], "private_note": [SECRET]}
    return [DraftFactory(author=cast.manager, fields=fields | {"x": [str(n)]}, **place) for n in (1, 2)]


def path_of(route, drafts) -> str:
    return reverse(f"drafts:{route}", args=[] if route in ("index", "save") else [drafts[0].pk])


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, drafts, route):
    path = path_of(route, drafts)

    assert cast.statuses(MATRIX[route], lambda client: client.get(path)) == MATRIX[route]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("route", ["compare", "discard"])
def test_nobody_else_chooses_or_discards(cast, drafts, role, route):
    names = [f"{draft.pk}-{draft.revision}" for draft in drafts]

    response = cast.client(role).post(path_of(route, drafts), {"keep": names[0], "drop": names[1]})

    assert response.status_code == (302 if role in ("anonymous", "leaver") else 404)
    assert Draft.objects.filter(state="open").count() == 2


@pytest.mark.parametrize("role", [*OTHERS, "subject"])
def test_nobody_else_saves_with_its_ticket(cast, drafts, role):
    tab = Tab(cast.client("manager"), drafts[0].path).open()
    tab.client = cast.client(role)

    answer = tab.save(went_well="Written over")

    assert answer.status_code == (401 if role in ("anonymous", "leaver") else 403)
    assert [draft.fields["went_well"] for draft in Draft.objects.all()] == [[SECRET]] * 2


def test_matrix_names_every_route():
    assert MATRIX.keys() == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize("role", ROLES)
def test_visible_to_its_author_alone(cast, drafts, role):
    seen = list(Draft.objects.visible_to(cast[role] or AnonymousUser()).order_by("pk"))

    assert seen == (drafts if role == "manager" else [])


def everything(cast, drafts) -> list[str]:
    """Each page that shows something of these people, of the check-in, or of drafts; and all rooms of the admin."""
    check_in = drafts[0].key.split(":")[1]
    paths = [reverse(f"feedback:{name}", args=[check_in]) for name in ("check_in", "log", "prepare", "skip")]
    paths += [reverse("feedback:raise_blocker"), reverse("feedback:index"), reverse("goals:create")]
    paths += [reverse(name) for name in ("today", "inbox:index", "drafts:index", "goals:index", "org:people")]
    for person in (cast.subject, cast.manager):
        paths += [reverse("org:person", args=[person.pk]), reverse("feedback:history", args=[person.pk])]
        paths.append(reverse("admin:org_employee_change", args=[person.pk]))
    paths += [path_of(name, drafts) for name in ("draft", "compare", "discard")]
    paths.append(f"{reverse('search')}?q=zebra")
    for model in admin.site._registry:
        paths.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    return [*paths, reverse("admin:index")]


@pytest.mark.parametrize("role", [*OTHERS, "subject"])
def test_its_text_is_on_no_page_of_anybody_else(cast, drafts, role):
    client = cast.client(role)

    assert [path for path in everything(cast, drafts) if SECRET in client.get(path).content.decode()] == []


def test_its_text_is_on_its_authors_pages(cast, drafts):
    client = cast.client("manager")

    found = [path for path in everything(cast, drafts) if SECRET in client.get(path).content.decode()]

    assert {drafts[0].path, path_of("index", drafts), path_of("draft", drafts)} <= set(found)


def test_its_text_is_in_one_table_alone_and_in_none_once_it_was_sent(cast, drafts):
    assert tables_with(SECRET) == {"drafts_draft"}

    cast.client("manager").post(path_of("discard", drafts))
    drafts[1].delete()

    assert tables_with(SECRET) == set()


def tables_with(text) -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names are the database's own
            found |= {table for row in cursor.fetchall() if text in str(row)}
    return found


def test_there_is_no_room_in_the_admin_and_no_history():
    assert Draft not in admin.site._registry
    assert not hasattr(Draft, "history")


def test_its_text_is_in_no_log(cast, caplog, settings):
    tab = Tab(cast.client("manager"), reverse("feedback:raise_blocker")).open()
    caplog.set_level(0)

    tab.save(text=SECRET)
    tab.client.post(reverse("drafts:save"), tab.body(text=SECRET) | {"ticket": SECRET}, content_type="application/json")

    assert SECRET not in caplog.text
    assert "/drafts/save/" in caplog.text


def test_its_text_is_in_no_mail(cast, drafts, mailoutbox):
    call_command("send_daily_mail", now="2026-11-25T09:30:00+00:00")

    assert [mail for mail in mailoutbox if SECRET in str(mail.message())] == []


def test_its_own_words_are_not_its_text(cast, drafts):
    """What a traceback, a shell or a list of related objects shows of it."""
    assert SECRET not in f"{drafts[0]!r}{drafts[0]}"
    assert SECRET in serializers.serialize("json", drafts)  # a backup holds it, as it holds everything
