"""What was typed into a form whose login had expired: kept in the anonymous session, given back after login.

Only to the same person: a signed cookie names who used this browser last, and the text is kept under that name.
"""

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

COOKIE = "person"
COOKIE_AGE = 400 * 24 * 3600  # as long as browsers keep one
SALT = "perfmgmt.resume"
SESSION_KEY = "resume"
LIMIT = 500_000  # characters, all that is kept for one session
_NOT_KEPT = ("/accounts/", "/admin/login/")


def person_of_browser(request) -> int | None:
    named = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return int(named) if named.isdigit() else None


def name_person(request, response) -> None:
    """Write into the browser who it is that is logged in."""
    if person_of_browser(request) != request.user.pk:
        response.set_signed_cookie(
            COOKIE,
            str(request.user.pk),
            salt=SALT,
            max_age=COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def typed(data: QueryDict) -> QueryDict:
    """What of a form may be kept and shown again: no token, no password."""
    kept = data.copy()
    for name in list(kept):
        if name == "csrfmiddlewaretoken" or "password" in name.lower():
            del kept[name]
    return kept


def has_text(data: QueryDict) -> bool:
    return any(value.strip() for values in data.lists() for value in values[1])


def keep(request) -> bool:
    """Keep what this anonymous POST holds; False where there is nothing to keep, or nobody to keep it for."""
    person = person_of_browser(request)
    if person is None or request.path.startswith(_NOT_KEPT) or _is_for_the_tab_only(request.path):
        return False
    data = typed(request.POST)
    text = data.urlencode()
    if not has_text(data) or len(text) > LIMIT:
        return False
    kept = {path: entry for path, entry in request.session.get(SESSION_KEY, {}).items() if entry["person"] == person}
    kept.pop(request.path, None)
    kept[request.path] = {"person": person, "text": text}
    while sum(len(entry["text"]) for entry in kept.values()) > LIMIT:
        del kept[next(iter(kept))]
    request.session[SESSION_KEY] = kept
    return True


def _is_for_the_tab_only(path: str) -> bool:
    """What a form that says anonymous holds is nowhere on the server before it is sent (`drafts/desk.py`)."""
    try:
        return getattr(resolve(path).func, "in_tab_only", False)
    except Resolver404:
        return False


def take(request) -> QueryDict | None:
    """What this person typed at this address before they were logged out, once. Others' is dropped unseen."""
    if not request.user.is_authenticated or SESSION_KEY not in request.session:
        return None
    kept = request.session[SESSION_KEY]
    own = {path: entry for path, entry in kept.items() if entry["person"] == request.user.pk}
    is_page = request.method == "GET" and "HX-Request" not in request.headers
    entry = own.pop(request.path, None) if is_page else None
    if own:
        request.session[SESSION_KEY] = own
    elif len(kept) != len(own):
        del request.session[SESSION_KEY]
    return QueryDict(entry["text"]) if entry else None


def is_own_address(request, url: str) -> bool:
    return bool(url) and url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
