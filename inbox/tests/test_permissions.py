import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from inbox import addresses, calendar_urls, deeds, services, urls
from inbox.models import Notification
from inbox.tests.factories import NotificationFactory
from org.models import Employee
from perfmgmt.testing import ROLES, admin_row, row

pytestmark = pytest.mark.django_db

# The news, the duties and the link are the subject's: nobody else's role opens them.
SUBJECTS = row(404, hr_self=200, subject=200)
MATRIX = {
    "index": row(200),
    "see_all": row(200),
    "news": SUBJECTS,
    "seen": SUBJECTS,
    "do": SUBJECTS,
    "snooze": SUBJECTS,
    "wake": row(200),  # one's own, whatever is asked
    "preferences": row(200),
    "calendar": row(200),
    # The address is the right, whoever is logged in where it is read.
    "calendar:feed": row(200, anonymous=200, leaver=200),
    # The link is the right: who is logged in as another is told so, who is not logged in may use it.
    "unsubscribe": row(403, anonymous=200, leaver=200, hr_self=200, subject=200),
}
TECHNICAL = admin_row("hr", "hr_self", "administrator")
ADMIN_MATRIX = {"inbox.mailledger": TECHNICAL, "inbox.atoncemail": TECHNICAL}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, thanks, waiting, route, method):
    secret = {
        "unsubscribe": lambda: addresses.unsubscribe_urls([cast.subject.pk])[cast.subject.pk],
        "calendar:feed": lambda: services.make_calendar(by=cast.subject),
    }
    if route in secret:
        url = secret[route]().removeprefix("http://testserver")
    else:
        args = [NotificationFactory(person=cast.subject).pk] if route in ("news", "seen") else []
        url = reverse(f"inbox:{route}", args=args)
    waiting.add(cast.subject, key="of-the-subject", due_on=None)
    deeds.register("of-the-subject:", subjects_deed(cast.subject))
    data = {"key": f"of-the-subject:{cast.subject.pk}"}

    statuses = cast.statuses(MATRIX[route], lambda client: getattr(client, method)(url, data))

    assert statuses == {role: expected(route, method, status) for role, status in MATRIX[route].items()}


BY_POST = {"index": 405, "calendar:feed": 405, "calendar": 422, "snooze": 422, "preferences": 422, "unsubscribe": 422}
POST_ONLY = {"seen", "do", "wake"}


def expected(route, method, status):
    if method == "post":
        return BY_POST.get(route, 302) if status == 200 else status
    return 405 if route in POST_ONLY and status in (200, 404) else status


def subjects_deed(subject):
    def deed(pk, *, by):
        return deeds.Done("Done.", "/") if Employee.objects.filter(pk=by.pk).get(pk=pk) == subject else None

    return deed


def test_matrix_names_every_route():
    feeds = {f"calendar:{pattern.name}" for pattern in calendar_urls.urlpatterns}
    assert MATRIX.keys() == {pattern.name for pattern in urls.urlpatterns} | feeds


@pytest.mark.parametrize("role", ROLES)
def test_news_is_visible_to_its_person_alone(cast, role):
    event = NotificationFactory(person=cast.subject)
    viewer = cast[role] or AnonymousUser()

    assert list(Notification.objects.visible_to(viewer)) == ([event] if role == "hr_self" else [])
