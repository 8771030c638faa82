"""Many cases, made by SQL out of the few that the demo has led: `python -m bench.cases_made --cases 100000 --areas 1 --years 1`.

Each is a copy of a case of the demo with all its rows (parties, passages, who acts, what is owed, limits, the record, what was
proposed), a whole number of weeks earlier, so that its working days are working days. Which case, which agencies, what about, on
which ground it went on, what was late and whether it helped is drawn anew, always the same for a seed. Only on PostgreSQL, in a
database of its own, whose name begins with "bench": the chains of digests of the copies are not worked out.
"""

import argparse
import os
import time
from collections.abc import Iterator

import django
from django.db import connection, models, transaction

CHUNK = 25_000
FIRST_COPY = 1
OPEN_SHARE = 0.04
COPIES_OF_AN_AGENCY = 3

PATHS = {
    "Case": "t.id",
    "Party": "t.case_id",
    "Participation": "t.case_id",
    "Subject": "t.case_id",
    "Passage": "t.case_id",
    "Holding": "up.case_id",
    "Obligation": "up.case_id",
    "Clock": "t.case_id",
    "Entry": "t.case_id",
    "EntryContent": "up.case_id",
    "Proposal": "t.case_id",
    "Answer": "up.case_id",
    "Timetable": "up.case_id",
    "FollowUp": "t.case_id",
}
"""What is copied, and how its case is known: by its own column, or by that of the row `up` that it belongs to."""
MORE = {"EntryContent": "up.kind AS up_kind", "Party": "up.type AS up_type"}
"""What else of that row is asked for."""
UP = {
    "Holding": "cases_passage up ON up.id = t.passage_id",
    "Obligation": "cases_passage up ON up.id = t.passage_id",
    "EntryContent": "cases_entry up ON up.id = t.entry_id",
    "Answer": "cases_proposal up ON up.id = t.proposal_id",
    "Timetable": "cases_proposal up ON up.id = t.proposal_id",
    "Party": "agencies_agency up ON up.id = t.agency_id",
}
DRAWN = {
    "Case.reference": "'ESC-' || (1000000 + c.no)",
    "Case.area_id": "c.area_id",
    "Case.policy_version_id": "c.version_id",
    "Case.reasons": "jsonb_build_array(c.reason)",
    "Party.agency_id": "(SELECT b.ids[1 + (c.pick + t.number * 7) % cardinality(b.ids)] FROM bench_agency b "
    "WHERE b.area_id = c.area_id AND b.type = t.up_type)",
    "Passage.ground": "CASE WHEN t.ground = 'not-agreed' AND (c.pick + t.number) % 9 = 0 THEN 'delay' "
    "WHEN t.ground = 'not-agreed' AND (c.pick + t.number) % 7 = 0 THEN 'no-response' ELSE t.ground END",
    "Obligation.met_at": "t.met_at - c.back + CASE WHEN (c.pick * 31 + t.id) % 17 = 0 THEN '3 days' ELSE '0 days' END ::interval",
    "EntryContent.body": "CASE WHEN t.up_kind = 'raise' THEN jsonb_build_object('threshold', c.need) ELSE '{}' END",
    "Clock.explanation": "'[]'::jsonb",
    "Clock.next_at": "NULL::timestamptz",
    "Holding.why": "'[]'::jsonb",
    "Entry.submission": "NULL::uuid",
    "FollowUp.action_id": "NULL::bigint",
}
"""By column: what is drawn, or left out, of a copy `c` of the row `t`."""
GOES_ALONG = {
    "EntryContent": "t.up_kind = 'raise'",
    "FollowUp": "t.kind IN ('helped', 'action')",
    "Clock": "t.follow_up_id IS NULL",
    "Entry": "NOT (t.kind = 'limit-passed' AND t.facts->'follow_up' IS NOT NULL)",
}
"""Which rows are copied where not all are: what no figure asks for stays behind."""
SPARSE = GOES_ALONG | {
    "Entry": "t.kind IN ('raise', 'stage-opened', 'escalate', 'advanced', 'flag-risk', 'say-helped')",
    "Participation": "t.capacity = 'raiser'",
}
"""The same where very many are made: of the record, what tells of the way of a case."""

