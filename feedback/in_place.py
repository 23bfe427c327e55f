"""What can be done in the row of a duty, on Today and in the inbox, without its page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback import audience, services
from feedback.models import ActionItem, Blocker, PlanAction
from inbox import deeds
from inbox.deeds import Done
from org.models import Employee


def register() -> None:
    deeds.register("action:finish", finish_action)
    deeds.register("plan-action:finish", finish_plan_action)
    deeds.register("blocker:acknowledge", acknowledge)


def finish_action(pk: int, *, by: Employee) -> Done:
    action = ActionItem.objects.visible_to(by).get(pk=pk)
    is_new = services.finish_action(action, by=by)
    return Done(_("Done.") if is_new else _("It was done already."), reverse("feedback:finish_action", args=[pk]))


def finish_plan_action(pk: int, *, by: Employee) -> Done:
    action = PlanAction.objects.visible_to(by).get(pk=pk)
    is_new = services.finish_plan_action(action, by=by)
    return Done(_("Done.") if is_new else _("It was done already."), action.get_absolute_url())


def acknowledge(pk: int, *, by: Employee) -> Done:
    blocker = Blocker.objects.visible_to(by).select_related("raised_by").get(pk=pk)
    if not services.acknowledge(blocker, by=by):
        return Done(_("It was acknowledged already."))
    return Done(audience.acknowledged(blocker))
