"""The public surface is the contract's, documented and lean to import."""

import inspect
import pathlib
import subprocess
import sys

from conftest import ROOT

import sallyport

SOURCE = pathlib.Path(sallyport.__file__).parent
CONTRACT = {
    "AsyncClient",
    "Client",
    "IdentityVerifier",
    "InstanceMetadata",
    "IotPublisher",
    "Signer",
    "endpoint",
    "new_audience",
    "verify_request",
}


def public_objects():
    return [(name, getattr(sallyport, name)) for name in sallyport.__all__ if not name.startswith("_")]


def test_all_lists_every_public_name():
    names = {
        name for name, value in vars(sallyport).items() if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert names - {"annotations"} == {name for name in sallyport.__all__ if not name.startswith("_")}
    assert names >= CONTRACT
    assert sallyport.__all__ == sorted(sallyport.__all__)


def test_public_classes_show_the_public_module():
    for name, value in public_objects():
        if inspect.isclass(value):
            assert value.__module__ == "sallyport", name


def test_everything_public_has_a_docstring():
    for name, value in public_objects():
        assert inspect.getdoc(value), name
        if not inspect.isclass(value):
            continue
        for member, function in vars(value).items():
            if not member.startswith("_") and (
                inspect.isfunction(function) or isinstance(function, (property, classmethod))
            ):
                assert inspect.getdoc(getattr(value, member)) or dict in value.__mro__, "%s.%s" % (name, member)


def test_arguments_after_the_first_are_keyword_only():
    for constructor in (
        sallyport.Signer,
        sallyport.Client,
        sallyport.AsyncClient,
        sallyport.IdentityVerifier,
        sallyport.InstanceMetadata,
    ):
        kinds = {p.kind for p in inspect.signature(constructor).parameters.values()}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}, constructor


def test_the_package_says_that_it_is_typed():
    assert (SOURCE / "py.typed").exists()


def test_version_is_that_of_the_library():
    assert sallyport._native.load().version() == sallyport.__version__
    pyproject = (ROOT / "bindings" / "python" / "pyproject.toml").read_text()
    assert 'version = "%s"' % sallyport.__version__ in pyproject


def test_import_loads_neither_the_library_nor_heavy_modules():
    code = """
import sys
before = set(sys.modules)
import sallyport
loaded = set(sys.modules) - before
heavy = {"ssl", "json", "typing", "datetime", "ctypes", "urllib.parse", "http.client", "threading", "socket", "logging"}
print(sorted(loaded & heavy))
print("libsallyport" in open("/proc/self/maps").read())
"""
    out = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import sys; sys.path.insert(0, %r)\n%s" % (str(SOURCE.parent), code)],
        stdout=subprocess.PIPE,
        check=True,
    )
    assert out.stdout.decode().split("\n")[:2] == ["[]", "False"]
