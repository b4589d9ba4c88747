"""The edge's route table: what is answered here; every other path goes on to Django."""

from starlette.routing import Route

from phien.live.edge import buy, events, remarks, state

ROUTES = [
    Route("/api/sessions/{session:int}/orders", buy.buy, methods=["POST"], name="orders"),
    Route("/api/sessions/{session:int}/comments", remarks.comments, methods=["POST"], name="comments"),
    Route("/api/sessions/{session:int}/chat", remarks.chat, methods=["POST"], name="chat"),
    Route("/api/sessions/{session:int}/state", state.state, methods=["GET"], name="state"),
    Route("/api/sessions/{session:int}/mine", state.mine, methods=["GET"], name="mine"),
    Route("/api/sessions/{session:int}/events", events.public, methods=["GET"], name="events"),
    Route("/api/sessions/{session:int}/studio/events", events.studio, methods=["GET"], name="studio"),
]
