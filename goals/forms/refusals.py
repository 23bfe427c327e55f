from django.core.exceptions import ValidationError


def refuse(form, error: ValidationError) -> None:
    """Puts what a service refused beside the field that it is about, or on top of the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
