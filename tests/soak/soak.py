"""Ten minutes of mixed work with forks: memory, threads and descriptors must stay flat.

    python soak.py --lab PATH [--seconds N]
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import sallyport


def usage():
    """Return (KiB of RSS, threads, open descriptors) of this process."""
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmRSS"].split()[0]), int(fields["Threads"]), len(os.listdir("/proc/self/fd"))


class Work:
    def __init__(self, manifest):
        reach, iot, self.meta = manifest["reach"], manifest["iot"], manifest["metadata"]
        self.url = "https://%s:%d/soak" % (reach["hosts"][-1], reach["port"])
        self.client = sallyport.Client(resolve={reach["hosts"][-1]: reach["address"]}, verify=manifest["ca"])
        self.publisher = sallyport.IotPublisher(
            iot["host"], port=iot["port_443"], cert=iot["device"]["cert"], key=iot["device"]["key"],
            verify=manifest["ca"], resolve={iot["host"]: iot["address"]},
        )  # fmt: skip
        self.signer = sallyport.Signer(
            access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1", service="sts"
        )
        self.metadata = sallyport.InstanceMetadata(endpoint=self.meta["hardened"])
        self.verifier = sallyport.IdentityVerifier(certificates=pathlib.Path(self.meta["certificate"]).read_bytes())

    def once(self):
        self.client.get(self.url).raise_for_status()
        self.publisher.publish("soak/test", b"{}", qos=1)
        for i in range(50):
            self.signer.sign("GET", "https://sts.us-east-1.amazonaws.com/?n=%d" % i)
        audience = sallyport.new_audience()
        document, signature = self.metadata.identity(audience)
        self.verifier.verify(signature, document, audience=audience)
        try:
            self.verifier.verify(b"30 80", document)
        except sallyport.VerificationError:
            return
        raise SystemExit("a malformed signature was accepted")


def child(work):
    """Fork, work in the child with the parent's objects, and return its status."""
    pid = os.fork()
    if pid == 0:
        try:
            work.once()
            os._exit(0)
        except BaseException as error:  # the child must never return
            print("child:", error, file=sys.stderr)
            os._exit(1)
    return os.waitpid(pid, 0)[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", required=True)
    parser.add_argument("--seconds", type=int, default=600)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        manifest = os.path.join(directory, "manifest.json")
        lab = subprocess.Popen(
            [options.lab, "-ports", "ephemeral", "-dir", directory, "-manifest", manifest], stdin=subprocess.PIPE
        )
        try:
            while not (os.path.exists(manifest) and os.path.getsize(manifest)):
                time.sleep(0.05)
            with open(manifest) as file:
                soak(Work(json.load(file)), options.seconds)
        finally:
            lab.stdin.close()
            lab.wait()


def soak(work, seconds):
    end, stop, failures = time.monotonic() + seconds, threading.Event(), []

    def loop():
        while not stop.is_set():
            try:
                work.once()
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    forks, first = 0, None
    while time.monotonic() < end and not failures:
        if child(work):
            failures.append("a forked child failed")
        forks += 1
        if forks == 20:
            first = usage()
            print("warm: %d KiB, %d threads, %d descriptors" % first)
        time.sleep(0.1)
    last = usage()
    stop.set()
    for thread in threads:
        thread.join()
    print("end after %d forks: %d KiB, %d threads, %d descriptors" % ((forks,) + last))
    if failures:
        sys.exit("failed: %r" % failures[0])
    if first is None:
        sys.exit("too short to tell: at least 20 forks are needed")
    if last[0] > first[0] * 1.3 + 8192 or last[1] > first[1] + 4 or last[2] > first[2] + 8:
        sys.exit("something grows")


if __name__ == "__main__":
    main()
