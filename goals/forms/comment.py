from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from goals.forms.fields import TypedField
from goals.models.comment import COMMENT_LIMIT


class CommentForm(forms.Form):
    """The browser may not cut it at the limit: what is too long is kept, and said in a sentence."""

    text = TypedField(
        label=_("Comment"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "input"}),
        error_messages={"required": _("Write something first.")},
    )
    # The form's own: sent twice it is one comment.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > COMMENT_LIMIT:
            raise forms.ValidationError(
                _("This is %(length)d characters long, and %(limit)d fit. Nothing is lost: shorten it here."),
                params={"length": len(text), "limit": COMMENT_LIMIT},
            )
        return text

    def clean_key(self):
        return self.cleaned_data["key"] or uuid4()
