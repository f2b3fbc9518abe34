"""OSS signatures against Alibaba Cloud's own SDK: generated keys, queries, headers and tokens."""

import datetime
import random
from urllib.parse import quote

import pytest

import sallyport

LETTERS = "abz09-_.~ +/%&=?#é|*'()!,:@$\"<>[]{}^`\\"
TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)


def word(chance, most):
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, most)))


def keys(chance, count):
    """Keys of objects; HTTP libraries would resolve one with dot segments, so it is refused."""
    while count:
        key = word(chance, 12).lstrip("/") or "k"
        if not {".", ".."}.intersection(key.split("/")):
            count -= 1
            yield key


@pytest.mark.parametrize("seed", range(5))
def test_signatures_are_those_of_the_sdk(seed):
    from alibabacloud_oss_v2.credentials import Credentials
    from alibabacloud_oss_v2.signer.v4 import SignerV4
    from alibabacloud_oss_v2.types import HttpRequest, SigningContext

    chance = random.Random(seed)
    for key in keys(chance, 100):
        query = {word(chance, 4): chance.choice(["", word(chance, 5)]) for _ in range(chance.randint(0, 3))}
        pairs = [quote(k, safe="") + ("=" + quote(v, safe="") if v else "") for k, v in query.items()]
        url = (
            "https://bucket.oss-cn-hangzhou.aliyuncs.com/" + quote(key, safe="/") + "?" * bool(pairs) + "&".join(pairs)
        )
        headers = chance.choice([{}, {"Content-Type": "text/plain", "x-oss-meta-a": "a  b"}])
        additional = chance.choice([[], ["X-Other", "content-type", "absent"]])
        headers = dict(headers, **({"X-Other": "o"} if additional else {}))
        token = chance.choice([None, "to+k/="])
        signer = sallyport.Signer(
            access_key_id="LTAIEXAMPLE",
            secret_access_key="secret",
            session_token=token,
            scheme="oss4",
            additional_headers=additional,
        )
        theirs = HttpRequest("GET", url)
        theirs.headers.update(headers)
        context = SigningContext(
            product="oss", region="cn-hangzhou", bucket="bucket", key=key, request=theirs,
            credentials=Credentials("LTAIEXAMPLE", "secret", token), signing_time=TIME,
            additional_headers=set(additional),
        )  # fmt: skip
        context.auth_method_query = chance.choice([True, False])
        context.expiration_time = TIME + datetime.timedelta(seconds=900)
        SignerV4().sign(context)
        verified = sallyport.verify_request(
            "GET",
            theirs.url,
            list(theirs.headers.items()),
            b"",
            secret_for={"LTAIEXAMPLE": ("secret", token) if token else "secret"},
            now=TIME,
            schemes=["oss4"],
        )
        assert (verified.service, verified.region) == ("oss", "cn-hangzhou"), url
        if context.auth_method_query:
            ours = signer.presign("GET", url, headers=headers, expires=900, time=TIME)
            assert ours.rsplit("=", 1)[1] == theirs.url.rsplit("=", 1)[1], url
        else:
            ours = signer.sign("GET", url, headers=headers, time=TIME)
            assert ours.headers["Authorization"] == theirs.headers["Authorization"], url


def test_a_batch():
    signer = sallyport.Signer(access_key_id="LTAIEXAMPLE", secret_access_key="secret", scheme="oss4")
    urls = ["https://b.oss-cn-shanghai.aliyuncs.com/a b", "https://b.oss-cn-beijing-internal.aliyuncs.com/k", "x"]
    errors = {}
    got = signer.presign_batch(urls, expires=60, time=TIME, errors=errors)
    assert got[:2] == [signer.presign("GET", url, expires=60, time=TIME) for url in urls[:2]]
    assert "/cn-shanghai/oss/aliyun_v4_request".replace("/", "%2F") in got[0]
    assert got[2] is None
    assert errors[2].name == "INVALID_URL"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://static.example.com/k", "REGION_UNKNOWN"),
        ("https://b.oss-accelerate.aliyuncs.com/k", "REGION_UNKNOWN"),
        ("https://b.oss-cn-shanghai.aliyuncs.com/k?x-oss-date=1", "ALREADY_SIGNED"),
        ("https://b.oss-cn-shanghai.aliyuncs.com/a/../k", "INVALID_URL"),
    ],
)
def test_refused(url, code):
    signer = sallyport.Signer(access_key_id="LTAIEXAMPLE", secret_access_key="secret", scheme="oss4")
    with pytest.raises(sallyport.Error) as caught:
        signer.presign("GET", url)
    assert caught.value.name == code


@pytest.mark.parametrize(
    "options",
    [{"bucket": "b"}, {"additional_headers": ["host"]}, {"scheme": "oss4", "bucket": "b/c"}, {"scheme": "oss5"}],
)
def test_options_that_do_not_fit(options):
    with pytest.raises(sallyport.UsageError):
        sallyport.Signer(access_key_id="LTAIEXAMPLE", secret_access_key="secret", **options)
