"""The desks of one process commit together: what is ready when a commit ends goes out as one transaction.

Twenty sessions that commit apart pay twenty times for what a transaction costs whatever it holds, and so sold
half of what one session sells (docs/performance.md). Joined, their rows share the statements; one statement
raises all fences and fails everything where one desk was overtaken. After a failure each desk goes its own
way, over its own connection, so that one session's bad row or lock is never another's trouble for long.
"""

import asyncio
from dataclasses import dataclass

from phien.checkout.statements import Basket, place
from phien.comments.statements import CommentRow, Lot, store
from phien.live.desk.line import BEGIN, COMMIT, TOGETHER, Line, connect
from phien.live.desk.steps import Rows
from phien.live.desk.wire import Wire
from phien.plumbing.sql import Statement

SLOW = 0.1  # seconds: who comes while a commit takes longer goes alone
ALONE = 2.0  # seconds that a desk goes alone after a failure
FENCES = (
    "with d as (update live_desk l set seq = seq + 1, beat = beat + 1 "
    "from unnest(%s::bigint[], %s::bigint[]) t(session, fence) "
    "where l.session_id = t.session and l.fence = t.fence returning l.session_id, l.seq) "
    "select session_id, seq, 1 / (case when (select count(*) from d) = %s then 1 else 0 end) from d"
)


Written = tuple[list[Statement], list[Rows]]  # what was written, and the rows of each statement


@dataclass(slots=True, eq=False)
class Part:
    """One desk's batch, and where what was written and its rows are told."""

    line: Line
    basket: Basket
    comments: list[CommentRow]
    done: "asyncio.Future[Written]"

    async def alone(self) -> Written:
        """Commit it over its desk's own connection."""
        return await alone(self.line, self.basket, self.comments)


async def alone(line: Line, basket: Basket, comments: list[CommentRow]) -> Written:
    """Commit one desk's batch over its own connection."""
    statements = _statements((basket, comments))
    return statements, await line.send(statements, begin=True, commit=True)


def _statements(*batches: tuple[Basket, list[CommentRow]]) -> list[Statement]:
    """All that these batches write, in the order of locks."""
    baskets = [basket for basket, _ in batches]
    return [
        *place(*baskets),
        *store(*(Lot(basket.coop, basket.session, comments) for basket, comments in batches)),
    ]


class Together:
    """The joined commits of one process."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.waiting: list[Part] = []
        self.working: asyncio.Task[None] | None = None
        self.since = 0.0
        self.wire: Wire | None = None
        self.apart: dict[int, float] = {}  # session -> until when it goes alone

    async def commit(self, line: Line, basket: Basket, comments: list[CommentRow]) -> Written:
        """Commit a desk's batch, with others' where they are ready; raises as `alone` does."""
        now = asyncio.get_running_loop().time()
        if self.apart.get(line.session, 0.0) > now or (self.working and now - self.since > SLOW):
            return await alone(line, basket, comments)
        part = Part(line, basket, comments, asyncio.get_running_loop().create_future())
        self.waiting.append(part)
        if self.working is None:
            self.since = now
            self.working = asyncio.create_task(self._work())
        return await part.done

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self.waiting:
                await asyncio.sleep(0)  # whoever is ready in this same turn
                parts, self.waiting = self.waiting, []
                self.since = loop.time()
                try:
                    told = await self._all(parts) if len(parts) > 1 else [await parts[0].alone()]
                except Exception as error:
                    for part in parts:
                        self.apart[part.line.session] = loop.time() + ALONE
                        if not part.done.done():
                            part.done.set_exception(error)
                    continue
                for part, each in zip(parts, told, strict=True):
                    if not part.done.done():
                        part.done.set_result(each)
        finally:
            self.working = None

    async def _all(self, parts: list[Part]) -> list[Written]:
        parts.sort(key=lambda part: part.line.session)
        sessions, fences = [part.line.session for part in parts], [part.line.fence for part in parts]
        statements = _statements(*((part.basket, part.comments) for part in parts))
        fence = Statement(FENCES, [sessions, fences, len(parts)])
        wire = await self._wire()
        try:
            rows = await wire.run([BEGIN, fence, *statements, COMMIT])
        except BaseException:
            await self.close()  # with whatever is left of the transaction
            raise
        seqs = {row[0]: row[1] for row in rows[1]}
        for part in parts:
            part.line.seq = part.line.coming = seqs[part.line.session]
        return [(statements, rows[2:-1])] * len(parts)

    async def _wire(self) -> Wire:
        if self.wire is None or self.wire.connection.closed:
            self.wire = Wire(await connect(self.dsn, name=TOGETHER))
        return self.wire

    async def close(self) -> None:
        """Let the connection go."""
        wire, self.wire = self.wire, None
        if wire is not None:
            await wire.connection.close()
