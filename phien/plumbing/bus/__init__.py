"""The one bus: NATS, core only. Nothing on it is the truth. No Django.

Verbs: `publish`, `subscribe`, `serve` (answer requests), `request`. What is served or subscribed in
this very process is called directly, so a sale goes on while NATS restarts.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

log = logging.getLogger("phien.bus")
TRY = 1.5  # a stopped process keeps its subscription: ask again soon, keys make it harmless
PAUSE = 0.05
AWAY = (NatsError, OSError)

Handler = Callable[[bytes], Awaitable[bytes | None]]
Listener = Callable[[bytes], None]


class NobodyAnswers(Exception):  # noqa: N818 - says what happened
    """No process serves this subject now, or none answered in time."""


class Bus:
    """One connection of one process. `url` holds the token: `nats://token@127.0.0.1:4222`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client: Client = Client()
        self.served: dict[str, Handler] = {}
        self.listeners: dict[str, list[Listener]] = {}
        self._subscriptions: dict[str, Subscription] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def connect(self) -> None:
        """Connect, and stay at it: a bus that is away must not stop a sale."""
        parts = urlsplit(self.url)

        async def quiet(error: Exception) -> None:
            log.debug("bus: %s", error)

        self.client = await nats.connect(
            servers=[f"nats://{parts.hostname}:{parts.port or 4222}"],
            token=parts.username,
            no_echo=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.3,
            connect_timeout=2,
            error_cb=quiet,
            pending_size=8 * 1024 * 1024,
        )

    async def close(self) -> None:
        """Leave the bus."""
        for task in self._running:
            task.cancel()
        with contextlib.suppress(*AWAY, asyncio.TimeoutError):
            await self.client.close()

    async def publish(self, subject: str, payload: bytes) -> None:
        """Tell everybody who listens: here at once, elsewhere as far as the bus is up."""
        self._tell(subject, payload)
        with contextlib.suppress(*AWAY):
            await self.client.publish(subject, payload)

    def _tell(self, subject: str, payload: bytes) -> None:
        """Call the listeners here; what goes wrong in one is not the publisher's trouble."""
        for listener in self.listeners.get(subject, ()):
            try:
                listener(payload)
            except Exception:
                log.exception("bus: a listener of %s failed", subject)

    async def subscribe(self, subject: str, listener: Listener) -> None:
        """Call `listener` with each payload on `subject`."""
        first = subject not in self.listeners
        self.listeners.setdefault(subject, []).append(listener)
        if first:

            async def deliver(message: Msg) -> None:
                self._tell(subject, message.data)

            self._subscriptions["l:" + subject] = await self.client.subscribe(subject, cb=deliver)

    async def serve(self, subject: str, handler: Handler) -> None:
        """Answer requests on `subject`. A handler that returns None stays silent."""
        self.served[subject] = handler

        async def respond(message: Msg) -> None:
            task = asyncio.create_task(self._respond(message, handler))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

        self._subscriptions["s:" + subject] = await self.client.subscribe(subject, cb=respond)

    async def _respond(self, message: Msg, handler: Handler) -> None:
        try:
            answer = await handler(message.data)
        except Exception:
            log.exception("bus: no answer on %s", message.subject)
            return
        if answer is not None and message.reply:
            with contextlib.suppress(*AWAY):
                await self.client.publish(message.reply, answer)

    async def stop_serving(self, subject: str) -> None:
        """Answer `subject` no more."""
        self.served.pop(subject, None)
        subscription = self._subscriptions.pop("s:" + subject, None)
        if subscription is not None:
            with contextlib.suppress(*AWAY):
                await subscription.unsubscribe()

    async def request(self, subject: str, payload: bytes, *, within: float, each: float = TRY) -> bytes:
        """Ask whoever serves `subject`, waiting for one up to `within` seconds, `each` try so long at most.

        A try that was not answered may have been heard: the asker's key makes that harmless.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while (left := deadline - loop.time()) > 0:
            try:
                answer = await self._once(subject, payload, min(left, each))
                if answer is not None:
                    return answer
            except (TimeoutError, *AWAY, NoRespondersError):
                pass
            await asyncio.sleep(min(PAUSE, left))
        raise NobodyAnswers(subject)

    async def _once(self, subject: str, payload: bytes, within: float) -> bytes | None:
        here = self.served.get(subject)
        if here is not None:
            return await asyncio.wait_for(here(payload), within)
        message = await self.client.request(subject, payload, timeout=within)
        return message.data
