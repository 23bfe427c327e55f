"""What HR does with one period beside its fields: lock it, open it again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from goals import locks
from goals.locks import Lock
from goals.services.period_locks import lock_period, open_period

STEPS = {"lock": lock_period, "open": open_period}


def lock_rows(period, day) -> list[dict]:
    """For each lock: what it does today in words, and the step that HR may take."""
    return [
        {
            "lock": lock.value,
            "words": locks.state(period, lock, day),
            "is_locked": locks.is_locked(period, lock, day),
            "is_set": locks.since(period, lock) is not None,
        }
        for lock in Lock
    ]


def _question(period, lock: str, step: str) -> tuple[str, str, str]:
    """The question, what follows from it, and the button's words."""
    if step == "open":
        texts = {
            Lock.DEFINITIONS: _(
                "Targets, weights and due dates can be changed again; each change stays in the history."
            ),
            Lock.PROGRESS: _("Values can be recorded and struck through again; each stays in the history."),
        }
        questions = {
            Lock.DEFINITIONS: _("Open targets and weights of %(period)s again?"),
            Lock.PROGRESS: _("Open progress of %(period)s again?"),
        }
        return questions[lock] % {"period": period}, texts[lock], _("Open again")
    texts = {
        Lock.DEFINITIONS: _(
            "From now on nobody adds, changes or re-baselines a target, a weight or a due date in it, HR included. "
            "Values are recorded as before."
        ),
        Lock.PROGRESS: _(
            "From now on nobody records a value in it or strikes one through, HR included. "
            "Objectives can still be closed with a score and a retrospective."
        ),
    }
    questions = {
        Lock.DEFINITIONS: _("Lock targets and weights of %(period)s now?"),
        Lock.PROGRESS: _("Lock progress of %(period)s now?"),
    }
    return questions[lock] % {"period": period}, texts[lock], _("Lock now")


class LockSteps:
    """For the admin of periods."""

    def get_urls(self):
        lock = path(
            "<int:pk>/locks/<str:lock>/<str:step>/", self.admin_site.admin_view(self.lock), name="goals_period_lock"
        )
        return [lock, *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        period = self.get_object(request, object_id) if object_id else None
        rows = lock_rows(period, timezone.localdate()) if period else []
        may_lock = bool(period) and self.has_change_permission(request, period)
        context = {"locks": rows, "may_lock": may_lock, "period": period} | (extra_context or {})
        return super().changeform_view(request, object_id, form_url, context)

    def lock(self, request, pk, lock, step):
        if lock not in Lock.values or step not in STEPS:
            raise Http404
        period = self.get_object(request, str(pk))
        if period is None:
            raise Http404
        if not self.has_change_permission(request, period):
            raise PermissionDenied
        if request.method == "POST":
            period = STEPS[step](period, lock, by=request.user)
            messages.success(request, locks.state(period, lock, request.user.today()))
            return redirect("admin:goals_period_change", period.pk)
        question, consequence, verb = _question(period, Lock(lock), step)
        context = {
            **self.admin_site.each_context(request),
            "title": question,
            "opts": self.opts,
            "period": period,
            "consequence": consequence,
            "verb": verb,
        }
        return TemplateResponse(request, "admin/goals/period/lock.html", context)
