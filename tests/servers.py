"""PostgreSQL databases for tests: copies of a template, emptied and lent again.

Making a database takes the server a fifth of a second, emptying it a hundredth, by a connection
that stays and knows all tables: a new one takes five times as long to learn them. What a test may
have left is everything that the program can write: rows, and connections. A test that has touched
the tables themselves, a trigger or a setting, leaves a database that nobody gets again.
"""

from __future__ import annotations

from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

_TABLES: Final = """
SELECT quote_ident(relname) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
"""
_OTHERS: Final = """
FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_LOOKS: Final = 50
# How many rows describe the tables, and which transaction wrote the last of them.
_SHAPE: Final = " UNION ALL ".join(
    f"SELECT count(*), max(xmin::text::bigint) FROM {catalog} WHERE {where}"
    for catalog, where in (
        ("pg_class", "relnamespace = 'public'::regnamespace"),
        ("pg_constraint", "connamespace = 'public'::regnamespace"),
        ("pg_proc", "pronamespace = 'public'::regnamespace"),
        ("pg_attribute", "attrelid >= 16384"),
        ("pg_index", "indexrelid >= 16384"),
        ("pg_attrdef", "true"),
        ("pg_trigger", "tgrelid >= 16384"),
        ("pg_db_role_setting", "true"),
    )
)


class Databases:
    """Lends databases that hold what the template holds."""

    def __init__(self, template: str) -> None:
        self._template = template
        self._free: list[str] = []
        self._known: dict[str, psycopg.Connection[Any]] = {}
        with psycopg.connect(_plain(template)) as server:
            self._shape = server.execute(_SHAPE).fetchall()
            self._tables = [name for (name,) in server.execute(_TABLES)]
            self._rows = {name: rows for name in self._tables if (rows := _rows(server, name))}

    @contextmanager
    def lent(self) -> Iterator[str]:
        """A database for one test; its address."""
        url = self._free.pop() if self._free else make(self._template, self._template)
        yield url
        if self._empty(url):
            self._free.append(url)
        else:
            self._drop(url)

    def close(self) -> None:
        """Drop what was made."""
        while self._free:
            self._drop(self._free.pop())

    def _drop(self, url: str) -> None:
        self._known.pop(url).close()
        drop(url)

    def _empty(self, url: str) -> bool:
        """Make a database what it was, or say that it cannot be."""
        if url not in self._known:
            self._known[url] = psycopg.connect(_plain(url), autocommit=True)
            # Neither keys nor triggers, which guard the books from being emptied.
            self._known[url].execute("SET session_replication_role = replica")
        server = self._known[url]
        _away(server)
        if server.execute(_SHAPE).fetchall() != self._shape:
            return False
        server.execute("; ".join(f"DELETE FROM {name}" for name in self._tables))
        for name, rows in self._rows.items():
            marks = ", ".join(["%s"] * len(rows[0]))
            with server.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
        return True


def _away(server: psycopg.Connection[Any]) -> None:
    """Wait for those who are leaving; the server looks after those it ends each tenth of a second.

    Who has not left by himself is ended.
    """
    for _ in range(_LOOKS):
        if not server.execute(f"SELECT 1 {_OTHERS}").fetchall():
            return
        sleep(0.001)
    server.execute(f"SELECT pg_terminate_backend(pid, 5000) {_OTHERS}")


def _rows(server: psycopg.Connection[Any], name: str) -> list[tuple[Any, ...]]:
    return server.execute(f"SELECT * FROM {name}").fetchall()


def make(uri: str, template: str | None = None) -> str:
    """A new database on a server, copied from another or empty; its address."""
    name, source = f"mingce_{uuid4().hex}", "template1"
    if template is not None:
        source = make_url(template).database or ""
    with psycopg.connect(_admin(uri), autocommit=True) as server:
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(command.format(sql.Identifier(name), sql.Identifier(source)))
    own = make_url(uri).set(drivername="postgresql+psycopg", database=name)
    return own.render_as_string(hide_password=False)


def drop(url: str) -> None:
    """Drop a database, whoever is still in it."""
    name = make_url(url).database or ""
    with psycopg.connect(_admin(url), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _admin(uri: str) -> str:
    return _plain(make_url(uri).set(database="postgres").render_as_string(hide_password=False))


def _plain(url: str) -> str:
    """The address as the driver knows it, without SQLAlchemy's word for the driver."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
