from django import template

from goals import agreement, rules

register = template.Library()

for _rule in (
    agreement.is_for_two,
    rules.can_accept,
    rules.can_activate,
    rules.can_agree,
    rules.can_align,
    rules.can_answer,
    rules.can_cancel,
    rules.can_close,
    rules.can_decline,
    rules.can_edit,
    rules.can_hand_over,
    rules.can_offer,
    rules.can_rebaseline,
    rules.can_send_back,
    rules.can_strike,
    rules.can_submit,
    rules.can_suggest,
    rules.can_take_back,
    rules.can_support,
    rules.can_update,
    rules.can_weigh,
    rules.can_withdraw,
    rules.can_withdraw_comment,
):
    register.filter(_rule.__name__, _rule)  # {% if user|can_edit:objective %}
