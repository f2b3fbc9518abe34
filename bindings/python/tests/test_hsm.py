"""Credentials for a certificate whose key is not read: in an HSM (SoftHSM, by PKCS#11), and functions that fail."""

import hashlib
import os
import subprocess
import threading

import pkcs11
import pytest
from softhsm import KINDS, LIBRARY
from sources import Sources

import sallyport

ARNS = {
    "trust_anchor_arn": "arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/a",
    "profile_arn": "arn:aws:rolesanywhere:eu-west-1:1:profile/p",
    "role_arn": "arn:aws:iam::1:role/r",
}
URL = "https://s3.eu-west-1.amazonaws.com/b/k"


@pytest.fixture
def sources(monkeypatch):
    with Sources() as running:
        for name, value in running.environment(AWS_ENDPOINT_URL_ROLESANYWHERE=running.url).items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(scope="module")
def hsm(softhsm):
    """Where the certificates are, and what gives a function for each of the two keys."""
    with pkcs11.lib(LIBRARY).get_token(token_label="device").open(user_pin="1234") as session:

        def key(kind):
            private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=kind)
            if kind == "ec":  # SoftHSM signs what was hashed already
                return lambda message, _: private.sign(
                    hashlib.sha256(message).digest(), mechanism=pkcs11.Mechanism.ECDSA
                )
            return lambda message, _: private.sign(message, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)

        yield softhsm, key


def key_of(signed):
    return credential(signed.headers["authorization"])


def credential(authorization):
    return authorization.split("Credential=")[1].split("/")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_in_an_hsm_gets_credentials(hsm, sources, kind):
    home, key = hsm
    pem = home / (kind + ".pem")
    signer = sallyport.Signer.from_certificate(
        pem if kind == "rsa" else pem.read_bytes(), key(kind), service="s3", region="eu-west-1", **ARNS
    )
    assert key_of(signer.sign("GET", URL)) == {"rsa": "RSA", "ec": "ECDSA"}[kind]
    assert len([path for _, path, _, _ in sources.seen if path.startswith("/sessions?")]) == 1
    assert signer.refresh().access_key_id == {"rsa": "RSA", "ec": "ECDSA"}[kind]
    with sallyport.Client(signer=signer) as client:
        client.get(sources.url + "/container")
    assert credential(sources.seen[-1][2]["Authorization"]) == {"rsa": "RSA", "ec": "ECDSA"}[kind]
    assert len([path for _, path, _, _ in sources.seen if path.startswith("/sessions?")]) == 1


def test_what_a_function_raises_passes_as_it_is(hsm, sources):
    home, key = hsm

    class Unplugged(Exception):
        pass

    def fails(_message, _algorithm):
        raise Unplugged("the token was removed")

    with pytest.raises(Unplugged, match="^the token was removed$"):
        sallyport.Signer.from_certificate(str(home / "ec.pem"), fails, **ARNS)
    assert not sources.seen


@pytest.mark.parametrize(
    "given, name",
    [
        (lambda key: lambda message, _: key(message + b".", _), "KEY_SIGNATURE_MISMATCH"),
        (lambda key: lambda message, _: "text", "INVALID_ARGUMENT"),
        (lambda key: lambda message, _: None, "INVALID_ARGUMENT"),
        (lambda key: lambda message, _: b"", "KEY_SIGNATURE_MISMATCH"),
    ],
)
def test_what_is_no_signature(hsm, sources, given, name):
    home, key = hsm
    with pytest.raises(sallyport.Error) as raised:
        sallyport.Signer.from_certificate(str(home / "rsa.pem"), given(key("rsa")), **ARNS)
    assert raised.value.name == name and not sources.seen


def test_sessions_follow_each_other_and_threads_share_them(hsm, sources):
    home, key = hsm
    calls = []

    def counted(message, algorithm):
        calls.append(algorithm)
        return key("rsa")(message, algorithm)

    signer = sallyport.Signer.from_certificate(str(home / "rsa.pem"), counted, **ARNS)
    threads = [threading.Thread(target=signer.sign, args=("GET", URL)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == ["AWS4-X509-RSA-SHA256"]
    signer._options.credentials._expires -= 3600 - 60  # a minute is left
    assert key_of(signer.sign("GET", URL)) == "RSA" and len(calls) == 2


def test_the_child_of_a_fork_has_the_function_too(hsm, sources):
    home, _ = hsm
    files = home / "again.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-subj", "/CN=a", "-keyout", files, "-out", home / "again.pem"]
        + ["-newkey", "rsa:2048"],
        check=True,
        capture_output=True,
    )

    def program(message, _algorithm):
        return subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", files], input=message, check=True, capture_output=True
        ).stdout

    signer = sallyport.Signer.from_certificate(str(home / "again.pem"), program, **ARNS)
    signer._options.credentials._expires = 0.0  # over: the child has to ask
    pid = os.fork()
    if not pid:
        try:
            os._exit(0 if key_of(signer.sign("GET", URL)) == "RSA" else 1)
        finally:
            os._exit(2)
    assert os.waitpid(pid, 0)[1] == 0


def test_a_function_is_for_roles_anywhere(hsm):
    home, key = hsm
    with pytest.raises(sallyport.UsageError):
        sallyport.Signer.from_iot("h.example", "alias", str(home / "rsa.pem"), key("rsa"))
