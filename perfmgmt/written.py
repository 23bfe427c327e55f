"""What people write, as it is shown: plain text with its lines (`class="typed"`), and addresses that one can follow.

Nothing in it is read as markup: `<script>`, Markdown and `javascript:` stay the characters that were typed.
"""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString

ADDRESS = re.compile(r"https?://[^\s<>\"“”‘’«»\u200e\u200f\u202a-\u202e\u2066-\u2069]+", re.I)
# What ends a sentence, or closes what was opened before the address.
AFTER = ".,;:!?'*_)]}…"
LONGEST = 2_000
REL = "nofollow noopener noreferrer"


def with_links(text: str) -> SafeString:
    """Escaped, each http address a link whose words are the address itself."""
    pieces: list[str] = []
    end = 0
    for match in ADDRESS.finditer(text):
        address = _without_what_follows(match.group())
        pieces.append(escape(text[end : match.start()]))
        end = match.start() + len(address)
        is_link = address.partition("://")[2] and len(address) <= LONGEST
        shown = escape(address)
        pieces.append(f'<a href="{shown}" rel="{REL}">{shown}</a>' if is_link else shown)
    return SafeString("".join([*pieces, escape(text[end:])]))


def _without_what_follows(address: str) -> str:
    """“(see https://a.example/b_(c)).” → https://a.example/b_(c). What is too long for a link stays as it is."""
    while len(address) <= LONGEST and address[-1:] in AFTER and address:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
