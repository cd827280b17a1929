import os
import re
import socket
import struct
import threading
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection as psycopg2_connection

from tests.services import ordinary_user, postgres
from tests.services.errors import ServiceError
from tests.services.postgres import Login, PostgresServer

SSL_REQUEST = struct.pack("!ii", 8, 80877103)


def query(login: Login, sql: str) -> object:
    with closing(psycopg2.connect(login.dsn())) as connection:
        return scalar(connection, sql)


def scalar(connection: psycopg2_connection, sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        return row[0] if row else None


def test_is_version_16(postgres_server: PostgresServer) -> None:
    assert str(query(postgres_server.owner, "SHOW server_version")).startswith("16.")


def test_connections_are_encrypted(postgres_server: PostgresServer) -> None:
    sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    assert query(postgres_server.owner, sql) is True


def test_the_certificate_can_be_verified(postgres_server: PostgresServer) -> None:
    dsn = postgres_server.owner.dsn("verify-full")
    psycopg2.connect(f"{dsn}&sslrootcert={postgres_server.root_certificate}").close()


def test_refuses_connections_without_ssl(postgres_server: PostgresServer) -> None:
    with pytest.raises(psycopg2.OperationalError, match=r"no pg_hba\.conf entry .* no encryption"):
        psycopg2.connect(postgres_server.owner.dsn("disable"))


def test_refuses_a_wrong_password(postgres_server: PostgresServer) -> None:
    known = postgres_server.owner
    stranger = Login(known.port, known.user, "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(stranger.dsn())


def test_the_owner_is_no_superuser(postgres_server: PostgresServer) -> None:
    sql = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    assert query(postgres_server.owner, sql) is False
    assert query(postgres_server.superuser, sql) is True


def test_the_owner_may_change_its_schema_and_make_databases(
    postgres_server: PostgresServer,
) -> None:
    with closing(psycopg2.connect(postgres_server.owner.dsn())) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE visitor (name text); DROP TABLE visitor")
            cursor.execute("CREATE DATABASE another")
            cursor.execute("DROP DATABASE another")


def test_knows_letters_beyond_ascii(postgres_server: PostgresServer) -> None:
    assert query(postgres_server.owner, "SELECT lower('ÉCOLE')") == "école"


def test_its_facts_are_the_sites_variables(postgres_server: PostgresServer) -> None:
    owner = postgres_server.owner
    assert owner.environment == {
        "DB_NAME": "innovate_to_grow",
        "DB_USER": "itg_user",
        "DB_PASSWORD": owner.password,
        "DB_HOST": "127.0.0.1",
        "DB_PORT": str(postgres_server.port),
    }


def test_a_crash_breaks_open_connections_and_keeps_what_was_committed() -> None:
    with PostgresServer() as server:
        with closing(psycopg2.connect(server.owner.dsn())) as connection:
            scalar(connection, "CREATE TABLE kept AS SELECT 42 AS number; COMMIT; SELECT 1")
            server.kill()
            with pytest.raises(psycopg2.OperationalError):
                scalar(connection, "SELECT 1")
        server.start()
        assert query(server.owner, "SELECT number FROM kept") == 42


def test_paused_leaves_open_connections_waiting_until_resumed() -> None:
    with PostgresServer() as server, closing(psycopg2.connect(server.owner.dsn())) as connection:
        server.pause()
        query = threading.Thread(target=scalar, args=[connection, "SELECT 1"])
        query.start()
        query.join(timeout=0.3)
        assert query.is_alive()
        server.resume()
        query.join(timeout=60)
        assert not query.is_alive()


def test_paused_accepts_new_connections_and_says_nothing() -> None:
    with PostgresServer() as server:
        server.pause()
        with socket.create_connection((server.host, server.port), timeout=0.3) as client:
            client.sendall(SSL_REQUEST)
            with pytest.raises(TimeoutError):
                client.recv(1)
            server.resume()
            client.settimeout(60)
            assert client.recv(1) == b"S"


def test_lives_in_memory_only_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres, "MEMORY", tmp_path)
    monkeypatch.setattr(postgres, "ROOM", 0)
    assert postgres.memory() == tmp_path
    monkeypatch.setattr(postgres, "ROOM", 2**62)
    assert postgres.memory() is None
    monkeypatch.setattr(postgres, "MEMORY", tmp_path / "missing")
    assert postgres.memory() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_runs_as_nobody_where_root_has_no_user_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ordinary_user, "prefix", lambda: ())
    with PostgresServer() as server:
        owner = (server.directory / "data/postmaster.pid").owner()
        assert owner == "nobody"
        assert query(server.owner, "SELECT 1") == 1
    assert not server.directory.exists()


def test_not_installed_is_one_sentence_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgres, "NODE_MODULES", tmp_path)
    sentence = (
        r"PostgreSQL for the tests \(@embedded-postgres/\w+-\w+\) is not installed: run `.+`\."
    )
    with pytest.raises(ServiceError) as missing:
        PostgresServer()
    assert re.fullmatch(sentence, str(missing.value))
