import factory

from org.models import Department, Employee, Location, Organization, RoleGrant

PASSWORD = "correct horse battery"


class OrganizationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organization
        django_get_or_create = ["pk"]

    pk = 1
    name = "Meridian"


class LocationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Location

    name = factory.Sequence("Location {}".format)
    time_zone = "Europe/Berlin"


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department

    name = factory.Sequence("Department {}".format)


class EmployeeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Employee
        skip_postgeneration_save = True

    class Params:
        hr = factory.Trait(grant=factory.RelatedFactory("org.tests.factories.RoleGrantFactory", "employee"))

    first_name = "Ana"
    last_name = factory.Sequence("Souza {}".format)
    email = factory.Sequence("person{}@example.org".format)
    job_title = "Engineer"


class RoleGrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RoleGrant

    employee = factory.SubFactory(EmployeeFactory)
    role = RoleGrant.Role.HR
