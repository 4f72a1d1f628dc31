"""The compiled check of action results says the same as Rasa's own."""

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction

from engine.action_results import compile_result_schema

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
