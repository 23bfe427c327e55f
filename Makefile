# What a developer types. `make run` and `make test` need Python 3.11 to 3.13 and nothing else.
# What `make check` does, independent of one another: make -j2 check
CHECKS := lint contracts types templates migrations deployment
.PHONY: run test check $(CHECKS) installed lock screenshots bench clean
.DEFAULT_GOAL := run
PY := .venv/bin/python
# As a stranger would start it in production; the values are of no use to anybody.
PRODUCTION := DEBUG=0 HTTPS=1 ALLOWED_HOSTS=perfmgmt.example SITE_URL=https://perfmgmt.example \
	SECRET_KEY=nobody-uses-this-one-it-is-only-long-enough-0123456789-abcdefghij

run:
	@tools/run

test:
	@tools/venv dev
	$(PY) -m pytest -q -rs -n 2 $(ARGS)

check: $(CHECKS)
$(CHECKS): installed
installed:
	@tools/venv dev
lint:
	$(PY) -m ruff check .
contracts:
	.venv/bin/lint-imports --no-cache
types:
	DEBUG=1 $(PY) -m mypy .
templates:
	.venv/bin/djlint --lint --quiet templates
migrations:
	DEBUG=1 $(PY) manage.py makemigrations --check --dry-run
deployment:
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

# New versions: make lock ARGS=--upgrade
lock:
	@tools/venv dev
	@tools/lock $(ARGS)

screenshots:
	@tools/venv dev
	$(PY) -m tools.screenshots $(ARGS)

bench:
	@tools/venv dev
	$(PY) -m tools.bench $(ARGS)

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
