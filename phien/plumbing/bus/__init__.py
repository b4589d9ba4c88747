"""The one bus: NATS, core only. Nothing on it is the truth. No Django.

Verbs: `publish`, `subscribe`, `serve` (answer requests), `request`. What is served or subscribed in
this very process is called directly, so a sale goes on while NATS restarts. Of several servers (a cluster)
any one will do: when it dies or falls silent the next is taken, with all subscriptions, and what was being
asked is asked again.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from phien.plumbing.bus.servers import servers_of

log = logging.getLogger("phien.bus")
TRY = 1.5  # a stopped process keeps its subscription: ask again soon, keys make it harmless
PAUSE = 0.05
AWAY = (NatsError, OSError)
PING = 0.75  # seconds; a server that answers no ping for three of these is given up
PINGS = 2

Handler = Callable[[bytes], Awaitable[bytes | None]]
Listener = Callable[[bytes], None]


class NobodyAnswers(Exception):  # noqa: N818 - says what happened
    """No process serves this subject now, or none answered in time."""


class Bus:
    """One connection of one process; `url` as NATS_URL says it, token and all, several servers by comma."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.servers = servers_of(url)
        self.client: Client = Client()
        self.served: dict[str, Handler] = {}
        self.listeners: dict[str, list[Listener]] = {}
        self.up = asyncio.Event()  # connected now, as far as we know
        self._subscriptions: dict[str, Subscription] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._asking: dict[str, dict[asyncio.Timeout, float]] = {}  # by subject; since when
        self._leaving = False
        self._ready = False  # before, its client can do nothing

    async def connect(self, *, within: float | None = None) -> None:
        """Connect, and stay at it: a bus that is away must not stop a sale.

        With `within`, after so many seconds it is tried beside the rest.
        """
        connecting = self._keep(self._begin())
        try:
            done, _ = await asyncio.wait({connecting}, timeout=within)
        except asyncio.CancelledError:
            connecting.cancel()
            raise
        if done:
            await connecting  # what went wrong is the caller's
        else:
            log.warning("bus: no server yet; going on without one")

    async def _begin(self) -> None:
        """A new client, which knows of everything that is subscribed and served here."""
        await self._connect()
        self._ready = True  # from now on whoever subscribes or serves makes it known
        for subject in [*self.listeners]:
            await self._listen(subject)
        for subject, handler in [*self.served.items()]:
            await self._offer(subject, handler)
        self.up.set()

    async def _connect(self) -> None:
        async def quiet(error: Exception) -> None:
            log.debug("bus: %s", error)

        self.client = await nats.connect(
            servers=self.servers.urls,
            token=self.servers.token,
            user=self.servers.user,
            password=self.servers.password,
            no_echo=True,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.3,
            connect_timeout=1,  # also for a server that stands still: the next one is tried soon
            ping_interval=PING,
            max_outstanding_pings=PINGS,
            error_cb=quiet,
            disconnected_cb=self._lost,
            reconnected_cb=self._back,
            closed_cb=self._closed,
            pending_size=8 * 1024 * 1024,
        )

    async def _lost(self) -> None:
        """The server is gone: what was asked through it is not waited for any longer."""
        if self._leaving:
            return
        if self.up.is_set():
            log.warning("bus: the server is gone; looking for one")
        self.up.clear()
        for subject in self._asking:
            self.ask_again(subject)

    def ask_again(self, subject: str, *, older: float = 0) -> None:
        """Whoever has waited for an answer on `subject` for `older` seconds asks anew, at once: who was asked
        may be gone."""
        now = asyncio.get_running_loop().time()
        for asked, since in self._asking.get(subject, {}).items():
            if now - since >= older and not asked.expired():
                asked.reschedule(now)

    async def _back(self) -> None:
        log.info("bus: connected to %s", self.client.connected_url and self.client.connected_url.netloc)
        self.up.set()

    async def _closed(self) -> None:
        """The client gave up for good: a server's complaint does that to it (a slow reader, say)."""
        await self._lost()
        self._ready = False
        if not self._leaving:
            self._keep(self._begin())

    def _keep(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run beside us, until the end or `close`."""
        task = asyncio.create_task(doing)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def close(self) -> None:
        """Leave the bus."""
        self._leaving = True
        running = [*self._running]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._ready:
            with contextlib.suppress(*AWAY, asyncio.TimeoutError):
                await self.client.close()

    async def publish(self, subject: str, payload: bytes) -> None:
        """Tell everybody who listens: here at once, elsewhere as far as the bus is up."""
        self._tell(subject, payload)
        if self._ready:
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
        if first and self._ready:
            await self._listen(subject)

    async def _listen(self, subject: str) -> None:
        async def deliver(message: Msg) -> None:
            self._tell(subject, message.data)

        self._subscriptions["l:" + subject] = await self.client.subscribe(subject, cb=deliver)

    async def serve(self, subject: str, handler: Handler) -> None:
        """Answer requests on `subject`. A handler that returns None stays silent."""
        self.served[subject] = handler
        if self._ready:
            await self._offer(subject, handler)

    async def _offer(self, subject: str, handler: Handler) -> None:
        async def respond(message: Msg) -> None:
            self._keep(self._respond(message, handler))

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

        A try that was not answered may have been heard: the asker's key makes that harmless. Who waits when
        the bus's server dies asks again through the next one.
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
        async with asyncio.timeout(within) as until:
            await self.up.wait()  # not through a dead server: it would be said when nobody waits any more
            asking = self._asking.setdefault(subject, {})
            asking[until] = asyncio.get_running_loop().time()
            try:
                message = await self.client.request(subject, payload, timeout=within + 1)
            finally:
                del asking[until]
                if not asking:
                    self._asking.pop(subject, None)
        return message.data
