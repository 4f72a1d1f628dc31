"""Reports, counted by hand: a small world made through the interface, and its figures."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from desk.app import build_services, create_app
from desk.reports.report import Report
from desk.reports.views import report_csv
from desk.settings import Settings
from tests.clients import Json, Person, Visitor
from tests.desk.conftest import POLICY, TEXTS
from tests.desk.harness import RunningDesk, ScriptedEngine, keeper, later, queue_up
from tests.desk.test_queue import ask_for_person
from tests.desk.test_tickets import open_ticket

WEEK = {"from": "2026-11-23", "to": "2026-11-29"}
# Time goes on while a test runs.
SLACK_S = 60


@dataclass
class World:
    """The people of a desk after the week that is told in `week`."""

    administrator: Person
    lead: Person
    technician: Person
    trainer: Person


async def asks(desk: RunningDesk, visitor: Visitor, intent: str, text: str) -> None:
    """A message that the assistant understands and answers."""
    desk.engine.reply = lambda _: "This is how."
    desk.engine.intent = intent
    await visitor.answer_to(await visitor.say(text))
    desk.engine.intent = "talk_to_person"


async def ends(visitor: Visitor, score: int | None = None) -> None:
    if score is not None:
        body = {"client_id": uuid4().hex, "score": score}
        assert (await visitor.asks("POST", "/rating", json=body)).status_code == 202
    assert (await visitor.asks("POST", "/end")).status_code == 200


async def answers(person: Person, number: str, text: str = "Done.") -> None:
    body = {"client_id": uuid4().hex, "text": text}
    assert (await person.post(f"/tickets/{number}/messages", **body)).status_code == 202


async def week(desk: RunningDesk) -> World:
    """From Wednesday, 25 November 2026, 10:00 to Saturday afternoon. Each visitor has a number."""
    world = World(
        administrator=await desk.person("Ada", "sales", role="administrator", presence=None),
        lead=await desk.person("Lea", "billing", level=2, presence=None),
        technician=await desk.person("Anna", "technical"),
        trainer=await desk.person("Tom", "technical", "billing", role="trainer", presence=None),
    )
    ben = await desk.person("=Ben", "billing")
    anna = world.technician

    # 1: asks when billing is open, and is content.
    visitor = await desk.visitor()
    await asks(desk, visitor, "hours", "when is billing open")
    await ends(visitor, score=4)

    # 2: a server is down; five minutes in the queue, ten with Anna.
    visitor = await desk.visitor()
    await asks(desk, visitor, "infrastructure", "my vps is down")
    await queue_up(desk, visitor)
    later(desk, minutes=5)
    assert (await anna.does("claim", visitor)).status_code == 200
    later(desk, minutes=10)
    assert (await anna.does("resolve", visitor)).status_code == 200
    await ends(visitor, score=5)

    # 3: waits and stops waiting.
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await visitor.press("/desk:leave_queue")
    await ends(visitor)

    # 4: twice for what is not supported, and is cross. 5: the same item, once, from Vietnam.
    visitor = await desk.visitor()
    await asks(desk, visitor, "code_fix", "fix my php")
    await asks(desk, visitor, "code_fix", "but it is only one line")
    await ends(visitor, score=2)
    visitor = await desk.visitor(language="vi")
    await asks(desk, visitor, "code_fix", "sửa giúp em lỗi php")
    await asks(desk, visitor, "app_install", "cài docker giúp em")
    await ends(visitor)

    # 6: only a greeting. 7: nothing at all. 8: still talking, about plans.
    visitor = await desk.visitor()
    await asks(desk, visitor, "greet", "hello")
    await ends(visitor)
    await desk.visitor()
    await asks(desk, await desk.visitor(), "plans", "which plans are there")

    # 9: no answer.
    visitor = await desk.visitor()
    desk.engine.reply = lambda _: ""
    await visitor.answer_to(await visitor.say("can you read this"))
    await ends(visitor)

    # 10: with billing for a minute, passed on to technical, where it waits two minutes.
    visitor = await desk.visitor(department="billing")
    await queue_up(desk, visitor, "billing")
    later(desk, minutes=1)
    assert (await ben.does("claim", visitor)).status_code == 200
    moved = await ben.does("transfer", visitor, department="technical", reason="his server")
    assert moved.status_code == 200
    later(desk, minutes=2)
    assert (await anna.does("claim", visitor)).status_code == 200
    await anna.does("hand_back", visitor)
    await ends(visitor)

    # 11 to 13: tickets. One answered after an hour, one an hour too late, one that is not due.
    in_time, late = await desk.visitor(), await desk.visitor()
    kept = await open_ticket(desk, in_time, "technical")
    broken = await open_ticket(desk, late, "technical")
    await open_ticket(desk, await desk.visitor(), "billing")
    later(desk, hours=1)
    await answers(anna, kept["number"])
    later(desk, hours=3)
    await keeper(desk).look()
    await answers(anna, broken["number"])

    # 14: waits until nobody is there any more.
    visitor = await desk.visitor()
    await queue_up(desk, visitor)
    await anna.put("/me/presence", presence="away")
    await keeper(desk).look()
    assert await visitor.owner() == "bot"

    # 15, 16: Saturday, 14:18. Billing is closed, by whichever way it is asked for.
    later(desk, days=3)
    visitor = await desk.visitor(department="billing")
    assert (await ask_for_person(desk, visitor, "billing"))["why"] == "closed"
    # What the log remembers of it is between staff.
    assert {event["kind"] for event in await visitor.events()} == {"message"}
    [refused] = [
        event
        for event in (await ben.get(f"/conversations/{visitor.id}/events"))["events"]
        if event["kind"] == "handoff"
    ]
    assert refused["internal"]
    assert refused["data"]["why"] == "closed"
    visitor = await desk.visitor(department="billing")
    desk.engine.reply = lambda _: ""
    await visitor.answer_to(await visitor.say("i was charged twice"))
    await visitor.press("/desk:talk_to_person")
    # 17: everything of this visitor is deleted.
    visitor = await desk.visitor()
    await queue_up_and_vanish(desk, visitor)
    return world


async def queue_up_and_vanish(desk: RunningDesk, visitor: Visitor) -> None:
    await asks(desk, visitor, "customer_security", "my site was hacked")
    await ask_for_person(desk, visitor, "technical")
    assert (await visitor.asks("DELETE")).status_code == 200


async def rows(person: Person, name: str, **params: str) -> list[Json]:
    found: list[Json] = (await person.get(f"/reports/{name}", **{**WEEK, **params}))["rows"]
    return found


def by(rows: list[Json], *keys: str) -> dict[Any, Json]:
    """Rows by the value of a column, or by several."""
    return {
        row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys): row for row in rows
    }


def counts(rows: list[Json], key: str, *columns: str) -> dict[Any, Any]:
    """The rows that are not empty: key to one count, or to several."""
    found = {row[key]: tuple(row[column] for column in columns) for row in rows}
    return {
        one: values[0] if len(values) == 1 else values
        for one, values in found.items()
        if any(values)
    }


def about(seconds: float) -> Any:
    """So many seconds, and what the test itself took."""
    return pytest.approx(seconds + SLACK_S / 2, abs=SLACK_S / 2)


async def test_the_figures_of_a_week_are_those_that_were_counted_by_hand(
    desk: RunningDesk,
) -> None:
    world = await week(desk)
    ada = world.administrator

    # 17 began, and the last one is gone.
    outcomes = by(await rows(ada, "outcomes"), "outcome")
    assert counts(list(outcomes.values()), "outcome", "conversations") == {
        "solved": 2,  # 1, 5
        "person": 2,  # 2, 10
        "ticket": 3,  # 11, 12, 13
        "asked_person": 4,  # 3, 14, 15, 16
        "unanswered": 1,  # 9
        "rated_low": 1,  # 4
        "running": 1,  # 8
        "no_matter": 1,  # 6
        "silent": 1,  # 7
    }
    assert outcomes["solved"]["share"] == pytest.approx(2 / 13, abs=1e-4)
    assert outcomes["silent"]["share"] is None

    handoffs = by(await rows(ada, "handoffs"), "department")
    assert handoffs["technical"] == {
        "department": "technical",
        "asked": 3,  # 2, 3, 14
        "accepted": 3,
        "refused_closed": 0,
        "refused_nobody": 0,
        "refused_too_late": 0,
        "taken": 1,  # 2
        "left": 1,  # 3
        "released": 1,  # 14
        "waiting": 0,
    }
    assert handoffs["billing"] == {
        "department": "billing",
        "asked": 3,  # 10, 15, 16
        "accepted": 1,  # 10
        "refused_closed": 2,  # 15, 16
        "refused_nobody": 0,
        "refused_too_late": 0,
        "taken": 1,
        "left": 0,
        "released": 0,
        "waiting": 0,
    }

    waits = by(await rows(ada, "waits"), "department")
    technical, billing = waits["technical"], waits["billing"]
    # 2 waited five minutes, 10 two after it was passed on.
    assert (technical["waits"], technical["conversations"]) == (2, 2)
    assert technical["longest_s"] == technical["p90_s"] == about(300)
    assert technical["median_s"] == about(210)
    assert technical["with_staff_median_s"] == about(300)
    assert (billing["waits"], billing["transferred"]) == (1, 1)
    assert billing["longest_s"] == about(60)
    assert (technical["transferred"], technical["staff_gone"]) == (0, 0)
    assert waits["sales"]["median_s"] is None

    people = by(await rows(ada, "people"), "person")
    assert (people["Anna"]["taken"], people["Anna"]["passed_on"]) == (2, 0)
    assert (people["=Ben"]["taken"], people["=Ben"]["passed_on"]) == (1, 1)
    assert people["Anna"]["total_s"] == about(600)

    promises = by(await rows(ada, "promises"), "department")
    assert (promises["technical"]["kept"], promises["technical"]["broken"]) == (1, 1)
    assert promises["technical"]["kept_share"] == 0.5
    assert promises["technical"]["late_longest_s"] == about(3600)
    assert promises["technical"]["unanswered"] == 0
    # Billing promises no window in its hours: nothing was due.
    assert promises["billing"]["kept_share"] is None

    tickets = by(await rows(ada, "tickets"), "department")
    assert (tickets["technical"]["opened"], tickets["technical"]["answered"]) == (2, 2)
    assert tickets["technical"]["answer_median_s"] == about(2.5 * 3600)
    assert tickets["technical"]["answer_p90_s"] == about(4 * 3600)
    assert (tickets["billing"]["opened"], tickets["billing"]["answered"]) == (1, 0)

    scope = by(await rows(ada, "scope"), "item")
    assert {item: row["conversations"] for item, row in scope.items()} == {
        "code_fix": 2,  # 4 (twice asked), 5
        "app_install": 1,  # 5
        "optimisation": 0,
        "customer_security": 0,  # 17 is gone
        None: 2,
    }
    # In 15 of the 16 somebody wrote.
    assert scope["code_fix"]["share"] == pytest.approx(2 / 15, abs=1e-4)
    assert scope["code_fix"]["title"] == "Programming, website code fixes"
    vietnamese = by(await rows(ada, "scope", language="vi"), "item")
    assert vietnamese["code_fix"]["title"] == "Lập trình, sửa mã nguồn website"

    ratings = by(await rows(ada, "ratings"), "score")
    assert {score: row["conversations"] for score, row in ratings.items()} == {
        1: 0,
        2: 1,
        3: 0,
        4: 1,
        5: 1,
    }
    assert (ratings[5]["with_person"], ratings[4]["assistant"]) == (1, 1)

    # Pressed buttons are messages, too.
    days = await rows(ada, "days")
    assert [row["day"] for row in days][0::6] == ["2026-11-23", "2026-11-29"]
    assert counts(days, "day", "conversations", "messages") == {
        "2026-11-25": (14, 17),
        "2026-11-28": (2, 3),
    }
    hours = counts(await rows(ada, "hours"), "hour", "conversations")
    assert hours == {10: 13, 14: 3}
    weekdays = by(await rows(ada, "week"), "weekday", "hour")
    assert (weekdays[3, 10]["conversations"], weekdays[6, 14]["conversations"]) == (13, 2)
    assert len(weekdays) == 7 * 24
    languages = counts(await rows(ada, "languages"), "language", "conversations", "messages")
    assert languages == {"en": (15, 18), "vi": (1, 2)}
    intents = counts(await rows(ada, "intents"), "intent", "conversations", "messages")
    assert intents["code_fix"] == (2, 3)
    assert intents["hours"] == (1, 1)
    assert intents["greet"] == (1, 1)
    departments = counts(await rows(ada, "departments"), "department", "conversations")
    assert departments["billing"] == 2  # 15, 16; 10 went on to technical
    assert departments["sales"] == 1

    summary = by(await rows(ada, "summary"), "figure")
    assert {name: row["value"] for name, row in summary.items()} == {
        "conversations": 16,
        "messages": 20,
        "solved_share": pytest.approx(2 / 13, abs=1e-4),
        "handoffs_asked": 6,
        "accepted_share": pytest.approx(4 / 6, abs=1e-4),
        "wait_median_s": about(120),
        "wait_p90_s": about(300),
        "promises_kept_share": 0.5,
        "rating": pytest.approx(11 / 3, abs=0.01),
        "tickets_opened": 3,
        "answer_median_s": about(2.5 * 3600),
        "unsupported_share": pytest.approx(2 / 15, abs=1e-4),
    }
    assert {row["before"] for row in summary.values()} == {0, None}
    following = await ada.get("/reports/summary", **{"from": "2026-11-30", "to": "2026-12-06"})
    assert following["before"] == {"from": "2026-11-23", "to": "2026-11-29"}
    before = {row["figure"]: row["before"] for row in following["rows"]}
    assert before["conversations"] == 16

    await departments_are_apart(world)
    await roles_are_apart(world)
    await spreadsheets_get_the_same(world)


async def departments_are_apart(world: World) -> None:
    """Each sees what its departments did, and what has no department yet."""
    lead = await world.lead.get("/reports/handoffs", **WEEK)
    assert lead["departments"] == ["billing"]
    assert [row["department"] for row in lead["rows"]] == ["billing"]
    assert [row["person"] for row in await rows(world.lead, "people")] == ["=Ben"]
    one = await rows(world.administrator, "handoffs", department="technical")
    assert [row["department"] for row in one] == ["technical"]
    assert (
        counts(await rows(world.lead, "departments"), "department", "conversations")["billing"] == 2
    )
    narrowed = await rows(world.lead, "departments", department="billing")
    assert [row["department"] for row in narrowed] == ["billing"]
    foreign = await world.lead.client.get("/reports/days", params={"department": "technical"})
    assert foreign.status_code == 404


async def roles_are_apart(world: World) -> None:
    """Reports are for leads, trainers and administrators; who took how many is for leads."""
    for person, name, status in (
        (world.technician, "days", 403),
        (world.technician, "people", 403),
        (world.trainer, "outcomes", 200),
        (world.trainer, "people", 403),
        (world.lead, "people", 200),
        (world.administrator, "people.csv", 200),
    ):
        assert (await person.client.get(f"/reports/{name}", params=WEEK)).status_code == status
    stranger = await world.lead.desk.http.get("/api/staff/reports/days")
    assert stranger.status_code == 401


async def spreadsheets_get_the_same(world: World) -> None:
    """CSV: a header, the same figures, and nothing that a spreadsheet would run."""
    response = await world.administrator.client.get("/reports/people.csv", params=WEEK)
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    name = 'filename="people-2026-11-23-2026-11-29.csv"'
    assert name in response.headers["content-disposition"]
    assert response.content.startswith(b"\xef\xbb\xbfperson,taken,")
    table = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(row["person"], row["taken"]) for row in table] == [("Anna", "2"), ("'=Ben", "1")]
    same = await world.administrator.client.get("/reports/people", params={**WEEK, "format": "csv"})
    assert same.content == response.content
    days = await world.administrator.client.get("/reports/days.csv", params=WEEK)
    assert days.text.splitlines()[3] == "2026-11-25,14,17"
    waits = await world.administrator.client.get("/reports/waits.csv", params=WEEK)
    assert waits.text.splitlines()[-1].startswith("sales,0,,,")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+84 28", "'+84 28"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("＝1", "'＝1"),
        ("Linh, An", '"Linh, An"'),
        ('say "hi"', '"say ""hi"""'),
        ("Nguyễn", "Nguyễn"),
        (-2, "-2"),
        (None, ""),
    ],
)
def test_no_cell_is_run_as_a_formula(text: object, cell: str) -> None:
    written = report_csv(Report({"a": "text", "b": "count"}, [{"a": text, "b": 1}]))
    assert written == f"\ufeffa,b\r\n{cell},1\r\n"


