"""What visitors ask again and again, and the assistant does not know."""

from __future__ import annotations

from desk.trainer.clusters import do_note_clusters, telling_words
from tests.clients import Json, Person
from tests.desk.harness import RunningDesk
from tests.desk.test_trainer_inbox import asks, inbox, label, says, trainer_of
from tests.waiting import until

THEMES = ("do you sell wordpress themes", "I want to buy a theme for wordpress")
OTHERS = ("how do I renew a driving licence", "best noodle soup in town")


async def asked(desk: RunningDesk, person: Person) -> dict[str, str]:
    """Have visitors ask what is not known; ids by text."""
    for text in (*THEMES, *OTHERS):
        await says(desk, await desk.visitor(), text, "unrelated", 0.9)
    return {one["text"]: one["id"] for one in (await inbox(desk, person))["messages"]}


async def clusters(person: Person) -> Json:
    response = await asks(person, "GET", "/clusters")
    assert response.status_code == 200, response.text
    document: Json = response.json()
    return document


async def test_they_are_found_by_what_they_mean(desk: RunningDesk) -> None:
    tam = await trainer_of(desk)
    ids = await asked(desk, tam)
    assert await clusters(tam) == {"status": "none", "at": None, "error": None, "clusters": []}
    # With the engine's own encoder, in the background.
    assert (await asks(tam, "POST", "/clusters")).status_code == 202

    async def ended() -> Json | None:
        found = await clusters(tam)
        return None if found["status"] == "running" else found

    found = await until(ended, 120)
    assert found is not None
    assert (found["status"], found["error"]) == ("done", None)
    [one] = found["clusters"]
    assert one["size"] == 2
    assert one["words"] == ["wordpress"]
    assert sorted(each["text"] for each in one["examples"]) == sorted(THEMES)
    listed = await inbox(desk, tam, cluster=one["id"])
    assert sorted(each["text"] for each in listed["messages"]) == sorted(THEMES)
    # What many ask comes before what one asks.
    first = [each["id"] for each in (await inbox(desk, tam))["messages"][:2]]
    assert sorted(first) == sorted(ids[text] for text in THEMES)


async def test_what_is_labelled_is_out_and_a_new_search_ends_old_clusters(
    desk: RunningDesk,
) -> None:
    tam = await trainer_of(desk)
    ids = await asked(desk, tam)
    services = desk.services
    async with services.database.write() as transaction:
        themes = [ids[text] for text in THEMES]
        await do_note_clusters(transaction, [themes, [ids[text] for text in OTHERS]])
    assert sorted(one["size"] for one in (await clusters(tam))["clusters"]) == [2, 2]
    await label(tam, [ids[OTHERS[1]]], "dismissed")
    [one] = (await clusters(tam))["clusters"]
    assert one["id"] == themes[0]
    async with services.database.write() as transaction:
        await do_note_clusters(transaction, [])
    assert (await clusters(tam))["clusters"] == []
    found = {each["text"]: each for each in (await inbox(desk, tam, status="all"))["messages"]}
    assert found[THEMES[0]]["cluster"] is None
    assert found[THEMES[0]]["worth"] == found[OTHERS[0]]["worth"]


def test_words_that_tell_a_cluster_from_the_others() -> None:
    said = {
        "a": [frozenset({"buy", "theme", "a"}), frozenset({"theme", "please", "buy"})],
        "b": [frozenset({"buy", "licence"}), frozenset({"licence", "buy"})],
        "c": [frozenset({"one"})],
    }
    assert telling_words(said) == {"a": ["theme", "buy"], "b": ["licence", "buy"], "c": []}
