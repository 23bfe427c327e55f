from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from goals import files
from goals.files import uploads
from goals.models import GoalsImport
from org.admin.base import HR, RoleAdmin
from org.imports.errors import SpreadsheetError

ROWS_SHOWN = 100
FAULTS_SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX, one row a key result, as an export writes it."))


@admin.register(GoalsImport)
class GoalsImportAdmin(RoleAdmin):
    """Upload, dry run, Apply."""

    viewers = adders = frozenset({HR})
    list_display = ["file_name", "state", "summary", "uploaded_by", "uploaded_at", "applied_at"]
    list_select_related = ["uploaded_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("rows"))
    def summary(self, upload):
        return ", ".join(f"{kind} {count}" for kind, count in upload.counts.items() if count)

    def add_view(self, request, form_url="", extra_context=None):
        self._guard(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                upload = uploads.keep(sent.read(), sent.name, by=request.user)
            except SpreadsheetError as error:
                form.add_error("file", str(error))
            else:
                return redirect("admin:goals_goalsimport_change", upload.pk)
        return self._answer(request, "upload", {"title": _("Import goals"), "form": form}, invalid=bool(form.errors))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self._guard(request)
        upload = get_object_or_404(GoalsImport, pk=object_id if object_id.isdecimal() else None)
        refusal = None
        if request.method == "POST":
            try:
                return self._act(request, upload)
            except files.PlanChangedError:
                refusal = _("Goals were changed since this dry run. Look at the new one, then apply it.")
            except ValidationError as error:
                refusal = " ".join(error.messages)
            upload.refresh_from_db()
        context = {"title": upload.file_name, "upload": upload, "refusal": refusal}
        if upload.state == GoalsImport.State.UPLOADED:
            context |= self._dry_run(request, upload)
        return self._answer(request, "dry_run", context, invalid=refusal is not None)

    def _act(self, request, upload):
        if "drop" in request.POST:
            uploads.drop(upload)
            messages.success(request, _("Dropped; nothing was changed."))
            return redirect("admin:goals_goalsimport_changelist")
        plan = uploads.apply_upload(upload, by=request.user, shown=request.POST.get("fingerprint", ""))
        messages.success(request, _("Applied: %(summary)s.") % {"summary": plan.summary})
        return redirect("admin:goals_goalsimport_change", upload.pk)

    def _dry_run(self, request, upload):
        plan = uploads.plan_of(upload, request.user)
        entries = [entry for entry in plan.entries if entry.kinds != ("unchanged",)]
        return {
            "plan": plan,
            "faults": plan.faults[:FAULTS_SHOWN],
            "page": Paginator(entries, ROWS_SHOWN).get_page(request.GET.get("p")),
        }

    def _guard(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _answer(self, request, template, context, *, invalid):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, f"admin/goals/goalsimport/{template}.html", context, status=422 if invalid else 200
        )
