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


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words without content, as they are typed (Vietnamese without diacritics, with its shorthand).
# A word that both languages write ("do", "an", "can", "the", "me") is in neither list.
_VIETNAMESE_WORDS = _words(
    """
    khong ko hok khg toi minh ban em anh chi cua duoc dc bi loi nhu voi cho va la co thi hoi giup
    lam sao nao gi vay nhe nha oi roi chua nay kia neu muon phai dang nhung vao cai mua tien hoa
    gia goi trang ten mien tra hom qua bao nhieu mat het han dung dum lien he ho tro cam xin chao
    tai vi tu trong ngoai duong truyen vui ac ah
    """
)
_ENGLISH_WORDS = _words(
    """
    is are was were be been am i you he she it we they my your our their this that these those of
    for with from by and or not t s ve re ll what when where why how who which please could would
    should will does did have has had get got need want help there here any some all if but just
    still after before about out up down hello hi hey thanks thank bye yes work working site
    website server email password login account domain invoice ticket error
    """
)
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
