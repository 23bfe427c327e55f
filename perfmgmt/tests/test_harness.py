"""The harness refuses what it says it refuses."""

import socket

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Engine, Origin, Template
from django.test import RequestFactory
from django.test.client import ClientHandler

from org.models import Department
from org.tests.factories import DepartmentFactory, EmployeeFactory
from perfmgmt.testing import ROLES, cases, row

Refused = pytest.fail.Exception


def template(source, *, name="templates/here.html"):
    return Template(source, origin=Origin(name), engine=Engine.get_default())


def ask(view, method="get"):
    """As the test client asks, without a route."""
    handler = ClientHandler()
    handler._middleware_chain = lambda request: view(request)
    return handler(getattr(RequestFactory(), method)("/").environ)


@pytest.mark.parametrize("source", ["{{ missing }}", "{{ missing.part }}", "{{ missing|default:'x' }}",
                                    "{% blocktranslate %}{{ missing }}{% endblocktranslate %}"])  # fmt: skip
def test_undefined_variables_fail_in_our_templates(settings, source):
    with pytest.raises(Refused, match="missing"):
        template(source, name=str(settings.BASE_DIR / "templates/here.html")).render(Context())


@pytest.mark.parametrize("source", ["{% if missing %}x{% endif %}", "{% for x in missing %}x{% endfor %}"])
def test_what_may_be_missing(settings, source):
    assert template(source, name=str(settings.BASE_DIR / "templates/here.html")).render(Context()) == ""


def test_undefined_variables_are_empty_in_templates_of_packages():
    assert template("{{ missing }}", name="/usr/lib/site-packages/admin/x.html").render(Context()) == ""


def test_a_get_that_writes_fails(db):
    def view(request):
        Group.objects.create(name="x")

    with pytest.raises(Refused, match="a GET writes"):
        ask(view)


def test_a_post_writes(db):
    def view(request):
        Group.objects.create(name="x")
        return HttpResponse()

    assert ask(view, "post").status_code == 200


def test_a_form_that_posts_without_its_token_fails(db):
    with pytest.raises(Refused, match="token"):
        ask(lambda request: HttpResponse("<form action='/' method='post'><input name=a></form>"))


WITH_TOKEN = "<form method=post {}><input type=hidden name=csrfmiddlewaretoken>{}</form>"


@pytest.mark.parametrize(
    "field", ["<textarea name=a></textarea>", '<input type="text" name="reason" id="x">', "<input name=o5-reason >"]
)
def test_a_form_in_which_one_writes_without_a_draft_fails(db, field):
    with pytest.raises(Refused, match="can be lost"):
        ask(lambda request: HttpResponse(WITH_TOKEN.format("", field)))
    assert ask(lambda request: HttpResponse(WITH_TOKEN.format('data-draft="x"', field))).status_code == 200


@pytest.mark.parametrize(
    "field", ['<input type="hidden" name="reason">', '<input name="name">', "<select name=reason>"]
)
def test_a_form_in_which_nobody_writes_needs_no_draft(db, field):
    assert ask(lambda request: HttpResponse(WITH_TOKEN.format("", field))).status_code == 200


def test_a_form_that_gets_needs_no_token(db):
    assert ask(lambda request: HttpResponse("<form><input name=q></form>")).status_code == 200


def test_a_lock_without_of_fails(db):
    with pytest.raises(Refused, match="of="):
        Department.objects.select_for_update().first()


def test_unordered_rows_come_in_any_order(db):
    DepartmentFactory.create_batch(12)
    orders = {tuple(Department.objects.order_by().values_list("pk", flat=True)) for _ in range(20)}
    assert len(orders) > 1


def test_ordered_rows_keep_their_order(db):
    people = EmployeeFactory.create_batch(5)
    assert list(type(people[0]).objects.order_by("-pk")) == people[::-1]


def test_the_network_is_closed():
    with socket.socket() as stranger, pytest.raises(Refused, match="network"):
        stranger.connect(("192.0.2.1", 80))


def test_the_database_is_a_file_or_a_server(db):
    assert ":memory:" not in connection.settings_dict["NAME"]


def test_row_and_cases():
    assert row(200, hr=404)["hr"] == 404
    assert row(200)["anonymous"] == 302
    assert cases({"today": {"peer": 200}}) == [("today", "peer", 200)]


def test_the_cast_has_everyone(cast):
    people = [cast[role] for role in ROLES]
    assert people[0] is None
    assert cast.subject.manager == cast.manager
    assert cast.subject.is_hr
    assert cast.report.manager == cast.peer.manager.reports.get(pk=cast.subject.pk)
    assert cast.skip_level == cast.manager.manager
    assert cast.leaver.is_leaver()
    assert cast.former_manager in [record.manager for record in cast.subject.history.all()]
