"""Templates that no test renders, told at the end of a full run (`--every-template`)."""

import pytest
from django.conf import settings
from django.test.signals import template_rendered

FOLDER = settings.BASE_DIR / "templates"
rendered: set[str] = set()


def _note(sender, template, **kwargs):
    if template.origin:
        rendered.add(str(template.origin.name))


def pytest_configure(config):
    template_rendered.connect(_note)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    rendered.update(getattr(node, "workeroutput", {}).get("rendered_templates", []))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["rendered_templates"] = sorted(rendered)
    elif session.config.getoption("every_template") and session.exitstatus == 0 and _unused():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("every_template") and (unused := _unused()):
        terminalreporter.section("templates that no test renders", red=True)
        for name in unused:
            terminalreporter.line(name)


def _unused() -> list[str]:
    return sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.*") if str(path) not in rendered)
