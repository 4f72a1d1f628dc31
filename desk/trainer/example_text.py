"""What a message becomes before it is an example: one line that every reader gives back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from desk.models.tables import excerpt
from desk.privacy.masking import MARKS
from desk.trainer.errors import RefusedExampleError

MOST_CHARACTERS = 1_000
FEWEST_SIGNS = 2
"""Letters or digits; less says nothing."""

VIETNAMESE = "vi"

# Zero-width joiners hold some scripts' words and many emojis together.
_JOINERS = "\u200c\u200d"
_INVISIBLE = ("Cc", "Cf", "Cs")
# What YAML allows in no file at all.
_NONCHARACTERS = "\ufffe\uffff"

# Rasa reads [words](entity), [words]{…} and [words][…] as a marked word, and knows no escape.
_ANNOTATION_LIKE = re.compile(r"\](?=[({\[])")
# Where a whole file is ASCII, Rasa decodes \u0041 in it, and a path like C:\users stops training.
_ESCAPE_LIKE = re.compile(r"(?<!\\)((?:\\\\)*\\)(?=[uU])")

_WORD = re.compile(r"\w+")
_VIETNAMESE_LETTERS = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)


def clean(text: str) -> str:
    """`text` as one line: single blanks, composed letters, nothing invisible.

    What Rasa would take for markup is parted by a blank ("[a](b)" becomes "[a] (b)"), so that the
    words come back as they were written. The same again when applied to its own result.
    """
    seen = "".join(letter for letter in text if letter.isspace() or not _is_invisible(letter))
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    return _ESCAPE_LIKE.sub(r"\1 ", _ANNOTATION_LIKE.sub("] ", line))


def check_example(text: str) -> str:
    """`text` as it is written into the training data.

    Raises RefusedExampleError for what teaches nothing: hardly a letter, too long, or with the
    mark of a secret that was taken out.
    """
    line = clean(text)
    if sum(letter.isalnum() for letter in line) < FEWEST_SIGNS:
        raise RefusedExampleError(
            f"'{excerpt(line)}' is no example: at least {FEWEST_SIGNS} letters or digits"
        )
    if len(line) > MOST_CHARACTERS:
        raise RefusedExampleError(
            f"'{excerpt(line)}' is too long for an example: {len(line):,} characters, "
            f"at most {MOST_CHARACTERS:,}"
        )
    low = line.lower()
    for mark in MARKS.values():
        if mark in low:
            raise RefusedExampleError(
                f"'{excerpt(line)}' holds the mark {mark}, which no visitor writes: "
                "rewrite the message without it"
            )
    return line


def same_words(text: str) -> str:
    """What two texts have in common that `frontdesk data check` calls the same words.

    Small letters without diacritics, and no punctuation, as long as a word is left.
    """
    plain = text.replace("đ", "d").replace("Đ", "D")
    decomposed = unicodedata.normalize("NFD", plain)
    folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()
    return " ".join(_WORD.findall(folded)) or " ".join(folded.split())


def recognise_language(text: str, languages: Collection[str], default: str) -> str:
    """Vietnamese where the company speaks it and one letter is Vietnamese, else `default`.

    Simple on purpose: Vietnamese without diacritics has to be named by whoever adds it.
    """
    if VIETNAMESE in languages and _VIETNAMESE_LETTERS.search(unicodedata.normalize("NFC", text)):
        return VIETNAMESE
    return default


def _is_invisible(letter: str) -> bool:
    if letter in _NONCHARACTERS:
        return True
    return unicodedata.category(letter) in _INVISIBLE and letter not in _JOINERS
