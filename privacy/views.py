"""The reading record that everybody has, and special access for the HR people who are named for it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drafts.desk import drafted, sending
from org import rules
from org.models import Employee, ReadingRecord, SpecialAccess
from org.services import special_access as org_services
from privacy import services, texts
from privacy.forms import BeginForm

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50


@require_safe
def reading_record(request):
    """What was read of one's own by special access or in an export: who, when and why. For everybody."""
    told = ReadingRecord.objects.read_by_others(request.user)
    rows = told.select_related("access__reader", "access__person", "reader").order_by("-opened_at", "-pk")
    begun = SpecialAccess.objects.visible_to(request.user).filter(person=request.user).select_related("reader")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for record in page:
        record.words = texts.one_of(record.kind)
    may_read = rules.can_use_special_access(request.user)
    return render(request, "privacy/reading_record.html", {"page": page, "begun": begun, "may_read": may_read})


@require_safe
def special_access(request):
    """The accesses that one began; how to begin one."""
    _refuse_others(request.user)
    mine = SpecialAccess.objects.visible_to(request.user).filter(reader=request.user).select_related("person")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    for each in page:
        each.is_open_now = each.is_open()
    return render(request, "privacy/special_access.html", {"page": page})


@GET_OR_POST
@drafted("special-access:{pk}:begin")
def begin(request, pk):
    _refuse_others(request.user)
    person = get_object_or_404(Employee.objects.visible_to(request.user), pk=pk)
    if not rules.can_open_specially(request.user, person):
        raise PermissionDenied
    running = SpecialAccess.objects.open().filter(reader=request.user, person=person).first()
    if running is not None:
        return redirect("privacy:access", running.pk)
    form = BeginForm(request.POST if request.method == "POST" else request.resumed or None)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                begun = services.begin(person, form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            return redirect("privacy:access", begun.pk)
    context = {"form": form, "person": person}
    return render(request, "privacy/begin.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@never_cache
def access(request, pk):
    """What can be opened, one kind at a time; once the access has ended, only what was opened by it."""
    found = _access(request, pk)
    is_open = found.is_open()
    kind = texts.KINDS.get(request.GET.get("kind", ""), texts.KINDS["check-in"])
    opened = set(found.records.filter(kind=kind.slug).order_by("pk").values_list("object_id", flat=True))
    rows = kind.of(found.person) if is_open else kind.of(found.person).filter(pk__in=opened)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    items = [
        {"pk": row.pk, "title": kind.line(row, found.person), "at": kind.at(row), "is_opened": row.pk in opened}
        for row in page
    ]
    context = {"access": found, "kind": kind, "kinds": texts.KINDS.values(), "page": page, "items": items}
    return render(request, "privacy/access.html", context | {"is_open": is_open})


@GET_OR_POST
@never_cache
def read(request, pk, kind, item):
    """POST opens a text: recorded first. GET shows what was opened, while the access lasts."""
    found = _access(request, pk)
    known = texts.KINDS.get(kind)
    if known is None:
        raise Http404
    row = get_object_or_404(known.of(found.person), pk=item)
    try:
        if request.method == "POST":
            services.open_text(found, kind, row, by=request.user)
            return redirect("privacy:read", pk, kind, item)
        org_services.refuse_ended(found, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("privacy:access", pk)
    if not found.records.filter(kind=kind, object_id=item).exists():
        messages.error(request, _("Open it from the list: that writes it into the reading record."))
        return redirect("privacy:access", pk)
    context = {
        "access": found,
        "title": known.title(row),
        "at": known.at(row),
        "passages": known.passages(row),
    }
    return render(request, "privacy/read.html", context)


@require_POST
def give_back(request, pk):
    org_services.give_back(_access(request, pk), by=request.user)
    messages.success(request, _("Given back. What you read stays in the reading record."))
    return redirect("privacy:special_access")


def _access(request, pk) -> SpecialAccess:
    """One's own. To everybody else it is not there."""
    _refuse_others(request.user)
    mine = SpecialAccess.objects.visible_to(request.user).filter(reader=request.user)
    return get_object_or_404(mine.select_related("person", "reader"), pk=pk)


def _refuse_others(user) -> None:
    if not rules.can_use_special_access(user):
        raise Http404
