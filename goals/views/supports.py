"""What an objective supports besides the one that it counts in: shown on both, counted nowhere."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from goals import alignment, rules, services
from goals.forms import SupportForm, refuse
from goals.views.common import answer, fetch, posted, whole_number


@require_http_methods(["GET", "POST"])
@vary_on_headers("HX-Request")
def support(request, pk):
    objective = fetch(request, pk)
    if not rules.can_support(request.user, objective):
        raise PermissionDenied
    search = request.GET.get("q", "").replace("\0", " ")[:100]  # PostgreSQL takes no NUL
    chosen = whole_number(request.POST.get("other"))
    others = alignment.supportable(objective, request.user, search, chosen=chosen)
    form = SupportForm(posted(request), others=others)
    if request.method == "POST" and form.is_valid():
        try:
            named = services.support(objective, form.chosen(), by=request.user)
        except ValidationError as error:
            refuse(form, error)
        else:
            said = _("It supports “%(title)s” too: shown on both, not counted.")
            messages.success(request, said % {"title": named.supported})
            return redirect(objective)
    if form.errors:
        others = alignment.supportable(objective, request.user, search)
    context = {"objective": objective, "form": form, "search": search, "others": others, "chosen": chosen}
    if request.htmx and request.method == "GET":
        return render(request, "goals/_supportable.html", context)
    return answer(request, "goals/support.html", context, invalid=bool(form.errors))


@require_POST
def end_support(request, pk, other):
    objective, supported = fetch(request, pk), fetch(request, other)
    if not rules.can_support(request.user, objective):
        raise PermissionDenied
    try:
        services.end_support(objective, supported, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It no longer names “%(title)s”.") % {"title": supported})
    return redirect(objective)
