"""What the admin offers while one types a person or a department: two of one name must be told apart."""

from functools import singledispatch

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from org.models import Department, Employee


@singledispatch
def words_for(choice) -> str:
    return str(choice)


@words_for.register
def _person(choice: Employee) -> str:
    return " · ".join(filter(None, [str(choice), choice.job_title, choice.email]))


@words_for.register
def _department(choice: Department) -> str:
    return f"{choice} ({choice.parent})" if choice.parent else str(choice)


class ChoicesView(AutocompleteJsonView):
    def serialize_result(self, obj, to_field_name):
        return super().serialize_result(obj, to_field_name) | {"text": words_for(obj)}


def autocomplete(request):
    return ChoicesView.as_view(admin_site=admin.site)(request)
