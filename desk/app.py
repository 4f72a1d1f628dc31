"""The desk's application, put together in one place."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from sanic import Sanic

from desk.api.health import health
from desk.api.http import install_error_answers
from desk.api.limits import Limiter
from desk.api.origins import install_origins
from desk.api.pages import install_headers, pages, serve_assets
from desk.api.specification import describe
from desk.api.widget import widget
from desk.bus import LocalBus
from desk.conversations.engine import Engine, HttpEngine
from desk.conversations.history import conversation_history
from desk.conversations.identify import identity
from desk.conversations.internal import internal
from desk.conversations.leaving import leaving
from desk.conversations.routes import visitor
from desk.conversations.runner import TurnRunner
from desk.conversations.stream import stream
from desk.conversations.tokens import Tokens
from desk.escalation.routes import escalation
from desk.files.routes import files_blueprint
from desk.files.store import FileStore
from desk.jobs import inward_jobs, outward_jobs
from desk.keeper import Keeper
from desk.logs import configure_logs
from desk.mail.carriers import carrier
from desk.metrics.routes import metrics
from desk.metrics.watch import watch_requests
from desk.processes.engine_address import EngineAddress
from desk.promises.routes import staff_promises
from desk.queue.alerts import AppriseCaller
from desk.queue.routes import staff_conversations
from desk.replies.exchange import load_first
from desk.replies.routes import ready_replies
from desk.replies.suggestions import Parses
from desk.reports.routes import reports
from desk.services import Services
from desk.settings import Settings
from desk.staff.account import account
from desk.staff.audit_routes import staff_audit
from desk.staff.people_routes import staff_people
from desk.staff.sessions import install_keeping, sessions
from desk.staff.stream import staff_stream
from desk.storage import Database
from desk.storage.migrate import migrate
from desk.texts import Texts
from desk.tickets.customer_routes import customer_tickets
from desk.tickets.file_routes import ticket_files_blueprint
from desk.tickets.form import ticket_form
from desk.tickets.join_routes import ticket_joins
from desk.tickets.routes import staff_tickets
from desk.trainer.cluster_routes import trainer_clusters
from desk.trainer.data_routes import trainer_data
from desk.trainer.example_routes import trainer_examples
from desk.trainer.model_routes import trainer_models
from desk.trainer.routes import trainer_inbox
from desk.trainer.training_routes import trainings
from desk.trainer.why_routes import trainer_why
from support.policy import Policy, load

log = structlog.get_logger()

_REPORTS_AT_ONCE = 2


def build_services(
    settings: Settings,
    policy: Policy | None = None,
    texts: Texts | None = None,
    engine: Engine | None = None,
) -> Services:
    """Every part, made from the settings. Raises PolicyError for a broken policy.

    What is there already is passed in: `policy` and `texts` are read from their files without it,
    `engine` is asked over HTTP.
    """
    return Services(
        settings=settings,
        policy=policy or load(settings.root / "policy.yml"),
        texts=texts or Texts.load(),
        database=Database(settings.database_url),
        bus=LocalBus(),
        engine=engine
        or HttpEngine(
            EngineAddress(settings.engine_url, settings.engine_address_file),
            settings.secrets.engine,
            settings.timings.engine_request_s,
        ),
        tokens=Tokens(
            settings.secrets.signing,
            lifetime_s=settings.timings.visitor_token_s,
            renewed_s=settings.timings.visitor_token_renewed_s,
        ),
    )


def create_app(settings: Settings, services: Services | None = None) -> Sanic[Any, Any]:
    """The application; `services` replaces the parts in tests."""
    configure_logs()
    parts = services or build_services(settings)
    app: Sanic[Any, Any] = Sanic("frontdesk", configure_logging=False)
    app.config.update(
        {
            "REQUEST_MAX_SIZE": settings.limits.request_bytes,
            "WEBSOCKET_MAX_SIZE": settings.limits.frame_bytes,
            "WEBSOCKET_PING_INTERVAL": settings.timings.heartbeat_s,
            "WEBSOCKET_PING_TIMEOUT": settings.timings.heartbeat_s,
            "FALLBACK_ERROR_FORMAT": "json",
            "GRACEFUL_SHUTDOWN_TIMEOUT": 3.0,
        }
    )
    # Streams are plain routes that upgrade themselves once they know who asks.
    app.enable_websocket(True)
    describe(app)
    app.ctx.services = parts
    app.ctx.limiter = Limiter()
    app.ctx.files = FileStore(settings.data_dir / "uploads")
    app.ctx.runner = TurnRunner(parts)
    app.ctx.reporting = asyncio.Semaphore(_REPORTS_AT_ONCE)
    watch_requests(app, parts.metrics)
    app.ctx.parses = Parses(parts.engine, settings.timings.engine_parse_s)
    install_error_answers(app)
    install_headers(app)
    install_origins(app)
    install_keeping(app)
    for blueprint in (
        widget,
        visitor,
        stream,
        identity,
        leaving,
        files_blueprint,
        ticket_form,
        internal,
        sessions,
        account,
        staff_people,
        staff_audit,
        staff_conversations,
        ready_replies,
        conversation_history,
        staff_stream,
        staff_promises,
        escalation,
        customer_tickets,
        staff_tickets,
        reports,
        trainer_inbox,
        trainer_examples,
        trainer_clusters,
        trainer_data,
        trainer_why,
        trainings,
        trainer_models,
        ticket_joins,
        ticket_files_blueprint,
        health,
        metrics,
        pages,
    ):
        app.blueprint(blueprint)
    serve_assets(app, settings.pages / "assets")
    app.before_server_start(_open)
    app.after_server_start(_work)
    app.before_server_stop(_close)
    return app


async def _open(app: Sanic[Any, Any]) -> None:
    await migrate(app.ctx.services.database)
    await load_first(app.ctx.services)


async def _work(app: Sanic[Any, Any]) -> None:
    await app.ctx.runner.start()
    settings = app.ctx.services.settings
    services: Services = app.ctx.services
    inward = inward_jobs(services, wake=app.ctx.runner.wake, files=app.ctx.files)
    outward = outward_jobs(
        services,
        carrier=carrier(settings.smtp_url, settings.data_dir / "mail"),
        caller=AppriseCaller(settings.alert_urls),
    )
    app.ctx.keepers = [
        asyncio.create_task(Keeper(todo, settings.timings.keeper_period_s).run())
        for todo in (inward, outward)
    ]


async def _close(app: Sanic[Any, Any]) -> None:
    for keeper in app.ctx.keepers:
        keeper.cancel()
    await asyncio.gather(*app.ctx.keepers, return_exceptions=True)
    await app.ctx.runner.stop()
    services: Services = app.ctx.services
    if isinstance(services.engine, HttpEngine):
        await services.engine.close()
    await services.bus.close()
    await services.database.close()
