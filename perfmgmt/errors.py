"""The pages for what went wrong: each says what happened and what to do."""

from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token


def _page(request, status, template):
    return render(request, f"errors/{template}.html", status=status)


@requires_csrf_token
def forbidden(request, exception=None):
    return _page(request, 403, "403")


@requires_csrf_token
def not_found(request, exception=None):
    return _page(request, 404, "404")


@requires_csrf_token
def broken(request):
    return render(None, "errors/500.html", status=500)


def expired_form(request, reason=""):
    return _page(request, 403, "expired_form")
