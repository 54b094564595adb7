"""JupyterLab as students get it: the set-up, the start page, `python -m course_lib.lab`."""
