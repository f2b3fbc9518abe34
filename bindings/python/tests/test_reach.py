"""The keyword arguments of reaching become the library's options."""

import datetime
import ipaddress
import pathlib

import pytest
from conftest import KEYS

import sallyport
from sallyport import _env, _reach

NONE = {
    "resolve": None,
    "verify": True,
    "cert": None,
    "timeout": None,
    "deadline": None,
    "spki_pins": None,
    "signer": None,
    "retries": 2,
    "proxy": None,
}
PEM = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"


def pairs(**arguments):
    given = dict(NONE, retries=None)
    given.update(arguments)
    return dict(_reach.options(**given).pairs)


@pytest.mark.parametrize(
    ("resolve", "lines"),
    [
        ({"h": "10.0.0.1"}, b"h:*:10.0.0.1"),
        ({"h:8443": "10.0.0.1"}, b"h:8443:10.0.0.1"),
        ({"h": ["10.0.0.1", "10.0.0.2"]}, b"h:*:10.0.0.1,10.0.0.2"),
        ({"h": "::1", "i:1": ["[fd00::1]"]}, b"h:*:[::1]\ni:1:[fd00::1]"),
        ({"h": ipaddress.ip_address("::1")}, b"h:*:[::1]"),
        ({b"h": b"10.0.0.1"}, b"h:*:10.0.0.1"),
        (["h:443:10.0.0.1,10.0.0.2", "i:*:::1"], b"h:443:10.0.0.1,10.0.0.2\ni:*:::1"),
    ],
)
def test_resolve(resolve, lines):
    assert pairs(resolve=resolve) == {b"client.resolve": lines}


@pytest.mark.parametrize(
    ("resolve", "name", "message"),
    [
        ("h:443:10.0.0.1", "INVALID_ARGUMENT", "resolve must be a dict or a list of host:port:address, not str"),
        (3, "INVALID_ARGUMENT", "resolve must be a list of str, not int"),
        ({"h": 3}, "INVALID_ARGUMENT", "the address of 'h' in resolve must be an IP address as str, not int"),
        ({b"\xff": "10.0.0.1"}, "RESOLVE_MALFORMED", "a host in resolve is not UTF-8: b'\\xff'"),
        ({"\ud800": "10.0.0.1"}, "RESOLVE_MALFORMED", "a host in resolve holds a lone surrogate"),
        ({"h": "\ud800"}, "RESOLVE_MALFORMED", "an address in resolve holds a lone surrogate"),
        ({"h": None}, "RESOLVE_MALFORMED", "the address of 'h' in resolve is None"),
        ({None: "10.0.0.1"}, "RESOLVE_MALFORMED", "a host in resolve must be str or bytes, not NoneType"),
        ({"h": []}, "RESOLVE_MALFORMED", "resolve: 'h' has no address"),
        (["h:1:2\nx:1:2"], "INVALID_OPTION", "client.resolve: an entry holds a line break"),
        ({"h": "not-an-ip"}, "RESOLVE_MALFORMED", ""),
        (["h"], "RESOLVE_MALFORMED", ""),
    ],
)
def test_wrong_resolve(resolve, name, message):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.Client(resolve=resolve)
    assert caught.value.name == name
    assert message in caught.value.message


def test_verify(tmp_path):
    file = tmp_path / "ca.pem"
    file.write_text(PEM)
    assert pairs(verify=True) == pairs(verify=None) == {}
    assert pairs(verify=False) == {b"tls.verify": b"false"}
    assert pairs(verify=str(file)) == pairs(verify=file) == {b"tls.ca_file": str(file).encode()}
    assert pairs(verify=tmp_path) == {b"tls.ca_dir": str(tmp_path).encode()}
    for pins in ("sha256//AA==", "sha256//AA==;sha256//AQ=="):
        lines = pins.replace(";", "\n").encode()
        assert pairs(verify=pins) == {b"tls.verify": b"false", b"tls.spki_pins": lines}
    assert pairs(verify=PEM) == pairs(verify=PEM.encode()) == {b"tls.ca_bytes": PEM.encode()}


