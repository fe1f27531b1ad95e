"""Makes the Chalice app: its blueprints and the three socket handlers, which Chalice wants here."""

from typing import Any

from chalice.app import Chalice, WebsocketEvent

from chalicelib.handlers import entry, operations, schedules, signaling, workflow
from chalicelib.handlers.api import (
    auth,
    clients,
    colleagues,
    docs,
    health,
    hooks,
    invoices,
    me,
    practice,
    processors,
    receivables,
    services,
    tax,
)

app = Chalice(app_name="clocktree")
entry.scrub(app.log)
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])

API = (auth, clients, colleagues, docs, health, hooks, invoices, me, practice, processors, receivables, services, tax)
for blueprint in (*(room.routes for room in API), operations.operators, workflow.tasks, schedules.clock):
    app.register_blueprint(blueprint)


@app.on_ws_connect()
def connect(event: WebsocketEvent) -> dict[str, Any]:
    return signaling.connect(event)


@app.on_ws_message()
def message(event: WebsocketEvent) -> dict[str, Any]:
    return signaling.message(event)


@app.on_ws_disconnect()
def disconnect(event: WebsocketEvent) -> dict[str, Any]:
    return signaling.disconnect(event)
