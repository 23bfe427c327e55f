from django.http import QueryDict


def fill(form, data: QueryDict) -> None:
    """Begin the form with `data`: as its initial values, so that nothing is called wrong before it is sent."""
    names = {name: form.add_prefix(name) for name in form.fields}
    if not any(sent in data for sent in names.values()):
        return
    form.initial = dict(form.initial)
    for name, sent in names.items():
        widget = form.fields[name].widget
        if not form.fields[name].disabled and not widget.value_omitted_from_data(data, {}, sent):
            form.initial[name] = widget.value_from_datadict(data, {}, sent)
