# Every recipe works from a fresh machine: it prepares what it needs first (scripts/bootstrap.sh).
# Tools run as "python -m …", so that a checkout may be moved, or live under a path with spaces.

PY := .venv/bin/python
SOURCES := gps standins scripts tests bench

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench pictures lock clean runtime tools

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

run: runtime ## Set up, load demonstration data and serve on http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(PY) -m scripts.serve

test: tools ## Run the suite on PostgreSQL, then on SQLite (ARGS="-k register" goes to pytest)
	@sh scripts/chromium.sh
	@$(PY) -m scripts.suite $(ARGS)

# Django's own questions are asked as production would: no demonstration, no debug, nothing of the local environment.
AS_PRODUCTION := GPS_DEBUG=0 GPS_DEMO=0 GPS_HTTPS=1 DATABASE_URL=sqlite://:memory: \
	GPS_SECRET_KEY=serves-these-two-checks-only-3jPq8vX0sLkT6yBn2wRz9dMf5hGc1aUe \
	GPS_PUBLIC_URL=https://gps.invalid GPS_SMTP_HOST=mail.invalid

check: tools ## Lint, types, import contracts, templates, migrations, deployment settings, rule book
	$(PY) -m ruff check $(SOURCES)
	$(PY) -m ruff format --check $(SOURCES)
	$(PY) -m mypy $(SOURCES)
	$(PY) .venv/bin/lint-imports
	$(PY) -m djlint --lint --quiet gps
	$(AS_PRODUCTION) $(PY) -m gps makemigrations --check --dry-run
	$(AS_PRODUCTION) $(PY) -m gps check --deploy --fail-level WARNING
	$(PY) -m scripts.conformity --check

fix: tools ## Format, repair what can be repaired, write the generated documents anew
	$(PY) -m ruff check --fix --exit-zero $(SOURCES)
	$(PY) -m ruff format $(SOURCES)
	$(PY) -m scripts.conformity

bench: tools ## Measure against the bare work of the libraries, and write docs/performance.md
	$(PY) -m bench.paper
	$(PY) -m bench.imports
	$(PY) -m bench.flood
	$(PY) -m bench.exports

pictures: tools ## Make the pictures of the README anew, with a demonstration of their own
	@sh scripts/chromium.sh
	$(PY) -m scripts.pictures

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links $(ARGS) pyproject.toml

lock: ## Resolve the dependencies and write both lock files; needs uv (ARGS=--upgrade for newer versions)
	$(COMPILE) -o requirements.lock
	$(COMPILE) --group dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment, the caches and the demonstration database
	rm -rf .venv var staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@sh scripts/bootstrap.sh run

tools:
	@sh scripts/bootstrap.sh dev
