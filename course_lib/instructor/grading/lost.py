"""When the gradebook's server or the disk fails on the way: one line, and what was graded before is kept."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from nbgrader.api import InvalidEntry
from sqlalchemy.exc import OperationalError

from course_lib.instructor.grading.options import OurFaultError
from course_lib.instructor.grading.records.database import reason
from course_lib.instructor.grading.records.results import Results

# What an error of a file says when it is the disk's fault: full, read-only, not ours to write to, broken, gone. Any
# other (a name that is too long) is a matter of the one submission that it concerns.
OF_THE_DISK = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE,
    errno.ENODEV, errno.ENXIO, errno.ENOTCONN,
}  # fmt: skip
LOST = "{}, and what was graded before is kept; run the same command with --resume: {}"


def is_lost(error: Exception) -> bool:
    """Does this say that nothing can be recorded any more?"""
    first = _said_first(error)
    return isinstance(first, OperationalError) or (isinstance(first, OSError) and first.errno in OF_THE_DISK)


@contextmanager
def kept(results: Results) -> Iterator[None]:
    """Around all that writes into the results. Raises OurFaultError."""
    try:
        yield
    except (OperationalError, OSError, InvalidEntry) as error:
        first = _said_first(error)
        if isinstance(first, OperationalError):
            raise OurFaultError(LOST.format("the gradebook failed", reason(first))) from error
        if isinstance(first, OSError) and first.errno in OF_THE_DISK:
            what = f"{results.folder} cannot be written"
            raise OurFaultError(LOST.format(what, os.strerror(first.errno))) from error
        raise


def _said_first(error: BaseException) -> BaseException:
    """nbgrader calls whatever its database says while it adds something an invalid entry."""
    return error.__context__ or error if isinstance(error, InvalidEntry) else error
