"""Still pictures of the lessons, one module a lesson; see `course_lib.plotting` for what they share."""
