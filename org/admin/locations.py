from django import forms
from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from org.admin.base import ADMINISTRATOR, HR, HistoryRoleAdmin, RoleInline
from org.admin.organization import zone_choices
from org.models import DayOff, Location


class HasTimeZone(admin.SimpleListFilter):
    title = _("time zone")
    parameter_name = "zone"

    def lookups(self, request, model_admin):
        return [("missing", _("without a time zone")), ("set", _("with a time zone"))]

    def queryset(self, request, queryset):
        if self.value() == "missing":
            return queryset.filter(time_zone="")
        return queryset.exclude(time_zone="") if self.value() == "set" else queryset


class LocationForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = Location
        fields = ["name", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = zone_choices(_("not set: the organisation's"))


class DayOffInline(RoleInline, admin.TabularInline):
    model = DayOff
    extra = 3
    verbose_name_plural = _("days off")


@admin.register(Location)
class LocationAdmin(HistoryRoleAdmin):
    viewers = changers = adders = deleters = frozenset({HR, ADMINISTRATOR})
    form = LocationForm
    inlines = [DayOffInline]
    list_display = ["name", "zone", "people_count"]
    list_filter = [HasTimeZone]
    search_fields = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("people"))

    @admin.display(description=_("time zone"), ordering="time_zone")
    def zone(self, location):
        return location.time_zone or _("not set")

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, location):
        return location.people_count
