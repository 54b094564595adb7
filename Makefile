# Each command sets itself up from nothing. The environment is .venv in this folder.
PYTHON ?= python3
ARGS ?=

# A Python named by the user (make lab PYTHON=python3.12) is insisted on; otherwise a finished .venv is kept.
ASKED := $(if $(filter file,$(origin PYTHON)),,--this-python)
SETUP = $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 6))" 2>/dev/null || \
	{ echo "$(PYTHON) is missing or too old: the course needs Python 3.11 to 3.13. Name one: make lab PYTHON=python3.12"; \
	exit 1; }; $(PYTHON) -I course_lib/lab/bootstrap.py $(ASKED)
INSIDE = PATH="$(CURDIR)/.venv/bin:$$PATH"

unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help lab clean

help:  ## this list
	@echo "make COMMAND, with arguments as ARGS=\"...\" and another Python as PYTHON=python3.12"
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' $(MAKEFILE_LIST)

lab:  ## open the course in JupyterLab
	@$(SETUP)
	@$(INSIDE) python -m course_lib.lab $(ARGS)

clean:  ## remove the environment and what was built in it
	@rm -rf .venv .jupyter build

# What students do not get.
-include course_lib/instructor/commands.mk
