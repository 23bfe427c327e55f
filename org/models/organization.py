import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from org.zones import validate_time_zone


class Cadence(models.TextChoices):
    WEEKLY = "weekly", _("every week")
    TWO_WEEKS = "two-weeks", _("every two weeks")
    MONTHLY = "monthly", _("every month")

    @property
    def days(self) -> int:
        """Its length in days; a month counts 30."""
        return {"weekly": 7, "two-weeks": 14, "monthly": 30}[self.value]


def working_days_default() -> list[int]:
    return [0, 1, 2, 3, 4]


def validate_working_days(value) -> None:
    """A list of different weekdays, Monday is 0; at least one."""
    if not isinstance(value, list) or not value or len(set(value)) != len(value) or not set(value) <= set(range(7)):
        raise ValidationError(_("Choose at least one working day."))


# Within a request the settings are read once; the list holds them, or is empty until they are asked for.
_read: ContextVar[list | None] = ContextVar("organization", default=None)


@contextmanager
def read_once() -> Iterator[None]:
    """Within it, `Organization.objects.current()` asks the database once."""
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


class OrganizationManager(models.Manager["Organization"]):
    def current(self) -> "Organization":
        """The one row of settings; with the defaults, unsaved, where HR has not set any yet."""
        read = _read.get()
        if read is None:
            return self._fetch()
        if not read:
            read.append(self._fetch())
        return read[0]

    def told(self) -> Subquery:
        """The row as JSON, for a query that asks for something else as well; see `know`."""
        names = [field.attname for field in self.model._meta.concrete_fields]
        return Subquery(self.filter(pk=1).values(told=JSONObject(**{name: name for name in names})))

    def know(self, told: dict | None) -> None:
        """Within `read_once` nobody asks again for what was `told`."""
        read = _read.get()
        if read is not None and not read:
            read.append(self.model.from_told(told) if told else Organization(pk=1))

    def _fetch(self) -> "Organization":
        return self.filter(pk=1).first() or Organization(pk=1)


class Organization(models.Model):
    """One row of settings, which HR edits."""

    name = models.CharField(_("name"), max_length=120, default="Our company")
    fiscal_year_starts_in = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    working_days = models.JSONField(_("working days"), default=working_days_default, validators=[validate_working_days])
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    cadence = models.CharField(_("check-in cadence"), max_length=10, choices=Cadence, default=Cadence.TWO_WEEKS)
    anonymity_threshold = models.PositiveSmallIntegerField(
        _("anonymity threshold"),
        default=3,
        validators=[MinValueValidator(3)],
        help_text=_("Anonymous answers are shown only in groups of at least this many."),
    )
    is_demo = models.BooleanField(default=False, editable=False)

    objects = OrganizationManager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisation")
        constraints = [
            models.CheckConstraint(
                name="org_organization_is_one_row",
                condition=Q(pk=1),
                violation_error_message=_("There is one organisation; edit that one."),
            ),
            models.CheckConstraint(
                name="org_organization_fiscal_month",
                condition=Q(fiscal_year_starts_in__range=(1, 12)),
                violation_error_message=_("A month is a number from 1 to 12."),
            ),
            models.CheckConstraint(
                name="org_organization_cadence",
                condition=Q(cadence__in=Cadence.values),
                violation_error_message=_("Choose one of the cadences."),
            ),
            models.CheckConstraint(
                name="org_organization_k_at_least_3",
                condition=Q(anonymity_threshold__gte=3),
                violation_error_message=_("The anonymity threshold is 3 or more."),
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        if read := _read.get():
            read.clear()

    def week_start(self, day: date) -> date:
        """The day on which the week of `day` began: its first working day, the one after the longest stretch off.

        Sunday where one works from Sunday to Thursday; Monday where each day is one.
        """
        works = [weekday in self.working_days for weekday in range(7)]
        rest = {start: next(n for n in range(1, 8) if works[start - n]) for start in range(7) if works[start]}
        return day - timedelta(days=(day.weekday() - max(rest, key=lambda start: rest[start])) % 7)

    @classmethod
    def from_told(cls, told: dict) -> "Organization":
        """From the JSON of `told`, in which SQLite has a list as text and a truth as a number."""
        days = told["working_days"]
        days = json.loads(days) if isinstance(days, str) else days
        told = told | {"working_days": days, "is_demo": bool(told["is_demo"])}
        names = [field.attname for field in cls._meta.concrete_fields]
        return cls.from_db("default", names, [told[name] for name in names])
