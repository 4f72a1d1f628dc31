"""What visitors and staff do in a conversation: made from a seed, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

ASKS_FOR_A_PERSON = "connect me to a person"

_ENGLISH = (
    "my vps is down, cannot ping 203.0.113.7",
    "how do i point my domain",
    "what are your phone hours on sunday",
    "I was charged twice for invoice",
    "can you fix the php error in my theme",
    "thanks",
    "any news?",
    "hello",
)
_VIETNAMESE = (
    "máy chủ của tôi không truy cập được",
    "hóa đơn tháng này bị tính hai lần",
    "giờ làm việc của phòng kỹ thuật",
    "cảm ơn bạn, để mình thử lại",
    "tên miền trỏ về đâu vậy ạ",
)
_LINES = (
    "the server is slow\nload is over 40\nsince this morning",
    "xin chào\n\nwebsite báo lỗi 502\nnhờ kiểm tra giúp",
    "two things:\n- the invoice is wrong\n- and who may I call",
)
_FROM_STAFF = (
    "I see it, give me two minutes.",
    "Em đang kiểm tra máy chủ ạ.",
    "The node lost its uplink.\nIt is back now.",
    "It answers again.",
    "Anything else?",
)


@dataclass(frozen=True)
class Say:
    """The visitor writes."""

    text: str
    tab: int
    """0 is the first tab, 1 the second where there is one."""
    waits: bool
    """Whether the visitor waits for the answer before going on."""


@dataclass(frozen=True)
class Press:
    """The visitor presses one of the quick replies that are open."""

    which: int


@dataclass(frozen=True)
class Reload:
    """The visitor reloads the page."""

    tab: int


@dataclass(frozen=True)
class Offline:
    """The visitor's device loses its network and gets it back, after a message was typed."""

    text: str


@dataclass(frozen=True)
class SecondTab:
    """The visitor opens the site once more beside the first tab."""


Step = Say | Press | Reload | Offline | SecondTab


@dataclass(frozen=True)
class Script:
    """One conversation."""

    steps: tuple[Step, ...]
    staff: tuple[str, ...]
    """What a person who takes over writes; empty where nobody does."""
    hands_back: bool


def script(seed: str, *, staffed: bool) -> Script:
    """The script of this seed; `staffed` if a person takes the conversation over."""
    random = Random(f"{seed}/script")
    steps: list[Step] = []
    texts = [_text(random, number + 1) for number in range(random.randint(3, 6))]
    if staffed:
        texts[0] = f"{ASKS_FOR_A_PERSON} (1)"
    opens_tab, goes_offline, reloads = (random.random() < chance for chance in (0.15, 0.25, 0.25))
    presses = not staffed and random.random() < 0.5
    places = range(1, len(texts))
    tab_at, offline_at, reload_at, press_at = (random.choice(places) for _ in range(4))
    tabs = 1
    for place, text in enumerate(texts):
        if opens_tab and place == tab_at:
            steps.append(SecondTab())
            tabs = 2
        if presses and place == press_at:
            steps.append(Press(random.randrange(3)))
        if goes_offline and place == offline_at:
            steps.append(Offline(text))
        else:
            # The others follow at once, as people write who send every line for itself.
            steps.append(Say(text, random.randrange(tabs), waits=random.random() < 0.4))
        if reloads and place == reload_at:
            steps.append(Reload(random.randrange(tabs)))
    said = random.sample(_FROM_STAFF, random.randint(2, 4)) if staffed else []
    return Script(
        tuple(steps),
        tuple(f"{text} (s{number})" for number, text in enumerate(said, 1)),
        hands_back=random.random() < 0.5,
    )


def _text(random: Random, number: int) -> str:
    texts = random.choice((_ENGLISH, _ENGLISH, _VIETNAMESE, _LINES))
    return f"{random.choice(texts)} ({number})"
