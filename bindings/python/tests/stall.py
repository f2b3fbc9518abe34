"""A server that takes requests and never answers."""

import socket
import threading
import time

ANSWER_AFTER = 60  # seconds: whoever came back long before has not waited for an answer


class Stall:
    """Counts who came, and who gave up."""

    def __enter__(self):
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(512)
        self.url = "http://127.0.0.1:%d/" % self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self.came = self.left = 0
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._hold, args=(connection,), daemon=True).start()

    def _hold(self, connection):
        with connection:
            connection.settimeout(ANSWER_AFTER)
            try:
                connection.recv(65536)
                self._count("came")
                connection.recv(65536)  # ends when the client closes
            except OSError:
                pass
            self._count("left")

    def _count(self, name):
        with self._lock:
            setattr(self, name, getattr(self, name) + 1)

    def wait(self, name, count):
        """Until so many came or left."""
        until(lambda: getattr(self, name) >= count)

    def __exit__(self, *exc_info):
        self._listener.close()


def until(condition):
    end = time.monotonic() + ANSWER_AFTER / 2
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.01)
