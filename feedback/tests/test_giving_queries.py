"""The pages of feedback cost the same, however long their lists."""

import pytest
from django.urls import reverse

from feedback import services
from feedback.tests.factories import CheckInFactory, CompanyValueFactory, FeedbackFactory
from goals.tests.factories import ObjectiveFactory
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("received", 3),
        ("given", 3),
        ("shared", 3),
        ("recognition", 6),
        ("recognition_of", 4),
        ("give", 8),
        ("read", 9),
    ],
)
def test_a_pages_queries_do_not_grow(cast, name, queries, count, django_assert_num_queries):
    role = {"given": "peer", "shared": "manager", "give": "manager"}.get(name, "subject")
    for _each in range(count):
        value = CompanyValueFactory()
        feedback = FeedbackFactory(
            giver=cast.peer, recipient=cast.subject, audience="everyone", readers=[cast.manager], value=value
        )
        ObjectiveFactory(owner=cast.subject)
        CheckInFactory(employee=cast.subject, manager=cast.manager, done=True)
    for person in [EmployeeFactory() for _each in range(count)]:
        services.thank(feedback, by=person)
        services.reply(feedback, by=person, text="Indeed.")
    args = {"read": [feedback.pk], "recognition_of": [cast.subject.pk]}.get(name, [])
    query = {"to": cast.subject.pk, "find": "example", "audience": "manager"} if name == "give" else {}
    client = cast.client(role)
    client.get(reverse(f"giving:{name}", args=args), query)

    with django_assert_num_queries(queries):
        assert client.get(reverse(f"giving:{name}", args=args), query).status_code == 200