PREPARED = """
DROP TABLE IF EXISTS bench_case, bench_template, bench_area, bench_agency;
CREATE TABLE bench_area AS
  SELECT a.id AS area_id, v.id AS version_id, v.content, row_number() OVER (ORDER BY a.id) - 1 AS n, a.id AS base
  FROM policies_area a JOIN policies_policyversion v ON v.area_id = a.id;
INSERT INTO policies_area (key, name, partnership, calendar)
  SELECT key || '-' || k, name || ' ' || k, partnership || ' ' || k, calendar
  FROM policies_area, generate_series(2, %(rounds)s) k;
INSERT INTO policies_policyversion
    (area_id, version, edition, content, source, digest, in_force_from, published_at, published_by_id)
  SELECT n.id, v.version, v.edition, v.content, v.source, v.digest, v.in_force_from, v.published_at, NULL
  FROM policies_policyversion v JOIN policies_area a ON a.id = v.area_id
  JOIN policies_area n ON n.key ~ ('^' || a.key || '-[0-9]+$');
INSERT INTO bench_area
  SELECT n.id, v.id, v.content, row_number() OVER (ORDER BY n.id) - 1 + (SELECT count(*) FROM bench_area), b.base
  FROM bench_area b JOIN policies_area a ON a.id = b.area_id
  JOIN policies_area n ON n.key ~ ('^' || a.key || '-[0-9]+$') JOIN policies_policyversion v ON v.area_id = n.id;
CREATE TEMP TABLE bench_new AS
  SELECT g.id AS old, a.area_id, k, g.name || ' ' || a.area_id || '.' || k AS name, g.type, g.relevant_service
  FROM agencies_agency g JOIN agencies_agency_areas m ON m.agency_id = g.id JOIN bench_area a ON a.base = m.area_id,
  generate_series(1, %(copies)s) k;
INSERT INTO agencies_agency (name, type, relevant_service, email)
  SELECT name, type, relevant_service, '' FROM bench_new;
INSERT INTO agencies_agency_areas (agency_id, area_id)
  SELECT g.id, n.area_id FROM bench_new n JOIN agencies_agency g ON g.name = n.name;
CREATE TABLE bench_agency AS
  SELECT m.area_id, g.type, array_agg(g.id ORDER BY g.id) AS ids
  FROM agencies_agency g JOIN agencies_agency_areas m ON m.agency_id = g.id GROUP BY m.area_id, g.type;
CREATE TABLE bench_template AS
  SELECT t.id, t.area_id AS base, t.raised_at, t.ended_at IS NULL AS live,
    row_number() OVER (PARTITION BY t.area_id, t.ended_at IS NULL ORDER BY t.id) - 1 AS n,
    count(*) OVER (PARTITION BY t.area_id, t.ended_at IS NULL) AS of
  FROM cases_case t;
SELECT setseed(0.5);
CREATE TABLE bench_case AS
  SELECT d.no, t.id AS template, a.area_id, a.version_id, d.pick,
    make_interval(days => 7 * greatest(0, floor(extract(epoch FROM t.raised_at - d.day) / 604800)::int)) AS back,
    coalesce(a.content->'reasons'->(d.pick %% greatest(jsonb_array_length(a.content->'reasons'), 1))->>'key', 'other') AS reason,
    coalesce(a.content->'thresholds'->'levels'->>(d.pick %% 5), '') AS need,
    NOT t.live AND d.pick %% 2 = 0 AS helped, d.pick %% 13 = 0 AS extended
  FROM (
    SELECT no, floor(power(random(), 2) * 1000)::int AS pick, random() AS chance, live,
      now() - CASE WHEN live THEN random() * '56 days'::interval ELSE random() * %(years)s * '365 days'::interval END AS day
    FROM (SELECT no, random() < %(live)s AS live FROM generate_series(1, %(cases)s) no) n
  ) d
  JOIN bench_area a ON a.n = d.no %% %(areas)s
  JOIN bench_template t ON t.base = a.base AND t.live = d.live AND t.n = floor(d.chance * t.of)::int;
ALTER TABLE bench_case ADD PRIMARY KEY (no);
ANALYZE bench_case; ANALYZE bench_template; ANALYZE bench_agency;
"""

HELPED = """
INSERT INTO cases_followup (id, case_id, number, kind, owner, step, asked_at, result, answered_at, answered_by_id)
  SELECT %(base)s + k.id, k.id, 900, 'helped', 'both', 0, k.ended_at,
    (ARRAY['yes', 'yes', 'partly', 'no', 'too-early'])[1 + c.pick %% 5], k.ended_at + '60 days', k.raised_by_id
  FROM bench_case c JOIN cases_case k ON k.id = c.template + c.no * %(stride)s
  WHERE c.helped AND c.no BETWEEN %(first)s AND %(last)s
"""
EXTENDED = """
INSERT INTO cases_proposal
    (id, case_id, passage_id, kind, version, outcome, proposed_by_id, proposed_at, entry_id, accepted_at, taken_back)
  SELECT %(base)s + k.id, k.id, p.id + c.no * %(passage)s, 'timetable', 100, '', y.id + c.no * %(party)s, k.raised_at,
    e.id + c.no * %(entry)s, k.raised_at, false
  FROM bench_case c JOIN cases_case k ON k.id = c.template + c.no * %(stride)s
  JOIN bench_of_passage p ON p.bench_of = c.template AND p.number = 1
  JOIN bench_of_party y ON y.bench_of = c.template AND y.number = 1
  JOIN bench_of_entry e ON e.bench_of = c.template AND e.number = 1
  WHERE c.extended AND c.no BETWEEN %(first)s AND %(last)s;
INSERT INTO cases_timetable (id, proposal_id, pauses, until)
  SELECT %(base)s + k.id, %(base)s + k.id, false, k.raised_at + '5 days'
  FROM bench_case c JOIN cases_case k ON k.id = c.template + c.no * %(stride)s
  WHERE c.extended AND c.no BETWEEN %(first)s AND %(last)s
"""
FAR = 10**12
"""Keys of what is drawn besides begin here."""


