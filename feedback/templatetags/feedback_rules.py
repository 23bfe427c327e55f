from django import template

from feedback import rules

register = template.Library()

register.filter("can_acknowledge", rules.can_acknowledge)  # {{ user|can_acknowledge:blocker }}
register.filter("reads_course", rules.reads_course)
register.filter("can_help", rules.can_help)
register.filter("can_resolve", rules.can_resolve)