@pytest.mark.parametrize(
    ("name", "params", "status", "words"),
    [
        ("nothing", {}, 404, "summary"),
        ("days", {"from": "2026-11-02"}, 400, "'from' and 'to'"),
        ("days", {"from": "2026-11-02", "to": "2026-11-01"}, 400, "before it begins"),
        ("days", {"from": "1.11.2026", "to": "2026-11-01"}, 400, "YYYY-MM-DD"),
        ("days", {"from": "2025-01-01", "to": "2026-11-01"}, 400, "366 days"),
        ("days", {"period": "ages"}, 400, "last_7_days"),
        ("days", {"from": "2026-11-01", "to": "2026-11-02", "period": "today"}, 400, "instead"),
        ("days", {"department": "kitchen"}, 400, "technical, billing, sales"),
        ("days", {"format": "xls"}, 400, "json or csv"),
    ],
)
async def test_what_can_not_be_answered_says_what_to_do(
    desk: RunningDesk, name: str, params: dict[str, str], status: int, words: str
) -> None:
    ada = await desk.person("Ada", role="administrator", presence=None)
    response = await ada.client.get(f"/reports/{name}", params=params)
    assert response.status_code == status
    assert words in response.json()["error"]["message"]


@pytest.mark.at("2026-11-25T23:50:00+07:00")
async def test_days_end_at_the_policys_midnight(desk: RunningDesk) -> None:
    ada = await desk.person("Ada", role="administrator", presence=None)
    await asks(desk, await desk.visitor(), "hours", "before midnight")
    later(desk, minutes=20)
    await asks(desk, await desk.visitor(), "hours", "after midnight")
    assert counts(await rows(ada, "days"), "day", "conversations", "messages") == {
        "2026-11-25": (1, 1),
        "2026-11-26": (1, 1),
    }
    [only] = await rows(ada, "days", **{"from": "2026-11-25", "to": "2026-11-25"})
    assert (only["conversations"], only["messages"]) == (1, 1)
    today = await ada.get("/reports/days", period="today")
    assert today["from"] == today["to"] == "2026-11-26"
    yesterday = await ada.get("/reports/days", period="yesterday")
    assert yesterday["from"] == "2026-11-25"


@pytest.mark.at("2026-10-25T02:30:00+02:00")
async def test_a_day_of_twenty_five_hours_has_its_second_o_clock_twice(
    settings: Settings, engine: ScriptedEngine
) -> None:
    policy = replace(POLICY, zone=ZoneInfo("Europe/Berlin"))
    services = build_services(settings, policy, TEXTS, engine)
    async with RunningDesk(create_app(settings, services), services, engine) as desk:
        ada = await desk.person("Ada", role="administrator", presence=None)
        for hours in (1, 20, 2):
            await asks(desk, await desk.visitor(), "hours", "what time is it")
            later(desk, hours=hours)
        on = {"from": "2026-10-25", "to": "2026-10-26"}
        found = counts(await rows(ada, "days", **on), "day", "conversations", "messages")
        # 02:30 summer time, 02:30 winter time, 22:30.
        assert found == {"2026-10-25": (3, 3)}
        hours_of_day = counts(await rows(ada, "hours", **on), "hour", "conversations")
        assert hours_of_day == {2: 2, 22: 1}
