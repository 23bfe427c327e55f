"""What leaves a cycle as a table: how far it is, and its results."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from org.exports import download
from reviews import exporting, rules, services
from reviews.admin.cycle_steps import PEOPLE, fetch
from reviews.admin.pages import GET, GET_OR_POST, admin_path, page, posted, refuse_unless, saved
from reviews.forms.cycles import ExportForm
from reviews.models import Cycle

ENDINGS = ("csv", "xlsx")
# A workbook takes about 0.2 ms a row to write, and one waits for it.
XLSX_ROWS = 50_000


@GET
def completion(request, pk, ending):
    """For HR, and a partner of all its departments."""
    cycle = fetch(request, pk)
    if ending not in ENDINGS:
        raise Http404
    if cycle.launched_at is None:
        messages.error(request, _("Nobody was asked yet: there is something to count after the launch."))
        return redirect(cycle)
    table = exporting.completion(cycle, request.user)
    return download(_name(cycle, _("completion"), ending), table.headings, table.rows)


@GET_OR_POST
def results(request, pk):
    """Whose results one reads as an HR person named for the cycle; a POST takes them along, and records it."""
    cycle = fetch(request, pk)
    refuse_unless(rules.reads_results(request.user, cycle))
    form = ExportForm(posted(request))
    table = saved(request, form, lambda: _export(cycle, form.cleaned_data, request.user))
    if table is not None:
        return download(_name(cycle, _("results"), form.cleaned_data["ending"]), table.headings, table.rows)
    people = cycle.participants.read_by_named(request.user).select_related("subject", "department", "manager")
    people = people.order_by("subject__last_name", "subject__first_name", "pk")
    context = {"title": _("Results"), "cycle": cycle, "form": form}
    context["page"] = Paginator(people, PEOPLE).get_page(request.GET.get("p"))
    return page(request, "cycle/results", context, model=Cycle, invalid=form.is_bound and bool(form.errors))


def _export(cycle: Cycle, cleaned: dict, by):
    at_most = XLSX_ROWS if cleaned["ending"] == "xlsx" else None
    return services.export_results(cycle, cleaned["reason"], by=by, at_most=at_most)


def _name(cycle: Cycle, what: str, ending: str) -> str:
    return f"{slugify(cycle.name) or 'cycle'}-{slugify(what) or 'table'}.{ending}"


def urls() -> list:
    return [
        admin_path("<int:pk>/completion.<str:ending>", completion, "reviews_cycle_completion"),
        admin_path("<int:pk>/results/", results, "reviews_cycle_results"),
    ]
