"""The host closes all descriptors above 2, at each place between two calls.

Arguments: a URL that answers "hello", one that answers after 60 s, a file of CA
certificates. Files that the host opens afterwards get the numbers that the library
had: they must keep their content, and stay open.
"""

import os
import select
import sys
import tempfile
import threading
import time

import sallyport

url, slow, ca = sys.argv[1:4]
directory = tempfile.mkdtemp()
opened = []


def close_all():
    """And fill the numbers again, with files, pipes and an epoll instance that watches one."""
    os.closerange(3, 512)
    opened.clear()
    for i in range(16):
        fd = os.open(os.path.join(directory, "f%d" % i), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.write(fd, b"content %d" % i)
        opened.append((fd, os.fstat(fd), b"content %d" % i))
    read, write = os.pipe()
    epoll = select.epoll()
    epoll.register(read, select.EPOLLIN)
    high = os.dup2(write, 301)
    for fd in (read, write, epoll.fileno(), high):
        opened.append((fd, os.fstat(fd), None))
    epolls.append((epoll, read, write))


epolls = []


def check():
    for fd, was, content in opened:
        now = os.fstat(fd)
        assert (now.st_dev, now.st_ino) == (was.st_dev, was.st_ino), "descriptor %d is another file" % fd
        if content is not None:
            assert os.pread(fd, 100, 0) == content, "descriptor %d holds %r" % (fd, os.pread(fd, 100, 0))
    epoll, read, write = epolls[-1]
    assert epoll.poll(0) == [], "something was written to the host's pipe"
    os.write(write, b"x")
    assert epoll.poll(1) == [(read, select.EPOLLIN)], "the host's epoll does not watch its pipe"
    assert os.read(read, 10) == b"x"


def client():
    return sallyport.Client(verify=ca, timeout=20)


def get(of):
    """A call after the close: it works, or fails with an error of ours and the next works."""
    try:
        return of.get(url).content == b"hello"
    except sallyport.Error as e:
        print("remark: first call after the close:", type(e).__name__, e, file=sys.stderr)
        return of.get(url).content == b"hello"


mode = sys.argv[4]
c = client()
if mode == "between":
    for steps in ("c", "gc", "gcc", "gggc", "gcg", "gcgg", "ngc", "gcn", "gcngcg", "cccg"):
        for step in steps:
            if step == "g":
                assert get(c), steps
            elif step == "n":
                c = client()
            else:
                close_all()
        assert get(c) and get(c), steps
        if opened:
            check()
elif mode == "idle":
    others = [client() for _ in range(4)]
    for other in others:
        other.get(url)
    close_all()
    assert get(c)
    del others  # closes their idle connections
    check()
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        assert get(c)
        check()
        time.sleep(0.1)
elif mode == "idle alone":  # nothing is called after the close: the idle connections must leave the host's files alone
    c.get(url)
    close_all()
    time.sleep(1)
    check()
    c.close() if hasattr(c, "close") else None
    del c
    time.sleep(0.5)
    check()
elif mode == "waiting":
    result = []
    once = sallyport.Client(verify=ca, timeout=20, retries=0)  # a GET would be repeated

    def wait():
        started.set()
        try:
            result.append(once.get(slow))
        except sallyport.Error as e:
            result.append(e)

    started = threading.Event()
    c.get(url)
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    started.wait()
    time.sleep(0.5)
    close_all()
    began = time.monotonic()
    assert get(client())
    thread.join(10)
    assert not thread.is_alive(), "the call that was under way hangs"
    assert time.monotonic() - began < 10
    assert isinstance(result[0], sallyport.Error), result
    check()
    assert get(c)
    check()
elif mode == "socket":  # alone, while a call waits for it
    result = []
    once = sallyport.Client(verify=ca, timeout=60, retries=0)

    def wait_for_socket():
        try:
            result.append(once.get(slow))
        except sallyport.NetworkError as e:
            result.append(e)

    def sockets():
        links = [(int(fd), "/proc/self/fd/" + fd) for fd in os.listdir("/proc/self/fd")]
        return [fd for fd, link in links if os.path.islink(link) and os.readlink(link).startswith("socket:")]

    thread = threading.Thread(target=wait_for_socket, daemon=True)
    thread.start()
    while not sockets():
        time.sleep(0.01)
    time.sleep(0.3)  # any moment of the exchange will do; most often the request has been sent
    fill = os.open(os.path.join(directory, "one"), os.O_RDWR | os.O_CREAT)
    os.write(fill, b"content")
    for fd in sockets():
        os.dup2(fill, fd)
        opened.append((fd, os.fstat(fill), b"content"))
    thread.join(30)
    assert not thread.is_alive(), "the call waits for a socket that is closed"
    assert isinstance(result[0], sallyport.NetworkError), result
    for fd, was, content in opened:
        assert os.fstat(fd).st_ino == was.st_ino and os.pread(fd, 100, 0) == content, fd
    assert get(c)
elif mode == "one":  # one by one, whatever it is
    c.get(url)
    for fd in range(3, 320):
        try:
            os.close(fd)
        except OSError:
            continue
        fill = os.open(os.path.join(directory, "one"), os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.write(fill, b"content")
        assert get(c), fd
        assert os.pread(fill, 100, 0) == b"content", fd
        os.close(fill)
elif mode == "few":  # no descriptor is left for the first call
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    try:
        sallyport.new_audience()
    except sallyport.Error:
        pass
    held = []
    try:
        while True:
            held.append(os.open("/dev/null", os.O_RDONLY))
    except OSError:
        pass
    for free in range(6):
        try:
            c.get(url)
        except sallyport.Error as e:
            assert type(e) is not sallyport.Error, e
            print("remark: %d free:" % free, type(e).__name__, e, file=sys.stderr)
        os.close(held.pop())
    while held:
        os.close(held.pop())
    assert get(c)
else:
    sys.exit("no mode " + mode)
os._exit(0)
