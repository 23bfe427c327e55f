"""The look of the mail, once: mail programs want it on each element, a page under our policy in one hashed block."""

import base64
import hashlib

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_RULES = {
    "body": "margin:0;padding:0;background:#f8f8f6;color:#1b1d21;"
    "font-family:Inter,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5",
    "page": "max-width:560px;margin:0 auto;padding:32px 20px 40px",
    "brand": "margin:0 0 24px;font-size:14px;font-weight:600;color:#5b606a",
    "title": "margin:0;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.015em;color:#1b1d21",
    "day": "margin:4px 0 28px;font-size:14px;color:#5b606a",
    "list": "margin:0;padding:0;list-style:none",
    "item": "margin:0;padding:14px 0;border-top:1px solid #e4e4df",
    "name": "margin:0;font-size:16px;font-weight:600;color:#1b1d21;overflow-wrap:anywhere",
    "when": "margin:2px 0 0;font-size:14px;color:#5b606a",
    "soon": "color:#5b606a",
    "late": "font-weight:600;color:#b42a1d",
    "button": "display:inline-block;margin:12px 0 4px;padding:8px 14px;border-radius:6px;background:#3450b8;"
    "color:#ffffff;font-size:15px;font-weight:600;text-decoration:none",
    "why": "margin:2px 0 0;font-size:13px;color:#5b606a",
    "head": "margin:36px 0 10px;font-size:15px;font-weight:650;color:#1b1d21",
    "news": "margin:0;padding:12px 0;border-top:1px solid #e4e4df;font-size:15px",
    "link": "color:#3450b8",
    "foot": "margin:36px 0 0;padding:16px 0 0;border-top:1px solid #e4e4df;font-size:13px;color:#5b606a",
    "last": "margin:8px 0 0",
}
_DARK = {
    "body": "background:#131416;color:#ebecee",
    "brand": "color:#a9aeb8",
    "title": "color:#ebecee",
    "day": "color:#a9aeb8",
    "item": "border-color:#2a2d32",
    "name": "color:#ebecee",
    "when": "color:#a9aeb8",
    "late": "color:#f38b7d",
    "button": "background:#93a7ff;color:#10131f",
    "soon": "color:#a9aeb8",
    "why": "color:#a9aeb8",
    "head": "color:#ebecee",
    "news": "border-color:#2a2d32",
    "link": "color:#93a7ff",
    "foot": "border-color:#2a2d32;color:#a9aeb8",
}


def _block(rules: dict[str, str], *, important: bool) -> str:
    """`important`, where it has to win over what stands on the element."""
    mark = " !important" if important else ""
    return "".join(f".{name}{{{';'.join(part + mark for part in looks.split(';'))}}}" for name, looks in rules.items())


_DARK_BLOCK = f"@media (prefers-color-scheme:dark){{{_block(_DARK, important=True)}}}"


class Style:
    """`style.title` in a template gives the attributes of that element, `style.block` the stylesheet of the head."""

    def __init__(self, *, inline: bool):
        shape = 'class="{}" style="{}"' if inline else 'class="{}"'
        self._elements = {name: format_html(shape, name, rules) for name, rules in _RULES.items()}
        self.block: SafeString = mark_safe(_DARK_BLOCK if inline else _block(_RULES, important=False) + _DARK_BLOCK)

    def __getitem__(self, name: str) -> SafeString:
        return self._elements[name]

    @property
    def source(self) -> str:
        """What a Content-Security-Policy calls the block of the head."""
        return f"'sha256-{base64.b64encode(hashlib.sha256(self.block.encode()).digest()).decode()}'"


INLINE = Style(inline=True)
HEAD_ONLY = Style(inline=False)
