"""What is outside the desk, or not clear."""

from tests.actions.conftest import Talk

RANKING = ("unsure", "unrelated", "invoice", "greet", "refund", "payment", "vat")


async def test_unrelated_says_what_the_desk_is_for(talk: Talk) -> None:
    answer = await talk.run("action_unrelated", "what's the weather in hanoi")
    assert "servers and hosting" in answer.text
    assert talk.desk.calls == []


async def test_two_misses_in_a_row_offer_a_person(talk: Talk) -> None:
    await talk.run("action_unrelated", "what's the weather in hanoi")
    answer = await talk.run("action_unrelated", "asdf qwer")
    assert answer.responses == ["utter_lost", "utter_offer_person"]
    await talk.run("action_affirm", "yes")
    assert len(talk.desk.queued) == 1


async def test_with_nobody_there_two_misses_offer_a_ticket(talk: Talk) -> None:
    talk.desk.present["technical"] = 0
    await talk.run("action_unsure", "hm", ranking=RANKING)
    answer = await talk.run("action_unrelated", "asdf qwer")
    assert answer.responses == ["utter_lost", "utter_offer_ticket_nobody"]


async def test_asking_back_offers_the_likeliest_in_the_visitors_words(talk: Talk) -> None:
    answer = await talk.run("action_unsure", "the money thing", ranking=RANKING)
    assert answer.buttons == {
        "Something about an invoice": "/invoice",
        "Get a refund": "/refund",
        "Paying for a service": "/payment",
    }


async def test_the_message_asked_about_is_not_lost(talk: Talk) -> None:
    await talk.run("action_unsure", "the money thing", ranking=RANKING)
    await talk.run("action_topic", "/refund", intent="refund")
    await talk.run("action_affirm", "/affirm")
    assert talk.desk.queued
    assert talk.slots["said"] == [
        {"department": "billing", "topic": "refund", "text": "the money thing"}
    ]


async def test_no_sentence_comes_twice_in_a_row(talk: Talk) -> None:
    said: list[str] = []
    for _ in range(7):
        answer = await talk.run("action_unsure", "hm", ranking=RANKING)
        assert not set(answer.texts) & set(said[-2:])
        said += answer.texts


async def test_an_answer_between_starts_the_count_again(talk: Talk) -> None:
    first = await talk.run("action_unrelated", "tell me a joke")
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    second = await talk.run("action_unrelated", "another joke")
    assert second.responses == ["utter_unrelated_again"]
    assert first.texts != second.texts


async def test_a_bare_detail_answers_what_was_asked(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    answer = await talk.run("action_unrelated", "203.0.113.7", ip_address="203.0.113.7")
    assert answer.responses == ["utter_noted", "utter_offer_person"]
    assert talk.slots["said"][-1]["text"] == "203.0.113.7"


async def test_within_the_form_it_is_finished_first(talk: Talk) -> None:
    await talk.run("action_open_ticket", "open a ticket")
    answer = await talk.run("action_unrelated", "tell me a joke")
    assert answer.responses == ["utter_ticket_first"]
    assert talk.loop == "ticket_form"


async def test_a_bare_address_without_a_matter_is_asked_about(talk: Talk) -> None:
    answer = await talk.run(
        "action_unsure", "example.com", ranking=RANKING, only_details=True, domain="example.com"
    )
    assert answer.responses == ["utter_detail_alone"]
    assert "What about example.com?" in answer.text
    assert answer.buttons == {}


async def test_a_bare_email_belongs_to_the_matter_that_is_open(talk: Talk) -> None:
    await talk.run("action_topic", "my vps is down", intent="infrastructure")
    answer = await talk.run(
        "action_unsure", "anna@example.com", only_details=True, email="anna@example.com"
    )
    assert answer.responses == ["utter_noted", "utter_offer_person"]
