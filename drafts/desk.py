"""What a view does for its drafts:

    @drafted("check-in:{pk}:log")                 the place; what stands in braces comes from the address
    def log(request, pk):
        form = LogForm(typed(request))
        request.draft.fill(form)                  on a GET: what was typed and not sent is in the form
        if request.method == "POST" and form.is_valid():
            with sending(request):                one transaction: the write, and the end of its draft
                services.log(...)

and in the template `{% load drafts %}`, `<form … {% draft_attributes %}>`, `{% draft_in_form %}` at its top and
`{% draft_note %}` beside its button. A form that says anonymous is `drafted(…, in_tab_only=True)`: nothing of it
comes here before it is sent. Where the view answers 403 or 404 to what was typed, its words come back with it.
"""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from drafts import devices, reading, saying, services, stored, tickets
from drafts.filling import fill
from drafts.models import Draft
from drafts.services import BASE, BUTTON, INSTANCE, SEQUENCE, TICKET
from drafts.tickets import Ticket

PATH_LIMIT = Draft._meta.get_field("path").max_length


def drafted(key: str | Callable, *, in_tab_only: bool = False):
    """`key` is a pattern over the address's arguments, or a function of the request and them."""

    def decorate(view):
        @wraps(view)
        def inner(request, *args, **kwargs):
            place = key(request, **kwargs) if callable(key) else key.format(**kwargs)
            request.draft = Sheet(request, place, in_tab_only=in_tab_only)
            try:
                if request.method == "POST" and BUTTON in request.POST and request.user.is_authenticated:
                    return _save_by_button(request, lambda: view(request, *args, **kwargs))
                return view(request, *args, **kwargs)
            except (Http404, PermissionDenied) as refusal:
                if (answer := _given_back(request, refusal)) is None:
                    raise
                return answer

        inner.in_tab_only = in_tab_only
        return inner

    return decorate


@contextmanager
def sending(request, left: services.Fields | None = None):
    """The write of what was typed; its draft ends with it, or stays where the write is refused. The fields that are
    `left` for later go on as a draft."""
    with transaction.atomic():
        yield
        request.draft.end(left)


