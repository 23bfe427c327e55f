from django import template

from goals import arithmetic, units
from goals.timeline import plain

register = template.Library()

register.filter("plain_number", units.number)  # {{ key_result.weight|plain_number }}
register.filter("stored_number", plain)  # {{ edit.new|stored_number }}
register.filter("in_unit", units.with_unit)  # {{ update.value|in_unit:key_result }}
register.filter("from_now_target", units.from_now_target)  # {{ key_result|from_now_target }}
register.filter("arithmetic", arithmetic.of_key_result)  # {{ key_result|arithmetic }}
register.filter("weights", arithmetic.weights)  # {{ sum|weights }}
register.filter("terms", arithmetic.terms)  # {{ sum|terms }}
register.filter("addition", arithmetic.addition)  # {{ sum|addition }}
