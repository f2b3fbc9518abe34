"""Exceptions: the class is the category, the text helps, nothing is lost in transport."""

import builtins
import pickle

import pytest

import sallyport
from sallyport import _errors
from sallyport._codes import TABLE

CONSTANTS = [name for name in vars(_errors) if name.isupper() and name not in ("TYPE_CHECKING", "TABLE")]
CLASSES = {
    "usage": sallyport.UsageError,
    "credentials": sallyport.CredentialsError,
    "network": sallyport.NetworkError,
    "timeout": sallyport.TimeoutError,
    "tls": sallyport.TLSError,
    "certificate": sallyport.CertificateError,
    "http": sallyport.HTTPError,
    "publish": sallyport.PublishError,
    "verification": sallyport.VerificationError,
    "internal": sallyport.InternalError,
}


@pytest.mark.parametrize("name", [name for name in CONSTANTS if not name.startswith("_")])
def test_constants_are_the_codes_of_the_table(name):
    assert TABLE[getattr(_errors, name)][0] == name


def test_every_code_makes_the_exception_of_its_category():
    for code, (name, category, retryable, _, hint) in TABLE.items():
        error = _errors.error(code, "what happened", 7)
        assert type(error) is CLASSES[category]
        assert (error.code, error.name, error.detail, error.retryable) == (code, name, 7, retryable)
        assert str(error) == "%s: what happened\nHint: %s" % (name, hint)


def test_the_tree_is_the_documented_one():
    assert issubclass(sallyport.TimeoutError, sallyport.NetworkError)
    assert issubclass(sallyport.TimeoutError, builtins.TimeoutError)
    assert issubclass(sallyport.CertificateError, sallyport.TLSError)
    assert issubclass(sallyport.UsageError, ValueError)
    assert issubclass(sallyport.InternalError, RuntimeError)
    for network in (sallyport.NetworkError, sallyport.TLSError, sallyport.HTTPError):
        assert issubclass(network, OSError)
    for own in CLASSES.values():
        assert issubclass(own, sallyport.Error)
    assert not issubclass(sallyport.TLSError, sallyport.NetworkError)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("code", [1101, 1301, 1303, 1412, 1507, 1725, 1801])
def test_errors_survive_pickling(code, protocol):
    error = _errors.error(code, "message %s", 42)
    again = pickle.loads(pickle.dumps(error, protocol))
    assert type(again) is type(error)
    assert (str(again), again.code, again.detail, again.hint) == (str(error), code, 42, error.hint)


def test_a_code_of_a_newer_library_is_still_an_error():
    error = _errors.error(9999, b"from the \xff future")
    assert type(error) is sallyport.InternalError
    assert error.name == "CODE_9999"
    assert "from the \ufffd future" in str(error)


def test_errors_carry_no_errno_by_accident():
    error = _errors.error(1302, "refused", 111)
    assert error.errno is None
    assert error.args == (str(error),)
