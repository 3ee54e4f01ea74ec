"""No test may reach the network: the program has none."""

from __future__ import annotations

import socket
import sys

_LOCAL_FAMILIES = {-1, getattr(socket, "AF_UNIX", -1)}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


class NetworkRefused(RuntimeError):
    """Something tried to open a socket that leaves this process for other than a local one."""


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in _LOOKUPS or (event == "socket.__new__" and arguments[1] not in _LOCAL_FAMILIES):
        raise NetworkRefused(f"{event} is refused in tests: the program works without a network")


def refuse_network() -> None:
    """Refuse every socket but local ones for the rest of this process."""
    sys.addaudithook(_refuse)
