"""A PostgreSQL server of our own for the tests: in a temporary folder, on a socket there, with a password."""

import os
import pwd
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from course_lib.lab.system_packages import program

USER, PASSWORD = "instructor", "öpen sesame: 50%/@"  # every letter that means something in a URL
INITDB = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", f"--username={USER}")


class Server:
    """A server that runs between `with` and its end. Its socket is in `folder`."""

    def __enter__(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp")  # a socket's path must be short
        self.folder = Path(self.temporary.name)
        self.user = _unprivileged_user()
        if self.user is not None:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        password.chmod(0o644)
        self._run("initdb", *INITDB, f"--pwfile={password}")
        self.start()
        return self

    def __exit__(self, *error):
        self.stop()
        self.temporary.cleanup()

    def start(self):
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}", "-o", options)

    def stop(self):
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def _run(self, name, *arguments):
        command = [program(name), "-D", self.folder / "data", *arguments]
        rights = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": ()} if self.user else {}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        subprocess.run(command, cwd=self.folder, check=True, **quiet, **rights)

    def url(self, database, password=PASSWORD, user=USER, **options):
        """The URL of a database here, as a person would type it."""
        secret = f":{quote(password, safe='')}" if password else ""
        query = "&".join(f"{name}={quote(value)}" for name, value in ({"host": str(self.folder)} | options).items())
        return f"postgresql://{user}{secret}@/{database}?{query}"

    def execute(self, statement, database="postgres"):
        """Run a statement; its rows, if it has any."""
        names = {"host": self.folder, "user": USER, "password": PASSWORD, "dbname": database}
        with psycopg.connect(**names, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def create(self, database, options=""):
        """Make an empty database; its name."""
        self.execute(sql.SQL("CREATE DATABASE {} " + options).format(sql.Identifier(database)))
        return database


def _unprivileged_user():
    """Somebody to run the server, which refuses to run as root; None if we are an ordinary user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres", known["nobody"])
