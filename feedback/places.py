"""The places of this app in which somebody may have a draft, in words."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drafts import places
from feedback.models import (
    ActionItem,
    AgendaItem,
    AskedQuestion,
    Blocker,
    CheckIn,
    Feedback,
    PrivateNote,
    Question,
    RequestedAnswer,
)
from goals import places as goal_places
from org.models import Employee

CHECK_IN_FIELDS = {
    "how_it_goes": gettext_lazy("How it goes"),
    "in_my_way": gettext_lazy("What is in my way"),
    "what_i_need": gettext_lazy("What I need"),
    "answer_*": gettext_lazy("Answer to a question"),
    "went_well": gettext_lazy("What went well"),
    "in_the_way": gettext_lazy("What is in the way"),
    "kr-*-value": gettext_lazy("Value"),
    "action-*-text": gettext_lazy("Agreed"),
    "blocker-text": gettext_lazy("What blocks"),
    "blocker-text_upward": gettext_lazy("What may be shown one level up"),
    "private_note": gettext_lazy("Private note"),
    "reason": gettext_lazy("Reason"),
}
NOTE_FIELDS = {"text": gettext_lazy("Private note")}
POINT_FIELDS = {"text": gettext_lazy("Point for the agenda")}
QUESTION_FIELDS = {"text": gettext_lazy("Question")}
BLOCKER_FIELDS = {
    "text": gettext_lazy("Text"),
    "text_upward": gettext_lazy("What may be shown one level up"),
}
FEEDBACK_FIELDS = {
    "situation": gettext_lazy("Situation"),
    "behaviour": gettext_lazy("Behaviour"),
    "impact": gettext_lazy("Impact"),
    "suggestion": gettext_lazy("Suggestion"),
    "text": gettext_lazy("Your reply"),
    "question": gettext_lazy("Your question"),
    "reason": gettext_lazy("Reason"),
}
FEEDBACK_FORMS = {"new": gettext_lazy("Give feedback"), "ask": gettext_lazy("Ask for feedback")}


def register() -> None:
    places.register("feedback", feedback, labels=FEEDBACK_FIELDS)
    places.register("note", notes, labels=NOTE_FIELDS)
    places.register("agenda", agenda, labels=POINT_FIELDS)
    places.register("question", questions, labels=QUESTION_FIELDS)
    places.register("check-in", check_ins, labels=CHECK_IN_FIELDS, name_fields=fields_of_check_in)
    places.register("blocker", blockers, labels=BLOCKER_FIELDS)
    places.register("action", actions, labels=CHECK_IN_FIELDS)


def fields_of_check_in(names: set[str], viewer) -> dict[str, str]:
    """An answer has the words of its question, a value the title of its key result."""
    wanted = places.fields_by_id(names, r"answer_(\d{1,18})")
    asked = Q(pk__in=AskedQuestion.objects.visible_to(viewer).filter(question__in=wanted).values("question"))
    mine = Q(pk__in=Question.objects.visible_to(viewer).values("pk"))
    questions = Question.objects.filter(asked | mine, pk__in=wanted).order_by("pk")
    words = {name: each.text for each in questions for name, _rest in wanted[each.pk]}
    return words | goal_places.values_of_each(names, viewer, r"kr-(\d{1,18})-(value)")


def check_ins(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for check_in in CheckIn.objects.visible_to(viewer).filter(pk__in=wanted).select_related("employee__manager"):
        for rest, verb in wanted[check_in.pk]:
            if verb == "log" and viewer.pk != check_in.employee_id:
                words[rest] = _("Log check-in with %(name)s") % {"name": check_in.employee}
            elif verb == "skip" and viewer.pk != check_in.employee_id:
                words[rest] = _("Skip the check-in with %(name)s") % {"name": check_in.employee}
            elif verb == "prepare" and viewer.pk == check_in.employee_id:
                words[rest] = _("Prepare check-in with %(name)s") % {"name": check_in.employee.manager or "–"}
    return words


def actions(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    for action in ActionItem.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, _verb in wanted[action.pk]:
            words[rest] = _("Drop “%(action)s”") % {"action": action.text}
    return words


def blockers(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    if "new" in rests:
        words["new"] = _("Raise a blocker")
    for blocker in Blocker.objects.visible_to(viewer).filter(pk__in=wanted).select_related("raised_by"):
        for rest, verb in wanted[blocker.pk]:
            answer = _("Answer to a blocker from %(name)s") % {"name": blocker.raised_by}
            upward = _("What may be shown one level up of a blocker")
            known = {"acknowledge": answer, "share": upward}
            words[rest] = known.get(verb, _("What helped with a blocker"))
    return words


def notes(rests: list[str], viewer) -> dict[str, str]:
    """“12:about” is a new one about that person, “12:edit” changes the note of that id."""
    wanted, words = places.ids(rests), {}
    for person in Employee.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, verb in wanted[person.pk]:
            if verb == "about":
                words[rest] = _("Private note about %(name)s") % {"name": person}
    for note in PrivateNote.objects.visible_to(viewer).filter(pk__in=wanted).select_related("about").order_by("pk"):
        for rest, verb in wanted[note.pk]:
            if verb == "edit":
                words[rest] = _("Private note about %(name)s") % {"name": note.about}
    return words


def agenda(rests: list[str], viewer) -> dict[str, str]:
    """“12:add” is a new point in the talk of that employee, “12:edit” changes the point of that id."""
    wanted, words = places.ids(rests), {}
    for person in Employee.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk"):
        for rest, verb in wanted[person.pk]:
            if verb == "add":
                words[rest] = _("Point for the agenda")
    for point in AgendaItem.objects.visible_to(viewer).filter(pk__in=wanted, author=viewer).order_by("pk"):
        for rest, verb in wanted[point.pk]:
            if verb == "edit":
                words[rest] = _("Point for the agenda")
    return words


def questions(rests: list[str], viewer) -> dict[str, str]:
    wanted, words = places.ids(rests), {}
    if "new" in rests:
        words["new"] = _("Question for my reports")
    for question in Question.objects.visible_to(viewer).filter(pk__in=wanted, manager=viewer).order_by("pk"):
        for rest, verb in wanted[question.pk]:
            if verb == "edit":
                words[rest] = _("Question for my reports")
    return words


def feedback(rests: list[str], viewer) -> dict[str, str]:
    """“new” and “12:to” are given to somebody, “12:reply” answers the feedback of that id, “12:answer” and
    “12:decline” a request."""
    wanted = places.ids(rests)
    words = {rest: str(FEEDBACK_FORMS[rest]) for rest in rests if rest in FEEDBACK_FORMS}
    people = Employee.objects.visible_to(viewer).filter(pk__in=wanted).order_by("pk")
    said = Feedback.objects.visible_to(viewer).filter(pk__in=wanted).select_related("giver").order_by("pk")
    asked = RequestedAnswer.objects.visible_to(viewer).filter(person=viewer, request__in=wanted)
    asked = asked.select_related("request__asker").order_by("pk")
    found = [(each.pk, "to", _("Give feedback to %(name)s") % {"name": each}) for each in people]
    found += [(each.pk, "reply", _("Reply to feedback from %(name)s") % {"name": each.giver}) for each in said]
    for each in asked:
        found.append((each.request_id, "answer", _("Answer to %(name)s") % {"name": each.request.asker}))
        found.append((each.request_id, "decline", _("Decline to answer %(name)s") % {"name": each.request.asker}))
    for pk, verb, text in found:
        words |= {rest: text for rest, its_verb in wanted[pk] if its_verb == verb}
    return words
