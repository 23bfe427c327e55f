import json

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from drafts import saying, tickets

register = template.Library()

register.filter("said_at", saying.said_at)  # {{ draft|said_at }}


@register.simple_tag(takes_context=True)
def draft_attributes(context) -> SafeString:
    """What the script needs to know of the form: `<form … {% draft_attributes %}>`. Its view is `drafted`."""
    sheet = context["request"].draft
    mark = tickets.mark_of(context["request"].user)
    if sheet.in_tab_only:
        return format_html('data-draft="{}" data-draft-person="{}" data-draft-only="tab"', sheet.key, mark)
    return format_html(
        'data-draft="{}" data-draft-person="{}" data-draft-url="{}" data-draft-ticket="{}" data-draft-base="{}"{}{}',
        sheet.key,
        mark,
        reverse("drafts:save"),
        sheet.ticket.text(),
        sheet.base,
        # Typed and refused: it is saved as it stands. Where there is nothing in it, only what was saved before ends.
        SafeString(" data-draft-typed") if sheet.typed and (sheet.shown or not sheet.says_nothing) else "",
        _stored(sheet),
    )


def _stored(sheet) -> SafeString:
    """On a page that shows what was typed: what stood there before, so that the script knows when it is the same."""
    if not sheet.typed and sheet.data is None:
        return SafeString("")
    return format_html(' data-draft-stored="{}"', "" if sheet.stored is None else json.dumps(sheet.stored))


@register.simple_tag(takes_context=True)
def draft_person(context) -> SafeString:
    """On the body: in a tab that somebody else goes on with, the script drops what the one before had typed."""
    user = getattr(context.get("request"), "user", None)
    return format_html('data-person="{}"', tickets.mark_of(user)) if user else SafeString("")


@register.inclusion_tag("drafts/_in_form.html", takes_context=True)
def draft_in_form(context):
    """At the top of the form: that a draft is in it, and where there are two."""
    sheet = context["request"].draft
    return {
        "sheet": sheet,
        "mine": sheet.shown if sheet.data is not None else None,
        "several": saying.several(sheet.shown, sheet.others),
    }


@register.inclusion_tag("parts/_draft_note.html", takes_context=True)
def draft_note(context, button: str = ""):
    """Beside the button: what is saved, the button for those without JavaScript, and what the form carries along."""
    sheet = context["request"].draft
    words = saying.saved(sheet.shown) if sheet.shown and not sheet.says_nothing else ""
    return {"sheet": sheet, "button": button or _("Save draft"), "words": words}
