"""A gradebook in PostgreSQL: reading its URL, looking whether the database may be used, making nbgrader's tables.

A password is never written, and no message shows one: SQLAlchemy hides it in a URL's text, and an unreadable URL is not
repeated. Where the URL has none, libpq reads it from PGPASSWORD or ~/.pgpass.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Base, SubmittedAssignment
from nbgrader.dbutil import ALEMBIC_DIR
from sqlalchemy import Connection, create_engine, func, inspect, make_url, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

EXPECTED = "postgresql://USER@HOST/NAME"
DRIVER = "postgresql+psycopg"  # named, as SQLAlchemy's versions differ in what they take for postgresql://
SPELLINGS = ("postgres", "postgresql", DRIVER)
INSTALL = "pip install 'psycopg[binary]'"
CONNECT_SECONDS = 10


class DatabaseError(Exception):
    """A database that cannot keep the gradebook, and why."""


def read_url(given: str) -> URL:
    """The URL of a PostgreSQL database. Raises DatabaseError, whose message does not repeat what was given."""
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise DatabaseError(f"this is no URL of a database: {EXPECTED} was expected") from None
    if url.drivername not in SPELLINGS:
        raise DatabaseError(f"the gradebook can be in PostgreSQL alone: {EXPECTED} was expected, got {url.drivername}")
    if given.count("@") > 1:  # else the rest of the password would be read as the host, and shown
        raise DatabaseError("the URL has a second @: in a name or a password it is written %40")
    if any("password" in option.lower() for option in url.query):
        raise DatabaseError("a password does not belong behind the ?: set PGPASSWORD, or write it into ~/.pgpass")
    if not url.database:
        raise DatabaseError(f"the URL names no database: {EXPECTED} was expected")
    return url.set(drivername=DRIVER)


def without_password(url: URL) -> URL:
    """The same URL as it may be written down."""
    return URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)


def check_database(url: URL, known: bool) -> None:
    """Raise DatabaseError unless a gradebook can be kept in this database. Writes nothing.

    known: the results folder has used it before, so that the grades in it are its own.
    """
    with _connected(url) as connection:
        schema, may_create, encoding = connection.execute(
            text(
                "SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE'),"
                " current_setting('server_encoding')"
            )
        ).one()
        tables = set(inspect(connection).get_table_names()) if schema else set()
        if encoding != "UTF8":
            raise DatabaseError(f"{_shown(url)} keeps text as {encoding}: make it with `createdb --encoding=UTF8`")
        if not tables and not may_create:
            raise DatabaseError(
                f"{_shown(url)}: {url.username or 'you'} may not make tables in {schema or 'its schema'}"
            )
        if tables:
            _check_tables(connection, tables, _shown(url), known)


def _check_tables(connection: Connection, tables: set[str], shown: str, known: bool) -> None:
    """Raise DatabaseError unless these are nbgrader's tables, of its version here, with no grades of others."""
    if not tables.issuperset(Base.metadata.tables):
        raise DatabaseError(f"{shown} holds other tables: name an empty database")
    if MigrationContext.configure(connection).get_current_heads() != tuple(_migrations().get_heads()):
        raise DatabaseError(f"{shown} was made by another version of nbgrader: run `nbgrader db upgrade --db={shown}`")
    if not connection.scalar(text("SELECT has_table_privilege('submitted_assignment', 'INSERT')")):
        raise DatabaseError(f"{shown}: it may be read, but not written")
    if not known and (count := connection.scalar(select(func.count(SubmittedAssignment.id)))):
        raise DatabaseError(
            f"{shown} holds grades of {count} submissions already: name the results folder that they belong to, "
            "or an empty database"
        )


def make_tables(url: URL) -> None:
    """Make nbgrader's tables in a database that has none, all at once. Raises DatabaseError.

    What nbgrader makes itself it makes in two steps, between which it can be killed.
    """
    with _connected(url) as connection, connection.begin():
        if not inspect(connection).get_table_names():
            Base.metadata.create_all(connection)
            MigrationContext.configure(connection).stamp(_migrations(), "head")


def _migrations() -> ScriptDirectory:
    return ScriptDirectory(ALEMBIC_DIR)


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    """A connection. Raises DatabaseError for whatever the driver or the server refuses."""
    is_told = url.get_backend_name() == "sqlite" or "connect_timeout" in url.query
    patience = {} if is_told else {"connect_timeout": CONNECT_SECONDS}
    try:
        with create_engine(url, poolclass=NullPool, connect_args=patience).connect() as connection:
            yield connection
    except ImportError as error:
        raise DatabaseError(f"the driver of PostgreSQL is not installed ({error}): {INSTALL}") from error
    except DBAPIError as error:
        if url.get_backend_name() == "sqlite" and isinstance(error, OperationalError):
            raise  # a file of our own: it is the disk that failed
        raise DatabaseError(f"no gradebook at {_shown(url)}: {reason(error)}") from error


def _shown(url: URL) -> str:
    return str(without_password(url))


def reason(error: DBAPIError) -> str:
    """What the server or the driver said, in one line, and where a password that it asks for is read from."""
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    said = lines[0].removeprefix("connection failed: ")
    return f"{said} (it is read from PGPASSWORD or ~/.pgpass)" if "password" in said else said
