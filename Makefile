# Chợ Phiên. `make run` and `make test` are the two commands; docs/operations.md says more.
# Needs make and Python 3.11 or newer, nothing else: all else is installed into .venv, locked and hash-checked.

PORT ?= 8000
export PORT
# `make run DEMO=no` starts empty: the first page leads to your own first cooperative. Its data lie beside the demo's.
DEMO ?= yes

# The newest Python that really runs: some machines have stubs of versions that are not installed.
python = $(shell for name in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$name; break; }; done)

.PHONY: help setup run test faults fresh

help:
	@echo 'make run     set up, start everything, serve on http://localhost:$(PORT) (PORT= for another)'
	@echo '             DEMO=no begins empty, for your own first cooperative (its data: var/own)'
	@echo 'make test    every check and test'
	@echo 'make faults  kill, pause, cut and fill under load, TIMES=20 each (ONLY="edge desk" for some), measured'
	@echo 'make fresh   prove that a bare machine gets to a served page and an order'
	@echo 'make setup   only prepare .venv and the command .venv/bin/phien'

setup: | python
	@$(python) tools/setup.py run

run: setup
	@exec .venv/bin/phien up $(if $(filter no,$(DEMO)),--data var/own,--demo) --port $(PORT) --ready-file var/ready.json

test: | python
	@$(python) tools/setup.py dev
	@exec .venv/bin/python tools/check.py

TIMES ?= 20
faults: | python
	@$(python) tools/setup.py dev
	@exec .venv/bin/python -m tests.faults --times $(TIMES) $(if $(ONLY),--only $(ONLY))

fresh: | python
	@exec $(python) tools/fresh.py

.PHONY: python
python:
	@test -n '$(python)' || { echo 'Chợ Phiên needs Python 3.11 or newer; install it (on Debian: apt-get install python3) and try again.' >&2; exit 1; }
