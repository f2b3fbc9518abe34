"""Looking up what a host's requests are signed for."""

import pickle

import pytest

import sallyport


@pytest.mark.parametrize(
    ("host", "target", "service", "region"),
    [
        ("sts.eu-west-1.amazonaws.com", None, "sts", "eu-west-1"),
        ("bucket.s3.eu-west-1.amazonaws.com:443", None, "s3", "eu-west-1"),
        (b"dynamodb.us-east-1.amazonaws.com", b"DynamoDB_20120810.GetItem", "dynamodb", "us-east-1"),
        ("localhost:8000", "DynamoDB_20120810.GetItem", "dynamodb", ""),
        ("example.com", None, "", ""),
    ],
)
def test_lookup(host, target, service, region):
    found = sallyport.endpoint(host, target=target)
    assert (found.service, found.region) == (service, region)


def test_it_is_what_a_signer_uses():
    signer = sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key="secret")
    found = sallyport.endpoint("sts.eu-west-1.amazonaws.com")
    signed = signer.sign("GET", "https://sts.eu-west-1.amazonaws.com/", time=0)
    assert "/%s/%s/aws4_request" % (found.region, found.service) in signed.string_to_sign.replace("\n", " ")


def test_the_result_is_a_record():
    found = sallyport.endpoint("sts.eu-west-1.amazonaws.com")
    assert repr(found) == "Endpoint(service='sts', region='eu-west-1')"
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("arguments", [{"host": None}, {"host": 3}, {"host": "h", "target": 3}, {"host": "\ud800"}])
def test_wrong_arguments(arguments):
    with pytest.raises(sallyport.UsageError) as caught:
        sallyport.endpoint(**arguments)
    assert caught.value.name == "INVALID_ARGUMENT"
