"""The facts of the cases that `bench.cases_made` copied, by SQL: what the product makes of them in an hour, in minutes.

`python -m bench.facts_made --look 500` makes those of some cases again as the product does, and says whether they are the same.
"""

import argparse
import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalation.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402 - the settings stand first
from django.db.backends.utils import CursorWrapper  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.cases_made import strides  # noqa: E402
from policies.calendar import load  # noqa: E402
from policies.vocabulary import CalendarName  # noqa: E402
from reports.facts import months, refresh  # noqa: E402
from reports.models import CaseFact, FactsMark  # noqa: E402

DAYS = "CREATE TABLE bench_day (calendar text, day date, n int, PRIMARY KEY (calendar, day))"
LONDON = "AT TIME ZONE 'Europe/London')::date"
MADE = f"""
INSERT INTO reports_casefact (case_id, revision, area_id, raising_id, raised_on, ended_on, state, ending, outcome, stage, place,
    band, need, working_days, helped, immediate_risk, silence, delay, bypass, extended, parties)
  SELECT k.id, k.revision, k.area_id, y.agency_id, d.day, e.day, k.state, k.ending, k.outcome_code, f.stage, f.place,
    f.band, c.need, e.n - d.n,
    CASE WHEN c.helped THEN (ARRAY['yes', 'yes', 'partly', 'no', 'too-early'])[1 + c.pick %% 5] ELSE f.helped END,
    f.immediate_risk, g.silence, g.delay, f.bypass, f.extended OR c.extended, f.parties
  FROM bench_case c JOIN cases_case k ON k.id = c.template + c.no * %(case)s JOIN reports_casefact f ON f.case_id = c.template
  JOIN policies_area a ON a.id = k.area_id JOIN cases_party y ON y.case_id = k.id AND y.side = 'escalating'
  JOIN bench_day d ON d.calendar = a.calendar AND d.day = (k.raised_at {LONDON}
  LEFT JOIN bench_day e ON e.calendar = a.calendar AND e.day = (k.ended_at {LONDON}
  CROSS JOIN LATERAL (SELECT bool_or(p.ground = 'no-response') AS silence, bool_or(p.ground = 'delay') AS delay
    FROM cases_passage p WHERE p.case_id = k.id) g
  WHERE c.no BETWEEN %(first)s AND %(last)s;
INSERT INTO reports_pairfact (fact_id, area_id, raised_on, raising_id, receiving_id)
  SELECT DISTINCT f.case_id, f.area_id, f.raised_on, f.raising_id, y.agency_id
  FROM bench_case c JOIN reports_casefact f ON f.case_id = c.template + c.no * %(case)s
  JOIN cases_party y ON y.case_id = f.case_id AND y.side = 'receiving' AND y.passed_to_id IS NULL
  WHERE c.no BETWEEN %(first)s AND %(last)s;
INSERT INTO reports_reasonfact (fact_id, area_id, raised_on, reason)
  SELECT f.case_id, f.area_id, f.raised_on, c.reason
  FROM bench_case c JOIN reports_casefact f ON f.case_id = c.template + c.no * %(case)s
  WHERE c.no BETWEEN %(first)s AND %(last)s;
INSERT INTO reports_stagefact (passage_id, fact_id, area_id, stage, band, ground, opened_on, closed_on, "end", working_days)
  SELECT p.id, p.case_id, c.area_id, p.stage, f.band, p.ground, d.day, e.day, p."end", e.n - d.n
  FROM bench_case c JOIN reports_stagefact f ON f.fact_id = c.template
  JOIN cases_passage p ON p.id = f.passage_id + c.no * %(passage)s JOIN policies_area a ON a.id = c.area_id
  JOIN bench_day d ON d.calendar = a.calendar AND d.day = (p.opened_at {LONDON}
  LEFT JOIN bench_day e ON e.calendar = a.calendar AND e.day = (p.closed_at {LONDON}
  WHERE c.no BETWEEN %(first)s AND %(last)s;
INSERT INTO reports_besidefact (fact_id, area_id, what, began_on, kind, became)
  SELECT f.case_id, c.area_id, 'actions', (f.asked_at {LONDON}, '', f.result
  FROM bench_case c JOIN cases_followup f ON f.case_id = c.template + c.no * %(case)s AND f.kind = 'action'
  WHERE c.no BETWEEN %(first)s AND %(last)s;
INSERT INTO reports_limitfact (clock_id, fact_id, area_id, agency_id, owner, stage, band, duty, due_on, kept, why)
  SELECT m.id, m.case_id, m.area_id, m.agency_id, m.owner, m.stage, m.band, m.duty, m.due_on, m.kept,
    CASE m.kept WHEN 'late' THEN 'answered-late' WHEN 'missed' THEN m.why ELSE '' END
  FROM (
    SELECT k.id, k.case_id, c.area_id, y.agency_id, f.owner, f.stage, f.band, f.duty,
      (k.original_due_at {LONDON} AS due_on, f.why,
      CASE WHEN o.met_at > k.due_at AND k.paused_at IS NULL THEN 'late'
        WHEN o.met_at IS NOT NULL THEN CASE WHEN c.extended AND p.number = 1
          AND o.met_at > greatest(k.original_due_at, k.redated_to) THEN 'by-agreement' ELSE 'kept' END
        WHEN k.breached_at IS NOT NULL AND (k.stopped_at IS NULL OR k.stopped_at > k.due_at
          OR k.stopped_at = k.due_at AND p."end" = 'advanced') THEN 'missed'
        WHEN k.stopped_at IS NULL THEN 'open' ELSE 'lapsed' END AS kept
    FROM bench_case c JOIN reports_limitfact f ON f.fact_id = c.template
    JOIN cases_clock k ON k.id = f.clock_id + c.no * %(clock)s JOIN cases_obligation o ON o.id = k.obligation_id
    JOIN cases_passage p ON p.id = o.passage_id LEFT JOIN cases_party y ON y.id = o.party_id
    WHERE c.no BETWEEN %(first)s AND %(last)s
  ) m
"""
FACTS = ("besidefact", "limitfact", "stagefact", "reasonfact", "pairfact", "casefact")
CHUNK = 25_000


