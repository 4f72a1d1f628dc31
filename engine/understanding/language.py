"""English or Vietnamese? A guess for one message, from its letters and its smallest words."""

from __future__ import annotations

import re

from engine.understanding.text import without_diacritics

ENGLISH = "en"
VIETNAMESE = "vi"

# Letters that Vietnamese has and no other language of the visitors.
_VIETNAMESE_LETTERS = re.compile(
    r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")

# Words without content, as they are typed (Vietnamese without diacritics, with its shorthand).
# A word that both languages write ("do", "an", "can", "the", "me") is left out.
_VIETNAMESE_WORDS = frozenset(
    "khong ko hok khg toi minh ban em anh chi cua duoc dc bi loi nhu voi cho va la co thi hoi giup "
    "lam sao nao gi vay nhe nha oi da roi chua con nay kia neu muon can phai dang nhung vao cai "
    "mua tien hoa don gia goi may chu trang ten mien tra hom qua bao nhieu mat het han dung dum "
    "the nao lien he ho tro cam on xin chao tai vi den tu trong ngoai duong truyen vui long "
    "ac a ah shop ad".split()
) - frozenset("the can da long a con may don do an me".split())
_ENGLISH_WORDS = frozenset(
    "is are was were be been am i you he she it we they my your our their this that these those "
    "of to in on at for with from by and or not no don t s ve re ll what when where why how who "
    "which please can could would should will do does did have has had get got need want help "
    "there here any some all if but so just still after before about out up down a an the me us "
    "hello hi hey thanks thank bye yes work working site website server email password login "
    "account domain invoice ticket error".split()
) - frozenset("no do an me to in on at so".split())
_DIACRITICS_WEIGHT = 3


def guess_language(text: str, default: str = ENGLISH) -> str:
    """Return `en` or `vi`; `default` where nothing speaks for either ("ok", an address, "👍")."""
    words = [word.lower() for word in _WORD.findall(text)]
    vietnamese = english = 0
    for word in words:
        if _VIETNAMESE_LETTERS.search(word):
            vietnamese += _DIACRITICS_WEIGHT
        plain = without_diacritics(word)
        vietnamese += plain in _VIETNAMESE_WORDS
        english += word in _ENGLISH_WORDS
    if vietnamese == english:
        return default
    return VIETNAMESE if vietnamese > english else ENGLISH
