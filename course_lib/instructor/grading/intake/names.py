"""Names that strangers chose, as they are shown and as the result files can have them."""

import hashlib
import re
import unicodedata

from nbgrader.api import Student

from course_lib.instructor.writing.plain_text import SHAPES_WORDS, visible_line

LONGEST_NAME = Student.id.type.length  # SQLite does not mind, PostgreSQL does
LONGEST_BYTES = 200  # of a folder's name: file systems take 255, and something is put before and behind it
IN_PAGES = '<>"\\'  # nbgrader's form grader puts names into its pages and scripts as they are
_UNDECODED = re.compile("[\udc80-\udcff]")  # how Python keeps the bytes of a name that is not in UTF-8
_LIKE_AN_ESCAPE = re.compile(r"%(?=[0-9A-Fa-f]{2})")


def shown(name: str, longest: int = 200) -> str:
    """A name as it can be printed on one line, and not longer than `longest` characters.

    >>> shown("jos\\udce9")
    'jos\\\\xe9'
    """
    return visible_line(_UNDECODED.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", name), longest)


def result_name(name: str) -> str:
    """The name by which the results know whoever handed in under this one: in folders, rows, gradebook, log and report.

    An ordinary name is itself. What no row or page can hold (bytes that are not UTF-8, control characters, marks of
    direction), or what nbgrader's pages would take for markup, becomes %XX, as in an address; a name that is too long
    ends in a digest of it. Two names stay two.

    >>> result_name("Zoé Éluard"), result_name("jos\\udce9"), result_name("100%"), result_name("a%41")
    ('Zoé Éluard', 'jos%E9', '100%', 'a%2541')
    """
    fit = "".join(_escaped(letter) if _is_unfit(letter) else letter for letter in _LIKE_AN_ESCAPE.sub("%25", name))
    if len(fit) <= LONGEST_NAME and len(fit.encode()) <= LONGEST_BYTES:
        return fit
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{fit[:100].encode()[:150].decode('utf-8', 'ignore')}~{digest}"


def folder_name(name: str) -> str:
    """A name that an LMS or a table tells as a folder of the results can have it, on any system.

    >>> folder_name("D'Arcy Wu/Chen"), folder_name("..")
    ("D'Arcy Wu_Chen", '_')
    """
    safe = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", unicodedata.normalize("NFC", name)).strip(" .")
    return result_name(safe) or "_"


def _is_unfit(letter: str) -> bool:
    if letter in IN_PAGES:
        return True
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in SHAPES_WORDS


def _escaped(letter: str) -> str:
    if _UNDECODED.fullmatch(letter):
        return f"%{ord(letter) - 0xDC00:02X}"
    return "".join(f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))
