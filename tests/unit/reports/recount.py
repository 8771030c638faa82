"""What the figures must say, counted by another road: out of the raw tables, by hand.

Nothing of the product is asked but its tables: what is said of a case here is read from the entries of its record wherever they say
it, and working days are counted off a list of bank holidays. It works on both databases.
"""

import json
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

Row = dict[str, Any]
JSON = {"facts", "reasons", "content", "body"}
BOOLEANS = {"immediate_risk", "silence", "delay", "bypass", "extended", "pauses"}
HOLIDAYS = json.loads(Path("policies/data/bank_holidays.json").read_text())["divisions"]
MOVES = ("escalate", "advanced", "flag-risk")
ANSWERS = {
    *(
        "respond",
        "record-discussion",
        "propose-plan",
        "agree-plan",
        "return-plan",
        "propose-outcome",
        "confirm-outcome",
    ),
    *("return-outcome", "replace-outcome", "report-no-agreement", "acknowledge", "review-file", "take-back-outcome"),
    *("propose-timetable", "accept-timetable", "counter-timetable", "refuse-timetable", "take-back-timetable"),
    *("say-not-ours", "convene-meeting", "say-concern", "add-note"),
}


def table(name: str) -> list[Row]:
    """All rows of a table, by the keys."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
        columns = [column[0] for column in cursor.description]
        return [
            {column: _plain(column, value) for column, value in zip(columns, row, strict=True)}
            for row in cursor.fetchall()
        ]


def _plain(column: str, value: Any) -> Any:
    """A value as both databases mean it."""
    if isinstance(value, str) and column in JSON:
        return json.loads(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    if isinstance(value, str) and column.endswith("_on"):
        return date.fromisoformat(value)
    return bool(value) if column in BOOLEANS else value


def by(rows: list[Row], key: str) -> dict[Any, list[Row]]:
    """The rows by one of their values."""
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def day(instant: datetime | None) -> date | None:
    """The day in London."""
    return instant.astimezone(ZoneInfo("Europe/London")).date() if instant else None


def working_days(first: date, last: date | None, calendar: str) -> int | None:
    """How many working days come after the first, up to the last."""
    if last is None:
        return None
    off = {date.fromisoformat(text) for text in HOLIDAYS[calendar]}
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    return len([one for one in days if one.isoweekday() < 6 and one not in off])


class Recount:
    """The record, and what follows from it."""

    def __init__(self) -> None:
        self.cases = table("cases_case")
        self.policies = {row["id"]: row["content"] for row in table("policies_policyversion")}
        self.parties = by(table("cases_party"), "case_id")
        self.entries = by(sorted(table("cases_entry"), key=lambda row: row["number"]), "case_id")
        self.passages = by(table("cases_passage"), "case_id")
        self.proposals = by(table("cases_proposal"), "case_id")
        self.bodies = {row["entry_id"]: row["body"] for row in table("cases_entrycontent")}
        self.owed = {row["id"]: row for row in table("cases_obligation")}
        self.clocks = by([row for row in table("cases_clock") if row["obligation_id"]], "case_id")
        self.follow_ups = by(table("cases_followup"), "case_id")
        self.points = by(table("cases_learningpoint"), "case_id")
        self.sittings = table("cases_sitting")
        self.holdings = table("cases_holding")
        self.pausing = {row["proposal_id"] for row in table("cases_timetable") if row["pauses"]}

    def stages(self, case: Row) -> dict[str, tuple[int, str]]:
        """The place and the band of each stage of its procedure."""
        stages = self.policies[case["policy_version_id"]]["stages"]
        return {stage["key"]: (place, stage["band"]) for place, stage in enumerate(stages)}

    def calendar(self, case: Row) -> str:
        """Whose bank holidays count."""
        return str(self.policies[case["policy_version_id"]]["area"]["calendar"])

    def raiser(self, case: Row) -> Any:
        """The agency that raised it."""
        return next(p["agency_id"] for p in self.parties[case["id"]] if p["side"] == "escalating")

    def receivers(self, case: Row) -> list[Row]:
        """The parties that received it: not those from which it was passed on."""
        return [p for p in self.parties[case["id"]] if p["side"] == "receiving" and not p["passed_to_id"]]

    def accepted(self, case: Row) -> list[Row]:
        """The timetables that were accepted."""
        mine = self.proposals[case["id"]]
        return [p for p in mine if p["kind"] == "timetable" and p["accepted_at"]]

    def case(self, case: Row) -> Row:
        """What is to be said of one case."""
        entries, known = self.entries[case["id"]], self.stages(case)
        been = [e["facts"]["stage"] for e in entries if e["kind"] == "stage-opened"]
        furthest = max(been, key=lambda stage: known[stage][0])
        moves = {e["facts"].get("ground") for e in entries if e["kind"] in MOVES and "to" in e["facts"]}
        helped = [e["facts"]["result"] for e in entries if e["kind"] == "say-helped"]
        risk = [
            e
            for e in entries
            if e["kind"] == "flag-risk"
            or (e["kind"] == "raise" and e["facts"]["immediate_risk"])
            or (e["kind"] == "escalate" and e["facts"]["ground"] == "immediate-risk")
        ]
        return {
            "case_id": case["id"],
            "revision": len(entries),
            "area_id": case["area_id"],
            "raising_id": self.raiser(case),
            "raised_on": day(case["raised_at"]),
            "ended_on": day(case["ended_at"]),
            "state": case["state"],
            "ending": case["ending"],
            "outcome": case["outcome_code"],
            "stage": furthest,
            "place": known[furthest][0],
            "band": known[furthest][1],
            "need": self.need(case),
            "working_days": working_days(day(case["raised_at"]), day(case["ended_at"]), self.calendar(case)),
            "helped": helped[-1] if helped else "",
            "immediate_risk": bool(risk),
            "silence": "no-response" in moves,
            "delay": "delay" in moves,
            "bypass": any(e["facts"].get("bypass") for e in entries if e["kind"] == "escalate"),
            "extended": bool(self.accepted(case)),
            "parties": 1 + len(self.receivers(case)),
        }

    def need(self, case: Row) -> str:
        """The level that was given, where it is one of the procedure's."""
        raised = next(e for e in self.entries[case["id"]] if e["kind"] == "raise")
        given = self.bodies.get(raised["id"], {}).get("threshold", "")
        levels = (self.policies[case["policy_version_id"]].get("thresholds") or {}).get("levels", [])
        return given if given in levels else ""

    def visits(self, case: Row) -> list[Row]:
        """What is to be said of its visits to stages."""
        opened = {e["passage_id"]: e for e in self.entries[case["id"]] if e["kind"] == "stage-opened"}
        found = []
        for passage in self.passages[case["id"]]:
            began = opened[passage["id"]]
            first, last = day(began["occurred_at"]), day(passage["closed_at"])
            found.append(
                {
                    "passage_id": passage["id"],
                    "fact_id": case["id"],
                    "area_id": case["area_id"],
                    "stage": began["facts"]["stage"],
                    "band": self.stages(case)[began["facts"]["stage"]][1],
                    "ground": began["facts"]["ground"],
                    "opened_on": first,
                    "closed_on": last,
                    "end": passage["end"],
                    "working_days": working_days(first, last, self.calendar(case)),
                }
            )
        return found

    def limits(self, case: Row) -> list[Row]:
        """What is to be said of the limits of what was owed at its stages."""
        passages = {p["id"]: p for p in self.passages[case["id"]]}
        parties = {p["id"]: p for p in self.parties[case["id"]]}
        found = []
        for clock in self.clocks[case["id"]]:
            owed = self.owed[clock["obligation_id"]]
            passage, party = passages[owed["passage_id"]], parties.get(owed["party_id"])
            kept = self.kept(case, clock, owed, passage, party)
            found.append(
                {
                    "clock_id": clock["id"],
                    "fact_id": case["id"],
                    "area_id": case["area_id"],
                    "agency_id": party["agency_id"] if party else None,
                    "owner": owed["owner"],
                    "stage": passage["stage"],
                    "band": self.stages(case)[passage["stage"]][1],
                    "duty": owed["duty"],
                    "due_on": day(clock["original_due_at"]),
                    "kept": kept,
                    "why": self.why(case, clock, owed, party, kept),
                }
            )
        return found

    def kept(self, case: Row, clock: Row, owed: Row, passage: Row, party: Row | None) -> str:
        """How it went: whether it had passed is read from the record's own words on it."""
        here = [e for e in self.entries[case["id"]] if e["passage_id"] == passage["id"]]
        due, met, number = clock["due_at"], owed["met_at"], party["number"] if party else None
        if met is not None:
            if met > due and clock["paused_at"] is None:
                return "late"
            agreed = any(p["passage_id"] == passage["id"] for p in self.accepted(case))
            beyond = all(met > when for when in (clock["original_due_at"], clock["redated_to"]) if when)
            return "by-agreement" if agreed and beyond else "kept"
        noted = [
            e
            for e in here
            if e["kind"] == "limit-passed"
            and "follow_up" not in e["facts"]
            and (e["facts"]["duty"], e["facts"]["party"]) == (owed["duty"], number)
            and datetime.fromisoformat(e["facts"]["due"]) == due
        ]
        left_before = any(
            e["kind"] == "escalate" and e["facts"].get("on_paper") and e["occurred_at"] <= due for e in here
        )
        if noted and not left_before:
            return "missed"
        return "lapsed" if clock["stopped_at"] else "open"

    def why(self, case: Row, clock: Row, owed: Row, party: Row | None, kept: str) -> str:
        """The reason for lateness."""
        if kept not in ("late", "missed"):
            return ""
        here = [e for e in self.entries[case["id"]] if e["passage_id"] == owed["passage_id"]]
        if party and self.nobody(here, clock, party, owed["passage_id"]):
            return "no-holder"
        if any(p["id"] in self.pausing and p["passage_id"] == owed["passage_id"] for p in self.accepted(case)):
            return "paused"
        said = [e for e in here if e["visibility"] == "shared" and e["by_id"] and self.theirs(e, party)]
        if kept == "late":
            paper = any(e["facts"].get("on_paper") and e["occurred_at"] == owed["met_at"] for e in said)
            return "on-paper" if paper else "answered-late"
        return "other-word" if said else "no-word"

    def theirs(self, entry: Row, party: Row | None) -> bool:
        """Whether a party, or the board's side, wrote an entry."""
        if party is None:
            return entry["party_id"] is None
        wrote = entry["party_id"] == party["id"] and entry["kind"] in ANSWERS
        return wrote or party["number"] in entry["facts"].get("parties", [])

    def nobody(self, here: list[Row], clock: Row, party: Row, passage_id: Any) -> bool:
        """Whether nobody stood for a party when the limit was due."""
        stood = {}
        for entry in here:
            if entry["occurred_at"] <= clock["due_at"]:
                if entry["kind"] == "stage-opened":
                    stood |= {who["party"]: who["person"] for who in entry["facts"]["holders"]}
                if entry["kind"] == "holder-changed":
                    stood[entry["facts"]["party"]] = entry["facts"]["to"]
        if party["number"] in stood:
            return stood[party["number"]] is None
        now = [h for h in self.holdings if (h["passage_id"], h["party_id"]) == (passage_id, party["id"])]
        return any(h["person_id"] is None for h in now)

    def beside(self, case: Row) -> list[tuple[Any, ...]]:
        """Its actions, learning points and sittings."""
        found = [
            ("actions", day(one["asked_at"]), "", one["result"])
            for one in self.follow_ups[case["id"]]
            if one["kind"] == "action"
        ]
        found += [("learning", day(one["recorded_at"]), one["kind"], one["became"]) for one in self.points[case["id"]]]
        passages = {passage["id"] for passage in self.passages[case["id"]]}
        mine = [one for one in self.sittings if one["passage_id"] in passages]
        found += [("sittings", day(one["chosen_at"]), one["kind"], "") for one in mine]
        return [(case["id"], case["area_id"], *one) for one in found]

    def pairs(self, case: Row) -> list[tuple[Any, ...]]:
        """Which agency raised it with which."""
        return [
            (case["id"], case["area_id"], day(case["raised_at"]), self.raiser(case), receiving)
            for receiving in {p["agency_id"] for p in self.receivers(case)}
        ]


