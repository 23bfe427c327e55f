from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from org.admin.base import HR, RoleAdmin
from org.imports import report, uploads
from org.imports.departments import tree_lines
from org.imports.errors import SpreadsheetError
from org.imports.headings import FIELDS
from org.imports.spreadsheet import too_large
from org.models import PeopleImport

SHOWN = 25  # people of a kind on the dry run
SHOWN_ALONE = 200  # and on the page of one kind
NOTES_SHOWN = 300
SAMPLES = 3


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, as your HR system exports it, in any order of columns.")
    )
    complete = forms.BooleanField(
        label=_("The file holds everybody"),
        required=False,
        help_text=_("Then blank cells empty what is there, and whoever is missing has left."),
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if sent.size > settings.IMPORT_MAX_BYTES:
            raise ValidationError(too_large())
        return sent


class HeadingsForm(forms.Form):
    """A select for each column, what is recognised chosen; the order of dates where it has to be said."""

    dates = forms.ChoiceField(
        label=_("Dates such as 03/04/2026"),
        required=False,
        choices=[
            ("", _("find out from the file")),
            ("dmy", _("day first: 3 April")),
            ("mdy", _("month first: 4 March")),
            ("ymd", _("year first")),
        ],
    )
    complete = UploadForm.base_fields["complete"]

    def __init__(self, *args, table, columns, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.rows = []
        for index, heading in enumerate(columns.headings):
            if not heading:
                continue
            name = f"column-{index}"
            self.fields[name] = forms.ChoiceField(
                label=heading,
                required=False,
                initial=columns.field_of(index),
                choices=[("", _("– left out –")), *((field, capfirst(words)) for field, words in FIELDS.items())],
            )
            cells = (str(row.cells[index]) for row in table.rows if row.cells[index])
            self.rows.append((self[name], [cell for _n, cell in zip(range(SAMPLES), cells, strict=False)]))

    def clean(self):
        cleaned = super().clean()
        seen: dict[str, str] = {}
        for bound, _samples in self.rows:
            if (field := cleaned.get(bound.name)) and field in seen:
                twice = _("“%(one)s” and “%(other)s” are both the %(field)s; leave one of them out.")
                self.add_error(bound.name, twice % {"one": seen[field], "other": bound.label, "field": FIELDS[field]})
            elif field:
                seen[field] = bound.label
        return cleaned

    @property
    def corrected(self) -> dict[str, str]:
        changed = [bound for bound, _samples in self.rows if bound.name in self.changed_data]
        return {bound.label: self.cleaned_data[bound.name] for bound in changed}


@admin.register(PeopleImport)
class PeopleImportAdmin(RoleAdmin):
    """Upload → headings → dry run → Apply."""

    viewers = adders = frozenset({HR})
    list_display = ["file_name", "state", "summary", "uploaded_by", "uploaded_at", "applied_at"]
    list_select_related = ["uploaded_by"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description=_("people"))
    def summary(self, upload):
        return ", ".join(f"{kind} {count}" for kind, count in upload.counts.items() if count) or "–"

    def get_urls(self):
        headings = self.admin_site.admin_view(self.headings_view)
        return [path("<int:pk>/headings/", headings, name="org_peopleimport_headings"), *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        self._guard(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            sent, complete = form.cleaned_data["file"], form.cleaned_data["complete"]
            try:
                upload = uploads.keep(sent.read(), sent.name, complete=complete, by=request.user)
            except (SpreadsheetError, ValidationError) as error:
                form.add_error("file", getattr(error, "messages", None) or str(error))
            else:
                return redirect("admin:org_peopleimport_headings", upload.pk)
        context = {"title": _("Import people"), "form": form}
        return self._answer(request, "upload", context, invalid=form.is_bound)

    def headings_view(self, request, pk):
        self._guard(request)
        upload = get_object_or_404(PeopleImport, pk=pk)
        if upload.state != PeopleImport.State.UPLOADED:
            return redirect("admin:org_peopleimport_change", pk)
        table, columns = uploads.table_of(upload)
        initial = {"dates": upload.dates, "complete": upload.complete}
        form = HeadingsForm(request.POST or None, table=table, columns=columns, initial=initial)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            upload = uploads.choose(upload, form.corrected, dates=data["dates"], complete=data["complete"])
            try:
                uploads.plan_of(upload, by=request.user)
            except SpreadsheetError as error:
                form.add_error(None, str(error))
            else:
                return redirect("admin:org_peopleimport_change", pk)
        context = {"title": _("What the columns are"), "upload": upload, "form": form, "rows": len(table.rows)}
        return self._answer(request, "headings", context, invalid=form.is_bound)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self._guard(request)
        upload = get_object_or_404(PeopleImport, pk=object_id if object_id.isdecimal() else None)
        try:
            return self._change(request, upload)
        except SpreadsheetError:  # a column is missing: that is said, and mended, beside the headings
            return redirect("admin:org_peopleimport_headings", upload.pk)

    def _change(self, request, upload):
        refusal = None
        if request.method == "POST":
            try:
                return self._act(request, upload)
            except ValidationError as error:
                refusal = " ".join(error.messages)
            upload.refresh_from_db()
        context = {"title": upload.file_name, "upload": upload, "refusal": refusal}
        if upload.state == PeopleImport.State.UPLOADED:
            context |= self._dry_run(request, upload)
        template = "dry_run" if "plan" in context else "done"
        return self._answer(request, template, context, invalid=refusal is not None)

    def _act(self, request, upload):
        if "drop" in request.POST:
            uploads.drop(upload)
            messages.success(request, _("Dropped; nothing was changed."))
            return redirect("admin:org_peopleimport_changelist")
        if "answer" in request.POST:
            given = {key[7:]: said for key, said in request.POST.items() if key.startswith("leaver-")}
            uploads.answer(upload, {email: said for email, said in given.items() if said in {"returned", "another"}})
            return redirect("admin:org_peopleimport_change", upload.pk)
        many = request.POST.get("many_may_leave") == "yes"
        plan = uploads.apply(upload, by=request.user, shown=request.POST.get("fingerprint", ""), many_may_leave=many)
        messages.success(request, _("Applied: %(summary)s.") % {"summary": plan.summary})
        return redirect("admin:org_peopleimport_change", upload.pk)

    def _dry_run(self, request, upload):
        plan = uploads.plan_of(upload, by=request.user)
        alone = request.GET.get("kind", "")
        sections = []
        for kind, title in report.TITLES.items():
            members = plan.of_kind(kind)
            if members and (not alone or alone == kind):
                page = Paginator(members, SHOWN_ALONE if alone else SHOWN).get_page(request.GET.get("p"))
                told = [(member.line, report.who(member), report.what(member, kind)) for member in page.object_list]
                sections.append({"kind": kind, "title": title, "page": page, "people": told})
        return {
            "plan": plan,
            "fingerprint": uploads.fingerprint(plan, upload),
            "alone": alone,
            "sections": sections,
            "counts": [(title, plan.counts[kind]) for kind, title in report.TITLES.items()],
            "faults": plan.notes.fault_lines()[:NOTES_SHOWN],
            "warnings": plan.notes.warning_lines()[:NOTES_SHOWN],
            "departments": tree_lines(plan.tree.roots()),
        }

    def _guard(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _answer(self, request, template, context, *, invalid):
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request, f"admin/org/peopleimport/{template}.html", context, status=422 if invalid else 200
        )
