"""Starts the fake Stripe: `python -m localstack.stripe --port 0 --ledger DIR`."""

import argparse
import asyncio
import signal
from pathlib import Path

from aiohttp import web

from localstack.stripe import program


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="localstack.stripe", description="A fake of Stripe, on the loopback."
    )
    parser.add_argument(
        "--port", type=int, required=True, help="0 selects a free one; the ready line names it"
    )
    parser.add_argument(
        "--ledger", type=Path, required=True, help="directory that stores accounts and requests"
    )
    parser.add_argument(
        "--origin", default="", help="its address for browsers; by default the loopback address"
    )
    return parser.parse_args()


async def _serve(arguments: argparse.Namespace) -> None:
    listening = program.listen(arguments.port)
    origin = arguments.origin or f"http://127.0.0.1:{listening.getsockname()[1]}"
    runner = web.AppRunner(
        program.assemble(arguments.ledger, origin), access_log=None, shutdown_timeout=0.5
    )
    await runner.setup()
    await web.SockSite(runner, listening).start()
    print(f"Stripe's stand-in is ready at {origin}", flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(_serve(_arguments()))
