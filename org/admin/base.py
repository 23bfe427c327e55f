"""The admin by role. Django's own permissions are not used: who may is a role, and nobody's role reaches themselves."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.template.response import TemplateResponse
from simple_history.admin import SimpleHistoryAdmin

HR, PARTNER, ADMINISTRATOR = "hr", "partner", "administrator"


def roles_of(user) -> set[str]:
    held = {HR: user.is_hr, PARTNER: user.is_partner, ADMINISTRATOR: user.is_administrator}
    return {role for role, holds in held.items() if holds} if user.is_active else set()


class ByRole:
    """For a ModelAdmin or an inline: the roles that may view, add, change and delete; nobody unless named.

    Where the records are about people, `department_path` leads to the person's department (partners find only theirs)
    and `person_of(record)` names the person, of whom everything is read-only to themselves.
    """

    viewers: frozenset[str] = frozenset()
    adders: frozenset[str] = frozenset()
    changers: frozenset[str] = frozenset()
    deleters: frozenset[str] = frozenset()
    department_path = ""

    def person_of(self, record):
        return None

    def has_role(self, request, roles) -> bool:
        return not roles_of(request.user).isdisjoint(roles)

    def _may_write(self, request, roles, record) -> bool:
        person = self.person_of(record) if record is not None else None
        return self.has_role(request, roles) and (person is None or person.pk != request.user.pk)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return self.has_role(request, self.viewers | self.changers)

    def has_add_permission(self, request, obj=None):
        return self.has_role(request, self.adders)

    def has_change_permission(self, request, obj=None):
        return self._may_write(request, self.changers, obj)

    def has_delete_permission(self, request, obj=None):
        return self._may_write(request, self.deleters, obj)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        if self.department_path and self.is_partner_only(request):
            return queryset.filter(**{f"{self.department_path}__in": request.user.partner_departments})
        return queryset

    def is_partner_only(self, request) -> bool:
        return roles_of(request.user) == {PARTNER}


class RoleAdmin(ByRole, admin.ModelAdmin):
    show_full_result_count = False

    def lookup_allowed(self, lookup, value, request):
        # Else ?password__startswith=… tells a hash letter by letter.
        return "password" not in lookup and super().lookup_allowed(lookup, value, request)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # A choice is a choice: no buttons beside it that change or delete what is chosen.
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        return field

    def get_changeform_initial_data(self, request):
        """What a link fills in; what is no id would break the choice of a person."""
        relations = {field.name for field in self.opts.get_fields() if field.is_relation}
        given = super().get_changeform_initial_data(request)
        return {
            name: value
            for name, value in given.items()
            if name not in relations or (str(value).isdecimal() and len(str(value)) < 19)
        }

    def confirm(self, request, queryset: QuerySet, *, question: str, consequence: str, verb: str) -> TemplateResponse:
        """The page that an action shows before it acts; its form sends the action again, with `confirmed`."""
        context = {
            **self.admin_site.each_context(request),
            "title": question,
            "opts": self.opts,
            "consequence": consequence,
            "verb": verb,
            "action": request.POST["action"],
            "across": request.POST.get("select_across", "0"),
            "selected": request.POST.getlist("_selected_action"),
            "back": request.get_full_path(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/org/confirm.html", context)


class HistoryRoleAdmin(RoleAdmin, SimpleHistoryAdmin):
    """With the page that shows who changed what and when; nothing is turned back there."""

    def revert_disabled(self, request, obj=None):
        return True

    def history_view(self, request, object_id, extra_context=None):
        self._refuse_hidden(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self._refuse_hidden(request, object_id)
        # The package saves what is posted here, whoever may only look.
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _refuse_hidden(self, request, object_id):
        """404 for what is not in this viewer's list: the package would look beyond it."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404

    def has_view_history_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_change_history_permission(self, request, obj=None):
        return False


class RoleInline(ByRole):
    """An inline is written by whoever may change the record it hangs on."""

    def has_view_permission(self, request, obj=None):
        return True

    def _parent(self, request, obj):
        return self.admin_site._registry[self.parent_model].has_change_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._parent(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._parent(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._parent(request, obj)


def confirmed(request) -> bool:
    return request.POST.get("confirmed") == "yes"
