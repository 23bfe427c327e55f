"""The organisation that comes with the query for the viewer is the one that is stored."""

import pytest
from django.forms.models import model_to_dict

from org.models import Employee, Organization
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_demo", [True, False])
def test_what_is_told_is_what_is_stored(is_demo):
    stored = OrganizationFactory(working_days=[0, 2], time_zone="Asia/Kolkata", is_demo=is_demo, cadence="monthly")
    told = Employee.objects.annotate(told=Organization.objects.told()).get(pk=EmployeeFactory().pk).told

    assert model_to_dict(Organization.from_told(told)) == model_to_dict(stored)
    assert Organization.from_told(told).is_demo is is_demo
