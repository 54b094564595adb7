"""Moments as people and programs write them: ISO 8601 or RFC 2822, read exactly or not at all."""

import codecs
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EXPECTED = "a moment such as 2027-03-01 14:30:00 +0100 or 2027-03-01T14:30 Europe/Paris"
LONGEST = 200  # characters
_MARKS = (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")
_ZONE = re.compile(r"(?P<time>.*\d)\s*(?P<zone>Z|[A-Za-z]+(?:[/_+-][A-Za-z0-9]+)*)", re.DOTALL)
_OFFSET = re.compile(r"(?P<time>.*\d)\s*(?:UTC|GMT)?\s*(?P<offset>[+-]\d\d(?::?\d\d(?::?\d\d)?)?)", re.DOTALL)
_ISO = re.compile(r"\d{4}(-?)(\d\d\1\d\d|W\d\d\1\d)[T ]+\d\d(:?\d\d(:?\d\d([.,]\d+)?)?)?")
_MAIL = re.compile(r"([A-Za-z]{3},\s*)?\d{1,2}\s+[A-Za-z]{3}\s+\d{4}\s+\d\d:\d\d(:\d\d)?")
_PLACES = {  # where clocks show a zone that the database knows by another name
    "CEST": "CET", "EEST": "EET", "WEST": "WET", "MEST": "MET", "EDT": "America/New_York", "MDT": "America/Denver",
    "PDT": "America/Los_Angeles", "PST": "America/Los_Angeles",
}  # fmt: skip


class UnclearMomentError(ValueError):
    """A text that is no moment, or could be several."""


def decoded(content: bytes) -> str:
    """The text of a small file in any Unicode encoding, else taken as Latin-1."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\0" in content:
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    try:
        return content.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_moment(text: str, zone: str = "UTC") -> datetime:
    """The moment in UTC, without tzinfo, as nbgrader keeps moments. zone: of a text that names none.

    A date alone, one with the month in words of another language or with the day first, a zone that stands for several
    and an hour that a clock shows twice or never are unclear. Raises UnclearMomentError.

    >>> read_moment("2027-03-01 14:30:00 +0200"), read_moment("Mon, 01 Mar 2027 14:30:00 GMT")
    (datetime.datetime(2027, 3, 1, 12, 30), datetime.datetime(2027, 3, 1, 14, 30))
    """
    told = text.strip()
    try:
        if len(told) > LONGEST:
            raise ValueError(LONGEST)
        if (found := _OFFSET.fullmatch(told)) and _is_clock(found["time"]):
            offset = datetime.strptime(found["offset"].ljust(5, "0"), "%z").tzinfo
            return _clock(found["time"]).replace(tzinfo=offset).astimezone(UTC).replace(tzinfo=None)
        if found := _ZONE.fullmatch(told):
            return _in_zone(_clock(found["time"]), found["zone"])
        return _in_zone(_clock(told), zone)
    except (ValueError, OverflowError, OSError, ZoneInfoNotFoundError) as error:
        raise UnclearMomentError(f"{EXPECTED} was expected") from error


def _is_clock(text: str) -> bool:
    return any(shape.fullmatch(text.strip()) for shape in (_ISO, _MAIL))


def _clock(text: str) -> datetime:
    """What a clock showed, whatever its zone. Raises ValueError."""
    text = re.sub(r"\s+", " ", text.strip())
    if _ISO.fullmatch(text):
        return datetime.fromisoformat(text.replace(",", "."))
    if _MAIL.fullmatch(text):
        return parsedate_to_datetime(f"{text} +0000").replace(tzinfo=None)
    raise ValueError(text)


def _in_zone(clock: datetime, name: str) -> datetime:
    """The moment in UTC at which clocks in a zone showed this, and no other moment. Raises ValueError."""
    if name in ("Z", "z", "UTC", "GMT", "UT"):
        return clock
    zone = ZoneInfo(_PLACES.get(name, name))
    early, late = (clock.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if early.utcoffset() != late.utcoffset() or (name.isalpha() and name.isupper() and early.tzname() != name):
        raise ValueError(name)
    return early.astimezone(UTC).replace(tzinfo=None)
