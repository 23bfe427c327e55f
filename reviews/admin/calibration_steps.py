"""HR says who calibrates whom: groups and their facilitators. The session itself is not in the admin."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reviews import services, states
from reviews.admin.cycle_steps import fetch_to_run
from reviews.admin.pages import GET_OR_POST, act, admin_path, page, posted, saved
from reviews.forms.calibrating import FacilitatorForm, GroupForm
from reviews.forms.cycles import department_choices
from reviews.models import CalibrationGroup, Cycle, Facilitator


def urls() -> list:
    views = {
        "groups": (groups, "groups"),
        "groups/by-department": (by_department, "groups_by_department"),
        "groups/<int:group>": (facilitators, "facilitators"),
        "groups/<int:group>/drop": (drop, "drop_group"),
        "groups/<int:group>/<int:named>/remove": (remove, "remove_facilitator"),
    }
    return [admin_path(f"<int:pk>/{route}/", view, f"reviews_cycle_{name}") for route, (view, name) in views.items()]


@GET_OR_POST
def groups(request, pk):
    """Who is compared with whom; a POST makes one more group."""
    cycle = fetch_to_run(request, pk)
    form = GroupForm(posted(request))
    form.fields["departments"].choices = department_choices()
    made = saved(request, form, lambda: _made(cycle, form.cleaned_data, request.user))
    if made is not None:
        messages.success(request, _("The group “%(name)s” is there.") % {"name": made.name})
        return redirect("admin:reviews_cycle_groups", cycle.pk)
    found = cycle.groups.annotate(people=Count("participants", distinct=True)).prefetch_related("facilitators__person")
    context = {
        "title": _("Who calibrates whom"),
        "cycle": cycle,
        "form": form,
        "groups": list(found.order_by("name", "pk")),
        "alone": cycle.participants.waiting().filter(group=None).count(),
        "may_edit": states.may_group(cycle),
    }
    return page(request, "cycle/groups", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


def _made(cycle: Cycle, given: dict, by) -> CalibrationGroup:
    return services.make_group(cycle, given["name"], [int(pk) for pk in given["departments"]], by=by)


@require_POST
def by_department(request, pk):
    cycle = fetch_to_run(request, pk)
    done = _("Everybody is in the group of their department.")
    path = reverse("admin:reviews_cycle_groups", args=[cycle.pk])
    return act(request, lambda: services.make_groups_by_department(cycle, by=request.user), path, done)


@GET_OR_POST
def facilitators(request, pk, group):
    """Who facilitates this group; a POST names one more."""
    cycle = fetch_to_run(request, pk)
    group = get_object_or_404(CalibrationGroup, cycle=cycle, pk=group)
    form = FacilitatorForm(posted(request))
    named = saved(request, form, lambda: services.name_facilitator(group, form.cleaned_data["person"], by=request.user))
    if named is not None:
        messages.success(request, _("%(person)s facilitates this group.") % {"person": named.person})
        return redirect("admin:reviews_cycle_facilitators", cycle.pk, group.pk)
    context = {
        "title": group.name,
        "cycle": cycle,
        "group": group,
        "count": group.participants.count(),
        "facilitators": list(group.facilitators.select_related("person")),
        "form": form,
        "may_edit": states.may_group(cycle),
    }
    return page(request, "cycle/facilitators", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


@require_POST
def drop(request, pk, group):
    cycle = fetch_to_run(request, pk)
    group = get_object_or_404(CalibrationGroup.objects.select_related("cycle"), cycle=cycle, pk=group)
    path = reverse("admin:reviews_cycle_groups", args=[cycle.pk])
    done = _("The group is gone; its people are in none.")
    return act(request, lambda: services.drop_group(group, by=request.user), path, done)


@require_POST
def remove(request, pk, group, named):
    cycle = fetch_to_run(request, pk)
    found = Facilitator.objects.select_related("person", "group__cycle")
    named = get_object_or_404(found, group=group, group__cycle=cycle, pk=named)
    path = reverse("admin:reviews_cycle_facilitators", args=[cycle.pk, group])
    done = _("%(person)s does not facilitate this group any more.") % {"person": named.person}
    return act(request, lambda: services.remove_facilitator(named, by=request.user), path, done)
