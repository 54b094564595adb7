"""When the gradebook's server or the disk fails on the way: one line, and what was graded before is kept."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from course_lib.instructor.grading.database import reason
from course_lib.instructor.grading.options import OurFaultError
from course_lib.instructor.grading.results import Results

# What an error of a file says when it is the disk's fault: full, read-only, not ours to write to, broken, gone. Any
# other (a name that is too long) is a matter of the one submission that it concerns.
OF_THE_DISK = {
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.ESTALE,
    errno.ENODEV, errno.ENXIO, errno.ENOTCONN,
}  # fmt: skip
LOST = "{}, and what was graded before is kept; run the same command with --resume: {}"


def is_lost(error: Exception) -> bool:
    """Does this say that nothing can be recorded any more?"""
    return isinstance(error, OperationalError) or (isinstance(error, OSError) and error.errno in OF_THE_DISK)


@contextmanager
def kept(results: Results) -> Iterator[None]:
    """Around all that writes into the results. Raises OurFaultError."""
    try:
        yield
    except OperationalError as error:
        raise OurFaultError(LOST.format("the gradebook failed", reason(error))) from error
    except OSError as error:
        if not is_lost(error):
            raise
        what = f"{results.folder} cannot be written"
        raise OurFaultError(LOST.format(what, os.strerror(error.errno))) from error
