"""Which process of the run gets which test."""

import pytest
from xdist.scheduler import LoadScopeScheduling


class BrowserTestsTogether(LoadScopeScheduling):
    """Each test goes wherever there is room, but the browser tests of a module to one process: they share a product.

    In the place of pytest-xdist's marks for groups, which pytest 9.2 ignores.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if "[chromium" in nodeid else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return BrowserTestsTogether(config, log)
