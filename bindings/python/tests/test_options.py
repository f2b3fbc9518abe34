"""Every keyword argument ends in an option of the table, and every option has a keyword argument."""

import inspect

import pytest
from conftest import KEYS, ROOT

import sallyport
from sallyport import _calls
from sallyport._option_table import TYPES
from sallyport._options import Options

PEM = b"-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n"

# Each keyword argument of each class, with values that together reach its options.
# How a source of credentials is reached.
REACH = {"resolve": [{"h": "10.0.0.1"}], "verify": ["/c.pem"], "proxy": [False], "timeout": [1]}
KEYWORDS = {
    sallyport.Signer: {
        "access_key_id": ["AKID"],
        "secret_access_key": ["secret"],
        "session_token": ["token"],
        "credentials": [lambda: ("AKID", "secret")],
        "region": ["us-east-1"],
        "service": ["s3"],
        "scheme": ["aws4"],
        "bucket": ["b"],
        "additional_headers": [["host"]],
        "double_encode": [True],
        "normalize_path": [False],
        "sign_session_token": [False],
        "content_sha256_header": [True],
        "query_plus": ["refuse"],
        "token_header": ["X-Token"],
        "strict": [True],
    },
    sallyport.Signer.from_env: {"env": [{"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}]},
    sallyport.Signer.from_profile: {
        "name": ["p"],
        "config_file": ["/c"],
        "credentials_file": ["/c"],
        "mfa_code": [lambda serial: "123456"],
    },
    sallyport.Signer.from_chain: {
        "env": [{"AWS_REGION": "r"}],
        "profile": ["p"],
        "config_file": ["/c"],
        "credentials_file": ["/c"],
        "provider": ["alibaba"],
        "mfa_code": [lambda serial: "123456"],
        **REACH,
    },
    sallyport.Signer.from_certificate: {
        "cert": ["/c.pem", PEM, ("/c.pem", "/k.pem"), (PEM, PEM), ("/c.p12", None, "secret")],
        "key": ["/k.pem", PEM, lambda message, algorithm: b""],
        "trust_anchor_arn": ["arn"],
        "profile_arn": ["arn"],
        "role_arn": ["arn"],
        "duration": [900],
        "session_name": ["s"],
        **REACH,
    },
    sallyport.Signer.from_iot: {
        "endpoint": ["h"],
        "role_alias": ["a"],
        "cert": ["/c.pem"],
        "key": ["/k.pem"],
        "thing_name": ["t"],
        **REACH,
    },
    sallyport.Client: {
        "headers": [],  # these two are for Python alone
        "auth": [],
        "cookies": [False],
        "resolve": [{"h": "10.0.0.1"}],
        "verify": [False, "/c.pem", "/", PEM],
        "cert": ["/c.pem", PEM, ("/c.pem", "/k.pem"), (PEM, PEM), ("/c.p12", None, "secret")],
        "timeout": [1],
        "deadline": [1],
        "trust_env": [False],
        "spki_pins": [["sha256//AA=="]],
        "signer": ["SIGNER"],
        "retries": [0],
        "max_body": [1],
        "max_header": [1],
        "min_rate": [1, (1, 2.5)],
        "max_redirects": [0],
        "decode": [False],
        "proxy": [False],
        "allow": ["public", ["10.0.0.0/8", "h"]],
        "alpn": ["x-amzn-http-ca", ["a", "b"]],
        "fetch_intermediates": [True],
    },
    sallyport.IotPublisher: {
        "endpoint": ["h"],
        "cert": ["/c.pem"],
        "key": [None],
        "verify": [False],
        "port": [8443, "auto"],
        "resolve": [{"h": "10.0.0.1"}],
        "signer": ["SIGNER"],
        "authorizer": [{"name": "n", "token_key": "k", "token": "t", "signature": "s"}],
        "service": ["s"],
        "timeout": [1],
        "deadline": [1],
        "retries": [0],
        "spki_pins": [["sha256//AA=="]],
        "proxy": [False],
        "trust_env": [False],
    },
    sallyport.IdentityVerifier: {
        "provider": ["alibaba"],
        "certificates": [PEM],
        "accounts": [["1"]],
        "regions": [["r"]],
        "zones": [["z"]],
        "instances": [["i"]],
        "images": [["i"]],
        "instance_types": [["t"]],
        "min_digest": ["sha256"],
        "max_age": [60],
        "seen": [set()],
    },
    sallyport._verify_request._verifier: {
        "max_skew": [1],
        "services": [[b"s3"]],
        "regions": [[b"r"]],
        "schemes": [[b"oss4"]],
        "bucket": [b"b"],
        "double_encode": [False],
        "normalize_path": [False],
        "sign_session_token": [False],
        "query_plus": [b"literal"],
    },
    sallyport.InstanceMetadata: {
        "provider": ["alibaba"],
        "endpoint": ["http://127.0.0.1:1"],
        "token_ttl": [0],
        "timeout": [1],
        "deadline": [1],
    },
}
NEEDED = {
    sallyport.Signer.from_certificate: {
        "cert": "/c.pem",
        "trust_anchor_arn": "arn",
        "profile_arn": "arn",
        "role_arn": "arn",
    },
    sallyport.Signer.from_iot: {"endpoint": "h", "role_alias": "a", "cert": "/c.pem"},
    sallyport.Signer: {"access_key_id": "AKID", "secret_access_key": "secret"},
    sallyport.IotPublisher: {"endpoint": "h"},
    sallyport._verify_request._verifier: dict.fromkeys(
        inspect.signature(sallyport._verify_request._verifier).parameters, None
    ),
}
# Options that no keyword argument reaches, and why.
WITHOUT = {}


@pytest.fixture
def made(monkeypatch):
    """The options that objects are made from; nothing is made."""
    seen = []

    class Recorded:
        backend = sallyport._native.load()
        handle = None

        def __init__(self, kind, options):
            seen.append(dict(options.pairs))

        def call(self, operation, **given):
            """Of a session that a function signed."""
            return {**dict.fromkeys(operation.results, b"AKID"), "expires": b"9999999999"}

    monkeypatch.setattr(_calls, "Object", Recorded)
    monkeypatch.setattr(sallyport._channel, "Object", Recorded)
    monkeypatch.setattr(sallyport._verify_request, "_verifiers", {})
    return seen


def keys_of(made, function, argument, value):
    if value == "SIGNER":
        value = sallyport.Signer(**KEYS)
    needed = NEEDED.get(function, {}) if argument != "credentials" else {}  # they stand for the others
    first = len(made)
    function(**{**needed, argument: value})
    return {key.decode() for pairs in made[first:] for key in pairs}


def test_every_keyword_argument_is_in_this_table():
    for function, keywords in KEYWORDS.items():
        parameters = inspect.signature(function).parameters.values()
        assert {p.name for p in parameters if p.kind is not p.VAR_KEYWORD} == set(keywords), function
    client = inspect.signature(sallyport._client.Requester.__init__).parameters
    assert set(client) - {"self"} == set(KEYWORDS[sallyport.Client])


def test_every_option_is_reached(made):
    reached = set()
    for function, keywords in KEYWORDS.items():
        for argument, values in keywords.items():
            for value in values:
                reached |= keys_of(made, function, argument, value)
    named = {"env.*" if key.startswith("env.") else key for key in reached}
    assert named <= set(TYPES)
    assert set(TYPES) - named == set(WITHOUT)


def test_a_key_that_the_table_lacks_is_an_error_of_the_package():
    with pytest.raises(KeyError):
        Options().set("client.tiemout", 1)


def test_the_table_is_the_librarys():
    rows = [line.split("\t") for line in (ROOT / "core/op/options.tsv").read_text().splitlines() if line[:1] not in "#"]
    assert [(row[0], row[1]) for row in rows if row[0]] == list(TYPES.items())
