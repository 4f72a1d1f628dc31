"""What is done once says the same as what Rasa does each time."""

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils import common

from engine.repetition import compile_result_schema, remember_subclasses

SCHEMA = RemoteAction.action_response_format_spec()
RESULTS = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "offer", "value": None}], "responses": [{"text": "a"}]},
    {"events": [{"event": "slot"}]},
    {"events": [{"name": "no event"}], "responses": []},
    {"events": "none"},
    {"responses": [5]},
    {"events": [{"event": 5}]},
    [],
    "text",
    None,
]


@pytest.mark.parametrize("result", RESULTS)
def test_it_accepts_and_refuses_what_rasa_does(result: object) -> None:
    def accepted(check) -> bool:
        try:
            check()
        except ValidationError:
            return False
        return True

    compile_result_schema()
    action = RemoteAction("action_x", None)
    assert accepted(lambda: action._validate_action_result(result)) == accepted(
        lambda: validate(result, SCHEMA)
    )


def test_the_results_here_are_of_both_kinds() -> None:
    compile_result_schema()
    action = RemoteAction("action_x", None)
    assert action._validate_action_result(RESULTS[0])
    with pytest.raises(ValidationError, match="not a result"):
        action._validate_action_result(RESULTS[4])


def test_the_remembered_kinds_of_event_are_all_of_them() -> None:
    before = common.all_subclasses(Event)
    remember_subclasses()
    remember_subclasses()
    assert common.all_subclasses(Event) == before
    assert Event.resolve_by_type("slot").type_name == "slot"
