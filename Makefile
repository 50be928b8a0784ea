# make run: Guidepost on this machine. make test: everything that must hold. Both install what is missing, into this folder.

# Any Python can install; the program itself runs under .venv's 3.10.
PYTHON := $(shell for p in python3 python3.10 /usr/bin/python3 $(HOME)/.pyenv/versions/*/bin/python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null && echo "$$p" && break; done)
IN := .venv/bin
PARTS ?= pipelines turns crowd records
# Rasa reports home, and its old packages warn, unless told not to.
export RASA_TELEMETRY_ENABLED := false
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: run test install train check evaluate bench soak with-tensorflow clean

run: install
	@$(IN)/guidepost run

test: install
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/mypy
	$(IN)/guidepost check
	@echo "rasa data validate"; said=$$($(IN)/rasa data validate --data data/nlu data/rules --fail-on-warnings 2>&1) \
		|| { echo "$$said"; exit 1; }
	$(IN)/pytest --numprocesses=2 --dist=loadfile

install:
	@test -n "$(PYTHON)" || { echo "Guidepost needs Python: install Python 3.10, so that 'python3 --version' answers." >&2; exit 1; }
	@"$(PYTHON)" scripts/install.py

train: install
	@$(IN)/guidepost train

check: install
	@$(IN)/guidepost check

evaluate: install  # how well families are understood; more: make evaluate ASK="--questions FILE --needs FILE"
	@$(IN)/python -W ignore -m scripts.evaluate --typos $(ASK)

bench: install     # speed, and the comparison with Rasa's default pipeline, which needs TensorFlow: 3 GB in .tools, once
	@"$(PYTHON)" scripts/install.py --with-tensorflow --into .tools/rasa-default
	@for part in $(PARTS); do $(IN)/python -W ignore -m scripts.bench $$part || exit 1; done

soak: install      # what make test does for seconds, for a quarter of an hour or more: 300 kills, and 500 families
	GUIDEPOST_TEST_KILLS=300 $(IN)/pytest tests/intake/test_killed.py tests/intake/test_killed_office.py tests/mail/test_killed_postman.py
	GUIDEPOST_TEST_WALKS=500 $(IN)/pytest tests/conversations/test_random_walk.py

with-tensorflow:   # for those who want Rasa's DIETClassifier or TEDPolicy; 'make clean' undoes it
	@"$(PYTHON)" scripts/install.py --with-tensorflow

clean:             # everything made here, but never var/, which holds what families sent
	rm -rf .venv .tools models results .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