def make() -> None:
    """Make the facts of every copy."""
    call_command("migrate", verbosity=0)
    keys = strides()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM bench_template")
        refresh([row[0] for row in cursor.fetchall()])
        _days(cursor)
        cursor.execute("SELECT max(no) FROM bench_case")
        cases = cursor.fetchone()[0]
        for first in range(1, cases + 1, CHUNK):
            with transaction.atomic():
                cursor.execute("SET LOCAL session_replication_role = replica")
                given = {"first": first, "last": first + CHUNK - 1, "case": keys["Case"]}
                cursor.execute(MADE, given | {"passage": keys["Passage"], "clock": keys["Clock"]})
            print(f"{min(first + CHUNK - 1, cases):>9,} cases", flush=True)
        cursor.execute("SELECT max(id) FROM cases_entry")
        newest = cursor.fetchone()[0]
        FactsMark.objects.update_or_create(
            pk=1, defaults={"entry": newest, "newest": newest, "newest_at": timezone.now()}
        )
        cursor.execute("VACUUM ANALYZE")
    print(f"{months.count_months(at=timezone.now())} months counted", flush=True)


def _days(cursor: CursorWrapper) -> None:
    """Number the working days, so that SQL counts them by a difference."""
    cursor.execute(DAYS)
    for name in CalendarName:
        calendar, number = load(name), 0
        day = calendar.first_date_held
        while day <= calendar.last_date_held:
            number += calendar.is_working_day(day)
            cursor.execute("INSERT INTO bench_day VALUES (%s, %s, %s)", [name.value, day, number])
            day += timedelta(days=1)


def look(cases: int) -> bool:
    """Make the facts of some cases again, as the product does; whether they are the same."""
    ids = list(CaseFact.objects.order_by("pk").values_list("pk", flat=True)[: cases * 50 : 50])
    before = _rows(ids)
    began = time.process_time()
    refresh(ids)
    took = time.process_time() - began
    after = _rows(ids)
    for name, rows in before.items():
        wrong = [(one, other) for one, other in zip(rows, after[name], strict=True) if one != other]
        print(
            f"{name}: {len(rows)} rows, {len(wrong)} differ{''.join(f'{chr(10)}  {one}{chr(10)}  {other}' for one, other in wrong[:3])}"
        )
    print(f"The product took {1000 * took / len(ids):.2f} ms of processor time for each case.")
    return before == after


def _rows(ids: list[int]) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    with connection.cursor() as cursor:
        for name in FACTS:
            key = "case_id" if name == "casefact" else "fact_id"
            cursor.execute(f"SELECT * FROM reports_{name} WHERE {key} = ANY(%s)", [ids])
            own_key = name in ("pairfact", "reasonfact", "besidefact")
            found[name] = sorted((row[own_key:] for row in cursor.fetchall()), key=str)
    return found


def main() -> None:
    """Make the facts, or look at some."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--look", type=int, default=0)
    given = asked.parse_args()
    if given.look:
        sys.exit(0 if look(given.look) else 1)
    began = time.monotonic()
    make()
    print(f"Made the facts in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
