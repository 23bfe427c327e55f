"""What people write, as it is shown."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfmgmt.written import with_links


def link(address: str) -> str:
    return f'<a href="{address}" rel="nofollow noopener noreferrer">{address}</a>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See https://a.example/b?c=d.", f"See {link('https://a.example/b?c=d')}."),
        ("(https://a.example/b_(c)), then", f"({link('https://a.example/b_(c)')}), then"),
        ("HTTP://A.example", link("HTTP://A.example")),
        ("https://a.example/?a=1&b=2", link("https://a.example/?a=1&amp;b=2")),
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"),
        ("[ok](javascript:alert(1))", "[ok](javascript:alert(1))"),
        ('https://a.example/"onmouseover="x', link("https://a.example/") + "&quot;onmouseover=&quot;x"),
        ("data:text/html,x //a.example ftp://a.example mail@a.example", None),
        ("https://", "https://"),
        ("one\r\n\r\n  two", "one\r\n\r\n  two"),
        ("", ""),
    ],
)
def test_lines_and_links_and_nothing_else(text, shown):
    assert with_links(text) == (text if shown is None else shown)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab<>&\"'()./:?# \u202ehttps", max_size=60) | st.text(max_size=60))
def test_only_links_are_markup(text):
    shown = with_links(f"https://a.example/{text}")

    assert shown.count("<") == 2 * shown.count("<a href=")
    assert shown.count("<a href=") == shown.count('<a href="http')


def test_is_quick_on_a_long_text():
    begun = time.process_time()
    with_links("https://a.example/((((" * 5_000 + "." * 100_000)

    assert time.process_time() - begun < 0.5
