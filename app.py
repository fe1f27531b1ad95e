"""
Creates the Chalice app and defines its socket handlers.

Chalice requires the socket handlers to be in this file.
"""

from typing import Any

from chalice.app import Chalice, WebsocketEvent

from chalicelib.blueprints import BLUEPRINTS
from chalicelib.messages.api import inbox_socket
from chalicelib.platform import lambda_entry
from chalicelib.visits.api import signaling

app = Chalice(app_name="clocktree")
lambda_entry.hide_exception_text(app.log)
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])

for blueprint in BLUEPRINTS:
    app.register_blueprint(blueprint)


@app.on_ws_connect()
def connect(event: WebsocketEvent) -> Any:
    return (inbox_socket if inbox_socket.is_for_inbox(event) else signaling).connect(event)


@app.on_ws_message()
def message(event: WebsocketEvent) -> Any:
    return (inbox_socket if inbox_socket.is_for_inbox(event) else signaling).message(event)


@app.on_ws_disconnect()
def disconnect(event: WebsocketEvent) -> Any:
    return signaling.ACCEPTED if inbox_socket.forget(event) else signaling.disconnect(event)
