"""English or Vietnamese? A guess for one message, from its letters, its smallest words, its sounds.

Vietnamese is often typed without diacritics and mixed with English terms ("web ko vao dc"), where
recognisers that were trained on books fail. What remains is its sound: every syllable is built
from a small set of beginnings, vowels and ends, and few English words are built in the same way.
"""

from __future__ import annotations

import re

from engine.understanding.text import without_diacritics

ENGLISH = "en"
VIETNAMESE = "vi"

# Letters that Vietnamese has and no other language of the visitors.
_VIETNAMESE_LETTERS = re.compile(
    r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE
)
# Letters that other languages write, too, but English does not.
_ACCENTED_LETTERS = re.compile(r"[áàãéèẽíìĩóòõúùũýỳ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
# An address or a name with dots in it is in no language.
_ADDRESS = re.compile(r"\S+@\S+|\S+://\S+|\b\w[\w-]*(?:\.[\w-]+)+\b")

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?"
    r"(?:uye|uya|oai|oay|oeo|ieu|yeu|uoi|uou|uay|ao|au|ay|ai|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui"
    r"|uo|uu|uy|ya|ye|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words without content, as they are typed (Vietnamese without diacritics, with its shorthand).
# A word that both languages write ("do", "an", "can", "the", "me") is in neither list.
_VIETNAMESE_WORDS = _words(
    """
    khong ko hok hong hem khg kg k hk toi minh mik mk ban em anh chi cua duoc dc dk bi loi nhu voi
    vs cho va la co thi hoi giup lam sao nao gi j z vay nhe nha oi roi r rui chua nay kia neu
    muon phai dang nhung vao cai mua tien hoa gia goi trang ten mien tra hom qua bao nhieu nhiu mat
    het han dung dum lien he ho tro cam xin chao tai vi tu trong ngoai duong truyen vui ac ah ak
    mn bn nv kh sdt tks ad uk ui thui day roi mai moi luon cung nguoi that viec
    """
)
_ENGLISH_WORDS = _words(
    """
    is are was were be been am i you he she it we they my your our their this that these those of
    for with from by and or not t s ve re ll what when where why how who which please could
    would should will does did have has had get got want need here any some all if but
    just still after before about out up down thanks thank bye yes work working
    on in at as so an the a no one there then than too its me us him her them
    """
)
# Said in both languages as they are.
_NEUTRAL = _words(
    """
    hosting host web website site server vps cloud domain email mail login account admin online
    ticket chat ssl dns cpanel plesk wordpress php mysql windows linux ubuntu ftp ssh ip file code
    shop ok oke okay hi hello alo bot reset backup support hotline invoice error down link test
    facebook zalo google iphone app game sale demo free plugin theme database hack spam panel
    """
)
_LETTERS_WEIGHT = 3.0
_SOUND_WEIGHT = 0.6


CLEAR = 1.0
"""By how much one language has to lead before somebody is answered in it: one word without
content, or two that sound like it. "web lag" is no reason to turn to English."""


def recognise(text: str) -> str | None:
    """Return `en`, `vi`, or None where nothing speaks for either ("ok", an address, an emoji)."""
    lead = _lead_of_vietnamese(text)
    if lead == 0:
        return None
    return VIETNAMESE if lead > 0 else ENGLISH


CLEAR_BY_SOUND = 3 * _SOUND_WEIGHT
"""The same where no word of English stands for it: three words at least that are no Vietnamese.
Names of programs, slips of the keyboard and half an error message are no Vietnamese either."""


def clearly_in(text: str) -> str | None:
    """Return the language that somebody who writes this wants to be answered in, if it shows."""
    lead = _lead_of_vietnamese(text)
    by_sound = _ENGLISH_WORDS.isdisjoint(_WORD.findall(text.lower()))
    needed = CLEAR_BY_SOUND if lead < 0 and by_sound else CLEAR
    return recognise(text) if abs(lead) >= needed else None


def _lead_of_vietnamese(text: str) -> float:
    vietnamese = english = 0.0
    for word in _WORD.findall(_ADDRESS.sub(" ", text)):
        low = word.lower()
        plain = without_diacritics(low)
        if _VIETNAMESE_LETTERS.search(low):
            vietnamese += _LETTERS_WEIGHT
        elif _ACCENTED_LETTERS.search(low):
            vietnamese += 1
        if plain in _VIETNAMESE_WORDS:
            vietnamese += 1
        elif low in _ENGLISH_WORDS:
            english += 1
        elif low not in _NEUTRAL and len(low) > 1:
            if _SYLLABLE.fullmatch(plain):
                vietnamese += _SOUND_WEIGHT
            else:
                english += _SOUND_WEIGHT
    return vietnamese - english


def guess_language(text: str, default: str = ENGLISH) -> str:
    """Return `en` or `vi`; `default` where nothing speaks for either."""
    return recognise(text) or default
