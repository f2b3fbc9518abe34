"""Finding and loading the library."""

import ast
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import KEYS, SOURCE

import sallyport
from sallyport import _ops

PACKAGE = SOURCE / "sallyport"
USE = """
import sallyport
signer = sallyport.Signer(access_key_id=%r, secret_access_key=%r, region="us-east-1", service="service")
print(sallyport._native.load().KIND, signer.sign("GET", "https://example.amazonaws.com/", time=1440938160).signature)
""" % (KEYS["access_key_id"], KEYS["secret_access_key"])
SIGNATURE = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"


def run(code=USE, path=SOURCE, **environment):
    """Runs code in a new interpreter; returns its output, errors included."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("SALLYPORT_")}
    env.update(environment, PYTHONPATH=str(path))
    done = subprocess.run(
        [sys.executable, "-S", "-W", "ignore", "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
    )
    return done.stdout.decode()


def copy_package(to, *natives):
    shutil.copytree(str(PACKAGE), str(to / "sallyport"), ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    for name in natives:
        shutil.copy(str(PACKAGE / name), str(to / "sallyport" / name))
    return to


def test_the_extension_is_the_first_choice():
    assert run() == "extension %s\n" % SIGNATURE


def test_the_backend_can_be_chosen(backend):
    assert run(SALLYPORT_BACKEND=backend) == "%s %s\n" % (backend, SIGNATURE)


@pytest.mark.parametrize("platform", ["darwin", "win32", "emscripten"])
def test_another_platform_is_told_what_works_there(platform):
    said = run("import sys; sys.platform = %r; import sallyport" % platform).splitlines()[-1]
    assert said.startswith("ImportError: sallyport needs Linux with glibc, and this is %s" % platform)
    assert "sallyport.wasm" in said


def test_an_unknown_backend_is_a_usage_error():
    assert "UsageError: INVALID_ARGUMENT: SALLYPORT_BACKEND is 'wasm'" in run(SALLYPORT_BACKEND="wasm")


def test_another_library_file_can_be_named(tmp_path, backend):
    for name in ("libsallyport.so", "libsallyport-core.so"):
        shutil.copy(str(PACKAGE / name), str(tmp_path / name))
    package = copy_package(tmp_path / "package")
    other = str(tmp_path / "libsallyport.so")
    code = USE + "print(%r in open('/proc/self/maps').read())" % other
    assert run(code, package, SALLYPORT_LIBRARY=other, SALLYPORT_BACKEND=backend) == "%s %s\nTrue\n" % (
        backend,
        SIGNATURE,
    )


def test_a_library_that_is_not_there_is_explained(tmp_path):
    out = run(path=copy_package(tmp_path))
    place = str(tmp_path / "sallyport" / "libsallyport.so")
    assert "sallyport.InternalError: CORE_LOAD_FAILED: %s cannot be loaded:" % place in out
    assert "\n  extension: no such file\n  ctypes: no such file\nHint: Run `make build`" in out


def test_a_library_that_is_none_lists_each_attempt(tmp_path):
    wrong = tmp_path / "wrong.so"
    wrong.write_bytes(b"\x7fELF nonsense")
    out = run(SALLYPORT_LIBRARY=str(wrong))
    assert "\n  extension: %s" % wrong in out
    assert "\n  ctypes: %s" % wrong in out


def test_a_missing_core_is_an_error_of_the_first_use(tmp_path, backend):
    out = run(path=copy_package(tmp_path, "libsallyport.so"), SALLYPORT_BACKEND=backend)
    assert "sallyport.InternalError: CORE_MISSING: " in out


def test_ctypes_serves_where_the_extension_cannot_load():
    code = "import sys; sys.getobjects = None\n" + USE
    assert run(code) == "ctypes %s\n" % SIGNATURE


def zipped(file):
    with zipfile.ZipFile(str(file), "w", zipfile.ZIP_DEFLATED) as archive:
        for member in PACKAGE.iterdir():
            if member.suffix in (".py", ".so"):
                archive.write(str(member), "sallyport/" + member.name)
    return file


def test_a_zip_file_may_be_on_the_path_by_a_relative_name(tmp_path):
    zipped(tmp_path / "sallyport.zip")
    code = "import os, sys\nos.chdir(%r)\nsys.path.insert(0, './sallyport.zip')\n%s" % (str(tmp_path), USE)
    assert run(code, "") == "extension %s\n" % SIGNATURE


def test_a_zip_file_on_the_path_is_enough(tmp_path, backend):
    archive = zipped(tmp_path / "sallyport.zip")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    code = """
import os
%s
pid = os.fork()
if pid == 0:
    print(signer.sign("GET", "https://example.amazonaws.com/", time=1440938160).signature, flush=True)
    os._exit(0)
