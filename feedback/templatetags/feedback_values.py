from django import template
from django.utils.translation import gettext as _

from goals.models import KeyResult

register = template.Library()


@register.filter
def unit_sign(key_result: KeyResult) -> str:
    """What stands behind the field of a value: “%”, “days”, “EUR”, or nothing."""
    signs = {KeyResult.Unit.PERCENT: "%", KeyResult.Unit.DAYS: _("days"), KeyResult.Unit.CURRENCY: key_result.currency}
    return signs.get(key_result.unit, "")
