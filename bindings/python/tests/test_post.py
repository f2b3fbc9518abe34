"""POST policies are botocore's, and forms of botocore are verified."""

import datetime
import pickle
from unittest import mock

import botocore.session
import pytest
from botocore.config import Config

import sallyport

KEYS = {
    "access_key_id": "AKIAIOSFODNN7EXAMPLE",
    "secret_access_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5)
TIME = NOW.replace(tzinfo=datetime.timezone.utc)


def botocores(bucket, key, fields, conditions, expires, token):
    session = botocore.session.Session()
    session.set_credentials(KEYS["access_key_id"], KEYS["secret_access_key"], token)
    client = session.create_client(
        "s3", region_name="eu-west-1", config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    )
    with mock.patch("botocore.auth.get_current_datetime", lambda: NOW), mock.patch(
        "botocore.signers.get_current_datetime", lambda: NOW
    ):
        return client.generate_presigned_post(bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=int(expires))


@pytest.mark.parametrize("token", [None, "a+token/="])
@pytest.mark.parametrize(
    ("key", "fields", "conditions"),
    [
        ("key", None, None),
        ("a/${filename}", None, None),
        ("${filename}", {}, []),
        ('é "quoted" \\ 🚪\n/<&>', None, None),
        ("key", {"acl": "private", "Content-Type": "image/é"}, [{"acl": "private"}, {"Content-Type": "image/é"}]),
        (
            "key",
            {"success_action_status": "201", "x-amz-meta-a": " b "},
            [["eq", "$success_action_status", "201"], ["starts-with", "$x-amz-meta-a", ""]],
        ),
        ("key", None, [["content-length-range", 1, 2**40], ("starts-with", "$x-ignore-", "")]),
    ],
)
def test_a_post_is_botocores(key, fields, conditions, token):
    want = botocores("my-bucket", key, fields, conditions, 600, token)
    signer = sallyport.Signer(session_token=token, region="eu-west-1", **KEYS)
    got = signer.presign_post(
        want["url"], "my-bucket", key, fields=fields, conditions=conditions, expires=600, time=TIME
    )
    assert got.url == want["url"]
    assert got.fields == want["fields"]
    assert list(got.fields) == list(want["fields"])
    url, form = got
    assert (url, form) == (got.url, got.fields)
    assert "token" not in repr(got)
    assert got.fields["x-amz-signature"] not in repr(got)


def test_a_field_without_a_condition_gets_one():
    signer = sallyport.Signer(region="eu-west-1", **KEYS)
    url = "https://my-bucket.s3.amazonaws.com/"
    one = signer.presign_post(url, "my-bucket", "key", fields={"acl": "private"}, time=TIME)
    two = signer.presign_post(
        url, "my-bucket", "key", fields={"acl": "private"}, conditions=[{"acl": "private"}], time=TIME
    )
    assert one == two


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"url": "https://my-bucket.s3.amazonaws.com/?acl"}, "INVALID_URL"),
        ({"url": None}, "INVALID_URL"),
        ({"key": ""}, "INVALID_ARGUMENT"),
        ({"bucket": ""}, "INVALID_ARGUMENT"),
        ({"expires": 0}, "EXPIRES_OUT_OF_RANGE"),
        ({"expires": 604801}, "EXPIRES_OUT_OF_RANGE"),
        ({"fields": [("a", "b")]}, "INVALID_ARGUMENT"),
        ({"fields": {"a": 1}}, "INVALID_ARGUMENT"),
        ({"conditions": {"acl": "private"}}, "INVALID_ARGUMENT"),
        ({"conditions": ["acl"]}, "INVALID_ARGUMENT"),
        ({"conditions": [object()]}, "INVALID_ARGUMENT"),
    ],
)
def test_what_cannot_be_signed(changes, code):
    arguments = {"url": "https://my-bucket.s3.amazonaws.com/", "bucket": "my-bucket", "key": "key", **changes}
    with pytest.raises(sallyport.UsageError) as raised:
        sallyport.Signer(**KEYS).presign_post(**arguments)
    assert raised.value.name == code


FORM = {"acl": "private", "Content-Type": "image/png"}
CONDITIONS = [{"acl": "private"}, ["starts-with", "$Content-Type", "image/"], ["content-length-range", 1, 100]]


