"""A process that forks, in one state and one way. Arguments: the subject, the state, the way.

The process brings itself into the state, starts a child in that way, and the child
tries each kind of object. A line "kind<TAB>outcome" a kind goes to the file
FORKS_REPORT; whoever started this process knows by a missing line what hung.
"""

import multiprocessing
import os
import signal
import sys
import threading
import traceback

import state

GENERATIONS = 20
LIMIT = float(os.environ["FORKS_LIMIT"])  # seconds for a child


def forked(work):
    """A child that does work, and ends."""
    pid = os.fork()
    if pid:
        return pid
    signal.alarm(int(3 * LIMIT))  # one that hangs in a session of its own is nobody's to end
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(pid):
    """Without a limit: the outer process has one."""
    assert os.waitpid(pid, 0)[1] == 0


def fork():
    ended(forked(state.try_all))


def double_fork():
    """As daemons do: the first child ends at once, and never uses the library."""
    read, write = os.pipe()

    def grandchild():
        os.close(read)
        state.try_all()
        os.write(write, b".")

    def child():
        os.setsid()
        forked(grandchild)

    ended(forked(child))
    os.close(write)
    assert os.read(read, 1) == b"."


def fork_in_a_thread():
    thread = threading.Thread(target=fork)
    thread.start()
    thread.join()


def pool():
    """Each worker is replaced after two tasks, while others are at work."""
    with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=2) as workers:
        try:
            outcomes = workers.map_async(state.try_one, state.KINDS * 2, chunksize=1).get(LIMIT)
        except multiprocessing.TimeoutError:
            outcomes = ["hangs"] * 2 * len(state.KINDS)
    for kind, first, second in zip(state.KINDS, outcomes, outcomes[len(state.KINDS) :]):
        state.report(kind, first if first == second else "%s, then %s" % (first, second))


def forkserver():
    """The server itself is in the state, because it has loaded its module."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["state"])
    for work in (state.try_all, state.nothing):
        process = context.Process(target=work)
        process.start()
        process.join()
        assert process.exitcode == 0


def posix_spawn():
    """A new program: nothing of the parent's is left to it but open files."""
    environment = dict(os.environ, FORKS_STATE="")
    line = [sys.executable, "-c", "import state; state.load(); state.try_all()"]
    ended(os.posix_spawn(sys.executable, line, environment))


def nested():
    def generation(number):
        state.subject.use(state.KINDS[0])
        if number == GENERATIONS:
            state.try_all()
        else:
            ended(forked(lambda: generation(number + 1)))

    ended(forked(lambda: generation(1)))


WAYS = (fork, double_fork, fork_in_a_thread, pool, forkserver, posix_spawn, nested)

if __name__ == "__main__":
    way = {way.__name__.replace("_", " "): way for way in WAYS}[sys.argv[1]]
    if way is not forkserver:
        state.enter()
    way()
    state.leave()
    os._exit(0)
