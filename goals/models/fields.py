"""The two kinds of decimals: what people type, and progress."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

SIGNIFICANT_DIGITS = 15
VALUE_PLACES = 9
PROGRESS_PLACES = 12


def validate_significant_digits(value: Decimal) -> None:
    """At most 15 significant digits: SQLite keeps no more, and a digit must not depend on the database."""
    digits = len("".join(map(str, value.normalize().as_tuple().digits)).strip("0") or "0")
    if digits > SIGNIFICANT_DIGITS:
        raise ValidationError(
            _("%(value)s has more than %(digits)d significant digits; round it."),
            params={"value": value, "digits": SIGNIFICANT_DIGITS},
            code="digits",
        )


def value_field(verbose_name, **options) -> models.DecimalField:
    """A value or weight: 15 significant digits, at most 9 of them after the point."""
    validators = [*options.pop("validators", []), validate_significant_digits]
    return models.DecimalField(
        verbose_name,
        max_digits=SIGNIFICANT_DIGITS + VALUE_PLACES,
        decimal_places=VALUE_PLACES,
        validators=validators,
        **options,
    )


def progress_field() -> models.DecimalField:
    """Counted progress, 0 to 1, 12 places; null is *no measure yet*. Written by goals.rollup alone."""
    return models.DecimalField(
        max_digits=PROGRESS_PLACES + 1, decimal_places=PROGRESS_PLACES, null=True, editable=False
    )
