from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.fields import WordsField
from org.models import SpecialAccess

REASON_LIMIT = SpecialAccess._meta.get_field("reason").max_length


class BeginForm(forms.Form):
    reason = WordsField(
        label=_("Why you need to read it"),
        limit=REASON_LIMIT,
        required=True,
        error_messages={"required": _("Say why: the person will read it.")},
    )
