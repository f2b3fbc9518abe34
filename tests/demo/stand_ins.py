"""The stand-ins: started with the demo, ended with it."""

import json
import subprocess
import time
import urllib.request


class Lab:
    """Runs the lab program. ``lab["reach"]["port"]`` and so on are its manifest."""

    def __init__(self, program):
        self._program = program
        self._seen = {}

    def __enter__(self):
        # The lab ends when its standard input closes, so it cannot outlive this process.
        self._process = subprocess.Popen(
            [self._program, "-ports", "ephemeral", "-manifest", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("demo: %s did not start (exit status %s)" % (self._program, self._process.wait()))
        self._manifest = json.loads(line.decode("utf-8"))
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def __getitem__(self, name):
        return self._manifest[name]

    def arrived(self, stand_in):
        """What the stand-in received since the last time it was asked; at least one record."""
        for _ in range(100):
            records = [r for r in self._records(stand_in) if r["number"] > self._seen.get(stand_in, 0)]
            if records:
                self._seen[stand_in] = records[-1]["number"]
                return records
            # A refused handshake may end at the client a moment before the server notes it.
            time.sleep(0.05)
        raise LookupError("nothing arrived at the stand-in %r" % stand_in)

    def _records(self, stand_in):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open("%s?stand_in=%s" % (self["journal"], stand_in), timeout=10) as response:
            return json.loads(response.read().decode("utf-8"))
