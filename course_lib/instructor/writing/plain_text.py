"""Text that a student can name or print, made fit for files, pages, spreadsheets and terminals."""

import re
import unicodedata

LONGEST_TEXT = 20_000  # characters of one text in a result file
SHAPES_WORDS = "\u200c\u200d"  # joiners: in emoji, and in words of Persian and Indian languages
_ODD = re.compile(r"[^\n\t\x20-\x7e\xa1-\xac\xae-\u02ff]")  # what is not certainly plain: looked at one by one
_COLOUR = re.compile(r"(\x1b\[[0-9;]{0,20}m)")
_FORMULA = re.compile(r"'*[\s\ufeff]*[=+\-@＝＋－＠\t\r]")


def spelled(text: str) -> str:
    """The text with everything spelled out that is not seen or that a terminal, a file or a page obeys.

    Control characters but line feeds and tabs, half surrogates, line separators, and marks of direction become their
    escapes.
    """
    return _ODD.sub(_escape, text.replace("\r\n", "\n"))


def visible(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, spelled out; of one longer than `longest` characters the end becomes dots.

    Done twice, it changes nothing more.

    >>> visible("a\\rb\\x1b[2J")
    'a\\\\rb\\\\x1b[2J'
    """
    shown = spelled(text[: longest + 1])
    cut = len(text) > longest + 1 or len(shown) > longest
    return f"{shown[: longest - 3]}..." if cut else shown


def visible_line(text: str, longest: int = 500) -> str:
    """The same in one line, as for a terminal or a name."""
    return visible(visible(text, longest).replace("\n", "\\n").replace("\t", "\\t"), longest)


def visible_print(text: str) -> str:
    """What a cell printed: its colours stay, and a lone carriage return begins a line. Not shortened."""
    pieces = _COLOUR.split(text)
    for n in range(0, len(pieces), 2):
        pieces[n] = spelled(pieces[n].replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(pieces)


def to_spreadsheet(text: str) -> str:
    """A text that no spreadsheet takes for a formula. `from_spreadsheet` gives it back."""
    return f"'{text}" if _FORMULA.match(text) else text


def from_spreadsheet(text: str) -> str:
    """The text of which `to_spreadsheet` made this one."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _escape(found: re.Match) -> str:
    character = found[0]
    if character in SHAPES_WORDS or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
