"""When the files of Moodle's zip were handed in: each carries its time, as the clocks in the site's zone showed it.

A folder in which the zip was unpacked tells nothing: its dates may be of the unpacking.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course_lib.instructor.grading.intake.moment import UnclearMomentError, read_moment

LOCALTIME = Path("/etc/localtime")
_LATE = re.compile(r"(?:\d+ (?:year|day|hour|min|sec)s? )+late")
_SECONDS = {"year": 365 * 86400, "day": 86400, "hour": 3600, "min": 60, "sec": 1}


@dataclass(frozen=True)
class SiteTime:
    """clock: what the zip said, with its zone, "" if nothing.  stamp: the same for timestamp.txt.  unclear: why not."""

    clock: str = ""
    stamp: bytes | None = None
    unclear: str = ""


def check_zone(name: str) -> str:
    """The name of a zone. Raises UnclearMomentError if there is none of this name."""
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise UnclearMomentError(name) from error


def zone_of_this_machine() -> str | None:
    """The name of the zone whose time this machine shows, such as Europe/Paris; None if it has no name."""
    told = os.environ.get("TZ", "").lstrip(":")
    if not told and not LOCALTIME.exists():
        return "UTC"
    name = told or str(LOCALTIME.resolve()).partition("zoneinfo/")[2]
    try:
        return check_zone(name)
    except UnclearMomentError:
        return None


def all_at_once(times: Iterable[datetime | None]) -> bool:
    """Have several files one time? Then it is when somebody packed them."""
    known = list(times)
    return len(known) > 1 and len(set(known)) == 1


def site_time(modified: datetime | None, zone: str | None) -> SiteTime:
    """When a file with this time in the zip was handed in, if the zone is known and its clocks show that hour once."""
    if modified is None or zone is None:
        return SiteTime()
    clock = f"{modified:%Y-%m-%d %H:%M:%S} {zone}"
    try:
        moment = read_moment(clock)
    except UnclearMomentError:
        said = f"clocks in {zone} showed {modified:%Y-%m-%d %H:%M:%S} twice or never"
        return SiteTime(clock, unclear=f"Whether it was late is unknown: {said}.")
    return SiteTime(clock, f"{moment:%Y-%m-%d %H:%M:%S} UTC\n".encode())


def lateness(told: str) -> timedelta | None:
    """How late Moodle's list says that somebody was; None if it says another thing, or says it in another language.

    >>> lateness("2 days 3 hours late"), lateness("Extension granted until: Monday, 1 March 2027, 2:30 PM")
    (datetime.timedelta(days=2, seconds=10800), None)
    """
    if not _LATE.fullmatch(told.strip()):
        return None
    parts = re.findall(r"(\d+) (year|day|hour|min|sec)", told)
    return timedelta(seconds=sum(int(count) * _SECONDS[unit] for count, unit in parts))
