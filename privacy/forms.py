from django import forms
from django.utils.translation import gettext_lazy as _

from org.models import SpecialAccess

REASON_LIMIT = SpecialAccess._meta.get_field("reason").max_length


class BeginForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you need to read it"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: the person will read it.")},
    )
