"""`/healthz` tells which part lives."""

import os
import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from escalation import health, heartbeats
from escalation.heartbeats import Part
from escalation.models import Heartbeat

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NO_PROCESS = 2**22 + 1
"""Above the highest process number that Linux gives."""


def beat(part: str, *, seconds_ago: float = 1, at: datetime = AT, host: str = "elsewhere", pid: int = 1) -> None:
    Heartbeat.objects.create(part=part, beat_at=at - timedelta(seconds=seconds_ago), host=host, pid=pid)


@pytest.mark.django_db
class TestSigns:
    def test_all_alive(self):
        beat("worker")
        beat("beat", seconds_ago=15)
        found = health.signs(at=AT)
        assert list(found) == ["web", "database", "broker", "worker", "beat"]
        assert all(sign.ok for sign in found.values())
        assert found["worker"].as_dict() == {"ok": True, "age": 1.0}
        assert found["web"].as_dict() == {"ok": True}

    def test_a_part_that_never_beat(self):
        beat("beat")
        found = health.signs(at=AT)
        assert not found["worker"].ok
        assert found["beat"].ok

    def test_a_stale_beat(self):
        beat("worker", seconds_ago=15.1)
        assert not health.signs(at=AT)["worker"].ok

    def test_a_clock_that_runs_ahead_elsewhere_is_no_death(self):
        beat("worker", seconds_ago=-3)
        assert health.signs(at=AT)["worker"].as_dict() == {"ok": True, "age": 0.0}

    def test_a_dead_process_of_this_machine_is_seen_at_once(self):
        beat("worker", host=socket.gethostname(), pid=NO_PROCESS)
        beat("beat", host=socket.gethostname(), pid=os.getpid())
        found = health.signs(at=AT)
        assert not found["worker"].ok
        assert found["beat"].ok

    def test_a_process_number_of_another_machine_says_nothing(self):
        beat("worker", host="another", pid=NO_PROCESS)
        assert health.signs(at=AT)["worker"].ok

    def test_a_broker_that_is_gone(self, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        assert not health.signs(at=AT)["broker"].ok

    def test_the_broker_of_the_local_mode_is_a_folder(self, settings, monkeypatch, tmp_path):
        settings.REDIS_URL = ""
        monkeypatch.setattr(health, "BROKER_DIR", tmp_path)
        assert not health.signs(at=AT)["broker"].ok
        (tmp_path / "queue").mkdir()
        assert health.signs(at=AT)["broker"].ok

    def test_a_database_that_is_gone_takes_the_beats_along(self, monkeypatch):
        def silent():
            raise OperationalError

        monkeypatch.setattr(Heartbeat.objects, "all", silent)
        found = health.signs(at=AT)
        assert [name for name, sign in found.items() if not sign.ok] == ["database", "worker", "beat"]


@pytest.mark.django_db
class TestPage:
    def test_ok(self, client):
        beat("worker", at=timezone.now())
        beat("beat", at=timezone.now())
        answer = client.get("/healthz")
        assert answer.status_code == 200
        assert answer.json()["status"] == "ok"
        assert "no-store" in answer["Cache-Control"]

    def test_failing(self, client):
        answer = client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["status"] == "failing"
        assert answer.json()["parts"]["worker"] == {"ok": False}

    def test_it_costs_one_query(self, client, django_assert_num_queries):
        with django_assert_num_queries(1):
            client.get("/healthz")

    def test_nothing_may_be_posted(self, client):
        assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
class TestBeating:
    @pytest.fixture(autouse=True)
    def _keep_the_connection(self, monkeypatch):
        monkeypatch.setattr(heartbeats.connection, "close", lambda: None)

    def test_a_part_has_one_row_however_often_it_beats(self):
        heartbeats.give_sign_of_life(Part.WORKER)
        first = Heartbeat.objects.get().beat_at
        heartbeats.give_sign_of_life(Part.WORKER)
        row = Heartbeat.objects.get()
        assert row.beat_at > first
        assert (row.part, row.host, row.pid) == ("worker", socket.gethostname(), os.getpid())

    def test_a_database_that_is_gone_is_survived_and_logged(self, monkeypatch, caplog):
        def silent(*_, **__):
            raise OperationalError("gone")

        monkeypatch.setattr(Heartbeat.objects, "bulk_create", silent)
        heartbeats.give_sign_of_life(Part.BEAT)
        assert "No heartbeat of beat could be written: gone" in caplog.text
