"""What the pages of reviews in the admin share."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
GET = require_safe


def page(request, template: str, context: dict, *, model, invalid: bool = False) -> TemplateResponse:
    context = {**admin.site.each_context(request), "opts": model._meta, **context}
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/reviews/{template}.html", context, status=422 if invalid else 200)


def refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def posted(request):
    """What the form shows because it was sent: now, or before the login expired."""
    return request.POST if request.method == "POST" else getattr(request, "resumed", None) or None


def saved(request, form, save):
    """What `save` made of a form that was sent and is valid; None where it is to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return save()
    except ValidationError as error:
        form.refuse(error)
        return None


def act(request, do, to: str, done: str) -> HttpResponse:
    """Run `do`; what it refuses is told on the page that is shown next."""
    try:
        do()
    except ValidationError as error:
        for words in error.messages:
            messages.error(request, words)
    else:
        messages.success(request, done)
    return redirect(to)


def admin_path(route, view, name: str):
    return path(route, admin.site.admin_view(view), name=name)
