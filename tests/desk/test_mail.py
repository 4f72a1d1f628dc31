"""Mail about tickets: queued with the change that it tells of, sent by a real server or a file."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select, update

from desk.errors import UsageError
from desk.mail.carriers import FolderCarrier, SmtpCarrier, carrier
from desk.mail.outbox import Mail, MailFailedError, do_queue, send_waiting
from desk.storage.tables import mails
from tests.desk.harness import RunningDesk
from tests.desk.inbox import Inbox
from tests.desk.test_tickets import open_ticket
from tests.ports import free_port

SENDER = "Front desk <desk@example.com>"


async def test_opening_and_answering_a_ticket_mail_the_customer_once(
    desk: RunningDesk, mail_server: tuple[Inbox, str]
) -> None:
    inbox, url = mail_server
    ticket = await open_ticket(desk, await desk.visitor(), email="linh@example.com")
    binh = await desk.person("Binh", "billing")
    path = f"/tickets/{ticket['number']}/messages"
    for _ in range(2):
        await binh.post(path, client_id="a", text="Đã hoàn tiền. We sent it back.")
    await binh.post(path, client_id="n", text="between us", internal=True)
    for expected in (2, 0):
        assert await send_waiting(desk.services, SmtpCarrier(url), SENDER) == expected
    opened, answered = inbox.received
    assert opened["To"] == answered["To"] == "linh@example.com"
    assert ticket["number"] in opened["Subject"]
    for part in (ticket["promise"]["text"], ticket["url"]):
        assert part in " ".join(opened.get_content().split())
    assert "Đã hoàn tiền." in answered.get_content()
    assert "Binh" in answered.get_content()


async def test_a_ticket_without_an_address_sends_nothing(desk: RunningDesk) -> None:
    ticket = await open_ticket(desk, await desk.visitor())
    binh = await desk.person("Binh", "billing")
    await binh.post(f"/tickets/{ticket['number']}/messages", client_id="a", text="Done.")
    async with desk.services.database.read() as transaction:
        assert (await transaction.execute(select(mails.c.id))).all() == []


async def test_a_mail_server_that_is_away_delays_and_loses_nothing(
    desk: RunningDesk, mail_server: tuple[Inbox, str]
) -> None:
    inbox, url = mail_server
    services = desk.services
    async with services.database.write() as transaction:
        mail = Mail("a@example.com", "Two\r\nBcc: evil@example.com", "text")
        await do_queue(transaction, mail, services.real_now())
    away = SmtpCarrier(f"smtp://127.0.0.1:{free_port()}")
    assert await send_waiting(services, away, SENDER) == 0
    # Not due again at once: it waits a while.
    assert await send_waiting(services, SmtpCarrier(url), SENDER) == 0
    async with services.database.write() as transaction:
        due = services.real_now() - timedelta(seconds=1)
        await transaction.execute(update(mails).values(next_at=due))
    assert await send_waiting(services, SmtpCarrier(url), SENDER) == 1
    [received] = inbox.received
    assert received["Subject"] == "Two Bcc: evil@example.com"
    assert received["Bcc"] is None


async def test_without_a_mail_server_a_mail_is_a_file(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<abc@example.com>"
    message["To"] = "a@example.com"
    message.set_content("hello")
    await FolderCarrier(tmp_path / "mail").carry(message)
    written = message_from_bytes((tmp_path / "mail" / "abc.eml").read_bytes())
    assert written["To"] == "a@example.com"
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(MailFailedError):
        await FolderCarrier(tmp_path / "file").carry(message)


def test_the_mail_servers_address_is_checked(tmp_path: Path) -> None:
    assert isinstance(carrier(None, tmp_path), FolderCarrier)
    assert isinstance(carrier("smtps://a:b%40c@mail.example.com", tmp_path), SmtpCarrier)
    with pytest.raises(UsageError, match="SMTP_URL"):
        carrier("http://mail.example.com", tmp_path)
