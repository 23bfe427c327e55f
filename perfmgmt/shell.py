"""What every page's frame needs: the organisation's name, the places of the navigation, the counts beside them."""


def shell(request):
    return {}
