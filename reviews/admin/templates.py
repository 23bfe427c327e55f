from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from drafts.desk import drafted, sending
from org.admin.base import HR, PARTNER, RoleAdmin
from reviews import rules, template_faults
from reviews.admin import template_parts, template_steps
from reviews.admin.pages import page, posted, refuse_unless, saved
from reviews.forms.templates import TemplateForm
from reviews.models import Cycle, Question, Relation, Template
from reviews.template_tree import dump_tree, load


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("newest", _("newest versions")), ("open", _("being edited")), ("frozen", _("frozen"))]

    def queryset(self, request, queryset):
        match self.value():
            case "newest":
                return queryset.newest()
            case "open":
                return queryset.filter(frozen_at=None)
            case "frozen":
                return queryset.exclude(frozen_at=None)
        return queryset


@admin.register(Template)
class TemplateAdmin(RoleAdmin):
    """A template has a page of its own; all that changes it goes through the services."""

    viewers = frozenset({HR, PARTNER})
    changers = adders = frozenset({HR})
    list_display = ["name", "version", "standing", "question_count", "cycle_count"]
    list_filter = [StandingFilter]
    search_fields = ["name", "key", "description"]
    change_list_template = "admin/reviews/template/change_list.html"
    actions = None

    def get_queryset(self, request):
        questions = Question.objects.filter(section__template=OuterRef("pk")).order_by().values("section__template")
        cycles = Cycle.objects.filter(template=OuterRef("pk")).order_by().values("template")
        return (
            super()
            .get_queryset(request)
            .annotate(
                question_count=_counted(questions),
                cycle_count=_counted(cycles),
            )
        )

    @admin.display(description=_("standing"), ordering="frozen_at")
    def standing(self, template):
        return _("frozen") if template.is_frozen else _("being edited")

    @admin.display(description=_("questions"), ordering="question_count")
    def question_count(self, template):
        return template.question_count or 0

    @admin.display(description=_("cycles"), ordering="cycle_count")
    def cycle_count(self, template):
        return template.cycle_count or 0

    def get_urls(self):
        return [*template_steps.urls(), *template_parts.urls(), *super().get_urls()]

    @method_decorator(drafted("review-template:new"))
    def add_view(self, request, form_url="", extra_context=None):
        refuse_unless(rules.can_edit_templates(request.user))
        form = TemplateForm(posted(request))
        request.draft.fill(form)

        def save():
            with sending(request):
                return form.save(by=request.user)

        if (made := saved(request, form, save)) is not None:
            messages.success(request, _("The template is there. Add what it asks."))
            return redirect(made)
        context = {"title": _("New template"), "form": form, "template": None, "kind": "", "part": None}
        return page(request, "template/part", context, model=Template, invalid=form.is_bound and bool(form.errors))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        refuse_unless(self.has_view_permission(request))
        wanted = int(object_id) if object_id.isdecimal() and len(object_id) < 18 else None
        same = Template.objects.filter(key__in=Template.objects.filter(pk=wanted).order_by().values("key"))
        versions = list(same.order_by("-version"))
        template = next((each for each in versions if each.pk == wanted), None)
        if template is None:
            raise Http404
        tree = load(template)
        context = {
            "title": template.name,
            "template": template,
            "tree": tree,
            "relations": [(relation, asked_of(tree.sections, relation)) for relation in Relation],
            "versions": [each for each in versions if each != template],
            "cycles": list(Cycle.objects.visible_to(request.user).filter(template=template)),
            "may_edit": rules.can_edit_templates(request.user) and not template.is_frozen,
            "may_copy": rules.can_edit_templates(request.user) and template.is_frozen,
            "faults": []
            if template.is_frozen
            else template_faults.in_words(template_faults.faults_in(dump_tree(tree))),
        }
        return page(request, "template/template", context, model=Template)

    def has_delete_permission(self, request, obj=None):
        return False  # dropped on its page, by the service


def _counted(rows):
    return Subquery(rows.annotate(count=Count("pk")).values("count"), output_field=IntegerField())


def asked_of(sections, relation) -> int:
    return sum(relation in question.by_relation for section in sections for question in section.asks)
