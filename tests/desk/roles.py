"""Who may do what: every route of the desk against everybody who may ask.

To add a route, add its line: what each asker gets, in the order of `ASKERS`. Statuses are `ok`
(2xx), `401`, `403`, `404`; `open` stands for a page that is for everybody, whatever it answers.
`where` says with whom the conversation is, `body` and `params` make the request a good one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from desk.conversations.identity import Claim, signature
from tests.clients import Json

ASKERS = (
    "nobody",
    "visitor",  # with the token of the conversation in question
    "stranger",  # an agent of another department
    "agent",  # level 1
    "lead",  # level 2
    "trainer",
    "administrator",  # of another department
)

# What the seven get, most often.
STAFF_READ = "401 401 404 ok ok ok ok"
STAFF_WRITE = "401 401 404 ok ok 403 ok"
SIGNED_IN = "401 401 ok ok ok ok ok"
LEADS = "401 401 403 403 ok 403 ok"
REPORTS = "401 401 403 403 ok ok ok"
TRAINERS = "401 401 403 403 403 ok ok"
ADMINISTRATORS = "401 401 403 403 403 403 ok"
VISITOR = "401 ok 401 401 401 401 401"
NONE_OF_THEM = "401 401 401 401 401 401 401"
EVERYBODY = "ok ok ok ok ok ok ok"
PAGE = "open open open open open open open"


@dataclass
class Situation:
    """What a request is about; everything in it is real and of the technical department.

    `file_id` is a file of the ticket where the route is a ticket's, else of the conversation;
    `other` is a second ticket of the same customer.
    """

    asker: str
    email: str
    password: str
    conversation_id: str
    number: str
    key: str
    file_id: str
    staff_id: str
    other: str
    promise_id: str
    reply_id: str

    def path(self, template: str) -> str:
        """The address with the real ids in it."""
        for name, value in {
            "conversation_id": self.conversation_id,
            "number": self.number,
            "file_id": self.file_id,
            "staff_id": self.staff_id,
            "name": "summary",
            "inbox_id": "none",
            "training_id": "none",
            "promise_id": self.promise_id,
            "reply_id": self.reply_id,
        }.items():
            template = template.replace(f"<{name}:str>", value)
        return template


Made = Callable[[Situation], Json]


@dataclass(frozen=True)
class Line:
    """One route: what each asker gets, and a request that is good."""

    expected: str
    body: Made | Json | None = None
    params: Made | Json = field(default_factory=dict)
    content: bytes | None = None
    where: Literal["bot", "queue", "own"] = "bot"
    socket: bool = False


def _client_id(**more: Any) -> Made:
    return lambda _: {"client_id": uuid4().hex, **more}


def _identity(of: Situation) -> Json:
    claim = {"user": "u1", "expires": int(time.time()) + 600}
    return {**claim, "signature": signature("identity", Claim(of.conversation_id, **claim))}


def _key(of: Situation) -> Json:
    return {"key": of.key}


def _conversation(of: Situation) -> Json:
    return {"conversation_id": of.conversation_id}


def _reply(_: Situation) -> Json:
    texts = {"en": "Hello", "vi": "Chào anh/chị"}
    return {"shortcut": f"r{uuid4().hex[:12]}", "title": "A greeting", "texts": texts}


_VISITOR = "/api/conversations/<conversation_id:str>"
_STAFF = "/api/staff/conversations/<conversation_id:str>"
_TICKET = "/api/staff/tickets/<number:str>"
_CUSTOMER = "/api/tickets/<number:str>"
_INTERNAL = "/api/internal/conversations/<conversation_id:str>"

ROUTES: dict[str, Line] = {
    # Pages, and what everybody may ask
    "GET /": Line(PAGE),
    "GET /widget.js": Line(PAGE),
    "GET /desk": Line(PAGE),
    "GET /trainer": Line(PAGE),
    "GET /docs": Line(PAGE),
    "GET /t/<number:str>": Line(PAGE),
    "GET /assets/<name:str>": Line(PAGE),
    "GET /api/openapi.json": Line(EVERYBODY),
    "GET /health": Line(EVERYBODY),
    "GET /ready": Line(PAGE),
    "GET /metrics": Line(EVERYBODY),
    "GET /api/widget/config": Line(EVERYBODY),
    "GET /api/tickets/<number:str>": Line(EVERYBODY, params=lambda of: {"key": of.key}),
    "POST /api/conversations": Line(EVERYBODY, body={}),
    # The visitor of the conversation, and nobody else
    f"GET {_VISITOR}/events": Line(VISITOR),
    f"GET {_VISITOR}/stream": Line(VISITOR, socket=True),
    f"POST {_VISITOR}/messages": Line(VISITOR, body=_client_id(text="hello")),
    f"POST {_VISITOR}/typing": Line(VISITOR, body={}),
    f"POST {_VISITOR}/read": Line(VISITOR, body={"read": 1}),
    f"PUT {_VISITOR}/language": Line(VISITOR, body={"language": "vi"}),
    f"POST {_VISITOR}/identity": Line(VISITOR, body=_identity),
    f"POST {_VISITOR}/end": Line(VISITOR, body={}),
    f"POST {_VISITOR}/rating": Line(VISITOR, body=_client_id(score=5)),
    f"GET {_VISITOR}/transcript": Line(VISITOR),
    f"POST {_VISITOR}/transcript": Line(VISITOR, body={"email": "an@example.com"}),
    f"POST {_VISITOR}/tickets": Line(
        VISITOR, body=_client_id(department="technical", subject="It is down")
    ),
    f"POST {_VISITOR}/files": Line(
        VISITOR, params=_client_id(name="log.txt"), content=b"all is well"
    ),
    f"GET {_VISITOR}/files/<file_id:str>": Line(VISITOR),
    f"DELETE {_VISITOR}": Line(VISITOR),
    # The actions' own secret, which none of them has
    f"GET {_INTERNAL}/handoff": Line(NONE_OF_THEM),
    f"POST {_INTERNAL}/handoff": Line(NONE_OF_THEM, body={}),
    f"GET {_INTERNAL}/tickets": Line(NONE_OF_THEM),
    f"POST {_INTERNAL}/tickets": Line(NONE_OF_THEM, body={}),
    f"GET {_INTERNAL}/tickets/<number:str>": Line(NONE_OF_THEM),
    # Signing in, and one's own account
    "POST /api/staff/login": Line(
        EVERYBODY, body=lambda of: {"email": of.email, "password": of.password}
    ),
    "GET /api/staff/session": Line(EVERYBODY),
    "GET /api/staff/me": Line(SIGNED_IN),
    "PUT /api/staff/me/presence": Line(SIGNED_IN, body={"presence": "online"}),
    "PUT /api/staff/me/password": Line(
        SIGNED_IN, body=lambda of: {"current": of.password, "new": f"{of.asker} seven lamps"}
    ),
    "GET /api/staff/me/sessions": Line(SIGNED_IN),
    "DELETE /api/staff/me/sessions": Line(SIGNED_IN),
    "POST /api/staff/logout": Line(SIGNED_IN, body={}),
    "GET /api/staff/stream": Line(SIGNED_IN, socket=True),
    # People, and what they did
    "GET /api/staff/colleagues": Line(SIGNED_IN),
    "GET /api/staff/people": Line(ADMINISTRATORS),
    "POST /api/staff/people": Line(
        ADMINISTRATORS,
        body=lambda of: {
            "email": f"{uuid4().hex}@example.com",
            "name": "New",
            "departments": ["technical"],
        },
    ),
    "PATCH /api/staff/people/<staff_id:str>": Line(ADMINISTRATORS, body={"level": 2}),
    "POST /api/staff/people/<staff_id:str>/reset": Line(ADMINISTRATORS, body={}),
    "GET /api/staff/audit": Line(LEADS),
    "GET /api/staff/audit.csv": Line(LEADS),
    "GET /api/staff/reports/<name:str>": Line(REPORTS, params={"period": "today"}),
    # Conversations
    "GET /api/staff/queue": Line(SIGNED_IN),
    "GET /api/staff/conversations": Line(SIGNED_IN),
    f"GET {_STAFF}": Line(STAFF_READ),
    f"GET {_STAFF}/events": Line(STAFF_READ),
    f"GET {_STAFF}/files/<file_id:str>": Line(STAFF_READ),
    f"POST {_STAFF}/claim": Line(STAFF_WRITE, body={}, where="queue"),
    f"POST {_STAFF}/messages": Line(STAFF_WRITE, body=_client_id(text="Hello"), where="own"),
    f"POST {_STAFF}/notes": Line(STAFF_WRITE, body={"text": "Calls at noon"}, where="own"),
    f"POST {_STAFF}/files": Line(
        STAFF_WRITE, params=_client_id(name="log.txt"), content=b"all is well", where="own"
    ),
    f"POST {_STAFF}/transfer": Line(
        STAFF_WRITE, body={"department": "technical", "reason": "Knows more"}, where="own"
    ),
    f"POST {_STAFF}/escalate": Line(STAFF_WRITE, body={"reason": "Not solved"}, where="own"),
    f"POST {_STAFF}/hand_back": Line(STAFF_WRITE, body={}, where="own"),
    f"POST {_STAFF}/resolve": Line(STAFF_WRITE, body={}, where="own"),
    f"GET {_STAFF}/history": Line(STAFF_READ),
    f"GET {_STAFF}/suggestions": Line(STAFF_READ),
    f"POST {_STAFF}/replies/<reply_id:str>": Line(STAFF_WRITE, body={}, where="own"),
    # Ready replies
    "GET /api/staff/replies": Line(SIGNED_IN),
    "POST /api/staff/replies": Line(LEADS, body=_reply),
    "PUT /api/staff/replies/<reply_id:str>": Line(LEADS, body=_reply),
    "DELETE /api/staff/replies/<reply_id:str>": Line(LEADS),
    # Tickets
    "GET /api/staff/tickets": Line(SIGNED_IN),
    f"GET {_TICKET}": Line(STAFF_READ),
    f"PATCH {_TICKET}": Line(STAFF_WRITE, body={"status": "waiting"}),
    f"POST {_TICKET}/messages": Line(STAFF_WRITE, body=_client_id(text="Hello")),
    f"POST {_TICKET}/files": Line(STAFF_WRITE, params={"name": "log.txt"}, content=b"well"),
    f"GET {_TICKET}/files/<file_id:str>": Line(STAFF_READ, params=_key),
    f"POST {_TICKET}/merge": Line(STAFF_WRITE, body=lambda of: {"into": of.other}),
    f"POST {_TICKET}/links": Line(STAFF_WRITE, body=_conversation),
    f"DELETE {_TICKET}/links": Line("401 401 404 404 404 403 404", body=_conversation),
    f"POST {_TICKET}/escalate": Line(STAFF_WRITE, body={"reason": "Not solved"}),
    "POST /api/staff/tickets": Line(
        "401 401 ok ok ok 403 ok",
        body=_client_id(department="technical", subject="Down", text="It is down"),
    ),
    # Tickets, for whoever has the key
    "POST /api/tickets": Line(
        EVERYBODY,
        body=lambda _: {
            "client_id": uuid4().hex,
            "department": "technical",
            "subject": "Down",
            "text": "It is down",
        },
    ),
    f"POST {_CUSTOMER}/messages": Line(EVERYBODY, params=_key, body=_client_id(text="And?")),
    f"POST {_CUSTOMER}/solve": Line(EVERYBODY, params=_key, body={}),
    f"POST {_CUSTOMER}/files": Line(
        EVERYBODY, params=lambda of: {"key": of.key, "name": "log.txt"}, content=b"all is well"
    ),
    f"GET {_CUSTOMER}/files/<file_id:str>": Line(EVERYBODY, params=_key),
    # Nobody has answered yet, and the promise still holds: too early for everybody.
    f"POST {_CUSTOMER}/escalate": Line(
        "409 409 409 409 409 409 409", params=_key, body={"reason": "Nobody answers"}
    ),
    # Promises; one that the present calendar made has nothing to decide about.
    "GET /api/staff/promises": Line(SIGNED_IN),
    "POST /api/staff/promises/touched": Line(ADMINISTRATORS, body={}),
    "POST /api/staff/promises/<promise_id:str>/calendar": Line(
        "401 401 404 403 409 403 409", body={"decision": "keep"}
    ),
    # Trainers; there is no such message.
    "GET /api/trainer/inbox": Line(TRAINERS),
    "GET /api/trainer/intents": Line(TRAINERS),
    "GET /api/trainer/inbox/<inbox_id:str>": Line("401 401 403 403 403 404 404"),
    "GET /api/trainer/inbox/<inbox_id:str>/why": Line("401 401 403 403 403 404 404"),
    "POST /api/trainer/why": Line(TRAINERS, body={"text": "where is my invoice"}),
    # Nobody trains here: the body is a wrong one, the training none.
    "POST /api/trainer/trainings": Line(
        "401 401 403 403 403 400 400", body={"thorough": "perhaps"}
    ),
    "GET /api/trainer/trainings": Line(TRAINERS),
    "GET /api/trainer/trainings/<training_id:str>": Line("401 401 403 403 403 404 404"),
    "GET /api/trainer/trainings/<training_id:str>/log": Line("401 401 403 403 403 404 404"),
    "POST /api/trainer/trainings/<training_id:str>/cancel": Line("401 401 403 403 403 404 404"),
    "GET /api/trainer/models": Line(TRAINERS),
    "POST /api/trainer/models/promote": Line("401 401 403 403 403 400 400", body={"model": "none"}),
    "POST /api/trainer/models/rollback": Line(
        "401 401 403 403 403 409 409", body={"instead_of": "none"}
    ),
    "GET /api/trainer/clusters": Line(TRAINERS),
    "POST /api/trainer/clusters": Line(TRAINERS),
    "GET /api/trainer/data": Line(TRAINERS),
    "POST /api/trainer/data/check": Line(
        "401 401 403 403 403 400 400", body={"only_if_stale": "perhaps"}
    ),
    "POST /api/trainer/examples": Line(TRAINERS, body={"ids": [], "check_only": True}),
    "POST /api/trainer/labels": Line(
        "401 401 403 403 403 404 404", body={"ids": ["none"], "label": "dismissed"}
    ),
}
