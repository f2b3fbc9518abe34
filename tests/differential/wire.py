"""Random requests: what the signer signs arrives at a server as it was signed, whatever library sends it.

    python wire.py [--sample N] [--seed N] [library ...]

Each library sends 10,000 (or N) requests to a server in this process, which verifies each signature over what came. A request that
the signer refuses is not sent. Libraries are those of Python, curl, Go's net/http, and with JAVA_CLASSPATH java.net.http, OkHttp and
Apache HttpClient 5.
"""

import argparse
import asyncio
import base64
import collections
import http.server
import os
import pathlib
import random
import re
import string
import subprocess
import sys
import threading

import aiohttp
import httpx
import requests
import sallyport
import urllib3
import wireform
import yarl

HERE = pathlib.Path(__file__).resolve().parent
# What MaxCompute signs decoded, so that a server cannot tell it from the character itself.
ODPS_AMBIGUOUS = re.compile(r"^[^?]*%(2F|3F)|%26|[?&][^=&]*%3D")
KEYS = {"access_key_id": "AKIDEXAMPLE", "secret_access_key": "secret-of-the-wire-test"}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.outcomes = collections.Counter()
        self.examples = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.requestline.split(" ")[1]  # self.path is not what came
        try:
            sallyport.verify_request(self.command, target, self.headers, body, secret_for={KEYS["access_key_id"]: KEYS["secret_access_key"]})
            name = "verified"
        except sallyport.Error as e:
            name = e.name
            self.server.examples.append((self.command, target, name))
        self.server.outcomes[name] += 1
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer

    def log_message(self, *args):
        pass


def generate(rng, base):
    question = wireform.generate(rng)
    service = question["Sign"]
    text = string.ascii_letters + string.digits + "    .,;:=\"'/%+-_(){}[]<>@!$&*"
    headers = {"X-Amz-Meta-%d" % i: "".join(rng.choices(text, k=rng.randrange(20))) for i in range(rng.randrange(3))}
    method = rng.choice(["GET", "PUT", "POST", "DELETE", "PATCH"])
    body = b"" if method in ("GET", "DELETE") else rng.randbytes(rng.choice([0, 1, 100, 5000]))
    if body:
        headers["Content-Type"] = rng.choice(["text/plain", "application/json; charset=utf-8"])
    return service, method, base + "/" + question["URL"].split("/", 3)[3], headers, body


def signed(rng, base, count):
    signers = {name: sallyport.Signer(region="us-east-1", service=name, **KEYS) for name in wireform.HOSTS}
    foreign = {name: sallyport.Signer(region="cn-hangzhou", scheme=name, **KEYS) for name in ("oss4", "acs3", "odps4")}
    made, refused = [], collections.Counter()
    while len(made) < count:
        service, method, url, headers, body = generate(rng, base)
        scheme = rng.choice(["aws4", "aws4", "aws4", *foreign])
        if scheme == "acs3":
            headers.update({"x-acs-action": "DescribeRegions", "x-acs-version": "2014-05-26"})
        elif scheme == "oss4":
            headers = {name.replace("X-Amz-", "x-oss-"): value for name, value in headers.items()}
        try:
            request = foreign.get(scheme, signers[service]).sign(method, url, headers=headers, body=body)
            if scheme == "odps4" and ODPS_AMBIGUOUS.search(request.url):
                continue
        except sallyport.Error as e:
            refused[e.name] += 1
            continue
        made.append((request.method, request.url, list(request.headers.items()), body))
    return made, refused


def by_requests(made):
    with requests.Session() as session:
        session.trust_env = False
        for method, url, headers, body in made:
            session.request(method, url, headers=dict(headers), data=body or None)


def by_urllib3(made):
    pool = urllib3.PoolManager()
    for method, url, headers, body in made:
        pool.request(method, url, headers=dict(headers), body=body or None)


def by_httpx(made):
    with httpx.Client(trust_env=False) as client:
        for method, url, headers, body in made:
            client.request(method, url, headers=headers, content=body or None)


def by_aiohttp(made):
    async def send():
        # It gives a request without a body a Content-Type, which the schemes of Alibaba Cloud sign.
        async with aiohttp.ClientSession(skip_auto_headers=["Content-Type"]) as session:
            for method, url, headers, body in made:
                # A str is quoted anew by yarl; so does sallyport.aiohttp.
                async with session.request(method, yarl.URL(url, encoded=True), headers=dict(headers), data=body or None):
                    pass

    asyncio.run(send())


def by_curl(made):
    def quoted(value):
        return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')

    folder = pathlib.Path(os.environ.get("TMPDIR", "/tmp")) / ("wire-%d" % os.getpid())
    folder.mkdir()
    try:
        lines = []
        for number, (method, url, headers, body) in enumerate(made):
            lines += ["url = %s" % quoted(url), "request = %s" % method, "silent"]
            # curl leaves a header without a value out, unless it ends with a semicolon.
            lines += ["header = %s" % quoted("%s: %s" % pair if pair[1].strip() else pair[0] + ";") for pair in headers]
            if body:
                path = folder / str(number)
                path.write_bytes(body)
                lines.append("data-binary = %s" % quoted("@%s" % path))
            lines.append("next")
        subprocess.run(["curl", "-q", "-K", "-"], input="\n".join(lines[:-1]).encode(), check=True, stdout=subprocess.DEVNULL)
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def lines_of(made):
    """What a program in another language reads: a request a line, its texts in base64."""
    rows = []
    for method, url, headers, body in made:
        fields = [method, url, *("%s: %s" % pair for pair in headers)]
        rows.append(" ".join(base64.b64encode(part).decode() or "-" for part in [body, *(f.encode("utf-8") for f in fields)]))
    return ("\n".join(rows) + "\n").encode()


def by_go(made):
    subprocess.run(["go", "run", "./senders"], cwd=HERE, input=lines_of(made), check=True)


def by_java(library):
    def send(made):
        given = os.environ.get("JAVA_CLASSPATH", "")
        command = ["java", "-cp", given, str(HERE / "senders" / "Sender.java"), library]
        subprocess.run(command, input=lines_of(made), check=True, stderr=sys.stderr)

    return send


LIBRARIES = {
    "requests": by_requests,
    "urllib3": by_urllib3,
    "httpx": by_httpx,
    "aiohttp": by_aiohttp,
    "curl": by_curl,
    "Go": by_go,
    "java.net.http": by_java("net"),
    "OkHttp": by_java("okhttp"),
    "Apache HC5": by_java("hc5"),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("libraries", nargs="*", default=list(LIBRARIES))
    parser.add_argument("--sample", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    wrong = 0
    for name in args.libraries or LIBRARIES:
        server = Server()
        made, refused = signed(random.Random(args.seed), "http://127.0.0.1:%d" % server.server_port, args.sample)
        LIBRARIES[name](made)
        good = server.outcomes.pop("verified", 0)
        wrong += len(made) - good
        print("%s: %d sent, %d verified, %s; refused: %s" % (name, len(made), good, dict(server.outcomes), dict(refused)), flush=True)
        for example in server.examples[:5]:
            print("  ", *example)
        server.shutdown()
        server.server_close()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
