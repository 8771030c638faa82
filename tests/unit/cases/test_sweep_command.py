"""`manage.py sweep` prints what was done, and says in a sentence for each case what could not be."""

import json
import pickle
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cases import record
from cases.models import Case, Clock, Entry
from cases.sweeps import Failure, SomeFailed, in_words
from cases.tasks import sweep as task
from tests.unit.cases.world import DAY, START, a_world, at

pytestmark = pytest.mark.django_db


class Sweep:
    """One run of the command: what it prints, and what it refuses."""

    def __init__(self, *arguments: str) -> None:
        self.out, self.err, self.refused = StringIO(), StringIO(), ""
        try:
            call_command("sweep", *arguments, stdout=self.out, stderr=self.err)
        except CommandError as error:
            self.refused = str(error)

    @property
    def counts(self) -> Any:
        return json.loads(self.out.getvalue())


def breaks(case: Case, fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everything fail that is written about this case."""
    real = record.write

    def write(draught: record.Draught, *, case: Case, **rest: Any) -> Entry:
        if case.pk == broken:
            raise fault
        return real(draught, case=case, **rest)

    broken = case.pk
    monkeypatch.setattr(record, "write", write)


def test_it_prints_how_much_was_done() -> None:
    a_world("bristol").raised()
    done = Sweep("--at", (START + 3 * DAY).isoformat())
    assert done.counts["breaches"] == 1
    assert (done.err.getvalue(), done.refused) == ("", "")


def test_a_case_that_fails_is_named_after_the_counts_of_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world("bristol")
    first, second = world.raised(), world.raised()
    breaks(first, ValueError("Jane Doe was here"), monkeypatch)
    done = Sweep("--at", (START + 3 * DAY).isoformat())
    assert done.counts["breaches"] == 1
    assert second.entries.filter(kind="limit-passed").exists()
    assert done.refused == (
        f"Case {first.reference}: something failed that nobody foresaw. Run it with --traceback to see what."
    )


def test_past_the_bank_holidays_each_case_has_its_sentence() -> None:
    world = a_world("bristol")
    cases = [world.raised(), world.raised()]
    Clock.objects.update(due_at=at("2028-12-29 17:00"))
    done = Sweep("--at", "2029-03-01T12:00")
    assert set(done.counts.values()) == {0}
    lines = done.refused.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"Case {case.reference}" for case in cases]
    assert all("the bank holidays held end on Sunday 31 December 2028" in line for line in lines)


def test_the_task_fails_and_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    case = a_world("bristol").raised()
    breaks(case, ValueError("broken"), monkeypatch)
    monkeypatch.setattr("cases.tasks.timezone.now", lambda: START + 3 * DAY)
    with pytest.raises(SomeFailed) as failed:
        task()
    assert [(failure.case_id, str(failure.fault)) for failure in failed.value.failures] == [(case.pk, "broken")]
    again = pickle.loads(pickle.dumps(failed.value))
    assert (again.done, len(again.exceptions)) == (failed.value.done, 1)


def test_a_fault_before_any_case_is_told_as_such() -> None:
    (said,) = in_words([Failure(None, ValueError("x"))])
    assert said.startswith("Before any case: ")


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        ("2026-11-24", "--at cannot be “2026-11-24”: it is not a real date and time. Write it as"),
        ("20261124T0930", "it is not a real date and time."),
        ("", "it is not a real date and time."),
        ("9999-12-31T23:59", "use a year from 1900 to 2999."),
        ("9999-12-31T23:59-12:00", "use a year from 1900 to 2999."),
        ("0001-01-01T00:00+14:00", "use a year from 1900 to 2999."),
        ("2026-03-29T01:30", "There was no 1:30am on Sunday 29 March 2026"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(moment: str, says: str) -> None:
    done = Sweep("--at", moment)
    assert says in done.refused
    assert done.out.getvalue() == ""


@pytest.mark.parametrize(
    "moment", ["2026-01-16T17:30", "2026-01-16T17:30:20", "2026-01-16T17:30Z", "2026-07-16 17:30+01:00"]
)
def test_the_forms_of_a_moment_are_taken(moment: str) -> None:
    assert Sweep("--at", moment).counts["due"] == 0


def test_of_a_time_that_came_twice_the_choice_is_told_beside_the_counts() -> None:
    done = Sweep("--at", "2026-10-25T01:30")
    assert done.counts["due"] == 0
    assert "came twice, as the clocks went back an hour. The first of the two is meant." in done.err.getvalue()


def test_the_future_is_for_the_local_mode_only(settings: Any) -> None:
    settings.LOCAL = False
    assert "--at lies in the future" in Sweep("--at", "2099-01-01T10:00").refused