def test_certificates():
    both = {b"tls.cert": b"-----BEGIN C", b"tls.key": b"-----BEGIN K"}
    assert pairs(cert=("/c.pem", pathlib.Path("/k.pem"))) == {b"tls.cert_file": b"/c.pem", b"tls.key_file": b"/k.pem"}
    assert pairs(cert="/c.pem", key="/k.pem") == {b"tls.cert_file": b"/c.pem", b"tls.key_file": b"/k.pem"}
    assert pairs(cert="/c.pem") == {b"tls.cert_file": b"/c.pem"}
    assert pairs(cert=(b"-----BEGIN C", b"-----BEGIN K")) == both
    assert pairs(cert="-----BEGIN C", key="-----BEGIN K") == both
    assert pairs(cert=PEM) == {b"tls.cert": PEM.encode()}  # which may hold the key too


def test_a_certificate_may_have_a_password():
    files = {b"tls.cert_file": b"/c.pem", b"tls.key_file": b"/k.pem", b"tls.key_password": b"secret"}
    assert pairs(cert=("/c.pem", "/k.pem", "secret")) == pairs(cert=("/c.pem", "/k.pem", b"secret")) == files
    assert pairs(cert=("/c.p12", None, "secret")) == {b"tls.cert_file": b"/c.p12", b"tls.key_password": b"secret"}
    assert pairs(cert=("/c.pem", "/k.pem", None)) == pairs(cert=("/c.pem", "/k.pem"))
    for wrong in (("/c.pem",), ("/c.pem", "/k.pem", ""), ("/c.pem", "/k.pem", "secret", 4)):
        with pytest.raises(sallyport.UsageError):
            pairs(cert=wrong)


def limits(connect, read, total=b"0"):
    return {
        b"client.connect_timeout": connect,
        b"client.tls_timeout": connect,
        b"client.read_timeout": read,
        b"client.timeout": total,
    }


def test_timeouts_mean_what_they_mean_in_requests():
    assert pairs(timeout=1.5) == limits(b"1500", b"1500")
    assert pairs(timeout=datetime.timedelta(minutes=1)) == limits(b"60000", b"60000")
    assert pairs(timeout=(3, 30)) == limits(b"3000", b"30000")
    assert pairs(timeout=(None, 0.0001)) == limits(b"0", b"1")
    assert pairs(timeout=(2, None)) == limits(b"2000", b"0")


def test_a_deadline_is_for_the_whole_call():
    assert pairs(deadline=1.5) == {b"client.timeout": b"1500"}
    assert pairs(deadline=datetime.timedelta(minutes=1), timeout=3) == limits(b"3000", b"3000", b"60000")


def test_the_timeout_of_a_call_leaves_the_deadline_of_its_client():
    assert _reach.limits_of_call(2, 7, None) == {"connect_ms": 2000, "read_ms": 2000, "timeout_ms": 7000}
    assert _reach.limits_of_call((2, 3), None, 9) == {"connect_ms": 2000, "read_ms": 3000}
    assert _reach.limits_of_call(2, None, None)["timeout_ms"] == _reach.ENDLESS
    assert _reach.limits_of_call(None, 7, 9) == {"timeout_ms": 7000}
    assert _reach.limits_of_call(None, None, None) == {}