def differences() -> list[str]:
    """Where the facts say other than the record does: a line for each field of each row. None is as it must be."""
    told, wrong = Recount(), []
    wanted = {
        "casefact": {row["case_id"]: row for row in map(told.case, told.cases)},
        "stagefact": {row["passage_id"]: row for case in told.cases for row in told.visits(case)},
        "limitfact": {row["clock_id"]: row for case in told.cases for row in told.limits(case)},
    }
    for name, rows in wanted.items():
        key = next(iter(next(iter(rows.values())))) if rows else "case_id"
        made = {row[key]: row for row in table(f"reports_{name}")}
        wrong += [f"{name} {missing}: missing" for missing in rows.keys() ^ made.keys()]
        for one in rows.keys() & made.keys():
            for field in rows[one].keys() | made[one].keys():
                want, is_ = rows[one].get(field, "no such field"), made[one].get(field, "no such field")
                wrong += [f"{name} {one}: {field} is {is_!r}, not {want!r}"] if want != is_ else []
    pairs = [
        (row["fact_id"], row["area_id"], row["raised_on"], row["raising_id"], row["receiving_id"])
        for row in table("reports_pairfact")
    ]
    wrong += _compared("pairs", pairs, [pair for case in told.cases for pair in told.pairs(case)])
    reasons = [(row["fact_id"], row["area_id"], row["raised_on"], row["reason"]) for row in table("reports_reasonfact")]
    said = [
        (case["id"], case["area_id"], day(case["raised_at"]), reason)
        for case in told.cases
        for reason in set(case["reasons"])
    ]
    beside = [
        (row["fact_id"], row["area_id"], row["what"], row["began_on"], row["kind"], row["became"])
        for row in table("reports_besidefact")
    ]
    wrong += _compared("beside", beside, [thing for case in told.cases for thing in told.beside(case)])
    return sorted(wrong + _compared("reasons", reasons, said) + totals())


