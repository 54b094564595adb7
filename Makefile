# Four commands, each of which sets itself up from nothing. The environment is .venv in this folder.
PYTHON ?= python3
ARGS ?=
LESSON ?=

# A Python named by the user (make lab PYTHON=python3.12) is insisted on; otherwise a finished .venv is kept.
ASKED := $(if $(filter file,$(origin PYTHON)),,--this-python)
SETUP = $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 6))" 2>/dev/null || \
	{ echo "$(PYTHON) is missing or too old: the course needs Python 3.11 to 3.13. Name one: make lab PYTHON=python3.12"; \
	exit 1; }; $(PYTHON) -I course_lib/lab/bootstrap.py $(ASKED)
INSIDE = PATH="$(CURDIR)/.venv/bin:$$PATH"

unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help lab check test demo clean

help:  ## this list
	@echo "make COMMAND, with arguments as ARGS=\"...\" and another Python as PYTHON=python3.12"
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

lab:  ## open the course in JupyterLab
	@$(SETUP)
	@$(INSIDE) python -m course_lib.lab $(ARGS)

check:  ## what takes two minutes of that; with LESSON=05 that lesson alone
	@$(SETUP)
	@$(INSIDE) python -m course_lib.instructor.build.stages $(if $(LESSON),--lesson $(LESSON),--check) $(ARGS)

test:  ## run everything that CI runs; with ARGS=--all what nothing touched as well
	@$(SETUP) --system-packages
	@$(INSIDE) python -m course_lib.instructor.build.stages $(ARGS)

demo:  ## make a class of 30 submissions, grade it, print the results
	@$(SETUP)
	@$(INSIDE) course demo $(ARGS)

clean:  ## remove the environment and what was built in it
	@rm -rf .venv .jupyter build