class Sheet:
    """The drafts of one form, while one request lasts."""

    def __init__(self, request, key: str, *, in_tab_only: bool = False):
        self.request, self.key, self.in_tab_only = request, key, in_tab_only
        # What the form would send untouched, where it shows more than that; None: not known, or that is all it shows.
        self.stored: stored.Fields | None = None
        # What was sent has nothing in it that was not there before.
        self.says_nothing = False

    @cached_property
    def typed(self) -> QueryDict | None:
        """What the page shows because it was sent: now, or before the login expired."""
        return self.request.POST if self.request.method == "POST" else getattr(self.request, "resumed", None) or None

    @cached_property
    def known(self) -> list[Draft]:
        if self.in_tab_only:
            return []
        return list(Draft.objects.visible_to(self.request.user).at(self.key))

    @cached_property
    def sent(self) -> Ticket | None:
        """The ticket that came with the form, if it is one of this place and person."""
        if self.in_tab_only or not self.typed or TICKET not in self.typed:
            return None
        try:
            ticket = tickets.read(str(self.typed[TICKET]), may_be_old=True)
        except tickets.InvalidTicketError:
            return None
        return ticket if (ticket.key, ticket.person_id) == (self.key, self.request.user.pk) else None

    @cached_property
    def ticket(self) -> Ticket:
        """The form goes on with the newest draft, or begins one."""
        if self.sent:
            return self.sent
        token = self.known[0].token if self.known and not self.typed else tickets.new_token()
        path = self.request.get_full_path()
        path = path if len(path) <= PATH_LIMIT else self.request.path[:PATH_LIMIT]
        return Ticket(self.request.user.pk, self.key, token, path)

    @cached_property
    def shown(self) -> Draft | None:
        """The draft that this form goes on with, if it was saved before."""
        return next((draft for draft in self.known if draft.token == self.ticket.token), None)

    @property
    def others(self) -> list[Draft]:
        return [draft for draft in self.known if draft is not self.shown]

    @property
    def base(self) -> int:
        """The revision that this form has seen."""
        if self.shown is None:
            return 0
        wrote_it = self.typed and self.typed.get(INSTANCE) and self.typed[INSTANCE] == self.shown.instance
        return self.shown.revision if wrote_it or not self.typed else _number(self.typed.get(BASE))

    @property
    def data(self) -> QueryDict | None:
        """What to fill into the form: None where there is nothing, or where it shows what was sent."""
        return self.shown.data if self.shown and not self.typed else None

    def fill(self, *forms) -> None:
        """Begin these forms with the draft; what stood in them before tells whether anything is typed at all."""
        self.stored = stored.of(forms) if self.typed or self.data is not None else None
        self.says_nothing = bool(self.typed) and stored.is_same(forms, self.typed)
        for form in forms if self.data is not None else ():
            fill(form, self.data)

    @property
    def rows(self) -> list[reading.Row]:
        """What was sent, as a person reads it."""
        if not self.typed:
            return []
        sent = Draft(fields=services.kept(self.typed.lists()))
        return reading.rows(self.key, [sent], self.request.user)

    def save(self) -> Draft:
        sent = self.sent
        if sent is None:
            raise PermissionDenied
        data = self.request.POST
        sequence = _number(data.get(SEQUENCE))
        typed = services.Typed(
            services.kept(data.lists()),
            base=_number(data.get(BASE)),
            # By the page and its count, so that what it saves in the same moment is the same draft, before or after.
            instance=data.get(INSTANCE, "")[:32] if sequence else "",
            sequence=sequence,
            device=devices.named(self.request.headers.get("User-Agent", "")),
        )
        try:
            return services.save(sent, typed, by=self.request.user)
        except services.EndedError:  # the page sent it before, and now says more: that is a draft of its own
            return services.save(sent, replace(typed, instance="", sequence=0), by=self.request.user)

    def keep(self) -> bool:
        """What is refused stays its writer's draft. False: it is on the page only, without the form's ticket or too
        long; and on a GET, after the login, as that writes nothing."""
        if self.request.method != "POST" or self.in_tab_only:
            return False
        try:
            self.save()
        except (PermissionDenied, ValidationError):
            return False
        return True

    def begin_anew(self) -> None:
        """What was sent has ended, and the same answer shows the form again, empty."""
        for name in ("known", "sent", "ticket", "shown"):
            self.__dict__.pop(name, None)
        self.typed, self.stored, self.says_nothing = None, None, False

    def end(self, left: services.Fields | None = None) -> None:
        ticket = self.ticket if left else self.sent
        if ticket is None:
            return
        data = self.request.POST
        instance = data.get(INSTANCE, "")[:32]
        sent, left = services.kept(data.lists()), services.kept((left or {}).items())
        services.end(ticket, by=self.request.user, instance=instance, sent=sent, left=left)


def _save_by_button(request, show):
    """*Save draft*, without JavaScript: before anything is checked, and back to the same form."""
    try:
        draft = request.draft.save()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        # The form comes back as it was typed, and nothing of it is sent.
        request.resumed, request.method = request.POST, "GET"
        request.draft.__dict__.pop("typed", None)
        response = show()
        response.status_code = 422
        return response
    messages.success(request, _("Saved as draft %(time)s. Nobody else sees it.") % {"time": saying.said_at(draft)})
    return redirect(request.get_full_path())


def _given_back(request, refusal: Http404 | PermissionDenied) -> HttpResponse | None:
    """The form is gone, or somebody else's by now: what was typed is on the page, and its writer's draft if it can be.
    None where nothing was typed. The same whether or not there is such a place."""
    rows = request.draft.rows
    if not rows or "HX-Request" in request.headers:  # a part of a page stays as it is, the words in it
        return None
    status = 403 if isinstance(refusal, PermissionDenied) else 404
    reason = str(refusal) if status == 403 else ""
    context = {"rows": rows, "reason": reason, "is_kept": request.draft.keep()}
    return render(request, "drafts/given_back.html", context, status=status)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