def test_the_rest():
    signer = sallyport.Signer(**KEYS)
    assert pairs(retries=0, proxy="http://p:1", spki_pins=["sha256//AA=="]) == {
        b"client.retries": b"0",
        b"client.proxy": b"http://p:1",
        b"tls.spki_pins": b"sha256//AA==",
    }
    assert pairs(proxy=False) == {b"client.proxy": b"none"}
    signed = pairs(signer=signer)
    assert signed[b"client.sign"] == b"true"
    assert signed[b"credentials.access_key_id"] == b"AKIDEXAMPLE"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"verify": 0}, "verify must be True, False, a path or PEM bytes, not int"),
        ({"cert": 3}, "cert must be a path or PEM bytes, not int"),
        ({"cert": ("a",)}, "cert must be a path, PEM bytes, (cert, key) or (cert, key, password)"),
        ({"cert": ("a", "b", "c", "d")}, "cert must be a path, PEM bytes, (cert, key) or (cert, key, password)"),
        ({"timeout": 0}, "timeout must be more than 0 seconds, not 0"),
        ({"timeout": "5"}, "timeout must be seconds or a timedelta, not str"),
        ({"timeout": (1, 2, 3)}, "timeout must be seconds or (connect, read), not a tuple of 3"),
        ({"timeout": (1, -2)}, "the read timeout must be more than 0 seconds, not -2"),
        ({"timeout": float("inf")}, "timeout is not finite: inf"),
        ({"timeout": 10**12}, "timeout must be at most 8796093022 seconds, not 1000000000000"),
        ({"timeout": 1e300}, "timeout must be at most 8796093022 seconds, not 1e+300"),
        ({"timeout": 10**5000}, "timeout must be at most 8796093022 seconds, not an int of 16610 bits"),
        ({"timeout": (10**12, 1)}, "the connect timeout must be at most 8796093022 seconds, not 1000000000000"),
        ({"deadline": 0}, "deadline must be more than 0 seconds, not 0"),
        ({"deadline": (1, 2)}, "deadline must be seconds or a timedelta, not tuple"),
        ({"max_header": 0}, "max_header must be from 1 to 8796093022208, not 0"),
        ({"max_redirects": -1}, "max_redirects must be from 0 to 8796093022208, not -1"),
        ({"retries": -1}, "retries must be from 0 to 8796093022208, not -1"),
        ({"retries": 2**43 + 1}, "retries must be from 0 to 8796093022208, not 8796093022209"),
        ({"retries": 10**5000}, "retries is out of range: an int of 16610 bits"),
        ({"max_body": 0}, "max_body must be from 1 to 8796093022208, not 0"),
        ({"max_body": 2**62}, "max_body must be from 1 to 8796093022208, not 4611686018427387904"),
        ({"retries": "2"}, "retries must be int, not str"),
        ({"retries": True}, "retries must be int, not bool"),
        ({"max_body": 1.5}, "max_body must be int, not float"),
        ({"spki_pins": "sha256//AA=="}, "spki_pins must be a list of str, not str"),
        ({"spki_pins": []}, "spki_pins is empty, or one of them is; leave it out to pin nothing"),
        ({"spki_pins": [""]}, "spki_pins is empty, or one of them is; leave it out to pin nothing"),
        ({"spki_pins": ["  "], "verify": False}, "spki_pins is empty, or one of them is; leave it out to pin nothing"),
        ({"spki_pins": ["sha256//AA==", ""]}, "spki_pins is empty, or one of them is; leave it out to pin nothing"),
        ({"verify": "sha256//AA==", "spki_pins": ["sha256//AQ=="]}, "verify is a pin; give either that or spki_pins"),
        ({"verify": ""}, "verify is empty; leave it out for the default"),
        ({"verify": b""}, "verify is empty; leave it out for the default"),
        ({"verify": bytearray(b" \n")}, "verify is empty; leave it out for the default"),
        ({"cert": ""}, "cert is empty; leave it out for the default"),
        ({"cert": b""}, "cert is empty; leave it out for the default"),
        ({"cert": ("/c.pem", "")}, "key is empty; leave it out for the default"),
        ({"cert": ("/c.pem", b"")}, "key is empty; leave it out for the default"),
        ({"signer": "me"}, "signer must be a Signer, not str"),
        ({"proxy": 3}, "proxy must be str or bytes, not int"),
        ({"trust_env": "no"}, "trust_env must be True or False, not str"),
    ],
)
def test_wrong_options_name_the_argument(arguments, message):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.Client(**arguments)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "arguments",
    [{"spki_pins": ["nonsense"]}, {"proxy": "ftp://p"}, {"verify": "/no/such/file"}],
)
def test_what_only_the_library_can_judge_is_refused_by_the_constructor(arguments):
    with pytest.raises((sallyport.UsageError, sallyport.TLSError)):
        sallyport.Client(**arguments)


def test_the_largest_numbers_are_taken_by_the_library_too():
    sallyport.Client(timeout=8796093022, retries=2**43, max_body=2**43).close()
    sallyport.Client(timeout=(8796093022, 8796093022)).close()


def test_what_is_explicit_is_not_looked_for_in_the_environment():
    assert _reach.environment(True, True, None) == _env.PROXY + _env.TRUST
    assert _reach.environment(True, False, None) == _env.PROXY
    assert _reach.environment(True, "ca.pem", "http://p") == ()
    assert _reach.environment(True, None, False) == _env.TRUST
    assert _reach.environment(False, True, None) == ()
