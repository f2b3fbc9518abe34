"""Ten minutes of mixed work with forks, cancelled calls, signals and descriptors that the
host closes, then a million requests over one client, then ten million calls each from C,
Python and a JVM: memory, threads and descriptors must stay flat.

    python soak.py --lab PATH [--seconds N] [--requests N] [--calls N] [--write]
"""

import argparse
import contextlib
import datetime
import glob
import json
import os
import pathlib
import platform
import random
import signal
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


class Alarm(Exception):
    """From a signal handler, in the middle of a call."""


def cancelled(work):
    """A call that a signal handler's exception ends, most often."""
    signal.setitimer(signal.ITIMER_REAL, random.uniform(0.0001, 0.01))
    try:
        work.client.get(work.url)
        time.sleep(1)  # the signal comes
    except Alarm:
        return 1
    raise AssertionError("the alarm did not ring")


def signals(counted):
    """Handlers that only count, by the hundred, and a profiler's timer for a while."""
    before = len(counted)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
    for _ in range(100):
        os.kill(os.getpid(), signal.SIGUSR1)
    time.sleep(0.05)
    signal.setitimer(signal.ITIMER_PROF, 0)
    assert len(counted) > before
    return len(counted) - before


def close_descriptors(keep):
    """All that the host itself does not use, as programs do that become daemons."""
    os.closerange(3, keep)
    os.closerange(keep + 1, 1024)
    return 1


ROOT = pathlib.Path(__file__).resolve().parents[2]
WARM = 20  # rounds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", required=True)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=10_000_000)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    lines = [mixed(options), exchanges(options)] + [calls(language, options.calls) for language in ("C", "Python", "JVM")]
    text = "\n".join(lines)
    print(text)
    if options.write:
        (ROOT / "tests/soak/RESULTS.md").write_text(HEAD % (datetime.date.today(), os.cpu_count(), platform.release()) + text + "\n")


HEAD = """# Soak

Written by `make soak`. RSS, threads and open descriptors after the warm-up and at the end.

%s, %d CPUs, Linux %s

| what ran | RSS, KiB | threads | descriptors |
|---|---|---|---|
"""


def row(what, first, last):
    return "| %s | %d, then %d | %d, then %d | %d, then %d |" % (what, first[0], last[0], first[1], last[1], first[2], last[2])


def calls(language, count):
    """A program that calls so often: flat within 2 MB."""
    with tempfile.TemporaryDirectory() as directory:
        if language == "C":
            program = [os.path.join(directory, "calls"), str(count)]
            build = ["gcc", "-O2", "-D_GNU_SOURCE", "-I", "cshared/include", "-I", "tests/abi/testdata", "tests/soak/calls.c"]
            library = str(ROOT / "build/libsallyport.so")
            subprocess.run([*build, library, "-Wl,-rpath," + str(ROOT / "build"), "-o", program[0]], cwd=ROOT, check=True)
        elif language == "Python":
            program = [sys.executable, str(ROOT / "tests/soak/calls.py"), str(count)]
        else:
            (jar,) = glob.glob(str(ROOT / "bindings/java/sallyport/target/sallyport-[0-9].[0-9].[0-9].jar"))
            memory = ["-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"]
            program = ["java", *memory, "-cp", jar, str(ROOT / "tests/soak/Calls.java"), str(count)]
        out = subprocess.run(program, stdout=subprocess.PIPE, check=True).stdout.decode()
    return flat("{:,} calls from {}".format(count, language), out)


def flat(what, out):
    """The row of a program that printed its usage twice: flat within 2 MB."""
    first, last = [tuple(map(int, line.split())) for line in out.splitlines()]
    print("%s: %s, then %s" % (what, first, last), flush=True)
    if last[0] > first[0] + 2048 or last[1] > first[1] + 1 or last[2] > first[2]:
        sys.exit("%s: something grows" % what)
    return row(what, first, last)


@contextlib.contextmanager
def lab_of(options):
    """The lab's manifest, and the descriptor that keeps it running."""
    with tempfile.TemporaryDirectory() as directory:
        manifest = os.path.join(directory, "manifest.json")
        lab = subprocess.Popen(
            [options.lab, "-ports", "ephemeral", "-dir", directory, "-manifest", manifest], stdin=subprocess.PIPE
        )
        try:
            while not (os.path.exists(manifest) and os.path.getsize(manifest)):
                time.sleep(0.05)
            with open(manifest) as file:
                read = json.load(file)
            yield read, lab.stdin.fileno()
        finally:
            lab.stdin.close()
            lab.wait()


def mixed(options):
    with lab_of(options) as (manifest, keep):
        return soak(Work(manifest), options.seconds, keep)


def exchanges(options):
    with lab_of(options) as (manifest, _):
        reach = manifest["reach"]
        url = "https://%s:%d/soak" % (reach["hosts"][-1], reach["port"])
        program = [sys.executable, str(ROOT / "tests/soak/exchanges.py"), url, reach["address"], manifest["ca"]]
        out = subprocess.run([*program, str(options.requests)], stdout=subprocess.PIPE, check=True).stdout.decode()
    return flat("{:,} requests over one client".format(options.requests), out)


def ring(number, frame):
    raise Alarm


def soak(work, seconds, keep):
    end, stop, failures, broken, counted = time.monotonic() + seconds, threading.Event(), [], [], []
    signal.signal(signal.SIGALRM, ring)
    signal.signal(signal.SIGUSR1, lambda number, frame: counted.append(number))
    signal.signal(signal.SIGPROF, lambda number, frame: None)

    def loop():
        while not stop.is_set():
            try:
                work.once()
            except sallyport.NetworkError as error:  # its connection was closed
                broken.append(error)
            except Exception as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=loop) for _ in range(4)]
    for thread in threads:
        thread.start()
    does = {
        "forks": lambda: child(work) and failures.append("a forked child failed") or 1,
        "cancelled calls": lambda: cancelled(work),
        "signals": lambda: signals(counted),
        "times all descriptors closed": lambda: close_descriptors(keep),
    }
    done, rounds, first = dict.fromkeys(does, 0), 0, None
    while time.monotonic() < end and not failures:
        what = random.choice(list(does))
        done[what] += does[what]()
        rounds += 1
        if first is None and rounds >= WARM and time.monotonic() > end - seconds * 0.8:
            first = usage()
            print("warm: %d KiB, %d threads, %d descriptors" % first, flush=True)
        time.sleep(0.1)
    last = usage()
    stop.set()
    for thread in threads:
        thread.join()
    text = ", ".join("{:,} {}".format(count, what) for what, count in done.items())
    text = "%d minutes in 4 threads: %s; %d calls broken by that" % (seconds // 60, text, len(broken))
    print("end: %s: %d KiB, %d threads, %d descriptors" % ((text,) + last), flush=True)
    if failures:
        sys.exit("failed: %r" % failures[0])
    if first is None:
        sys.exit("too short to tell: at least %d rounds are needed" % WARM)
    if last[0] > first[0] * 1.3 + 8192 or last[1] > first[1] + 4 or last[2] > first[2] + 8:
        sys.exit("something grows")
    return row(text, first, last)


if __name__ == "__main__":
    main()
