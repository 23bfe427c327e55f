import pytest
from django.urls import reverse

from org import urls
from org.models import Absence
from perfmgmt.testing import admin_row, row

pytestmark = pytest.mark.django_db

# The records looked at are the subject's.
MATRIX = {
    "people": row(200),
    "chart": row(200),
    "chart_of": row(200),
    "timeline": row(200),
    "account": row(200),
    "person": row(200),
    "invitation": row(410, anonymous=410, leaver=410),
    "add_absence": row(403, manager=200, hr=200, hr_self=200, subject=200),
    "remove_absence": row(404, manager=200, hr=200, hr_self=200, subject=200),
}
# The administrator sees settings and accounts; people's days away, roles and the import are HR's.
HR, TECHNICAL = admin_row("hr", "hr_self"), admin_row("hr", "hr_self", "administrator")
ADMIN_MATRIX = {
    "org.absence": HR,
    "org.accountmail": TECHNICAL,
    "org.department": HR,
    "org.employee": TECHNICAL,
    "org.location": TECHNICAL,
    "org.organization": TECHNICAL,
    "org.peopleimport": HR,
    "org.rolegrant": HR,
}


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, route):
    absence = Absence.objects.create(employee=cast.subject, starts_on="2026-10-05", ends_on="2026-10-09")
    args = {
        "person": [cast.subject.pk],
        "chart_of": [cast.subject.pk],
        "timeline": [cast.subject.pk],
        "add_absence": [cast.subject.pk],
        "remove_absence": [absence.pk],
        "invitation": ["forged"],
    }

    path = reverse(f"org:{route}", args=args.get(route, []))

    assert cast.statuses(MATRIX[route], lambda client: client.get(path)) == MATRIX[route]


def test_matrix_names_every_route():
    assert MATRIX.keys() == {pattern.name for pattern in urls.urlpatterns}
