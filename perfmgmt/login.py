"""A login that has expired loses nobody's text, nor where they were."""

from urllib.parse import urlsplit, urlunsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from perfmgmt import errors, resume


class KeepingLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Asks for the login; what was being sent is kept for after it."""

    def handle_no_permission(self, request, view_func):
        return to_login(request)


def to_login(request) -> HttpResponse:
    """To the login page, and from there back to where the person was, with what they typed."""
    is_part = "HX-Request" in request.headers
    if request.method == "POST" and resume.keep(request):
        back = request.path
    elif is_part or request.method not in ("GET", "HEAD"):
        back = _page_behind(request)
    else:
        back = request.get_full_path()
    answer = redirect_to_login(back)
    # A part cannot be the login page: the browser is told to go there as a whole.
    return HttpResponse(status=204, headers={"HX-Redirect": answer.url}) if is_part else answer


def _page_behind(request) -> str:
    """The path of the page that the request was made from; Today where that is not known."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not resume.is_own_address(request, came_from):
        return reverse("today")
    parts = urlsplit(came_from)
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


class ResumeMiddleware:
    """`request.resumed`: what the person typed here before their login expired, or None."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.resumed = resume.take(request)
        if request.resumed is None:
            return self.get_response(request)
        # The admin's pages do not know of it: there the person sends it again themselves.
        if request.path.startswith(reverse("admin:index")):
            return errors.send_again(request, request.resumed)
        messages.warning(
            request,
            _("You were logged out before this was sent. Nothing is lost: check it and send it again."),
        )
        return self.get_response(request)
