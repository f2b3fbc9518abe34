"""gevent: exchanges of many greenlets are under way together, limits end them, and its fork works."""

import gevent.monkey

gevent.monkey.patch_all()

import os  # noqa: E402

import gevent  # noqa: E402
import work  # noqa: E402

jobs = [gevent.spawn(work.together, "/together?of=8&id=greenlets") for _ in range(8)]
gevent.joinall(jobs, raise_error=True)

try:
    with gevent.Timeout(0.2):
        work.subject.client.get(work.subject.BASE + "/held?id=never", deadline=30)
    raise AssertionError("it was answered")
except gevent.Timeout:
    pass

pid = os.fork()  # gevent's
if pid == 0:
    work.use_all()
    gevent.joinall([gevent.spawn(work.together, "/together?of=4&id=child") for _ in range(4)], raise_error=True)
    os._exit(0)
assert os.waitpid(pid, 0)[1] == 0
work.use_all()
