import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from inbox import addresses, urls
from inbox.models import Notification
from inbox.tests.factories import NotificationFactory
from perfmgmt.testing import ROLES, admin_row, row

pytestmark = pytest.mark.django_db

# The news and the link are the subject's: nobody else's role opens them.
MATRIX = {
    "index": row(200),
    "see_all": row(200),
    "news": row(404, hr_self=200, subject=200),
    "preferences": row(200),
    # The link is the right: who is logged in as another is told so, who is not logged in may use it.
    "unsubscribe": row(403, anonymous=200, leaver=200, hr_self=200, subject=200),
}
ADMIN_MATRIX = {"inbox.mailledger": admin_row("hr", "hr_self", "administrator")}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, thanks, waiting, route, method):
    url = addresses.unsubscribe_urls([cast.subject.pk])[cast.subject.pk].removeprefix("http://testserver")
    if route != "unsubscribe":
        args = [NotificationFactory(person=cast.subject).pk] if route == "news" else []
        url = reverse(f"inbox:{route}", args=args)

    statuses = cast.statuses(MATRIX[route], lambda client: getattr(client, method)(url))

    by_post = {"index": 405, "see_all": 302, "news": 302, "preferences": 422, "unsubscribe": 422}
    assert statuses == {
        role: by_post[route] if method == "post" and status == 200 else status for role, status in MATRIX[route].items()
    }


def test_matrix_names_every_route():
    assert MATRIX.keys() == {pattern.name for pattern in urls.urlpatterns}


@pytest.mark.parametrize("role", ROLES)
def test_news_is_visible_to_its_person_alone(cast, role):
    event = NotificationFactory(person=cast.subject)
    viewer = cast[role] or AnonymousUser()

    assert list(Notification.objects.visible_to(viewer)) == ([event] if role == "hr_self" else [])
