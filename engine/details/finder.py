"""All details of a text, without overlap, with normalised values."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from engine.details.dates import find_dates
from engine.details.shapes import SHAPES

_SPACES = " \t\r\n"


@dataclass(frozen=True)
class Detail:
    """One detail: what it is, where it stands in the text, and its normalised value."""

    entity: str
    start: int
    end: int
    value: str


def find_details(doc: Doc) -> list[Detail]:
    """Return the details of a processed text in order of appearance.

    Shapes come first (an address is an address whatever its words mean), then names that the
    EntityRuler found, then dates; what is taken stays taken.
    """
    taken = bytearray(len(doc.text))
    details: list[Detail] = []

    def take(entity: str, start: int, end: int, value: str) -> None:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            details.append(Detail(entity, start, end, value))

    for shape in SHAPES:
        for match in shape.form.finditer(doc.text):
            value = shape.value(match["core"])
            if value is not None:
                take(shape.entity, *match.span("core"), value)
    for entity in doc.ents:
        take(entity.label_, entity.start_char, entity.end_char, _canonical(entity))
    for start, end in find_dates(doc.text):
        phrase = doc.text[start:end].strip(_SPACES)
        take("date", start, start + len(phrase), phrase)
    return sorted(details, key=lambda detail: detail.start)


def _canonical(entity: Span) -> str:
    """Return the canonical value of a name; an operating system keeps its version."""
    if entity.label_ != "operating_system":
        return entity.ent_id_
    last = entity[-1].text.lstrip("vV")
    return f"{entity.ent_id_} {last}" if last[:1].isdigit() else entity.ent_id_
