import pytest

from org.tests.factories import EmployeeFactory, OrganizationFactory
from reviews.models import Template
from reviews.starters import ANNUAL
from reviews.template_tree import build


@pytest.fixture
def hr(db):
    OrganizationFactory()
    return EmployeeFactory(hr=True, first_name="Hanna", last_name="Herr")


@pytest.fixture
def annual(db):
    """The built-in template of that name, as an open version of its own."""
    return build(ANNUAL, key="annual")


@pytest.fixture
def starters(db):
    return {each.key: each for each in Template.objects.all()}
