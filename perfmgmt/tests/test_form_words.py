"""What a form says of an empty field, in our words: what to write there."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

from django import forms

APPS = ("org", "inbox", "goals", "feedback")
# What is chosen has a first choice already; nobody leaves it empty by hand.
CHOSEN = (forms.ChoiceField, forms.ModelChoiceField)


def form_classes() -> set[type[forms.BaseForm]]:
    found = set()
    for app in APPS:
        package = import_module(f"{app}.forms")
        names = [f"{app}.forms.{module.name}" for module in iter_modules(getattr(package, "__path__", []))]
        for module in [package, *map(import_module, names)]:
            for _name, known in inspect.getmembers(module, inspect.isclass):
                if issubclass(known, forms.BaseForm) and known.__module__.startswith(f"{app}.forms"):
                    found.add(known)
    return found


def test_every_field_that_one_types_into_says_what_it_asks_for():
    unsaid = [
        (form.__module__, form.__name__, name)
        for form in form_classes()
        for name, field in form.base_fields.items()
        if field.required
        and not isinstance(field, CHOSEN)
        and not field.widget.is_hidden
        and field.error_messages["required"] == forms.Field.default_error_messages["required"]
    ]

    assert len(form_classes()) > 40
    assert sorted(unsaid) == []
