from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from org import tree
from org.models.access import RoleGrant
from org.models.department import Department
from org.models.location import Location
from org.models.organization import Cadence, Organization
from org.names import fold, searchable
from org.spelling import SHORTEST, ends, is_within
from org.zones import exists, local_dates, validate_time_zone, zone

NAMES = ["first_name", "preferred_name", "last_name"]
SEARCHED = [*NAMES, "email", "job_title"]
# Derived from the fields above by `derive`, and by nothing else.
DERIVED = ["search_text", "search_name"]
MOST_WORDS = 8
SHORTEST_WITHIN_A_NAME = 3
BY_NAME = (Lower("last_name"), Lower("first_name"), "pk")


class EmployeeQuerySet(models.QuerySet):
    def bulk_create(self, objs, **options):
        objs = list(objs)
        for person in objs:
            person.derive()
        return super().bulk_create(objs, **options)

    def bulk_update(self, objs, fields, **options):
        objs, fields = list(objs), list(fields)
        if not set(SEARCHED).isdisjoint(fields):
            for person in objs:
                person.derive()
            fields += DERIVED
        return super().bulk_update(objs, fields, **options)

    def search(self, words: str) -> "EmployeeQuerySet":
        """Those in whose name, title or e-mail each of the words is found; case and accents do not matter.

        A short word is within every other title: it counts where a word begins, with three letters within a name too.
        """
        people = self
        for word in fold(words).split()[:MOST_WORDS]:
            there = Q(search_text__contains=word)
            if not is_within(word):
                there = Q(search_text__startswith=word) | Q(search_text__contains=f" {word}")
                if len(word) >= SHORTEST_WITHIN_A_NAME:
                    there |= Q(search_name__contains=word)
            people = people.filter(there)
        return people

    def search_near(self, words: list[str]) -> "EmployeeQuerySet":
        """Among whom `search` would find those who are meant if there is a typing error in a name: more of them than
        are meant, which `org.spelling.closeness` measures. `words` are folded.
        """
        people = self
        for word in words:
            meant = Q(search_text__contains=word)
            if len(word) >= SHORTEST:
                first, last = ends(word)
                meant |= Q(search_name__contains=f" {first}") | Q(search_name__contains=f"{last} ")
            people = people.filter(meant)
        return people

    def under(self, person) -> "EmployeeQuerySet":
        """Everyone below `person` in the reporting line, without `person`, in one statement."""
        return self.filter(pk__in=ids_under(person))

    def line_of(self, person) -> "EmployeeQuerySet":
        """Everyone above `person` up to the top, without `person`, in one statement and no order."""
        leaves = Employee.objects.filter(pk=person.manager_id)
        return self.filter(pk__in=tree.ancestry(Employee.objects.all(), parent="manager", leaves=leaves, name="above"))

    def with_zone(self) -> "EmployeeQuerySet":
        """Each with `zone_name`: the person's own time zone, else the location's, else the organisation's."""
        return self.annotate(
            zone_name=Coalesce(
                NullIf(F("time_zone"), Value("")),
                NullIf(F("location__time_zone"), Value("")),
                Value(Organization.objects.current().time_zone),
            )
        )

    def present(self, now: datetime | None = None) -> "EmployeeQuerySet":
        """Hired and not left, each by the date in their own zone at `now`."""
        return self.where_on(
            now, lambda day: (Q(hired_on=None) | Q(hired_on__lte=day)) & (Q(left_on=None) | Q(left_on__gte=day))
        )

    def not_left(self, now: datetime | None = None) -> "EmployeeQuerySet":
        """Everyone but leavers; who starts later is there already."""
        return self.where_on(now, lambda day: Q(left_on=None) | Q(left_on__gte=day))

    def has_left(self, now: datetime | None = None) -> "EmployeeQuerySet":
        """The leavers."""
        return self.where_on(now, lambda day: Q(left_on__lt=day))

    def where_on(self, now: datetime | None, condition: Callable[[date], Q]) -> "EmployeeQuerySet":
        """Those for whom `condition(day)` holds on the date that it is in their own zone at `now`."""
        people = self.with_zone()
        zones = set(people.order_by().values_list("zone_name", flat=True).distinct())
        either = Q(pk__in=[])
        for day, names in local_dates(now or timezone.now(), zones).items():
            either |= Q(zone_name__in=names) & condition(day)
        return people.filter(either)

    def visible_to(self, viewer) -> "EmployeeQuerySet":
        """The directory is open to everyone who works here; what a person wrote is not in it."""
        return self.all() if viewer.is_authenticated else self.none()

    def by_name(self) -> "EmployeeQuerySet":
        return self.order_by(*BY_NAME)


