"""The project's own spaCy pipeline: a tokenizer that keeps what belongs together, and a ruler."""

from __future__ import annotations

import re

import spacy
from spacy.language import Language

from engine.details.shapes import SHAPES
from engine.details.vocabulary import ruler_patterns

# Forms that hold characters at which English would be cut, as one token each.
_WHOLE = ("email", "ticket_number", "ip_address", "domain", "error_code")


def make_pipeline() -> Language:
    """Return the pipeline: English tokens with domains, addresses and numbers kept whole.

    No trained model is part of it: none can be downloaded where this is installed, and what is
    looked for here has a form or a name.
    """
    nlp = spacy.blank("en")
    nlp.tokenizer.token_match = re.compile(_whole_token()).match
    ruler = nlp.add_pipe("entity_ruler", config={"overwrite_ents": False})
    ruler.add_patterns(ruler_patterns())
    return nlp


def _whole_token() -> str:
    forms = [
        shape.form.pattern.replace("(?P<core>", "(?:")
        for shape in SHAPES
        if shape.entity in _WHOLE and "\\s*" not in shape.form.pattern
    ]
    return "(?ix)^(?:" + "|".join(f"(?:{form})" for form in forms) + ")$"
