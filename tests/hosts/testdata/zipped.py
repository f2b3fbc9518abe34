"""The package in a zip file, where few places can be used. Arguments: the case, the
directory of the package, a directory for the zip file."""

import ctypes
import glob
import os
import sys
import zipfile

case, package, directory = sys.argv[1:4]
archive = os.path.join(directory, "sallyport.zip")
with zipfile.ZipFile(archive, "w") as file:
    for path in glob.glob(os.path.join(package, "**"), recursive=True):
        if os.path.isfile(path) and "__pycache__" not in path:
            file.write(path, os.path.join("sallyport", os.path.relpath(path, package)))

libc = ctypes.CDLL(None, use_errno=True)
NEWNS, PRIVATE, READONLY, NOEXEC = 0x20000, 1 << 18 | 1 << 14, 1, 8
if libc.unshare(NEWNS) != 0 or libc.mount(b"none", b"/", None, ctypes.c_ulong(PRIVATE), None) != 0:
    sys.exit(77)


def over(place, flags, data=b""):
    assert libc.mount(b"tmpfs", place.encode(), b"tmpfs", ctypes.c_ulong(flags), data) == 0, place


os.environ.pop("TMPDIR", None)
os.environ.pop("XDG_RUNTIME_DIR", None)
os.chdir("/var/tmp")
data = open(archive, "rb").read()
over("/var/tmp", READONLY)
os.chdir("/var/tmp")
over("/dev/shm", 0, b"size=64k" if case != "shm" else b"")
over("/tmp", NOEXEC)
with open("/tmp/sallyport.zip", "wb") as file:
    file.write(data)
sys.path[0:0] = ["/tmp/sallyport.zip"]
if case == "nothing":
    del os.memfd_create
seen = libc.inotify_init1(os.O_NONBLOCK)
assert seen >= 0 and libc.inotify_add_watch(seen, b"/dev/shm", 0x100) >= 0  # IN_CREATE

import sallyport  # noqa: E402

assert sallyport.__file__.startswith("/tmp/sallyport.zip"), sallyport.__file__


def use():
    signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret")
    signer.sign("GET", "https://sts.amazonaws.com/")


def child():
    pid = os.fork()
    if pid == 0:
        try:
            use()
            os._exit(0)
        except BaseException as e:
            print(e, flush=True)
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0


if case == "nothing":
    for _ in range(2):
        try:
            use()
        except sallyport.Error as e:
            text = str(e)
            assert e.name == "CORE_LOAD_FAILED", e
            for says in (
                "/dev/shm: No space left on device",
                "/tmp: mounted noexec",
                "/var/tmp: Read-only file system",
                ".: Read-only file system",
                "memfd: ",
                "TMPDIR",
            ):
                assert says in text, text
        else:
            raise AssertionError("it loaded")
else:
    use()
    child()
    try:  # files in /dev/shm have no name, so a process that is killed leaves none
        raise AssertionError(os.read(seen, 4096))
    except BlockingIOError:
        pass
    assert "SALLYPORT_CORE_LIBRARY" not in os.environ
    os.unlink("/tmp/sallyport.zip")
    child()
    use()
for place in ("/tmp", "/dev/shm", "/var/tmp", "."):
    assert not [name for name in os.listdir(place) if name.startswith("sallyport-")], place
