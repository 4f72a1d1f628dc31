"""Invented messages with and without secrets, and the judgement of what masking did to each.

The files `cases.tsv` and `held_out.tsv` hold one message a line: text, secret, kind, language.
In them `\\n`, `\\t` and `\\\\` are escaped, ` || ` parts several secrets of one message, and `¦`
stands for nothing: it parts the fixed beginnings of vendors' keys, so that scanners of
repositories do not take these invented values for real ones.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from desk.privacy.masking import MARKS, mask

FOLDER = Path(__file__).parent
# The second set was written after the rules were mended by the first, and never tuned on.
SETS = ("cases", "held_out")

_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}
# The frame of a key says nothing; it may stay or go.
_FRAME = re.compile(r"-----[A-Z ]+-----")
# A run this long of a secret, left in the text, counts as a leak.
_RUN = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One message; `secrets` are the exact parts of `text` that may not survive."""

    text: str
    secrets: tuple[str, ...]
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a case: the secret's remains and the harmless words that went missing."""

    case: Case
    masked: str
    remains: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether nothing of the secrets can be read any more."""
        return not self.remains

    @property
    def unharmed(self) -> bool:
        """Whether everything that is no secret is still there."""
        return not self.lost


def read(name: str) -> list[Case]:
    """The cases of one set."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    cases = []
    for line in lines[1:]:
        text, secret, kind, language = line.replace("¦", "").split("\t")
        secrets = tuple(_plain(part) for part in secret.split(" || ")) if secret else ()
        cases.append(Case(_plain(text), secrets, kind, language))
    return cases


def judge(case: Case) -> Judgement:
    """Mask a case and compare: a case without a secret must come back as it was."""
    masked = mask(case.text).text
    if not case.secrets:
        lost = () if masked == case.text else tuple(_lost(case.text, masked)) or ("(a mark)",)
        return Judgement(case, masked, (), lost)
    rest = case.text
    for secret in sorted(case.secrets, key=len, reverse=True):
        rest = rest.replace(secret, "\n")
    shown = _without_marks(masked)
    remains = [run for secret in case.secrets for run in _runs(secret) if run in shown]
    leaks = tuple(dict.fromkeys(run for run in remains if run not in rest))
    return Judgement(case, masked, leaks, tuple(_lost(rest, shown)))


def _runs(secret: str) -> list[str]:
    words = _FRAME.sub(" ", secret).replace("\\n", " ").split()
    return [
        word[start : start + _RUN]
        for word in words
        for start in range(max(1, len(word) - _RUN + 1))
    ]


def _lost(before: str, after: str) -> list[str]:
    missing = Counter(re.findall(r"\w+", before))
    missing.subtract(re.findall(r"\w+", _without_marks(after)))
    return [word for word, count in missing.items() if count > 0]


def _without_marks(text: str) -> str:
    for mark in MARKS.values():
        text = text.replace(mark, "\n")
    return text


def _plain(text: str) -> str:
    return re.sub(r"\\[nt\\]", lambda found: _ESCAPES[found[0]], text)
