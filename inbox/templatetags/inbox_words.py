from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox import kinds

register = template.Library()


@register.filter
def sentence(news) -> str:
    """What happened, in the words of the app that told it."""
    kind = kinds.kind(news.kind)
    return kind.sentence(news.actor) if kind else _("Something happened that this version no longer knows")


@register.filter
def kind_icon(news) -> str:
    kind = kinds.kind(news.kind)
    return kind.icon if kind else "bell"


@register.filter
def late_words(duty, today) -> str:
    """“3 days late”; nothing where the duty is not late."""
    days = duty.days_late(today)
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days} if days > 0 else ""
