from django import forms
from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insights import kinds, preview
from insights.kinds import Moment
from insights.models import KindSetting
from org.admin.base import HR, HistoryRoleAdmin


class KindSettingForm(forms.ModelForm):
    class Meta:
        model = KindSetting
        fields = ["is_on", "threshold"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "threshold" in self.fields:
            self.fields["threshold"].help_text = kinds.named(self.instance.kind).unit

    def clean_threshold(self):
        kind, threshold = kinds.named(self.instance.kind), self.cleaned_data["threshold"]
        if not kind.least <= threshold <= kind.most:
            raise forms.ValidationError(
                _("Choose a whole number from %(least)d to %(most)d.") % {"least": kind.least, "most": kind.most}
            )
        return threshold


@admin.register(KindSetting)
class KindSettingAdmin(HistoryRoleAdmin):
    """One row a kind; the refresh makes those that are missing."""

    viewers = changers = frozenset({HR})
    form = KindSettingForm
    list_display = ["name", "is_on", "threshold", "counts_what"]
    fields = ["name", "rule", "is_on", "threshold", "would_show"]
    readonly_fields = ["name", "rule", "would_show"]

    def get_queryset(self, request):
        """Of a kind that is no more there is nothing to set."""
        return super().get_queryset(request).filter(kind__in=[kind.slug for kind in kinds.ALL])

    @admin.display(description=gettext_lazy("kind"))
    def name(self, row):
        return kinds.named(row.kind).name

    @admin.display(description=gettext_lazy("the threshold counts"))
    def counts_what(self, row):
        return kinds.named(row.kind).unit

    @admin.display(description=gettext_lazy("rule"))
    def rule(self, row):
        return kinds.named(row.kind).rule % {"threshold": row.threshold}

    @admin.display(description=gettext_lazy("today it would show"))
    def would_show(self, row):
        """For the threshold that is set and some others, so that HR sees it before choosing."""
        kind, moment = kinds.named(row.kind), Moment.at()
        k, found = moment.organization.anonymity_threshold, preview.counts(kind, row.threshold, moment)
        words = _("%(count)s with a threshold of %(threshold)d")
        said = [words % {"count": preview.said(kind, count, k), "threshold": each} for each, count in found]
        return format_html_join(mark_safe("<br>"), "{}", ((each,) for each in said))

    def get_object(self, request, object_id, from_field=None):
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            found.words = kinds.named(found.kind).name
        return found
