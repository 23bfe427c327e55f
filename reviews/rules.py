"""Who may change what in reviews. Templates hold nobody's words, so HR partners may look at them; HR changes them."""


def can_edit_templates(user) -> bool:
    return user.is_hr


def can_see_templates(user) -> bool:
    return user.is_hr or user.is_partner
