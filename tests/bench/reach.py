"""Measures requests and bodies over TLS 1.3 on loopback, ours and those of pycurl, requests and aiohttp.

    python reach.py            runs everything, each in a process of its own; prints "name value" lines
    python reach.py JOB PEER PORT CA

Times are in nanoseconds, for one request or for a whole body, the best of a few rounds; memory (..._rss) is in
KiB, the highest resident size over what the process had after a small request.
"""

import asyncio
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
QUICK = "--quick" in sys.argv
BODY = (64 if QUICK else 512) << 20
MANY = 200 if QUICK else 2000
CONCURRENT = 1000

JOBS = {
    "get": ("sallyport", "pycurl", "requests"),
    "connect": ("sallyport", "pycurl"),
    "streamed": ("sallyport", "pycurl", "requests"),
    "whole": ("sallyport", "pycurl", "requests"),
    "upload": ("sallyport", "pycurl", "requests"),
    "concurrent": ("sallyport", "aiohttp"),
}


def highest():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


class Sallyport:
    def __init__(self, url, ca):
        import sallyport

        self.url = url
        self.new = lambda: sallyport.Client(verify=ca, trust_env=False, max_body=1 << 30)
        self.client = self.new()

    def get(self, client=None):
        assert (client or self.client).get(self.url + "/small").content == b"hi"

    def connect(self):
        with self.new() as client:
            self.get(client)

    def streamed(self):
        with self.client.stream("GET", self.url + "/body?n=%d" % BODY) as response:
            return sum(len(piece) for piece in response.iter_bytes())

    def whole(self):
        return len(self.client.get(self.url + "/body?n=%d" % BODY, deadline=600).content)

    def upload(self, file):
        self.client.put(self.url + "/", data=file, deadline=600).raise_for_status()


class Pycurl:
    def __init__(self, url, ca):
        import pycurl

        self.pycurl, self.url, self.ca = pycurl, url, ca
        self.curl = self.new()

    def new(self):
        curl = self.pycurl.Curl()
        curl.setopt(curl.CAINFO, self.ca)
        curl.setopt(curl.SSLVERSION, curl.SSLVERSION_TLSv1_3)
        curl.setopt(curl.HTTP_VERSION, curl.CURL_HTTP_VERSION_1_1)
        return curl

    def perform(self, path, write, curl=None):
        curl = curl or self.curl
        curl.setopt(curl.URL, self.url + path)
        curl.setopt(curl.WRITEFUNCTION, write)
        curl.perform()
        assert curl.getinfo(curl.RESPONSE_CODE) == 200

    def get(self, curl=None):
        body = io.BytesIO()
        self.perform("/small", body.write, curl)
        assert body.getvalue() == b"hi"

    def connect(self):
        curl = self.new()
        self.get(curl)
        curl.close()

    def streamed(self):
        count = 0

        def write(piece):
            nonlocal count
            count += len(piece)

        self.perform("/body?n=%d" % BODY, write)
        return count

    def whole(self):
        body = io.BytesIO()
        self.perform("/body?n=%d" % BODY, body.write)
        return len(body.getvalue())

    def upload(self, file):
        self.curl.setopt(self.curl.UPLOAD, 1)
        self.curl.setopt(self.curl.READDATA, file)
        self.curl.setopt(self.curl.INFILESIZE_LARGE, BODY)
        self.perform("/", lambda piece: None)


class Requests:
    def __init__(self, url, ca):
        import requests

        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = ca

    def get(self):
        assert self.session.get(self.url + "/small").content == b"hi"

    def streamed(self):
        with self.session.get(self.url + "/body?n=%d" % BODY, stream=True) as response:
            return sum(len(piece) for piece in response.iter_content(64 << 10))

    def whole(self):
        return len(self.session.get(self.url + "/body?n=%d" % BODY).content)

    def upload(self, file):
        self.session.put(self.url + "/", data=file).raise_for_status()


PEERS = {"sallyport": Sallyport, "pycurl": Pycurl, "requests": Requests}


def concurrent(peer, url, ca):
    """Nanoseconds for each of so many requests at once, on connections that are open."""

    async def rounds(get):
        best = []
        for _ in range(2 if QUICK else 5):
            start = time.perf_counter_ns()
            assert set(await asyncio.gather(*[get() for _ in range(CONCURRENT)])) == {b"hi"}
            best.append((time.perf_counter_ns() - start) / CONCURRENT)
        return min(best)

    async def ours():
        import sallyport

        async with sallyport.AsyncClient(verify=ca, trust_env=False) as client:

            async def get():
                return (await client.get(url + "/small")).content

            return await rounds(get)

    async def theirs():
        import ssl

        import aiohttp

        connector = aiohttp.TCPConnector(limit=0, ssl=ssl.create_default_context(cafile=ca))
        async with aiohttp.ClientSession(connector=connector) as session:

            async def get():
                async with session.get(url + "/small") as response:
                    return await response.read()

            return await rounds(get)

    return asyncio.run(ours() if peer == "sallyport" else theirs())


def measure(job, peer, port, ca):
    url = "https://localhost:" + port
    name = "reach_%s_%s" % (job, peer)
    if job == "concurrent":
        print(name, concurrent(peer, url, ca))
        return
    made = PEERS[peer](url, ca)
    made.get()
    if job in ("get", "connect"):
        best, count = [], 100 if job == "get" else 20
        for _ in range(MANY // count):
            start = time.perf_counter_ns()
            for _ in range(count):
                getattr(made, job)()
            best.append((time.perf_counter_ns() - start) / count)
        print(name, min(best))
        return
    before, best = highest(), []
    with tempfile.TemporaryFile() as file:
        if job == "upload":
            file.truncate(BODY)
        for _ in range(1 if QUICK else 3):
            file.seek(0)
            start = time.perf_counter_ns()
            length = getattr(made, job)(*([file] if job == "upload" else []))
            best.append(time.perf_counter_ns() - start)
            assert length in (None, BODY)
    print(name, min(best))
    print(name + "_rss", max(0, highest() - before))


def main():
    server = HERE.parents[1] / "build" / "bench-answering"
    subprocess.run(["go", "build", "-o", str(server), "./bench/answering"], cwd=str(HERE.parent), check=True)
    with subprocess.Popen([str(server)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True) as running:
        port, ca = running.stdout.readline().split()
        print("reach_body", BODY)
        for job, peers in JOBS.items():
            for peer in peers:
                command = [sys.executable, __file__, job, peer, port, ca] + (["--quick"] if QUICK else [])
                subprocess.run(command, check=True, env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1"))
        if not QUICK:
            (jar,) = (HERE.parents[1] / "bindings/java/sallyport/target").glob("sallyport-[0-9].[0-9].[0-9].jar")
            command = ["java", "-cp", str(jar), str(HERE / "ReachBench.java"), "https://localhost:" + port, ca]
            subprocess.run(command, check=True)
        running.stdin.close()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(*[a for a in sys.argv[1:] if a != "--quick"])
    else:
        main()
