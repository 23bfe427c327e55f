"""The parts of a template, each added, edited, moved and taken away on a page of its own, without JavaScript."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from drafts.desk import drafted, sending
from reviews import rules, services
from reviews.admin.pages import GET_OR_POST, act, admin_path, page, posted, refuse_unless, saved
from reviews.forms import templates as forms
from reviews.models import Competency, Question, Scale, Section, Template


class Kind(NamedTuple):
    model: Any
    form: type[forms.PartForm]
    remove: Any
    new: Promise
    gone: Promise
    consequence: Promise
    to_template: str = "template"


KINDS = {
    "section": Kind(
        Section,
        forms.SectionForm,
        services.remove_section,
        gettext_lazy("New section"),
        gettext_lazy("The section is taken away."),
        gettext_lazy("Its questions go with it."),
    ),
    "question": Kind(
        Question,
        forms.QuestionForm,
        services.remove_question,
        gettext_lazy("New question"),
        gettext_lazy("The question is taken away."),
        gettext_lazy("Nobody is asked it any more in this version."),
        "section__template",
    ),
    "scale": Kind(
        Scale,
        forms.ScaleForm,
        services.remove_scale,
        gettext_lazy("New scale"),
        gettext_lazy("The scale is taken away."),
        gettext_lazy("Its levels go with it."),
    ),
    "competency": Kind(
        Competency,
        forms.CompetencyForm,
        services.remove_competency,
        gettext_lazy("New competency"),
        gettext_lazy("The competency is taken away."),
        gettext_lazy("The descriptions of its levels go with it."),
    ),
}


MOVED = ("section", "question")


def fetch(request, pk) -> Template:
    return get_object_or_404(Template.objects.visible_to(request.user), pk=pk)


def _open(request, pk) -> Template:
    """One that HR may change; a frozen one leads back to its page, which says so."""
    template = fetch(request, pk)
    refuse_unless(rules.can_edit_templates(request.user))
    return template


def _part(kind: Kind, template: Template, part):
    return get_object_or_404(
        kind.model.objects.select_related(kind.to_template), pk=part, **{kind.to_template: template}
    )


def _key_of_part(request, pk, kind, part=None, section=None) -> str:
    where = f"{kind}-{part}" if part else f"{kind}-new-{section}" if section else f"{kind}-new"
    return f"review-template:{pk}:{where}"


@GET_OR_POST
@drafted("review-template:{pk}:words")
def edit_words(request, pk):
    """Name and description."""
    template = _open(request, pk)
    form = forms.TemplateForm(posted(request), template=template, part=template)
    return _edit(request, template, form, title=_("Name and purpose"), done=_("Saved."))


@GET_OR_POST
@drafted(_key_of_part)
def edit_part(request, pk, kind, part=None, section=None):
    template = _open(request, pk)
    known = KINDS[kind]
    found = _part(known, template, part) if part else None
    within = get_object_or_404(template.sections, pk=section) if section else None
    if kind == "competency" and not template.scales.exists():
        messages.error(request, _("A competency is rated on a scale: add the scale first."))
        return redirect(template)
    form = known.form(posted(request), template=template, part=found, section=within)
    if within is not None:
        within.template = template
    title = str(found) if found else known.new
    return _edit(request, template, form, title=title, done=_("Saved."), kind=kind, part=found)


def _edit(request, template, form, *, title, done, kind="", part=None):
    if template.is_frozen:
        messages.error(request, _("This version is frozen. Make the next version to change it."))
        return redirect(template)
    request.draft.fill(form)

    def save():
        with sending(request):
            return form.save(by=request.user)

    if saved(request, form, save) is not None:
        messages.success(request, done)
        return redirect(template)
    context = {"title": title, "template": template, "form": form, "kind": kind, "part": part}
    return page(request, "template/part", context, model=Template, invalid=form.is_bound and bool(form.errors))


@require_POST
def move_part(request, pk, kind, part):
    template = _open(request, pk)
    found = _part(KINDS[kind], template, part)
    steps = -1 if request.POST.get("to") == "up" else 1
    return act(
        request,
        lambda: services.move(template, found, steps, by=request.user),
        template.get_absolute_url(),
        _("Moved."),
    )


@GET_OR_POST
def remove_part(request, pk, kind, part):
    template = _open(request, pk)
    known = KINDS[kind]
    found = _part(known, template, part)
    if request.method == "POST":
        path = template.get_absolute_url()
        return act(request, lambda: known.remove(template, found, by=request.user), path, str(known.gone))
    context = {
        "title": _("Take away “%(part)s”?") % {"part": found},
        "template": template,
        "consequence": known.consequence,
        "verb": _("Take it away"),
    }
    return page(request, "template/ask", context, model=Template)


def urls() -> list:
    paths = [admin_path("<int:pk>/words/", edit_words, "reviews_template_words")]
    for kind in KINDS:
        one = f"<int:pk>/{kind}/<int:part>/"
        new = f"<int:pk>/section/<int:section>/{kind}/new/" if kind == "question" else f"<int:pk>/{kind}/new/"
        paths += [
            admin_path(new, _for(kind, edit_part), f"reviews_{kind}_new"),
            admin_path(one, _for(kind, edit_part), f"reviews_{kind}_edit"),
            admin_path(f"{one}remove/", _for(kind, remove_part), f"reviews_{kind}_remove"),
        ]
        if kind in MOVED:
            paths.append(admin_path(f"{one}move/", _for(kind, move_part), f"reviews_{kind}_move"))
    return paths


def _for(kind: str, view):
    def of_kind(request, **kwargs):
        return view(request, kind=kind, **kwargs)

    return of_kind
