"""What is done with a template as a whole: preview, freeze, next version, drop, a file out and in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import preview, rules, services, template_file
from reviews.admin.pages import GET, GET_OR_POST, act, admin_path, page, refuse_unless
from reviews.admin.template_parts import fetch
from reviews.forms.templates import FileForm
from reviews.models import Relation, Template

QUESTIONS = {
    "freeze": gettext_lazy("Freeze %(template)s?"),
    "next": gettext_lazy("Make the next version of %(template)s?"),
    "drop": gettext_lazy("Drop %(template)s?"),
}
CONSEQUENCES = {
    "freeze": gettext_lazy(
        "From then on nobody changes it, so that everyone reads the same questions. A launch does this by itself."
    ),
    "next": gettext_lazy("Everything in it is copied. The cycles that use this version keep it."),
    "drop": gettext_lazy("It is deleted with its sections, questions, scales and competencies. No cycle uses it."),
}
VERBS = {
    "freeze": gettext_lazy("Freeze this version"),
    "next": gettext_lazy("Make the next version"),
    "drop": gettext_lazy("Drop this version"),
}


@GET
def show_preview(request, pk, relation):
    """The form as that relation will see it, empty."""
    template = fetch(request, pk)
    if relation not in Relation.values:
        raise Http404
    job_level = request.GET.get("job_level", "")[:60]
    found = preview.of_template(template, Relation(relation), job_level=job_level)
    title = _("Preview: %(relation)s") % {"relation": Relation(relation).label}
    context = {"title": title, "template": template, "preview": found, "relation": relation, "job_level": job_level}
    return page(request, "template/preview", context | {"relations": Relation}, model=Template)


@GET_OR_POST
def take_step(request, pk, step):
    template = fetch(request, pk)
    refuse_unless(rules.can_edit_templates(request.user))
    if request.method == "POST":
        return _do(request, template, step)
    context = {
        "title": QUESTIONS[step] % {"template": template},
        "template": template,
        "consequence": CONSEQUENCES[step],
        "verb": VERBS[step],
    }
    return page(request, "template/ask", context, model=Template)


def _do(request, template, step):
    if step == "freeze":
        done = _("Frozen. It can be used, and changes no more.")
        return act(request, lambda: services.freeze(template, by=request.user), template.get_absolute_url(), done)
    try:
        if step == "next":
            made = services.make_next_version(template, by=request.user)
            messages.success(request, _("Version %(version)d is open to be changed.") % {"version": made.version})
            return redirect(made)
        services.drop_template(template, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(template)
    messages.success(request, _("Dropped."))
    return redirect("admin:reviews_template_changelist")


@GET
def export(request, pk):
    template = fetch(request, pk)
    response = HttpResponse(template_file.to_json(template), content_type="application/json; charset=utf-8")
    name = f"{template.key}-{template.version}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@GET_OR_POST
def bring(request):
    """A file: first what it would make, or every fault; then, sent again, all of it or nothing."""
    refuse_unless(rules.can_edit_templates(request.user))
    form = FileForm(request.POST or None, request.FILES or None)
    data, faults, text = {}, [], ""
    if request.method == "POST":
        text = _text_of(request, form)
        if text is not None:
            data, faults = template_file.read(text.encode(errors="replace"))
            faults = faults or _refusal(data)
        if text is not None and not faults and "import" in request.POST:
            try:
                made = services.import_template(data, by=request.user)
            except ValidationError as error:  # somebody else was quicker
                faults = error.messages
            else:
                messages.success(request, _("Brought as %(template)s, open to be changed.") % {"template": made})
                return redirect(made)
    context = {"title": _("Import a template"), "form": form, "faults": faults[:200], "fault_count": len(faults)}
    context |= {"data": data, "text": text if data and not faults else "", "counts": _counts(data)}
    invalid = request.method == "POST" and (text is None or bool(faults))
    return page(request, "template/import", context, model=Template, invalid=invalid)


def _text_of(request, form) -> str | None:
    if "text" in request.POST:
        return request.POST["text"]
    if not form.is_valid():
        return None
    return form.cleaned_data["file"].read(template_file.BYTES_MOST + 1).decode("utf-8", errors="replace")


def _refusal(data) -> list[str]:
    """What a good file meets in the company: a version that is still open."""
    waiting = Template.objects.filter(key=data["key"], frozen_at=None).first()
    if waiting is None:
        return []
    words = _("“%(template)s” has the same key and is being edited; finish or drop that one first.")
    return [words % {"template": waiting}]


def _counts(data) -> dict:
    sections = data.get("sections", [])
    return {
        "sections": len(sections),
        "questions": sum(len(section["questions"]) for section in sections),
        "scales": len(data.get("scales", [])),
        "competencies": len(data.get("competencies", [])),
    }


def urls() -> list:
    return [
        admin_path("import/", bring, "reviews_template_import"),
        admin_path("<int:pk>/preview/<str:relation>/", show_preview, "reviews_template_preview"),
        admin_path("<int:pk>/export/", export, "reviews_template_export"),
        *(admin_path(f"<int:pk>/{step}/", _for(step), f"reviews_template_{step}") for step in QUESTIONS),
    ]


def _for(step: str):
    def view(request, pk):
        return take_step(request, pk, step)

    return view
