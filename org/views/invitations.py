from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from org import invitation_links
from org.forms import InvitationForm
from org.services import invitations


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    found = invitation_links.read(token)
    if found is None:
        return render(request, "org/invitation_gone.html", status=410)
    form = InvitationForm(request.POST or None, person=found.person)
    if request.method == "POST" and form.is_valid():
        try:
            invitations.accept(token, form.cleaned_data["password1"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your password is set. Log in with it now."))
            return redirect("account_login")
    context = {"form": form, "person": found.person}
    return render(request, "org/invitation.html", context, status=422 if form.errors else 200)
