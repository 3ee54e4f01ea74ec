"""One window per vault and person: a second start brings the first window forward."""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_ANSWER_MS = 500


def instance_name(data_dir: Path) -> str:
    """A name for the local socket that depends on the vault's folder and the account, and reveals neither."""
    secret = f"{getpass.getuser()}\0{data_dir.resolve()}".encode()
    return "iop-desktop-" + hashlib.sha256(secret).hexdigest()[:24]


class SingleInstance(QObject):
    """Sends ``raised`` when the program was started again for the same vault."""

    raised = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)

    def claim(self) -> bool:
        """True for the first start. False if another one is running; that one was asked to come forward.

        This only spares the person a second window: what keeps two processes from writing one vault is its lock.
        """
        if self._call_first():
            return False
        if not self._server.listen(self._name):
            # A crash leaves the socket's file behind; nobody answered, so it is dead.
            QLocalServer.removeServer(self._name)
            self._server.listen(self._name)
        return True

    def release(self) -> None:
        """Let another start be the first."""
        self._server.close()

    def _call_first(self) -> bool:
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        answered = socket.waitForConnected(_ANSWER_MS)
        if answered:
            socket.write(b"raise\n")
            socket.waitForBytesWritten(_ANSWER_MS)
            socket.disconnectFromServer()
        return answered

    def _called(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.close()
            self.raised.emit()
