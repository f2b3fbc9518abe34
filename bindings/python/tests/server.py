"""A small HTTP/1.1 server in a thread: answers what the path says, records what arrives."""

import gzip
import http.server
import json
import threading
import time
import urllib.parse


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        body = self.body()
        self.server.seen.append((self.command, self.path, self.headers.items(), body))
        path, _, query = self.path.partition("?")
        options = dict(urllib.parse.parse_qsl(query))
        if path == "/slow":
            time.sleep(float(options["seconds"]))
        if path in self.server.files:
            return self.answer(200, self.server.files[path], [])
        if path == "/redirect":
            location = options.get("to", "/echo") if path == "/redirect" else "/echo"
            cookies = [("Set-Cookie", options["cookie"])] if "cookie" in options else []
            return self.answer(int(options.get("code", 302)), b"", [("Location", location), *cookies])
        if path == "/fields":
            return self.answer(200, options.pop("body", "").encode("utf-8"), list(options.items()))
        if path == "/loop":
            return self.answer(302, b"", [("Location", "/loop")])
        if path == "/cookies":
            return self.answer(200, b"", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        if path == "/bytes":
            return self.answer(200, bytes(int(options["count"])), [])
        if path == "/gzip":
            body = gzip.compress(b'{"a": "b"}')
            return self.answer(200, body[: -10 if options.get("broken") else None], [("Content-Encoding", "gzip")])
        if path == "/latin":
            return self.answer(200, b"caf\xe9", [("Content-Type", "text/plain; charset=latin-1")])
        if path == "/terminal":
            return self.answer(
                200, b"red \x1b[31mred\x9b2J \xe2\x80\xae bell\x07\r\ntab\t.", [("X-Title", "\x1b]0;x\x07")]
            )
        if path == "/status":
            return self.answer(int(options["code"]), b"{}", [])
        echo = {
            "method": self.command,
            "path": self.path,
            "headers": self.headers.items(),
            "body": body.decode("latin-1"),
        }
        return self.answer(200, json.dumps(echo).encode(), [("Content-Type", "application/json")])

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while True:
            piece = self.rfile.read(int(self.rfile.readline().partition(b";")[0], 16))
            self.rfile.readline()
            pieces.append(piece)
            if not piece:
                return b"".join(pieces)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = do_OPTIONS = do_GET

    def answer(self, status, body, headers):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen = []
        self.files = {}
        self.url = "http://127.0.0.1:%d" % self.server_port

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self.shutdown()
        self.server_close()

    def handle_error(self, request, client_address):
        pass
