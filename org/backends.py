from collections.abc import Callable

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import Exists, Expression, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject

from org.models import Employee, Organization, RoleGrant
from org.together import Together


class _Fixed(Expression):
    """A subquery on a person, written once a process: Django takes longer to write it than the database to answer."""

    output_field = JSONField()

    def __init__(self, subquery: Callable[[], Subquery]):
        super().__init__()
        self.subquery = subquery
        self.written: dict[str, tuple] = {}

    def __call__(self) -> "_Fixed":
        return self

    def as_sql(self, compiler, connection):
        if connection.vendor not in self.written:
            people = Employee.objects.using(connection.alias).annotate(told=self.subquery())
            writer = people.query.get_compiler(connection=connection)
            writer.pre_sql_setup()
            self.written[connection.vendor] = writer.compile(people.query.annotations["told"])
        sql, params = self.written[connection.vendor]
        return sql, list(params)


_more: dict[str, Callable] = {}


def load_with_viewer(name: str, subquery: Callable[[], Subquery], *, is_fixed: bool = False) -> None:
    """An app above adds what many of its pages ask of their viewer: `viewer.<name>`, in the same one query.

    `is_fixed`: the subquery is the same at any time, but for the person that it is about.
    """
    _more[name] = _Fixed(subquery) if is_fixed else subquery


class EmployeeBackend(AuthenticationBackend):
    """Login by e-mail; a leaver's and a closed account is refused at login and at each request of an old session."""

    def _authenticate_by_email(self, email, password):
        # The person's own address alone: what allauth keeps beside it may be an old one.
        return self._check_password(Employee.objects.filter(email__iexact=email).first(), password)

    def get_user(self, user_id):
        # Everything that each page asks of its viewer, in the one query that each page makes for them.
        reports = Employee.objects.filter(manager=OuterRef("pk"))
        grants = RoleGrant.objects.open().filter(employee=OuterRef("pk")).order_by().values("employee")
        told = Together(JSONObject(id="pk", role="role", department_id="department"))
        viewer = (
            Employee.objects.select_related("location", "department")
            .annotate(is_manager=Exists(reports), grants=Subquery(grants.annotate(told=told).values("told")))
            .annotate(told_organization=Organization.objects.told())
            .annotate(**{name: subquery() for name, subquery in _more.items()})
            .filter(pk=user_id)
            .first()
        )
        if viewer is not None:
            Organization.objects.know(viewer.told_organization)
            viewer.open_grants = [RoleGrant(employee=viewer, **grant) for grant in viewer.grants or ()]
        return viewer if viewer is not None and self.user_can_authenticate(viewer) else None

    def user_can_authenticate(self, user):
        # The passwords of a demo company are public: left in a database that is now for real, they open nothing.
        if user.is_demo and not settings.DEMO:
            return False
        return super().user_can_authenticate(user) and not user.is_leaver()
