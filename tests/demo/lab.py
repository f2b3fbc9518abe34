"""The stand-ins: started with the demo, ended with it."""

import json
import subprocess
import urllib.request


class Lab:
    """Runs the lab program. ``lab["reach"]["port"]`` and so on are its manifest."""

    def __init__(self, program):
        self._program = program
        self._seen = 0

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
        """What the stand-in received since the last time it was asked."""
        url = "%s?stand_in=%s&after=%d" % (self["journal"], stand_in, self._seen)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(url, timeout=10) as response:
            records = json.loads(response.read().decode("utf-8"))
        self._seen = max([self._seen] + [r["number"] for r in records])
        return records
