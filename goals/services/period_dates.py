"""The days of a period that goals hang on already: what was agreed and recorded in it stays within it."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db.models import Max, Min, Q
from django.utils import formats
from django.utils.translation import gettext as _

from goals.models import KeyResult, Objective, Period, ProgressUpdate


def refuse_days(period: Period) -> None:
    """Refuses days of `period`, as they are to be saved, that leave out a value, a due date or an alignment."""
    said = defaultdict(list)
    _about_updates(period, said)
    _about_due_dates(period, said)
    _about_alignments(period, said)
    if said:
        raise ValidationError({name: ValidationError(words, code="in_use") for name, words in said.items()})


def _about_updates(period: Period, said) -> None:
    recorded = ProgressUpdate.objects.filter(key_result__objective__period=period)
    first = recorded.aggregate(first=Min("day"))["first"]
    if first is not None and first < period.starts_on:
        said["starts_on"].append(
            _("Values are recorded in it from %(day)s on. Choose that day or an earlier one.") % {"day": _day(first)}
        )


def _about_due_dates(period: Period, said) -> None:
    due = KeyResult.objects.filter(objective__period=period).aggregate(first=Min("due_on"), last=Max("due_on"))
    if due["first"] is not None and due["first"] < period.starts_on:
        said["starts_on"].append(
            _("A key result in it is due on %(day)s. Choose that day or an earlier one.") % {"day": _day(due["first"])}
        )
    if due["last"] is not None and due["last"] > period.ends_on:
        said["ends_on"].append(
            _("A key result in it is due on %(day)s. Choose that day or a later one.") % {"day": _day(due["last"])}
        )


def _about_alignments(period: Period, said) -> None:
    """A period holds the whole of those whose objectives are aligned into it; a declined alignment hangs on nothing."""
    aligned = Objective.objects.exclude(alignment=Objective.Alignment.DECLINED).exclude(aligned_to=None).order_by()
    above = aligned.filter(period=period).values("aligned_to__period")
    below = aligned.filter(aligned_to__period=period).values("period")
    for other in Period.objects.filter(Q(pk__in=above) & ~Q(pk=period.pk)):
        words = _("Objectives in it are aligned to some of %(period)s. Choose a day within %(first)s to %(last)s.")
        if period.starts_on < other.starts_on or period.starts_on > other.ends_on:
            said["starts_on"].append(words % _of(other))
        if period.ends_on > other.ends_on or period.ends_on < other.starts_on:
            said["ends_on"].append(words % _of(other))
    for other in Period.objects.filter(Q(pk__in=below) & ~Q(pk=period.pk)):
        if other.starts_on < period.starts_on:
            words = _("Objectives of %(period)s are aligned to some in it. Choose %(first)s or an earlier day.")
            said["starts_on"].append(words % _of(other))
        if other.ends_on > period.ends_on:
            words = _("Objectives of %(period)s are aligned to some in it. Choose %(last)s or a later day.")
            said["ends_on"].append(words % _of(other))


def _of(period: Period) -> dict:
    return {"period": period, "first": _day(period.starts_on), "last": _day(period.ends_on)}


def _day(day) -> str:
    return formats.date_format(day)