os.waitpid(pid, 0)
""" % USE.replace(".signature)", ".signature, flush=True)")
    out = run(code, archive, TMPDIR=str(temporary), SALLYPORT_BACKEND=backend)
    assert out == "%s %s\n%s\n" % (backend, SIGNATURE, SIGNATURE)
    assert list(temporary.iterdir()) == []


def test_no_python_symbol_is_needed_by_hosts_without_python():
    tool = shutil.which("nm")
    if tool is None:
        pytest.skip("SKIPPED: there is no nm here")
    symbols = subprocess.run(
        [tool, "-D", "--undefined-only", str(PACKAGE / "libsallyport.so")], stdout=subprocess.PIPE, check=True
    ).stdout.decode()
    python = [line.split() for line in symbols.splitlines() if line.split()[-1].startswith(("Py", "_Py"))]
    assert python
    assert {kind for kind, _ in python} <= {"w"}


def test_the_extension_is_set_up_before_use():
    code = """
import importlib.machinery, importlib.util
loader = importlib.machinery.ExtensionFileLoader("_sallyport", %r)
module = importlib.util.module_from_spec(importlib.util.spec_from_file_location("_sallyport", %r, loader=loader))
loader.exec_module(module)
try:
    module.signer_sign(1, 2, 3, 4, 5, 6, 7, 8)
except TypeError as e:
    print(e)
try:
    module.call(999, 0, None, (), (), ())
except RuntimeError as e:
    print(e)
""" % ((str(PACKAGE / "libsallyport.so"),) * 2)
    assert run(code).splitlines() == [
        "eight arguments are needed, and setup",
        "sallyport._sallyport is not set up",
    ]


def declared():
    """The functions of the protocol among the types."""
    body = ast.parse((PACKAGE / "_types.py").read_text()).body
    protocol = next(node for node in body if isinstance(node, ast.ClassDef) and node.name == "Backend")
    return {node.name for node in protocol.body if isinstance(node, ast.FunctionDef)}


def test_both_backends_have_the_functions_of_the_protocol_and_no_others():
    native = sallyport._native.load()
    public = {name for name in dir(native) if not name.startswith("_") and callable(getattr(native, name))}
    assert public - {"setup"} == declared()


def code_of(function, *arguments):
    with pytest.raises(sallyport.Error) as caught:
        function(*arguments)
    return caught.value.name


def test_calls_that_the_table_does_not_have_are_refused():
    native = sallyport._native.load()
    client = native.new(_ops.CLIENT_NEW.number, sallyport._options.Options())
    get = _ops.METADATA_GET
    do = (
        _ops.CLIENT_DO.number,
        len(_ops.CLIENT_DO.results),
        client,
        (b"GET", b"http://127.0.0.1:1/", None, None, None),
    )
    assert code_of(native.call, 999, 0, None, (), (), ()) == "INVALID_ARGUMENT"  # no such operation
    assert code_of(native.new, 999, sallyport._options.Options()) == "INVALID_ARGUMENT"
    assert code_of(native.start, get.number, 1, client, (b"/",), (), 0) == "HANDLE_CLOSED"  # another kind of object
    assert code_of(native.call, *do, (0,), ()) == "INVALID_ARGUMENT"  # counts of another version
    assert code_of(native.start, *do, (0, 0), 0) == "INVALID_ARGUMENT"
    assert code_of(native.call, _ops.AUDIENCE_GENERATE.number, 2, None, (), (), ()) == "INVALID_ARGUMENT"
    assert code_of(native.wait, native.start(do[0], 1, *do[2:], (0, 0, -1, 0, 0), 0), -1) == "INVALID_ARGUMENT"
    assert (
        code_of(native.start, _ops.AUDIENCE_GENERATE.number, 1, None, (), (), 0) == "INVALID_ARGUMENT"
    )  # it does not wait


def test_wrong_types_are_refused_by_the_extension(backend):
    native = sallyport._native.load()
    if backend != "extension":
        return
    client = native.new(_ops.CLIENT_NEW.number, sallyport._options.Options())
    do = (_ops.CLIENT_DO.number, len(_ops.CLIENT_DO.results))
    for arguments in (
        (),
        do,
        (*do, client, [], (), ()),
        (*do, client, ("GET",), (), ()),
        (*do, client, (), ("0",), ()),
        (*do, client, (), (), (3,)),
        (*do, client, (b"",) * 21, (), ()),
        (do[0], 21, client, (), (), ()),
        (-1, 0, client, (), (), ()),
        (*do, 3, (), (), ()),
    ):
        with pytest.raises((TypeError, IndexError, ValueError, SystemError)):
            native.call(*arguments)
    with pytest.raises(ValueError, match="incorrect name"):
        native.wait(client, 0)
    with pytest.raises((TypeError, ValueError)):
        native.signer_sign(3, "GET", "https://e.com/", None, b"", None, None, None)
    with pytest.raises((TypeError, IndexError)):
        native.new()
