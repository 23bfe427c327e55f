from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from org.admin.base import HR, RoleAdmin, confirmed
from org.models import RoleGrant
from org.services import roles


class RoleGrantForm(forms.ModelForm):
    giver = None

    class Meta:
        model = RoleGrant
        fields = ["employee", "role", "department"]

    def clean(self):
        cleaned = super().clean()
        if "employee" in cleaned and "role" in cleaned:
            roles.refuse(cleaned["employee"], cleaned["role"], by=self.giver)
        return cleaned


class Holds(admin.SimpleListFilter):
    title = gettext_lazy("holds")
    parameter_name = "holds"

    def lookups(self, request, model_admin):
        return [("yes", gettext_lazy("holds today")), ("no", gettext_lazy("ended"))]

    def queryset(self, request, queryset):
        if self.value() == "no":
            return queryset.exclude(ended_at=None)
        return queryset.open() if self.value() == "yes" else queryset


@admin.register(RoleGrant)
class RoleGrantAdmin(RoleAdmin):
    """Given and ended, never edited or deleted: the rows are the record of who held what."""

    viewers = adders = frozenset({HR})
    form = RoleGrantForm
    list_display = ["employee", "role", "department", "given_by", "given_at", "ended_by", "ended_at"]
    list_filter = [Holds, "role"]
    list_select_related = ["employee", "department", "given_by", "ended_by"]
    search_fields = ["employee__search_text"]
    autocomplete_fields = ["employee", "department"]
    actions = ["end_role"]

    def get_fields(self, request, obj=None):
        return self.list_display if obj else ["employee", "role", "department"]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.giver = request.user
        return form

    def save_model(self, request, obj, form, change):
        data = form.cleaned_data
        obj.pk = roles.give(data["employee"], data["role"], by=request.user, department=data["department"]).pk

    def has_end_permission(self, request):
        return self.has_add_permission(request)

    @admin.action(description=gettext_lazy("End the role"), permissions=["end"])
    def end_role(self, request, queryset):
        if not confirmed(request):
            held = ", ".join(str(grant) for grant in queryset.select_related("employee")[:20])
            return self.confirm(
                request,
                queryset,
                question=_("End these roles?"),
                consequence=_("%(held)s. It counts from the next page that they open; all HR people are told by mail.")
                % {"held": held},
                verb=_("End"),
            )
        ended = 0
        for grant in queryset.open():
            try:
                roles.end(grant, by=request.user)
                ended += 1
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.WARNING)
        self.message_user(request, ngettext("%d role ended.", "%d roles ended.", ended) % ended)
        return None