def _compared(name: str, made: list[Any], wanted: list[Any]) -> list[str]:
    left, right = Counter(made), Counter(wanted)
    return [f"{name}: {left - right} too many, {right - left} too few"] if left != right else []


TOTALS = {
    "agencies that raise": (
        "SELECT raising_id, COUNT(*) FROM reports_casefact GROUP BY raising_id",
        "SELECT agency_id, COUNT(*) FROM cases_party WHERE side = 'escalating' GROUP BY agency_id",
    ),
    "pairs of agencies": (
        "SELECT raising_id, receiving_id, COUNT(*) FROM reports_pairfact GROUP BY raising_id, receiving_id",
        (
            "SELECT a.agency_id, b.agency_id, COUNT(DISTINCT a.case_id) FROM cases_party a JOIN cases_party b "
            "ON b.case_id = a.case_id AND b.side = 'receiving' AND b.passed_to_id IS NULL "
            "WHERE a.side = 'escalating' GROUP BY a.agency_id, b.agency_id"
        ),
    ),
    "states, endings and outcomes": (
        "SELECT area_id, state, ending, outcome, COUNT(*) FROM reports_casefact GROUP BY area_id, state, ending, outcome",
        (
            "SELECT area_id, state, ending, outcome_code, COUNT(*) FROM cases_case "
            "GROUP BY area_id, state, ending, outcome_code"
        ),
    ),
    "ended": (
        "SELECT area_id, COUNT(*) FROM reports_casefact WHERE ended_on IS NOT NULL GROUP BY area_id",
        "SELECT area_id, COUNT(*) FROM cases_case WHERE ended_at IS NOT NULL GROUP BY area_id",
    ),
    "visits to stages": (
        'SELECT area_id, stage, ground, "end", COUNT(*) FROM reports_stagefact GROUP BY area_id, stage, ground, "end"',
        (
            'SELECT c.area_id, p.stage, p.ground, p."end", COUNT(*) FROM cases_passage p JOIN cases_case c '
            'ON c.id = p.case_id GROUP BY c.area_id, p.stage, p.ground, p."end"'
        ),
    ),
    "limits": (
        "SELECT agency_id, owner, duty, stage, COUNT(*) FROM reports_limitfact GROUP BY agency_id, owner, duty, stage",
        (
            "SELECT y.agency_id, o.owner, o.duty, p.stage, COUNT(*) FROM cases_clock k "
            "JOIN cases_obligation o ON o.id = k.obligation_id JOIN cases_passage p ON p.id = o.passage_id "
            "LEFT JOIN cases_party y ON y.id = o.party_id GROUP BY y.agency_id, o.owner, o.duty, p.stage"
        ),
    ),
    "limits that were met in the time first allowed or later": (
        "SELECT duty, COUNT(*) FROM reports_limitfact WHERE kept IN ('kept', 'by-agreement', 'late') GROUP BY duty",
        (
            "SELECT o.duty, COUNT(*) FROM cases_clock k JOIN cases_obligation o ON o.id = k.obligation_id "
            "WHERE o.met_at IS NOT NULL GROUP BY o.duty"
        ),
    ),
}
"""By what is counted: the same from the facts, and from the record."""


def totals() -> list[str]:
    """Where sums over the facts differ from sums over the record."""
    wrong = []
    with connection.cursor() as cursor:
        for name, (made, wanted) in TOTALS.items():
            cursor.execute(made)
            ours = cursor.fetchall()
            cursor.execute(wanted)
            wrong += _compared(name, ours, cursor.fetchall())
    return wrong
