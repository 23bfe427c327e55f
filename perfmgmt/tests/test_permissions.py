import pytest
from django.urls import reverse

from perfmgmt.testing import row

PUBLIC = row(200, anonymous=200, leaver=200)
MATRIX = {
    "today": row(200),
    "search": row(200),
    "healthz": PUBLIC,
    "readyz": row(503, anonymous=503, leaver=503),  # no worker runs beside the tests
}


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, route):
    assert cast.statuses(MATRIX[route], lambda client: client.get(reverse(route))) == MATRIX[route]
