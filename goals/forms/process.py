from django import forms
from django.utils.translation import gettext_lazy as _

from goals import rules
from goals.forms.fields import PersonField, TypedField
from goals.models import Process
from org.models import Department


class ProcessForm(forms.Form):
    """A way of working: what it is called, who answers for it, where it belongs."""

    name = TypedField(
        label=_("Name"),
        max_length=120,
        help_text=_("What people call it, such as “Month-end close”."),
        widget=forms.TextInput(attrs={"class": "input"}),
        error_messages={"required": _("Write what people call it.")},
    )
    owner = PersonField(label=_("Owner"), help_text=_("Sets its objectives and acts for them. The e-mail or the name."))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        widget=forms.Select(attrs={"class": "input"}),
        error_messages={"required": _("Choose the department that it belongs to.")},
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        kept = Department.objects.all()
        if not user.is_hr:
            kept = kept.filter(pk__in=rules.headed_departments(user))
        self.fields["department"].queryset = kept.order_by("name", "pk")
        self.fields["owner"].widget.attrs["list"] = "people"


def initial_of(process: Process) -> dict:
    return {"name": process.name, "owner": process.owner, "department": process.department_id}
