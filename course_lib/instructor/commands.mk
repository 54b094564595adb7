# The commands of instructors and maintainers, for the Makefile: SETUP, INSIDE and ARGS are told there.
LESSON ?=

.PHONY: check test demo book

check:  ## what tells within two minutes whether a change is sound; with LESSON=05 that lesson alone
	@$(SETUP)
	@$(INSIDE) python -m course_lib.instructor.build.stages $(if $(LESSON),--lesson $(LESSON),--check) $(ARGS)

test:  ## run everything that CI runs; with ARGS=--all what nothing touched as well
	@$(SETUP) --system-packages
	@$(INSIDE) python -m course_lib.instructor.build.stages $(ARGS)

demo:  ## make a class of 30 submissions, grade it, print the results
	@$(SETUP)
	@$(INSIDE) course demo $(ARGS)

book:  ## make the book: all lessons as pages that move without a kernel and a network
	@$(SETUP)
	@$(INSIDE) course book $(ARGS)
