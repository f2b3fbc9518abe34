"""IdentityVerifier and InstanceMetadata: arguments, results, replay, and the lab's metadata service."""

import base64
import datetime
import json
import pathlib
import pickle
import threading

import pytest
from conftest import ROOT

import sallyport


def real():
    """The record of tests/vectors/identity with the message of a real instance."""
    record = {"want": {}}
    for line in (ROOT / "tests" / "vectors" / "identity" / "real.txt").read_text(encoding="utf-8").split("\n"):
        key, separator, value = line.partition(": ")
        if key.startswith("want."):
            record["want"][key[5:]] = value
        elif separator and key not in record:
            record[key] = value
    return record


REAL = real()
SIGNATURE = REAL["signature"]
NOW = int(REAL["now"])


def verify(**options):
    return sallyport.IdentityVerifier(**options).verify(SIGNATURE, audience="abc", now=NOW)


def test_the_real_message_is_verified_with_the_certificate_that_the_library_carries():
    identity = verify()
    assert identity.instance_id == "i-8vb9b97xf7msxi4k6tgx"
    assert identity.account_id == identity.owner_account_id == "1900050632443592"
    assert identity.private_ipv4 == identity.private_ip == "11.160.137.194"
    assert (identity.provider, identity.audience, identity.digest_algorithm) == ("alibaba", "abc", "sha1")
    assert identity.create_time == ""
    assert isinstance(identity.raw, bytes)
    assert identity.document == json.loads(identity.raw.decode())
    assert identity.document["instance-id"] == identity.instance_id
    assert repr(identity) == (
        "<InstanceIdentity alibaba i-8vb9b97xf7msxi4k6tgx of account 1900050632443592 in cn-zhangjiakou>"
    )


def test_the_document_may_be_bare_spliced_or_absent():
    identity = verify()
    bare = identity.raw.replace(b',"audience":"abc"', b"")
    verifier = sallyport.IdentityVerifier()
    for document in (None, bare, identity.raw, bare.decode()):
        assert verifier.verify(SIGNATURE, document, audience=b"abc", now=NOW) == identity
    with pytest.raises(sallyport.VerificationError) as caught:
        verifier.verify(SIGNATURE, bare.replace(b"i-8vb", b"i-9vb"), audience="abc", now=NOW)
    assert caught.value.name == "DOCUMENT_MISMATCH"


def test_the_signature_may_be_text_or_bytes_in_each_form():
    der = base64.b64decode(SIGNATURE)
    pem = "-----BEGIN PKCS7-----\n%s-----END PKCS7-----\n" % base64.encodebytes(der).decode()
    verifier = sallyport.IdentityVerifier()
    for signature in (SIGNATURE, SIGNATURE.encode(), der, pem, pem.encode()):
        assert verifier.verify(signature, audience="abc", now=NOW).instance_id == "i-8vb9b97xf7msxi4k6tgx"


@pytest.mark.parametrize(
    ("audience", "name"),
    [(None, "AUDIENCE_UNEXPECTED"), ("abd", "AUDIENCE_MISMATCH"), ("", "INVALID_ARGUMENT")],
)
def test_the_audience_must_be_the_signed_one(audience, name):
    with pytest.raises(sallyport.Error) as caught:
        sallyport.IdentityVerifier().verify(SIGNATURE, audience=audience, now=NOW)
    assert caught.value.name == name


@pytest.mark.parametrize(
    ("word", "value", "name"),
    [
        ("accounts", "1900050632443592", "POLICY_ACCOUNT"),
        ("regions", "cn-zhangjiakou", "POLICY_REGION"),
        ("zones", "cn-zhangjiakou-c", "POLICY_ZONE"),
        ("instances", "i-8vb9b97xf7msxi4k6tgx", "POLICY_INSTANCE"),
        ("images", "m-8vbipaljoi4ep0rcxght", "POLICY_IMAGE"),
        ("instance_types", "ecs.gn6v-c8g1.8xlarge", "POLICY_INSTANCE_TYPE"),
    ],
)
def test_none_allows_any_and_an_empty_list_allows_none(word, value, name):
    for allowed in (None, [value], ("x", value), {value}, [value.encode()]):
        assert verify(**{word: allowed}).audience == "abc"
    for allowed in ([], ["x"], ()):
        with pytest.raises(sallyport.VerificationError) as caught:
            verify(**{word: allowed})
        assert caught.value.name == name


