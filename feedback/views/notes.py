"""Private notes: every view begins with the viewer's own, and nobody else's exist there."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from drafts.desk import drafted, sending
from feedback import services
from feedback.finding import finder
from feedback.forms import NoteForm
from feedback.models import PrivateNote
from feedback.views.common import GET_OR_POST, typed
from org.models import Employee

PAGE = 25


def _found(request, mine):
    """A page of those that fit, and the words. Searched in Python: see `finding`."""
    query = request.GET.get("q", "")[:100].strip()
    has_words = finder(query)
    rows = mine.select_related("about", "check_in")
    if query:
        rows = [note for note in rows if has_words([note.text, note.about.get_full_name()])]
    return Paginator(rows, PAGE).get_page(request.GET.get("page")), query


@require_safe
def notes(request):
    mine = PrivateNote.objects.visible_to(request.user)
    page, query = _found(request, mine)
    people = Employee.objects.filter(pk__in=mine.order_by().values("about")) | Employee.objects.filter(
        manager=request.user, left_on=None
    )
    context = {"page": page, "q": query, "people": people.order_by("last_name", "first_name", "pk")[:100]}
    return render(request, "feedback/notes.html", context)


@GET_OR_POST
@drafted("note:{pk}:about")
def notes_about(request, pk):
    """All of mine about one person, with room for a new one."""
    viewer = request.user
    person = get_object_or_404(Employee.objects.visible_to(viewer), pk=pk)
    if person.pk == viewer.pk:
        raise Http404
    form = NoteForm(typed(request), initial={"noted_on": viewer.today()})
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        with sending(request):
            words, day = form.cleaned_data["text"], form.cleaned_data["noted_on"]
            services.write_note(person, words, by=viewer, noted_on=day)
        messages.success(request, _("Noted, for you alone."))
        return redirect("feedback:notes_about", person.pk)
    page, query = _found(request, PrivateNote.objects.visible_to(viewer).filter(about=person))
    context = {"person": person, "page": page, "q": query, "form": form}
    return render(request, "feedback/notes_about.html", context, status=422 if request.method == "POST" else 200)


def _note(request, pk) -> PrivateNote:
    return get_object_or_404(PrivateNote.objects.visible_to(request.user).select_related("about", "check_in"), pk=pk)


@GET_OR_POST
@drafted("note:{pk}:edit")
def note(request, pk):
    found, there = _note(request, pk), ""
    initial = {"text": found.text, "noted_on": found.noted_on, "seen": services.stamp(found)}
    form = NoteForm(typed(request), initial=initial)
    request.draft.fill(form)
    if request.method == "POST" and form.is_valid():
        try:
            with sending(request):
                services.change_note(found, by=request.user, **form.cleaned_data)
        except services.NoteChangedError as error:
            there = error.text
            form.data = form.data.copy()
            form.data["seen"] = services.stamp(_note(request, pk))
            form.add_error("text", error.messages)
        else:
            messages.success(request, _("Saved, for you alone."))
            return redirect("feedback:notes_about", found.about_id)
    context = {"note": found, "form": form, "there": there}
    return render(request, "feedback/note.html", context, status=422 if request.method == "POST" else 200)


@GET_OR_POST
def delete_note(request, pk):
    found = _note(request, pk)
    if request.method == "POST":
        services.delete_note(found, by=request.user)
        messages.success(request, _("Deleted."))
        return redirect("feedback:notes_about", found.about_id)
    return render(request, "feedback/delete_note.html", {"note": found})
