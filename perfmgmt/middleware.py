"""What happens around each request. The log imports this before the apps are loaded; keep it light."""

import re
import secrets

from django.http import Http404
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control

from org.models.organization import read_once
from perfmgmt import resume
from perfmgmt.request_id import request_id

_WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Gives each request an id, or keeps the proxy's, for the log and the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(8)
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request.id
        finally:
            request_id.reset(token)
        return response


class NumbersInAddressesMiddleware:
    """A number that no row can have is not found, wherever it stands: asked of SQLite it is an error."""

    LARGEST = 2**63 - 1

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if any(isinstance(value, int) and value > self.LARGEST for value in (*args, *kwargs.values())):
            raise Http404


class PersonMiddleware:
    """Speaks to the person in their language and shows times in their zone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with read_once():
            return self._answer(request)

    def _answer(self, request):
        user = request.user
        if not user.is_authenticated:
            response = self.get_response(request)
        else:
            language = user.language or translation.get_language()
            with timezone.override(user.zone), translation.override(language):
                response = self.get_response(request)
        if request.user.is_authenticated:
            resume.name_person(request, response)
            if "Cache-Control" not in response:
                # No proxy keeps a person's page, and a browser asks before it shows one again. It may go back to a form
                # and find what was typed there: that, "no-store" would forbid.
                patch_cache_control(response, private=True, no_cache=True)
        return response
