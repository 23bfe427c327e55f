from django.utils.translation import gettext_lazy as _

from reviews.forms.base import RefusingForm, WordsField
from reviews.models.setting_up import REASON_LIMIT


class WordForm(RefusingForm):
    """Why somebody is not asked, is asked as well, or declines. Whether it is needed is the service's to say."""

    word = WordsField(label=_("Why"), limit=REASON_LIMIT, rows=3)
