"""The pages for what went wrong: each says what happened and what to do."""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseServerError, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.views.decorators.csrf import requires_csrf_token

from drafts.reading import reads_as_text
from drafts.services import NOT_KEPT
from perfmgmt import resume

SHOWN = 2000  # characters of a field that the page shows; it sends all of them


def _page(request, status, template, **context):
    return render(request, f"errors/{template}.html", context, status=status)


@requires_csrf_token
def bad_request(request, exception=None):
    return _page(request, 400, "422")


@requires_csrf_token
def forbidden(request, exception=None):
    # What a rule said in words to the person; Django's own reasons are not for people.
    reason = str(exception) if exception is not None and exception.args else ""
    return _page(request, 403, "403", reason=reason)


@requires_csrf_token
def not_found(request, exception=None):
    return _page(request, 404, "404")


@requires_csrf_token
def too_many(request):
    return _page(request, 429, "429")


@requires_csrf_token
def broken(request):
    # Without the request: no context processor runs, so no query can break the page about what broke.
    return HttpResponseServerError(render_to_string("errors/500.html", {"request_id": getattr(request, "id", "")}))


def expired_form(request, reason=""):
    """The form's token is too old: log in, send it again, or, where it may come from elsewhere, only say so."""
    if not _is_from_here(request) or request.path.startswith("/accounts/"):
        return _page(request, 403, "expired_form", path=request.path)
    if not request.user.is_authenticated:
        back = request.path if resume.keep(request) else "/"
        return redirect_to_login(back)
    return send_again(request, resume.typed(request.POST), files=bool(request.FILES), status=403)


@requires_csrf_token
def send_again(request, data: QueryDict, *, files: bool = False, status: int = 200) -> HttpResponse:
    """A page that holds what was typed, with a fresh token and one button."""
    fields = [(name, value) for name, values in data.lists() for value in values]
    words = [(_label(name), value[:SHOWN]) for name, value in fields if name not in NOT_KEPT and reads_as_text(value)]
    answer = _page(
        request,
        422 if "HX-Request" in request.headers else status,
        "send_again",
        fields=fields,
        words=words,
        files=files,
        path=request.get_full_path(),
    )
    if "HX-Request" in request.headers:
        answer["HX-Retarget"] = "body"
        answer["HX-Reswap"] = "innerHTML"
    return answer


def _label(name: str) -> str:
    """`kr-0-own_title` → “Own title”: the field's words are not known here."""
    return capfirst(name.rsplit("-", 1)[-1].replace("_", " "))


def _is_from_here(request) -> bool:
    """By the browser's own word; another site cannot make it say so."""
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    parts = urlsplit(told)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
