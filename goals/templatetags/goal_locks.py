"""What is locked, said beforehand: `{{ objective.period|progress_lock }}`, empty where it is open.

By the reader's own day, which the request's time zone is.
"""

from django import template
from django.utils import timezone

from goals import locks
from goals.locks import Lock

register = template.Library()


@register.filter
def definitions_lock(period) -> str:
    return locks.sentence(period, Lock.DEFINITIONS, timezone.localdate())


@register.filter
def progress_lock(period) -> str:
    return locks.sentence(period, Lock.PROGRESS, timezone.localdate())
