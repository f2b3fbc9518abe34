"""A server of one function, and what such functions use."""

import contextlib
import socket
import threading


class Raw:
    """A server that answers each connection with a function of the connection, after it has read the head."""

    def __init__(self, answer):
        self._answer = answer
        self.heads = []

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d/" % self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with connection, connection.makefile("rb") as lines:
            head = []
            for line in iter(lines.readline, b"\r\n"):
                if not line:
                    return
                head.append(line)
            self.heads.append(b"".join(head))
            with contextlib.suppress(OSError):
                self._answer(connection, lines)

    def __exit__(self, *exc_info):
        self._listener.close()


def dechunked(lines):
    body = b""
    while True:
        size = int(lines.readline(), 16)
        body += lines.read(size)
        lines.readline()
        if not size:
            return body
