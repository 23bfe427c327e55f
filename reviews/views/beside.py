"""What stands beside a review while it is written: the evidence, what of it is cited, which months that covers."""

from collections import Counter
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import QueryDict

from org.models import Employee
from reviews import citing, closing, cycle_page, evidence, recency, services
from reviews.evidence import Entry
from reviews.forms.writing import WriteForm
from reviews.models import Anonymity, Citation, Relation, Review


def page(review: Review, viewer: Employee, form: WriteForm, today: date) -> dict:
    """What the page of writing shows, but for who reads it."""
    cycle = review.participant.cycle
    return {
        "review": review,
        "cycle": cycle,
        "subject": review.participant.subject,
        "is_self": review.relation == Relation.SELF,
        "is_former": review.state == Review.State.REPLACED,
        "is_sealed": review.relation == Relation.MANAGER
        and any(row.relation == Relation.SELF for row in cycle.relations.all()),
        "is_confidential": review.anonymity == Anonymity.CONFIDENTIAL,
        "is_anonymous": False,
        "bar": cycle_page.phase_bar(cycle),
        "due_on": closing.due_of(review),
        "form": form,
        **of(review, viewer, form.written, today),
    }


def of(review: Review, viewer: Employee, text: str, today: date) -> dict:
    """The evidence, and the months that `text` covers by what it cites. Five queries."""
    span = citing.span_of(review)
    entries = evidence.of(span, viewer=viewer, today=today)
    citations = citing.in_text(text, Citation.objects.filter(review=review).order_by("pk"))
    sources = {f"{each.kind}:{each.object_id}" for each in citations}
    may_cite = not citing.why_not(review, today)
    rows = [
        {
            "entry": entry,
            "is_cited": entry.source in sources,
            "may_cite": may_cite and citing.may_cite(entry, review),
            "mark": "",  # the server keeps what is cited, and tells it
        }
        for entry in entries
    ]
    waiting = [entry.months for entry in entries if entry.source not in sources and citing.may_cite(entry, review)]
    cited = citing.months_of(citations)
    return {
        "evidence": rows,
        "kinds": _kinds(entries),
        "goals": [entry.goal for entry in reversed(entries) if entry.goal],
        "is_cut": len(entries) >= evidence.SHOWN,
        "citations": citations,
        "strip": recency.strip(span.starts_on, span.ends_on, today, cited=cited, waiting=waiting),
    }


def _kinds(entries: list[Entry]) -> list[tuple[str, int]]:
    """The kinds that are there with their numbers, in their fixed order: for the filter."""
    counts = Counter(entry.kind for entry in entries)
    return [(kind, counts[kind]) for kind in Citation.Kind.values if counts[kind]]


def cited(request, review: Review, form: WriteForm) -> QueryDict:
    """What was typed, with the mark of what the button names at the end of the chosen text. A refusal is told."""
    data = request.POST.copy()
    kind, pk = citing.source_of(data.pop("cite")[-1])
    into = _into(data, form)
    try:
        citation = services.cite(review, kind, pk, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return data
    if into:
        data[into] = citing.with_mark(data.get(into, ""), citation.in_text)
    return data


# --- beside an anonymous form ---


def of_anonymous(review: Review, viewer: Employee, text: str, today: date) -> dict:
    """The same evidence, of which nothing is kept: neither that it was looked at nor what is cited. To cite is to put a
    mark into one's own text, of what everybody here may read. Four queries.
    """
    entries = evidence.of(citing.span_of(review), viewer=viewer, today=today)
    rows = []
    for entry in entries:
        may_cite = citing.may_cite(entry, review)
        mark = f"[{citing.mark_of(entry, named=True)}]" if may_cite else ""
        rows.append({"entry": entry, "is_cited": bool(mark) and mark in text, "may_cite": may_cite, "mark": mark})
    return {
        "evidence": rows,
        "kinds": _kinds(entries),
        "goals": [entry.goal for entry in reversed(entries) if entry.goal],
        "is_cut": len(entries) >= evidence.SHOWN,
        "citations": [],
    }


def marked(request, review: Review, form: WriteForm, today: date) -> QueryDict:
    """Without JavaScript: what was typed, with the mark in it. Nothing is kept."""
    data = request.POST.copy()
    kind, pk = citing.source_of(data.pop("cite")[-1])
    source = evidence.find(kind, pk, citing.span_of(review), viewer=request.user, today=today)
    if source is None or not citing.may_cite(source, review):
        messages.error(request, citing.gone())
        return data
    if into := _into(data, form):
        data[into] = citing.with_mark(data.get(into, ""), f"[{citing.mark_of(source, named=True)}]")
    return data


def _into(data: QueryDict, form: WriteForm) -> str:
    """The text that was chosen, or the first; empty where the form has none."""
    into = data.get("cite_into", "")
    return into if into in form.texts else next(iter(form.texts), "")
