"""The timetable names tasks that exist."""

import pytest

from escalation import jobs
from escalation.celery import app


@pytest.mark.parametrize("entry", jobs.beat_schedule)
def test_a_task_of_the_timetable_exists(entry):
    app.loader.import_default_modules()
    assert jobs.beat_schedule[entry]["task"] in app.tasks


@pytest.mark.parametrize("entry", jobs.beat_schedule)
def test_a_hint_is_dropped_before_the_next_one_comes(entry):
    said = jobs.beat_schedule[entry]
    assert said["options"]["expires"] < said["schedule"].total_seconds()


def test_how_often():
    every = {said["task"]: said["schedule"].total_seconds() for said in jobs.beat_schedule.values()}
    assert every == {
        "cases.tasks.sweep": 60,
        "notifications.tasks.deliver": 30,
        "reports.tasks.make_files": 60,
        "reports.tasks.catch_up": 60,
        "reports.tasks.compare": 3600,
    }
