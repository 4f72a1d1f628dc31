"""Checking what actions return, against a schema that is compiled once.

Rasa checks the schema itself again with every result, which takes longer than the rest of a
turn. The check of the result is the same one.
"""

from __future__ import annotations

from typing import Any

from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def compile_result_schema() -> None:
    """Have every remote action check its results with one compiled validator."""
    schema = RemoteAction.action_response_format_spec()
    checker = validator_for(schema)
    checker.check_schema(schema)
    compiled = checker(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        for error in compiled.iter_errors(result):
            raise ValidationError(f"not a result of an action: {error.message}")
        return True

    RemoteAction._validate_action_result = validate
