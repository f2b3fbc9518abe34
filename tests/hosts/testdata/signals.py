"""What Python programs do with signals while the library works. Arguments: the case,
the URL of a server that does not answer."""

import faulthandler
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

import sallyport

case, slow = sys.argv[1:3]
signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret")


def sign(times):
    for _ in range(times):
        signer.sign("GET", "https://sts.amazonaws.com/")


def until(condition, limit=60):
    end = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        sign(100)


def threads():
    for _ in range(2):
        threading.Thread(target=lambda: until(lambda: done), daemon=True).start()


done = False
sign(1)  # the library is there before the handlers
threads()
if case == "timers":
    seen = []
    for timer, number in (
        (signal.ITIMER_REAL, signal.SIGALRM),
        (signal.ITIMER_VIRTUAL, signal.SIGVTALRM),
        (signal.ITIMER_PROF, signal.SIGPROF),
    ):
        signal.signal(number, lambda n, frame: seen.append(n))
        signal.setitimer(timer, 0.0005, 0.0005)
        until(lambda n=number: seen.count(n) > 50)
        signal.setitimer(timer, 0)
    signal.signal(signal.SIGURG, lambda n, frame: seen.append(n))
    for _ in range(20):
        os.kill(os.getpid(), signal.SIGURG)
        sign(10)
    # Go sends itself none: what came was sent here, some of it while one was pending.
    assert 1 <= seen.count(signal.SIGURG) <= 20, seen.count(signal.SIGURG)
    signal.signal(signal.SIGALRM, lambda n, frame: (_ for _ in ()).throw(KeyError("alarm")))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        sallyport.Client(timeout=30).get(slow)
    except KeyError:
        pass
    else:
        raise AssertionError("the handler's exception was lost")
elif case == "faulthandler":
    with tempfile.TemporaryFile() as file:
        faulthandler.register(signal.SIGUSR1, file=file, all_threads=True)
        faulthandler.register(signal.SIGUSR2, file=file, all_threads=True, chain=False)
        for i in range(100):
            os.kill(os.getpid(), signal.SIGUSR1 if i % 2 else signal.SIGUSR2)
            sign(50)
        faulthandler.dump_traceback_later(0.001, repeat=True, file=file)
        sign(20000)
        faulthandler.cancel_dump_traceback_later()
        file.seek(0)
        assert file.read().count(b"in sign") > 100
elif case == "faults":
    # A fault of the host's is the host's, whoever came first.
    for order in ("faulthandler.enable(); use()", "use(); faulthandler.enable()"):
        code = (
            "import ctypes, faulthandler, sallyport\n"
            "def use(): sallyport.new_audience()\n"
            "%s\nuse()\nctypes.string_at(0)" % order
        )
        ended = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE)
        assert ended.returncode == -signal.SIGSEGV, (order, ended)
        assert b"Fatal Python error: Segmentation fault" in ended.stderr, (order, ended)
        assert b"goroutine" not in ended.stderr, (order, ended)
    code = "import os, signal, sallyport\nsallyport.new_audience()\nos.kill(os.getpid(), signal.%s)\nimport time; time.sleep(9)"
    for name in ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGABRT", "SIGSEGV", "SIGUSR1", "SIGPROF", "SIGINT"):
        ended = subprocess.run([sys.executable, "-c", code % name], stderr=subprocess.PIPE)
        assert ended.returncode == -getattr(signal, name), (name, ended)
        assert b"goroutine" not in ended.stderr, (name, ended)
elif case == "gdb":
    result = []
    client = sallyport.Client(timeout=60)

    def wait():
        try:
            client.get(slow, timeout=8)
        except sallyport.TimeoutError as e:
            result.append(e)

    waiting = threading.Thread(target=wait)
    waiting.start()
    count = 0
    for _ in range(3):
        debugger = subprocess.Popen(
            ["gdb", "-nx", "-batch", "-p", str(os.getpid()), "-ex", "thread apply all bt 3", "-ex", "detach"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        out = b""
        while debugger.poll() is None:
            sign(100)
            count += 1
            if count % 50 == 0:
                time.sleep(0.01)
        out = debugger.stdout.read()
        if b"not permitted" in out:
            sys.exit(77)
        assert b"Thread" in out and b"detached" in out, out
    waiting.join()
    assert len(result) == 1, result
else:
    sys.exit("no case " + case)
done = True