@pytest.mark.parametrize("now", [float(NOW), datetime.datetime.fromtimestamp(NOW, datetime.timezone.utc)])
def test_now_is_an_aware_datetime_or_epoch_seconds(now):
    assert sallyport.IdentityVerifier().verify(SIGNATURE, audience="abc", now=now).audience == "abc"


def remembering():
    keys = []

    def seen(key):
        keys.append(key)
        return keys.count(key) > 1

    return seen


class Cache:
    def __init__(self):
        self.keys = {}

    def __contains__(self, key):
        return key in self.keys

    def add(self, key):
        self.keys[key] = True


@pytest.mark.parametrize("make", [set, Cache, remembering])
def test_an_identity_is_taken_once(make):
    seen = make()
    verifier = sallyport.IdentityVerifier(seen=seen)
    assert verifier.verify(SIGNATURE, audience="abc", now=NOW).audience == "abc"
    for _ in range(2):
        with pytest.raises(sallyport.VerificationError) as caught:
            verifier.verify(SIGNATURE, audience="abc", now=NOW)
        assert caught.value.name == "IDENTITY_REPLAYED"
        assert "i-8vb9b97xf7msxi4k6tgx" in caught.value.message


def test_what_is_not_verified_is_not_remembered():
    seen = set()
    verifier = sallyport.IdentityVerifier(seen=seen)
    with pytest.raises(sallyport.VerificationError):
        verifier.verify(SIGNATURE, audience="other", now=NOW)
    assert seen == set()


def test_of_many_threads_one_is_let_in():
    verifier = sallyport.IdentityVerifier(seen=set())
    outcomes = []

    def work():
        try:
            verifier.verify(SIGNATURE, audience="abc", now=NOW)
            outcomes.append("OK")
        except sallyport.VerificationError as e:
            outcomes.append(e.name)

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["IDENTITY_REPLAYED"] * 15 + ["OK"]


def test_an_identity_is_plain_and_picklable():
    identity = verify()
    again = pickle.loads(pickle.dumps(identity))
    assert again == identity
    assert hash(again) == hash(identity)
    assert again.document == identity.document


def test_audiences_are_fresh_and_url_safe():
    audiences = {sallyport.new_audience() for _ in range(50)}
    audiences |= {sallyport.IdentityVerifier.new_audience() for _ in range(50)}
    assert len(audiences) == 100
    for audience in audiences:
        assert isinstance(audience, str)
        assert len(audience) <= 64
        assert set(audience) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"provider": None}, "provider must be str or bytes, not NoneType"),
        ({"accounts": "123"}, "accounts must be a list of str, not str"),
        ({"accounts": [123]}, "an item of accounts must be str or bytes, not int"),
        ({"max_age": "60"}, "max_age must be seconds or a timedelta, not str"),
        ({"max_age": 10**12}, "max_age must be at most 8796093022 seconds, not 1000000000000"),
        ({"max_age": 0}, "max_age must be more than 0 seconds, not 0"),
        ({"seen": 3}, "seen must be a function or a set, not int"),
        ({"certificates": 3}, "certificates must be PEM, DER or a path, or a list of these, not int"),
    ],
)
def test_wrong_options_name_the_argument(options, message):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.IdentityVerifier(**options)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"provider": "nimbus"}, None),
        ({"min_digest": "md5"}, None),
        ({"certificates": b"nonsense"}, "PIN_MALFORMED"),
        ({"certificates": b""}, "PIN_MALFORMED"),
        ({"certificates": []}, "PIN_MALFORMED"),
        ({"certificates": ()}, "PIN_MALFORMED"),
        ({"certificates": [b""]}, "PIN_MALFORMED"),
        ({"certificates": "-----BEGIN \udc80"}, "INVALID_ARGUMENT"),
        ({"certificates": "/no/such/pin.pem"}, "PIN_MALFORMED"),
        ({"certificates": "a\0b"}, "PIN_MALFORMED"),
        ({"accounts": ["1\n2"]}, "INVALID_OPTION"),
    ],
)
def test_what_the_library_refuses_is_refused_by_the_constructor(options, name):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.IdentityVerifier(**options)
    assert name in (None, caught.value.name)


