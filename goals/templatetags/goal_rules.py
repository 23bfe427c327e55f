from django import template

from goals import rules

register = template.Library()

for _rule in (
    rules.can_accept,
    rules.can_activate,
    rules.can_align,
    rules.can_cancel,
    rules.can_close,
    rules.can_decline,
    rules.can_edit,
    rules.can_rebaseline,
    rules.can_strike,
    rules.can_support,
    rules.can_update,
    rules.can_weigh,
    rules.can_withdraw,
):
    register.filter(_rule.__name__, _rule)  # {% if user|can_edit:objective %}
