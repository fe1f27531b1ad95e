"""
Runs a bare server for comparison: `python -m bench.relay_servers KIND`.

A server of the kind `echo` sends each message back to its sender. A server of the kind
`relay` passes each message, without parsing it, to the other socket with the same path.
The server prints one line of JSON, `{"url": …}`, and runs until its process is ended.
"""

import asyncio
import json
import sys

from websockets.asyncio.server import ServerConnection, serve

Pairs = dict[str, list[ServerConnection]]
OPTIONS = {"compression": None, "ping_interval": None, "max_size": 2**17}


async def echo(socket: ServerConnection) -> None:
    """Send each message back to its sender."""
    async for text in socket:
        await socket.send(text)


async def relay(socket: ServerConnection, pairs: Pairs) -> None:
    """Pass each message on to the other socket with the same path."""
    path = socket.request.path if socket.request else ""
    both = pairs.setdefault(path, [])
    both.append(socket)
    await socket.send('{"t": "open"}')
    async for text in socket:
        for other in both:
            if other is not socket:
                await other.send(text)
    both.remove(socket)


async def main(kind: str) -> None:
    """Run the server until the process ends."""
    pairs: Pairs = {}
    handler = echo if kind == "echo" else lambda socket: relay(socket, pairs)
    async with serve(handler, "127.0.0.1", 0, **OPTIONS) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        print(json.dumps({"url": f"ws://127.0.0.1:{port}"}), flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
