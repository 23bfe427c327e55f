from django.core.exceptions import ValidationError

# The field that a refusal is about, by its code: the first of these that the form has.
FIELDS = {
    "answered": ("action",),
    "changed": ("action",),
    "digits": ("value", "weight", "score"),
    "due": ("due_on",),
    "early": ("day",),
    "ended": ("process",),
    "future": ("day",),
    "large": ("value", "weight"),
    "left": ("owner", "to", "parent"),
    "loop": ("parent",),
    "milestone": ("value",),
    "parent": ("parent",),
    "period": ("parent", "period"),
    "reason": ("reason",),
    "state": ("parent", "action"),
    "team": ("to",),
    "weight": ("weight",),
}


def refuse(form, error: ValidationError) -> None:
    """Puts what a service refused beside the field that it is about, or on top of the form."""
    if not hasattr(error, "error_dict"):
        for each in error.error_list:
            names = FIELDS.get(each.code or "", ())
            form.add_error(next((name for name in names if name in form.fields), None), each)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