def test_certificates_may_come_in_each_form(lab):
    path = pathlib.Path(lab.metadata["certificate"])
    pem = path.read_bytes()
    der = base64.b64decode(b"".join(line for line in pem.splitlines() if b"-----" not in line))
    document, signature = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).identity("abc")
    for certificates in (pem, pem.decode(), der, path, str(path), [der, pem], [path]):
        verifier = sallyport.IdentityVerifier(certificates=certificates)
        assert verifier.verify(signature, document, audience="abc").audience == "abc"
    with pytest.raises(sallyport.VerificationError) as caught:
        sallyport.IdentityVerifier().verify(signature, document, audience="abc")
    assert caught.value.name == "SIGNER_UNTRUSTED"


@pytest.mark.parametrize("mode", ["plain", "hardened"])
def test_metadata_and_a_fresh_audience(lab, mode):
    audience = sallyport.new_audience()
    with sallyport.InstanceMetadata(endpoint=lab.metadata[mode]) as metadata:
        document, signature = metadata.identity(audience)
        instance = metadata.get("/latest/meta-data/instance-id")
    assert isinstance(document, bytes)
    assert isinstance(signature, bytes)
    verifier = sallyport.IdentityVerifier(certificates=lab.metadata["certificate"], max_age=60, seen=set())
    identity = verifier.verify(signature, document, audience=audience)
    assert identity.instance_id == instance
    assert identity.audience == audience
    with pytest.raises(sallyport.VerificationError, match="IDENTITY_REPLAYED"):
        verifier.verify(signature, document, audience=audience)
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    with pytest.raises(sallyport.VerificationError, match="IDENTITY_STALE"):
        sallyport.IdentityVerifier(certificates=lab.metadata["certificate"], max_age=60).verify(
            signature, document, audience=audience, now=later
        )


def test_metadata_without_an_audience(lab):
    document, signature = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).identity()
    identity = sallyport.IdentityVerifier(certificates=lab.metadata["certificate"]).verify(signature, document)
    assert identity.audience == ""
    assert identity.raw == document


def test_metadata_ignores_proxies(lab, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).get("/latest/meta-data/instance-id")


@pytest.mark.parametrize("token_ttl", [-1, 21601, 10**12])
def test_the_lifetime_of_a_token_has_a_range(token_ttl):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.InstanceMetadata(token_ttl=token_ttl)
    assert caught.value.message == "token_ttl must be from 0 to 21600, not %d" % token_ttl


def test_metadata_failures(lab):
    with pytest.raises(sallyport.HTTPError) as caught:
        sallyport.InstanceMetadata(endpoint=lab.metadata["plain"]).get("/latest/meta-data/nothing")
    assert (caught.value.name, caught.value.detail) == ("HTTP_STATUS", 404)
    with pytest.raises(sallyport.HTTPError) as caught:
        sallyport.InstanceMetadata(endpoint=lab.metadata["hardened"], token_ttl=0).get("/latest/meta-data/instance-id")
    assert caught.value.detail == 403
    with pytest.raises(sallyport.NetworkError):
        sallyport.InstanceMetadata(endpoint="http://127.0.0.1:1", timeout=5).get("/")
    closed = sallyport.InstanceMetadata(endpoint=lab.metadata["plain"])
    closed.close()
    with pytest.raises(sallyport.UsageError, match="this InstanceMetadata was closed"):
        closed.identity()


def test_the_forgery_that_openssl_accepts_is_refused(lab):
    document = pathlib.Path(lab.forgery["document"]).read_bytes()
    signature = pathlib.Path(lab.forgery["signature"]).read_text()
    with pytest.raises(sallyport.VerificationError) as caught:
        sallyport.IdentityVerifier(certificates=lab.metadata["certificate"]).verify(signature, document)
    assert caught.value.name == "SIGNER_UNTRUSTED"
