"""How tests speak with this app's pages."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse


def as_shown(response) -> dict:
    """What a browser would send of the page as it stands: every field of every form on it."""
    forms = response.context["forms"]
    data = {}
    for form in forms.forms:
        for field in form:
            value = field.value()
            if field.widget_type == "checkbox":
                data |= {field.html_name: "on"} if value else {}
            else:
                data[field.html_name] = field.field.widget.format_value(value) if value not in (None, "") else ""
                if isinstance(data[field.html_name], list):
                    data[field.html_name] = data[field.html_name][0]
    return data


def url(name, record):
    return reverse(f"feedback:{name}", args=[record.pk])


def text_of(response) -> str:
    return response.content.decode()


def field(html: str, name: str) -> str:
    """The value of a hidden field."""
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def words_of(response) -> str:
    """What one reads of the page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]
