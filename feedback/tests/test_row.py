"""All due check-ins in a row: which comes next, what is put off, and that nothing typed is lost on the way."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from drafts.models import Draft
from feedback import row, services
from feedback.models import CheckIn
from feedback.tests.factories import AgendaItemFactory, CheckInFactory
from feedback.tests.pages import as_shown, field, text_of, url
from org.models import Absence
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))
ROW = "/check-ins/row/"


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def manager(cast):
    return cast.client("manager")


@pytest.fixture
def due(cast):
    """Three that are due, the one that waits longest first, and four that are not to be logged today."""
    found = [
        CheckInFactory(
            employee=EmployeeFactory(manager=cast.manager, first_name=name), due_on=date(2026, 11, 20) + timedelta(day)
        )
        for day, name in enumerate(("Ada", "Bea", "Cleo"))
    ]
    CheckInFactory(employee=cast.subject, due_on=date(2026, 11, 24))  # tomorrow
    CheckInFactory(employee=EmployeeFactory(manager=cast.stranger))
    CheckInFactory(employee=EmployeeFactory(manager=cast.manager, left_on=date(2026, 11, 20)))
    away = CheckInFactory(employee=EmployeeFactory(manager=cast.manager))
    Absence.objects.create(employee=away.employee, starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 24))
    return found


def follow(client, path):
    return client.get(path, follow=True)


def sent(page, **words):
    return as_shown(page) | {"draft": field(text_of(page), "draft"), **words}


def test_each_that_is_logged_opens_the_next_until_none_is_left(manager, due):
    page, seen = follow(manager, ROW), []
    while "forms" in page.context:
        names = [each.employee.first_name for each in page.context["row"].left]
        seen.append((page.context["employee"].first_name, names))
        page = manager.post(page.redirect_chain[-1][0], sent(page), follow=True)

    assert seen == [("Ada", ["Ada", "Bea", "Cleo"]), ("Bea", ["Bea", "Cleo"]), ("Cleo", ["Cleo"])]
    assert "That was the last one" in text_of(page)
    assert [each.employee.first_name for each in page.context["logged"]] == ["Cleo", "Bea", "Ada"]
    assert CheckIn.objects.filter(state="done").count() == 3


def test_later_keeps_what_was_typed_as_a_draft_and_comes_at_the_end(manager, due):
    ada, bea, cleo = due
    page = follow(manager, ROW)

    page = manager.post(page.redirect_chain[-1][0], sent(page, went_well="HALF", later="1"), follow=True)
    place = page.redirect_chain[-1][0]
    names = [each.employee.first_name for each in page.context["row"].left]
    for other in (bea, cleo):
        services.skip(other, by=other.manager, reason="Ill")
    end = follow(manager, f"{ROW}?later={ada.pk}")
    back = follow(manager, ROW)

    assert (place, names) == (f"{url('log', bea)}?row=1&later={ada.pk}", ["Bea", "Cleo"])
    assert Draft.objects.get().data["went_well"] == "HALF"
    assert "1 is left for later" in text_of(end)
    assert (back.context["check_in"], "HALF" in text_of(back)) == (ada, True)
    assert CheckIn.objects.get(pk=ada.pk).state == "upcoming"


def test_later_of_an_untouched_form_leaves_no_draft(manager, due):
    page = follow(manager, ROW)

    manager.post(page.redirect_chain[-1][0], sent(page, later="1"))

    assert not Draft.objects.exists()


def test_later_keeps_what_was_only_ticked(manager, due):
    point = AgendaItemFactory(employee=due[0].employee)
    page = manager.get(ROW, follow=True)

    manager.post(page.redirect_chain[-1][0], sent(page, talked=str(point.pk), later="1"))

    assert Draft.objects.get().fields["talked"] == [str(point.pk)]


def test_later_of_what_is_too_long_for_a_draft_logs_nothing_and_keeps_it_on_the_page(manager, due):
    page = follow(manager, ROW)

    response = manager.post(page.redirect_chain[-1][0], sent(page, went_well="x" * 200_001, later="1"))

    assert (response.status_code, "x" * 200_001 in text_of(response)) == (422, True)
    assert not CheckIn.objects.filter(state="done").exists()


def test_skip_keeps_the_place(manager, due):
    ada, bea, cleo = due
    path = f"{url('skip', bea)}?row=1&later={ada.pk}"

    shown = text_of(manager.get(path))
    page = manager.post(path, {"reason": "Ill"}, follow=True)

    assert f'href="{url("log", bea)}?row=1&amp;later={ada.pk}"' in shown
    assert page.redirect_chain[-1][0] == f"{url('log', cleo)}?row=1&later={ada.pk}"
    assert f'href="{url("skip", cleo)}?row=1&amp;later={ada.pk}"' in text_of(page).replace("%2C", ",")


def test_adding_a_point_keeps_the_place(manager, due):
    ada, bea, _cleo = due
    place = f"{url('log', bea)}?row=1&later={ada.pk}"
    path = f"{url('agenda', bea.employee)}?row=1&later={ada.pk}&from=log&check_in={bea.pk}"

    log = text_of(manager.get(place)).replace("%2C", ",")
    agenda = text_of(manager.get(path))
    added = manager.post(path, {"text": "The bench"})

    assert f'href="{path.replace("&", "&amp;")}"' in log
    assert f'href="{place.replace("&", "&amp;")}"' in agenda
    assert added["Location"] == place
    assert "The bench" in text_of(manager.get(place))


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        ("from=log&check_in=12", "/check-ins/12/log/"),
        ("from=prepare&check_in=12", "/check-ins/12/prepare/"),
        ("from=log&check_in=12&row=1", "/check-ins/12/log/?row=1"),
        ("from=log&check_in=12&later=3", "/check-ins/12/log/"),
        ("from=log&check_in=//evil.example", ""),
        ("from=skip&check_in=12", ""),
        ("from=log", ""),
        ("", ""),
    ],
)
def test_back_leads_to_a_form_of_ours_or_nowhere(query, leads):
    assert row.came_from(QueryDict(query)) == leads


def test_a_refusal_stays_where_it_is(manager, due):
    page = follow(manager, ROW)

    response = manager.post(page.redirect_chain[-1][0], sent(page, held_on="2027-01-01", went_well="Typed"))

    assert (response.status_code, "Typed" in text_of(response)) == (422, True)
    assert "Log and next" in text_of(response)


def test_what_was_logged_or_moved_elsewhere_is_not_in_the_row(manager, due):
    ada, bea, cleo = due
    services.log(ada, by=ada.manager, entry=services.Entry(version=0, held_on=timezone.localdate()))
    services.move(bea, by=bea.employee, day=date(2026, 11, 25))

    page = follow(manager, f"{ROW}?later=,x,99999999999999999999,{ada.pk},{bea.pk}")

    assert page.context["row"].left == (cleo,)
    assert page.context["row"].later == ()


def test_with_nothing_due_the_page_says_so(cast):
    assert "No check-in is due" in text_of(cast.client("stranger").get(reverse("feedback:row")))


def test_the_index_offers_the_row(manager, due):
    assert "Log 3 in a row" in text_of(manager.get(reverse("feedback:index")))


def test_the_row_costs_one_query_more_than_the_page(cast, manager, due, django_assert_num_queries):
    manager.get(url("log", due[0]))

    with django_assert_num_queries(12):
        manager.get(f"{url('log', due[0])}?row=1")
