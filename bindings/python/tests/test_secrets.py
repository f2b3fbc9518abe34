"""Secrets never reach text: repr, str, errors, tracebacks with locals; and objects that hold them are not pickled."""

import copy
import pickle
import traceback

import pytest

import sallyport

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYSECRETKEY0"
TOKEN = "FwoGZXIvYXdzTOKENTOKENTOKEN"
PASSWORD = "proxy-password"
KEY = "-----BEGIN PRIVATE KEY-----\nPRIVATEPRIVATE\n-----END PRIVATE KEY-----\n"
HIDDEN = (SECRET, TOKEN, PASSWORD, "PRIVATEPRIVATE")


def signer(**more):
    options = {
        "access_key_id": "ASIAIOSFODNN7EXAMPLE",
        "secret_access_key": SECRET,
        "session_token": TOKEN,
        "region": "eu-west-1",
    }
    options.update(more)
    return sallyport.Signer(**options)


def held():
    made = signer()
    return [
        made,
        made._options,
        sallyport.Signer.from_env(
            {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}
        ),
        sallyport.Client(signer=made, proxy="http://user:%s@127.0.0.1:1" % PASSWORD),
        made.sign("GET", "https://s3.eu-west-1.amazonaws.com/", headers={"X-Amz-Target": "x"}),
        sallyport.IdentityVerifier(),
        sallyport.InstanceMetadata(),
    ]


def assert_hidden(text):
    for secret in HIDDEN:
        assert secret not in text


def test_repr_and_str_show_no_secret():
    for value in held():
        assert_hidden(repr(value) + str(value))


def test_a_repr_still_says_which_one_it_is():
    assert repr(signer()) == "<Signer ASIAIOSFODNN7EXAMPLE>"
    assert repr(sallyport.IotPublisher("host.example", signer=signer())) == "<IotPublisher host.example>"


def failures():
    return [
        lambda: signer(region="EU West 1!"),
        lambda: signer(session_token=TOKEN + "\n"),
        lambda: signer(secret_access_key=SECRET + " "),
        lambda: signer(access_key_id=SECRET, secret_access_key="AKIAIOSFODNN7EXAMPLE"),
        lambda: signer(session_token=None),
        lambda: signer(double_encode=3),
        lambda: signer().sign("GET", "nonsense"),
        lambda: sallyport.Client(proxy="nonsense://user:%s@h:1" % PASSWORD),
        lambda: sallyport.Client(cert=(KEY, KEY)),
        lambda: sallyport.Client(proxy="http://user:%s@127.0.0.1:1" % PASSWORD, retries=0).get("http://example.com/"),
        lambda: sallyport.IotPublisher("host", cert=KEY, key=KEY),
        lambda: sallyport.IotPublisher("bad host", authorizer={"name": "n", "token_key": "k", "token": TOKEN}),
    ]


@pytest.mark.parametrize("number", range(len(failures())))
def test_errors_show_no_secret_even_with_the_locals_of_each_frame(number):
    fail = failures()[number]
    with pytest.raises(sallyport.Error) as caught:
        fail()
    assert_hidden(str(caught.value) + repr(caught.value.__dict__))
    frames = traceback.TracebackException(
        type(caught.value), caught.value, caught.tb.tb_next.tb_next, capture_locals=True
    )
    own = [frame for frame in frames.stack if "/sallyport/" in frame.filename]
    assert own
    text = "\n".join("%s %s" % (frame.name, frame.locals) for frame in own)
    assert_hidden(text)


@pytest.mark.parametrize("headers", [{"X-Token": TOKEN + "\r\nX: y"}, {"X-Token": TOKEN, "Authorization": SECRET}])
def test_errors_show_no_header_value(headers):
    with pytest.raises(sallyport.UsageError) as caught:
        signer().sign("GET", "https://example.com/", headers=headers)
    assert_hidden(str(caught.value) + repr(caught.value.__dict__))


def test_what_holds_secrets_or_connections_is_not_pickled():
    for value in held():
        if isinstance(value, (sallyport.SignedRequest, sallyport._options.Options)):
            continue
        for act in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="in the process that uses it"):
                act(value)
