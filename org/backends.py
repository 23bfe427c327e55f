from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import (
    BooleanField,
    DateTimeField,
    Exists,
    Expression,
    Field,
    IntegerField,
    JSONField,
    OuterRef,
    Subquery,
)
from django.db.models.functions import JSONObject
from django.utils import timezone

from org.models import Employee, Organization, RoleGrant
from org.together import Together


class Ago(Expression):
    """So long before now, where a subquery that is written once stands beside it: asked at each use."""

    output_field = DateTimeField()

    def __init__(self, span: timedelta):
        super().__init__()
        self.span = span

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def told(self, connection):
        return connection.ops.adapt_datetimefield_value(timezone.now() - self.span)


class Fixed(Expression):
    """A subquery on a person, written once a process: Django takes longer to write it than the database to answer.

    It may not depend on the moment in which it is written, but by `Ago`.
    """

    def __init__(self, subquery: Callable[[], Any], output_field: Field | None = None):
        super().__init__(output_field=output_field or JSONField())
        self.subquery = subquery
        self.written: dict[str, tuple] = {}

    def as_sql(self, compiler, connection):
        if connection.vendor not in self.written:
            people = Employee.objects.using(connection.alias).annotate(told=self.subquery())
            writer = people.query.get_compiler(connection=connection)
            writer.pre_sql_setup()
            self.written[connection.vendor] = writer.compile(people.query.annotations["told"])
        sql, params = self.written[connection.vendor]
        return sql, [param.told(connection) if isinstance(param, Ago) else param for param in params]


def _grants() -> Subquery:
    grants = RoleGrant.objects.open().filter(employee=OuterRef("pk")).order_by().values("employee")
    told = Together(JSONObject(id="pk", role="role", department_id="department"))
    return Subquery(grants.annotate(told=told).values("told"))


_loaded: dict[str, Expression] = {
    "is_manager": Fixed(lambda: Exists(Employee.objects.filter(manager=OuterRef("pk"))), BooleanField()),
    "last_change_of_people": Fixed(lambda: Subquery(Employee.objects.last_changes()[:1]), IntegerField()),
    "grants": Fixed(_grants),
    "told_organization": Fixed(Organization.objects.told),
}


def load_with_viewer(name: str, subquery: Callable[[], Any]) -> None:
    """An app above adds what many of its pages ask of their viewer: `viewer.<name>`, in the same one query.

    The subquery is the same at any time, but for the person that it is about and for `Ago`.
    """
    _loaded[name] = Fixed(subquery)


class EmployeeBackend(AuthenticationBackend):
    """Login by e-mail; a leaver's and a closed account is refused at login and at each request of an old session."""

    def _authenticate_by_email(self, email, password):
        # The person's own address alone: what allauth keeps beside it may be an old one.
        return self._check_password(Employee.objects.filter(email__iexact=email).first(), password)

    def get_user(self, user_id):
        # Everything that each page asks of its viewer, in the one query that each page makes for them.
        people = Employee.objects.select_related("location", "department").annotate(**_loaded)
        viewer = people.filter(pk=user_id).first()
        if viewer is not None:
            Organization.objects.know(viewer.told_organization)
            viewer.open_grants = [RoleGrant(employee=viewer, **grant) for grant in viewer.grants or ()]
        return viewer if viewer is not None and self.user_can_authenticate(viewer) else None

    def user_can_authenticate(self, user):
        # The passwords of a demo company are public: left in a database that is now for real, they open nothing.
        if user.is_demo and not settings.DEMO:
            return False
        return super().user_can_authenticate(user) and not user.is_leaver()