def of_botocore(key="a/${filename}", token=None, conditions=CONDITIONS):
    return botocores("my-bucket", key, dict(FORM), conditions, 600, token)["fields"]


def judged(fields, filename="x.png", size=100, **more):
    more = {"secret_for": {KEYS["access_key_id"]: KEYS["secret_access_key"]}, "now": TIME, **more}
    return sallyport.verify_post("my-bucket", fields, filename, size, **more)


def refusal(*given, **more):
    with pytest.raises(sallyport.VerificationError) as e:
        judged(*given, **more)
    return e.value.name


@pytest.mark.parametrize("token", [None, "a+token/="])
@pytest.mark.parametrize("key", ["key", "a/${filename}", 'é "quoted" \\ 🚪\n/<&>'])
def test_a_form_of_botocore_is_verified(key, token):
    known = {KEYS["access_key_id"]: (KEYS["secret_access_key"], token)}
    fields = of_botocore(key, token)
    for given in (fields, list(fields.items()), [(n.encode(), v.encode()) for n, v in fields.items()]):
        post = judged(given, secret_for=known, services=["s3"], regions=["eu-west-1"])
        assert post.key == key.replace("${filename}", "x.png")
        assert (post.access_key_id, post.min_size, post.max_size) == (KEYS["access_key_id"], 1, 100)
        assert post.expires_at == TIME + datetime.timedelta(seconds=600)
        assert pickle.loads(pickle.dumps(post)) == post
    assert judged(fields, size=None) == post
    if token:
        assert refusal({**fields, "x-amz-security-token": "another"}, secret_for=known) == "REQUEST_TOKEN_WRONG"


def test_a_form_without_a_range_has_no_sizes():
    post = judged(of_botocore(conditions=[{"acl": "private"}, {"Content-Type": "image/png"}]))
    assert (post.min_size, post.max_size) == (None, None)
    assert repr(post) == "<VerifiedPost of %s for 'a/x.png'>" % KEYS["access_key_id"]


def test_every_changed_byte_is_refused():
    """In what the policy fixes; the key and Content-Type may end as they like."""
    fields = of_botocore("key")
    for name, value in fields.items():
        for at in range(0, len(value), 1 if name != "policy" else 7):
            changed = {**fields, name: value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]}
            if name == "Content-Type" and at >= len("image/"):
                assert judged(changed)
            else:
                assert refusal(changed).startswith("REQUEST_"), (name, at)
        without = {other: fields[other] for other in fields if other != name}
        assert refusal(without).startswith("REQUEST_"), name


@pytest.mark.parametrize(
    ("fields", "more", "name"),
    [
        ({"x-amz-meta-a": "b"}, {}, "REQUEST_POLICY_REFUSED"),
        ({}, {"max_skew": 1, "now": TIME - datetime.timedelta(seconds=2)}, "REQUEST_TIME_SKEWED"),
        ({}, {"services": ["sqs"]}, "REQUEST_SCOPE_REFUSED"),
        ({}, {"regions": ["us-east-1"]}, "REQUEST_SCOPE_REFUSED"),
        ({}, {"secret_for": {}}, "REQUEST_KEY_UNKNOWN"),
        ({"acl": "\udc80"}, {}, "REQUEST_MALFORMED"),
        ({b"acl": b"\xff"}, {}, "REQUEST_AMBIGUOUS"),
        ({}, {"filename": "\udc80"}, "REQUEST_MALFORMED"),
    ],
)
def test_a_form_is_refused(fields, more, name):
    given = {**of_botocore(), **fields}
    assert refusal(given, **more) == name


def test_what_is_wrong_with_the_call_is_the_callers():
    for fields in (None, [("a",)], {"a": 1}):
        with pytest.raises(sallyport.UsageError):
            judged(fields)
    for size in (-1, 1.5, "1"):
        with pytest.raises(sallyport.UsageError):
            judged(of_botocore(), size=size)
    with pytest.raises(sallyport.UsageError):
        judged(of_botocore(), filename=1)
    with pytest.raises(KeyError):
        judged(of_botocore(), secret_for=lambda key: {}[key])
