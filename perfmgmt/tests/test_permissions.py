import pytest
from django.urls import reverse

from perfmgmt.testing import row

PUBLIC = row(200, anonymous=200, leaver=200)
MATRIX = {
    "today": row(200),
    "search": row(200),
    # Parts of Today: alone they lead to the page that they are drawn from.
    "today_bridge": row(302),
    "today_cycles": row(404, hr=302, hr_self=302),
    "team": row(200),
    "healthz": PUBLIC,
    "readyz": row(503, anonymous=503, leaver=503),  # no worker runs beside the tests
    # Of the subject, for those above them in the line; to the subject it is their own page.
    "team_of": row(404, manager=200, skip_level=200, hr_self=302),
}
OF_THE_SUBJECT = ("team_of",)


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, route):
    path = reverse(route, args=[cast.subject.pk] if route in OF_THE_SUBJECT else [])
    assert cast.statuses(MATRIX[route], lambda client: client.get(path)) == MATRIX[route]
