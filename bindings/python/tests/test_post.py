"""POST policies are botocore's."""

import datetime
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
