"""The small pieces that every page is made of. Builtins: no template needs to load them."""

from datetime import date, datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import lru_cache

import lucide
from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from perfmgmt.written import with_links

register = template.Library()

NOTHING = "–"
NEAR_DAYS = 30
STATUS_WORDS = {
    "on-track": gettext_lazy("On track"),
    "at-risk": gettext_lazy("At risk"),
    "off-track": gettext_lazy("Off track"),
    "stale": gettext_lazy("Stale"),
    "none": gettext_lazy("No measure yet"),
    "achieved": gettext_lazy("Achieved"),
    "partly-achieved": gettext_lazy("Partly achieved"),
    "missed": gettext_lazy("Missed"),
}


@register.simple_tag
def icon(name: str, **attributes) -> str:
    """A lucide icon as decoration: its meaning is always in the words beside it. An unknown one is a circle."""
    return _drawn(str(name), tuple(sorted((key, str(value)) for key, value in attributes.items())))


@lru_cache(maxsize=500)
def _drawn(name: str, attributes: tuple[tuple[str, str], ...]) -> str:
    wanted = {"class": "icon", "aria_hidden": "true"} | dict(attributes)
    try:
        return mark_safe(lucide._render_icon(name, 24, **wanted))
    except lucide.IconDoesNotExist:
        return mark_safe(lucide._render_icon("circle", 24, **wanted))


def _clamp(value) -> float:
    return min(max(float(value), 0.0), 1.0)


_BAR = (
    '<span class="progress {}-ink" role="img" aria-label="{}">'
    '<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">{}{}</svg></span>'
)
_REAL = '<rect class="real" y="3" width="{}" height="6" rx="1.5"/>'
_MARK = '<rect class="mark" x="{}" y="0" width=".9" height="12"/>'
_SPARK = (
    '<svg class="spark {}-ink" viewBox="0 0 84 22" aria-hidden="true">'
    '<polyline points="{}"/><circle cx="{}" cy="{}" r="2.25"/></svg>'
)


@register.simple_tag
def progress_bar(progress, expected=None, status: str = "none") -> str:
    """The bar, with a mark where it should be by now. `progress` and `expected` are 0 to 1, or None."""
    real = "" if progress is None else format_html(_REAL, f"{100 * _clamp(progress):.1f}")
    mark = "" if expected is None else format_html(_MARK, f"{99.1 * _clamp(expected):.1f}")
    return format_html(_BAR, status or "none", _against(progress, expected), real, mark)


def _against(progress, expected) -> str:
    if progress is None:
        return str(STATUS_WORDS["none"])
    if expected is None:
        return percent(progress)
    words = _("%(progress)s of an expected %(expected)s")
    return words % {"progress": percent(progress), "expected": percent(expected)}


@register.simple_tag
def progress_words(progress, expected=None) -> str:
    """“54 % of an expected 58 %”; “No measure yet” where there is none."""
    return _against(progress, expected)


@register.simple_tag
def status_chip(status: str) -> str:
    slug = str(status or "none")
    return format_html('<span class="status {}">{}</span>', slug, STATUS_WORDS.get(slug, slug))


@register.simple_tag
def sparkline(points, status: str = "none") -> str:
    """A small line of progress, 0 to 1 from the oldest; decoration beside a status in words."""
    known = [_clamp(point) for point in points if point is not None]
    known = known * 2 if len(known) == 1 else known
    if not known:
        return ""
    step = 82 / (len(known) - 1)
    at = [(f"{index * step:.1f}", f"{19.5 - 17 * value:.1f}") for index, value in enumerate(known)]
    return format_html(_SPARK, status or "none", " ".join(f"{x},{y}" for x, y in at), *at[-1])


@register.filter
def percent(value) -> str:
    """0.54 → “54 %”, with a real minus. Rounded, but never to 100 what has not arrived, nor to 0 what has begun."""
    if value is None or value == "":
        return NOTHING
    share = Decimal(str(value)) * 100
    whole = share.quantize(Decimal(1), ROUND_HALF_UP)
    if (whole == 100 and share < 100) or (whole == 0 and share > 0):
        whole = Decimal(99) if share > 50 else Decimal(1)
    told = formats.number_format(abs(whole), decimal_pos=0, force_grouping=abs(whole) >= 10_000)
    return f"{'−' if whole < 0 else ''}{told}\xa0%"


def _two_digits(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 1), ROUND_HALF_UP)


@register.filter
def share(value) -> str:
    """0.125 → “12.5 %”, 0.2 → “20 %”: one digit after the point where there is one, so that shares add up; of a share
    below one in a hundred two digits that say something: “0.02 %”."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(str(value)) * 100
    told = _two_digits(exact) if 0 < exact < 1 else exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    if told == 100 and exact < 100:
        told = Decimal("99.9")
    return f"{formats.number_format(told.normalize() + 0)}\xa0%"


@register.filter
def points(value, places: int = 1) -> str:
    """0.152 → “15.2”: percentage points, with a real minus; two digits of what would look like nothing: “0.011”.

    Among whole points (`places` 0) a part of one is “< 1”: digits would pretend to more than stands beside it.
    """
    if value is None or value == "":
        return NOTHING
    exact = Decimal(str(value)) * 100
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if exact and not rounded and not places:
        return "<\xa01" if exact > 0 else ">\xa0−1"
    if exact and not rounded:
        rounded = _two_digits(exact).normalize()
        places = -int(rounded.as_tuple().exponent)
    text = formats.number_format(abs(rounded), decimal_pos=places)
    return "−" + text if rounded < 0 else text


@register.filter
def number(value) -> str:
    """A plain decimal without trailing zeros, in the reader's manner: 12.100000000 → “12.1”."""
    if value is None or value == "":
        return NOTHING
    decimal = Decimal(str(value))
    whole = decimal == decimal.to_integral_value(ROUND_FLOOR)
    plain = format(decimal.quantize(Decimal(1)) if whole else decimal.normalize(), "f")
    text = formats.number_format(plain.lstrip("-"), use_l10n=True, force_grouping=abs(decimal) >= 10_000)
    return "−" + text if decimal < 0 else text


@register.filter
def near(value) -> str:
    """A date near today in words, the exact one as the title: “tomorrow”, “3 days ago”, further away “4 March 2027”."""
    if not value:
        return NOTHING
    exact = formats.date_format(value if not isinstance(value, datetime) else timezone.localtime(value), "DATE_FORMAT")
    day: date = timezone.localdate(value) if isinstance(value, datetime) else value
    away = (day - timezone.localdate()).days
    return format_html('<time datetime="{}" title="{}">{}</time>', day.isoformat(), exact, _near_words(away) or exact)


def _near_words(away: int) -> str:
    if abs(away) > NEAR_DAYS:
        return ""
    known = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in known:
        return known[away]
    if away > 0:
        return ngettext("in %(days)d day", "in %(days)d days", away) % {"days": away}
    return ngettext("%(days)d day ago", "%(days)d days ago", -away) % {"days": -away}


@register.filter
def face(person) -> str:
    """The class of a person's colour, always the same for the same person."""
    return ("", "b", "c", "d")[(person.pk or 0) % 4]


@register.simple_tag
def path_of(name: str, *args) -> str:
    """The path of a named URL, or nothing where that page is not there."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def written(text) -> SafeString:
    """`<p class="typed">{{ text|written }}</p>`: what somebody wrote, with links that can be followed."""
    return with_links(str(text or ""))