def ids_under(person, *, with_self: bool = False) -> models.QuerySet:
    """The ids of everyone below `person`, in one column: within a filter on another table no person's row is read."""
    roots = Employee.objects.filter(**{"pk" if with_self else "manager": person.pk})
    return tree.branch(Employee.objects.all(), parent="manager", roots=roots, name="line")


class EmployeeManager(BaseUserManager.from_queryset(EmployeeQuerySet)):
    def last_changes(self) -> models.QuerySet:
        """The numbers of the rows in the history of people, the last one first."""
        return self.model.history.order_by("-history_id").values_list("history_id", flat=True)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        employee = self.model(email=self.normalize_email(email), **fields)
        employee.set_password(password)
        employee.full_clean(exclude=["password"])
        employee.save()
        return employee

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)


class _History(HistoricalRecords):
    """Without a row for what it does not keep: a login saves `last_login`, and nothing of the person changed."""

    def post_save(self, instance, created, using=None, **kwargs):
        saved = kwargs.get("update_fields")
        if saved is None or not set(saved) <= set(self.excluded_fields):
            super().post_save(instance, created, using=using, **kwargs)


class Employee(AbstractBaseUser, PermissionsMixin):
    """A person in the organisation; also the account that logs in, by e-mail."""

    email = models.EmailField(_("e-mail"), max_length=254)
    employee_number = models.CharField(_("employee number"), max_length=60, null=True, blank=True, unique=True)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    preferred_name = models.CharField(_("preferred name"), max_length=150, blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    job_level = models.CharField(
        _("job level"),
        max_length=60,
        blank=True,
        help_text=_("As the HR system calls it: P3, Senior, Manager. Reviews describe competencies by it."),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("department")
    )
    manager = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("manager")
    )
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("location")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("Left empty, the location's is used."),
    )
    language = models.CharField(_("language"), max_length=10, blank=True, choices=settings.LANGUAGES)
    cadence = models.CharField(
        _("check-in cadence"),
        max_length=10,
        blank=True,
        choices=Cadence,
        help_text=_("How often this person and their manager talk. Left empty, the organisation's is used."),
    )
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    # The last day: until then the person leaves on it, from the day after they are a leaver.
    left_on = models.DateField(_("leaves on"), null=True, blank=True)
    is_active = models.BooleanField(
        _("may log in"), default=True, help_text=_("Taken away, the account is closed at once; the records stay.")
    )
    # HR knows this person by an import, so that a complete file without them means that they left.
    is_imported = models.BooleanField(default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    invited_at = models.DateTimeField(_("invited"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # What a search looks through, folded: names, e-mail and title; and the names alone, between two spaces.
    search_text = models.TextField(editable=False, default="")
    search_name = models.TextField(editable=False, default="")

    # The line above this person, the direct manager first, where it was read with others' (org.lines.know).
    known_line: "list[Employee] | None" = None

    objects = EmployeeManager()
    history = _History(excluded_fields=["password", "last_login", *DERIVED])

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="org_employee_email_unique",
                violation_error_message=_("Somebody else has this e-mail address."),
            ),
            models.CheckConstraint(
                name="org_employee_not_own_manager",
                condition=Q(manager=None) | ~Q(manager=F("id")),
                violation_error_message=_("Nobody is their own manager."),
            ),
            models.CheckConstraint(
                name="org_employee_leaves_after_hire",
                condition=Q(hired_on=None) | Q(left_on=None) | Q(left_on__gte=F("hired_on")),
                violation_error_message=_("The last day cannot be before the hire date."),
            ),
            models.CheckConstraint(
                name="org_employee_number_not_empty",
                condition=~Q(employee_number=""),
                violation_error_message=_("An employee number is a text, or none."),
            ),
            models.CheckConstraint(
                name="org_employee_cadence",
                condition=Q(cadence__in=["", *Cadence.values]),
                violation_error_message=_("Choose one of the cadences."),
            ),
        ]
        indexes = [models.Index(Lower("last_name"), Lower("first_name"), name="org_employee_by_name")]

    def __str__(self):
        return self.get_full_name()

    def save(self, *args, **kwargs):
        self.derive()
        if kwargs.get("update_fields") is not None and not set(SEARCHED).isdisjoint(kwargs["update_fields"]):
            kwargs["update_fields"] = {*kwargs["update_fields"], *DERIVED}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Computes the fields in DERIVED; save() and the bulk writes do it."""
        self.search_text = searchable(*(getattr(self, field) for field in SEARCHED))
        self.search_name = f" {searchable(*(getattr(self, field) for field in NAMES))} "

    def get_absolute_url(self):
        return reverse("org:person", args=[self.pk])

    def get_full_name(self) -> str:
        return f"{self.preferred_name or self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.preferred_name or self.first_name

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in (self.get_short_name(), self.last_name) if part).upper()

    @property
    def has_password(self) -> bool:
        """The account was opened by its person."""
        return bool(self.password) and self.has_usable_password()

    # --- time ---

    @cached_property
    def zone(self) -> ZoneInfo:
        return self._own_zone() or zone(Organization.objects.current().time_zone)

    def zone_beside(self, organization: Organization) -> ZoneInfo:
        """As `zone`, of many people without a question for each. Select `location` with them."""
        return self._own_zone() or zone(organization.time_zone)

    def _own_zone(self) -> ZoneInfo | None:
        chosen = getattr(self, "zone_name", "") or self.time_zone
        names = (chosen, self.location.time_zone if self.location else "")
        return next((zone(name) for name in names if exists(name)), None)

    def today(self, now: datetime | None = None) -> date:
        """The date where this person is."""
        return (now or timezone.now()).astimezone(self.zone).date()

    def today_beside(self, organization: Organization, now: datetime) -> date:
        """As `today`, of many people without a question for each. Select `location` with them."""
        return now.astimezone(self.zone_beside(organization)).date()

    def is_leaver(self, now: datetime | None = None) -> bool:
        """True from the day after the last day, in the person's zone."""
        return self.left_on is not None and self.left_on < self.today(now)

    # --- roles; `manager` is whoever has reports, the others are granted ---

    @cached_property
    def open_grants(self) -> list[RoleGrant]:
        return list(self.role_grants.open()) if self.pk else []

    @property
    def is_hr(self) -> bool:
        return any(grant.role == RoleGrant.Role.HR for grant in self.open_grants)

    @property
    def has_special_access(self) -> bool:
        """Was named for it; it needs HR as well: see `org.rules.can_use_special_access`."""
        return any(grant.role == RoleGrant.Role.SPECIAL for grant in self.open_grants)

    @property
    def is_administrator(self) -> bool:
        return self.is_superuser

    @property
    def is_partner(self) -> bool:
        return any(grant.role == RoleGrant.Role.PARTNER for grant in self.open_grants)

    @cached_property
    def partner_departments(self) -> frozenset[int]:
        """The ids of the departments that this person is HR partner for, with all below them."""
        if not self.is_partner:
            return frozenset()
        return frozenset(self.departments_as(RoleGrant.Role.PARTNER).values_list("pk", flat=True))

    @cached_property
    def is_manager(self) -> bool:
        return self.reports.exists()

    @cached_property
    def last_change_of_people(self) -> int | None:
        """Another number as soon as anything of anybody has changed: what was computed of people at this one holds."""
        return Employee.objects.last_changes().first()

    @property
    def is_staff(self) -> bool:
        """Who may enter the admin; what they find there is decided room by room."""
        return self.is_active and (self.is_superuser or self.is_hr or self.is_partner)

    def departments_as(self, role: str) -> models.QuerySet:
        """The departments for which this person has the role `partner` or `head`, with all below them."""
        grants = RoleGrant.objects.open().filter(employee=self.pk, role=role)
        return Department.objects.under(Department.objects.filter(role_grants__in=grants))
