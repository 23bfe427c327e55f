"""Writing help in a form: `{% writing_help field %}` beside each field, `{% check_words "situation behaviour" %}` once.

Its view answers the button, for those without JavaScript: `feedback.views.words`.
"""

from django import template

register = template.Library()


@register.inclusion_tag("feedback/_words_beside.html")
def writing_help(field):
    """The place beside a field where advice on its words stands."""
    advice = getattr(field.form, "advice", {})
    return {"name": field.html_name, "advice": advice.get(field.html_name, [])}


@register.inclusion_tag("feedback/_check_words.html")
def check_words(names: str):
    """The button, and what asks a moment after typing stops; `names` are the fields, as the browser sends them."""
    return {"names": names.split()}
