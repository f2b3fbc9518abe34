"""The request that publishes a message, for somebody else to send."""

import pickle

import pytest
from conftest import KEYS, TIME

import sallyport

HOST = "a1-ats.iot.eu-west-1.amazonaws.com"


@pytest.fixture
def publisher():
    return sallyport.IotPublisher(HOST, signer=sallyport.Signer(session_token="TOKEN", **KEYS))


def test_it_is_signed_by_the_publishers_signer(publisher):
    made = publisher.prepare("data/test", "caf\u00e9", qos=1, retain=True, content_type="text/plain", time=TIME)
    assert (made.method, made.body) == ("POST", "caf\u00e9".encode())
    assert made.url.startswith("https://%s/topics/data%%2Ftest?" % HOST) or made.url.startswith(
        "https://%s/topics/data/test?" % HOST
    )
    assert "qos=1" in made.url and "retain=true" in made.url and "contentType=text%2Fplain" in made.url
    assert "/20150830/eu-west-1/iotdata/aws4_request" in made.headers["Authorization"]
    assert made.headers["X-Amz-Date"] == "20150830T123600Z"


def test_the_same_request_has_the_same_signature(publisher):
    first, second = (publisher.prepare("t", b"x", user_properties=[("a", "1")], time=TIME) for _ in range(2))
    assert first == second
    assert publisher.prepare("t", b"y", time=TIME) != first
    assert pickle.loads(pickle.dumps(first)) == first


def test_without_a_signer_it_is_not_signed():
    made = sallyport.IotPublisher(
        HOST, authorizer={"name": "n", "token_key": "k", "token": "SECRET", "signature": "c2ln"}
    ).prepare("t", b"")
    assert "Authorization" not in made.headers
    assert made.headers["k"] == "SECRET" and made.headers["x-amz-customauthorizer-name"] == "n"


def test_nothing_secret_is_shown(publisher):
    made = publisher.prepare("t", b"payload")
    assert "TOKEN" not in repr(made) and "Signature=" not in repr(made) and "payload" not in repr(made)
    assert made.headers["X-Amz-Security-Token"] == "TOKEN"


def test_a_service_of_ones_own():
    publisher = sallyport.IotPublisher(HOST, signer=sallyport.Signer(**KEYS), service="iotdevicegateway")
    assert "/eu-west-1/iotdevicegateway/" in publisher.prepare("t", b"").headers["Authorization"]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"topic": "a/#"}, "TOPIC_INVALID"),
        ({"topic": None}, "TOPIC_INVALID"),
        ({"payload": {}}, "INVALID_ARGUMENT"),
        ({"payload": bytes(200000)}, "PAYLOAD_TOO_LARGE"),
        ({"qos": 2}, "MESSAGE_INVALID"),
        ({"message_expiry": 0}, "MESSAGE_INVALID"),
        ({"time": "now"}, "INVALID_ARGUMENT"),
    ],
)
def test_wrong_messages(publisher, arguments, name):
    with pytest.raises(sallyport.Error) as caught:
        publisher.prepare(**{"topic": "t", "payload": b"", **arguments})
    assert caught.value.name == name


def test_a_closed_publisher_prepares_nothing(publisher):
    publisher.close()
    with pytest.raises(sallyport.UsageError):
        publisher.prepare("t", b"")
