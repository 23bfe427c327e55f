"""The lists of the admin, whose rows become cards where the screen is narrow."""

from collections.abc import Iterator

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

register = template.Library()


@register.filter
def told_apart(row, headers) -> Iterator[SafeString]:
    """The cells of a row, each with its heading in `data-heading`: a card shows it, as it has no heading above."""
    for cell, header in zip(row, headers, strict=True):
        # The checkbox and the name of the row need no word before them.
        is_plain = cell.startswith("<td class=") and "action-checkbox" not in cell
        if is_plain and header["text"]:
            yield format_html('<td data-heading="{}"', capfirst(header["text"])) + SafeString(cell.removeprefix("<td"))
        else:
            yield cell