def make(*, cases: int, areas: int, years: int, sparse: bool = False, quiet: bool = False) -> None:
    """Make this many cases over so many areas and years, out of those that the database has."""
    if connection.vendor != "postgresql" or "bench" not in str(connection.settings_dict["NAME"]):
        raise SystemExit("Cases are made only in a PostgreSQL database whose name begins with “bench”.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench_case')")
        if cursor.fetchone()[0]:
            raise SystemExit("Cases were made in this database before. Make a new one.")
    _lay_out()
    keys = strides()
    with connection.cursor() as cursor:
        given = {"cases": cases, "areas": areas, "years": years, "live": OPEN_SHARE, "copies": COPIES_OF_AN_AGENCY}
        cursor.execute("SELECT count(*) FROM policies_area")
        cursor.execute(PREPARED, given | {"rounds": -(-areas // cursor.fetchone()[0])})
    indexes = _without_indexes()
    for first in range(FIRST_COPY, cases + FIRST_COPY, CHUNK):
        _copy(first, min(first + CHUNK - 1, cases), keys, SPARSE if sparse else GOES_ALONG)
        if not quiet:
            print(f"{min(first + CHUNK - 1, cases):>9,} cases", flush=True)
    with connection.cursor() as cursor:
        for index in indexes:
            cursor.execute(index)
        for model in _models():
            table = model._meta.db_table
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")


@transaction.atomic
def _copy(first: int, last: int, keys: dict[str, int], goes_along: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what is copied whole need not be checked
        for model in _models():
            cursor.execute(_statement(model, keys, goes_along), {"first": first, "last": last})
        also = {"first": first, "last": last, "base": FAR, "stride": keys["Case"]}
        also |= {"passage": keys["Passage"], "party": keys["Party"], "entry": keys["Entry"]}
        cursor.execute(HELPED, also)
        cursor.execute(EXTENDED, also)


def _without_indexes() -> list[str]:
    """Drop the indexes and what must be there only once, but for the keys, of what is copied; returns how to make them again."""
    tables = [model._meta.db_table for model in _models()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
            [tables],
        )
        unique = cursor.fetchall()
        for table, name, _ in unique:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
            [tables],
        )
        plain = cursor.fetchall()
        for name, _ in plain:
            cursor.execute(f'DROP INDEX "{name}"')
    return [
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {said}' for table, name, said in unique),
        *(said for _, said in plain),
    ]


def _models() -> list[type[models.Model]]:
    app = django.apps.apps.get_app_config("cases")
    return [app.get_model(name) for name in PATHS]


def _lay_out() -> None:
    """Keep what is copied in tables of its own, each row with its case (`bench_of`)."""
    with connection.cursor() as cursor:
        for model in _models():
            name = model.__name__
            up = f"JOIN {UP[name]}" if name in UP else ""
            more = f", {MORE[name]}" if name in MORE else ""
            cursor.execute(
                f"CREATE TABLE {_copied(model)} AS SELECT t.*, {PATHS[name]} AS bench_of{more} "
                f"FROM {model._meta.db_table} t {up}"
            )


def _copied(model: type[models.Model]) -> str:
    return f"bench_of_{model.__name__.lower()}"


def strides() -> dict[str, int]:
    """By how much the keys of one copy lie above those of the one before, by model: past the last key of what is copied."""
    found = {}
    with connection.cursor() as cursor:
        for model in _models():
            cursor.execute(f"SELECT max(id) FROM {_copied(model)}")
            found[model.__name__] = (cursor.fetchone()[0] or 0) + 1
    return found


def _statement(model: type[models.Model], keys: dict[str, int], goes_along: dict[str, str]) -> str:
    columns = dict(_columns(model, keys))
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
        f"FROM bench_case c JOIN {_copied(model)} t ON t.bench_of = c.template "
        f"WHERE c.no BETWEEN %(first)s AND %(last)s AND {goes_along.get(model.__name__, 'true')}"
    )


def _columns(model: type[models.Model], keys: dict[str, int]) -> Iterator[tuple[str, str]]:
    for field in model._meta.concrete_fields:
        column, known = f'"{field.column}"', f"{model.__name__}.{field.column}"
        target = field.related_model.__name__ if field.related_model else ""
        if known in DRAWN:
            said = DRAWN[known].replace("%", "%%")
        elif field.primary_key:
            said = f"t.{column} + c.no * {keys[model.__name__]}"
        elif target in keys:
            said = f"t.{column} + c.no * {keys[target]}"
        elif isinstance(field, models.DateTimeField):
            said = f"t.{column} - c.back"
        else:
            said = f"t.{column}"
        yield column, said


def main() -> None:
    """Make a database's tables, its demo, and many cases out of that."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=10_000)
    asked.add_argument("--areas", type=int, default=1)
    asked.add_argument("--years", type=int, default=1)
    asked.add_argument("--sparse", action="store_true", help="leave out what no dashboard asks for")
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "escalation.settings")
    django.setup()
    began = time.monotonic()
    make(cases=given.cases, areas=given.areas, years=given.years, sparse=given.sparse)
    print(f"Made {given.cases:,} cases in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
