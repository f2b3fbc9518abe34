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
        made.sign("GET", "https://s3.eu-west-1.amazonaws.com/", headers={"X-Amz-Meta-A": "x"}),
        sallyport.IdentityVerifier(),
        sallyport.InstanceMetadata(),
    ]


def assert_hidden(text):
    for secret in HIDDEN:
        assert secret not in text


def test_repr_and_str_show_no_secret():
    for value in held():
        assert_hidden(repr(value) + str(value))


def test_a_signed_request_shows_its_token_to_who_sends_it_only():
    signed = signer().sign("GET", "https://s3.eu-west-1.amazonaws.com/")
    assert_hidden(repr(signed) + repr(signed.headers) + str(signed.headers) + repr({"headers": signed.headers}))
    assert signed.headers["X-Amz-Security-Token"] == TOKEN
    again = pickle.loads(pickle.dumps(signed))
    assert again.headers.pairs == signed.headers.pairs
    assert SECRET.encode() not in pickle.dumps(signed)


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
        lambda: signer(access_key_id=3),
        lambda: signer(secret_access_key=bytearray(SECRET.encode())),
        lambda: signer(secret_access_key=SECRET + "\ud800"),
        lambda: signer(session_token=[TOKEN]),
        lambda: sallyport.Signer.from_env([SECRET]),
        lambda: sallyport.Signer.from_env({"AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": 3}),
        lambda: sallyport.Signer.from_env({"AWS_REGION": "eu-west-1", "AWS_SECRET_ACCESS_KEY": [SECRET]}),
        lambda: sallyport.Signer.from_env({3: 3, "AWS_SECRET_ACCESS_KEY": SECRET}),
        lambda: sallyport.Signer.from_env({"AWS_SECRET_ACCESS_KEY": SECRET}),
        lambda: sallyport.Client(cert=(KEY, 3)),
        lambda: sallyport.Client(cert=[KEY]),
        lambda: sallyport.Client(cert=(KEY, KEY, KEY)),
        lambda: sallyport.Client(cert=(KEY, KEY, PASSWORD)),
        lambda: sallyport.Client(cert=("/no/such/file", None, PASSWORD)),
        lambda: sallyport.Client(cert=(3, None, PASSWORD)),
        lambda: sallyport.Client(cert=(KEY, KEY, [PASSWORD])),
        lambda: sallyport.Client(cert=(KEY, KEY, PASSWORD, PASSWORD)),
        lambda: sallyport.Client(cert=KEY + "\ud800"),
        lambda: sallyport.Client(cert=KEY, retries="2"),
        lambda: sallyport.Client(cert=KEY, proxy=[PASSWORD]),
        lambda: sallyport.Client(proxy="http://user:%s@127.0.0.1:1" % PASSWORD, trust_env=3),
        lambda: sallyport.Client(proxy="http://user:%s@127.0.0.1:1" % PASSWORD, max_body=0),
        lambda: sallyport.IotPublisher("host", key=KEY),
        lambda: sallyport.IotPublisher("host", cert=3, key=KEY),
        lambda: sallyport.IotPublisher("host", cert=KEY, key=3),
        lambda: sallyport.IotPublisher("host", cert=KEY, key=KEY, port="443"),
        lambda: sallyport.IotPublisher(3, cert=KEY, key=KEY, authorizer={"token": TOKEN}),
        lambda: sallyport.IotPublisher("host", authorizer=TOKEN),
        lambda: sallyport.IotPublisher("host", authorizer={"token": [TOKEN]}),
        lambda: sallyport.IotPublisher("host", authorizer={"token": TOKEN, "tokn": TOKEN}),
        lambda: sallyport.IotPublisher("host", authorizer={"token": TOKEN}, timeout="5"),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET, TOKEN)}, method="PUT"),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET + "x", TOKEN)}),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET, TOKEN + "x")}),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET, TOKEN, 3)}),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": {"secret_key": [SECRET]}}),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": SECRET + "\ud800"}),
        lambda: presented(secret_for={"ASIAIOSFODNN7EXAMPLE": SECRET}, max_skew="1"),
        lambda: presented(secret_for=[SECRET]),
        lambda: posted(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET, TOKEN)}, size=2),
        lambda: posted(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET + "x", TOKEN)}),
        lambda: posted(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET, TOKEN + "x")}),
        lambda: posted(secret_for={"ASIAIOSFODNN7EXAMPLE": (SECRET, TOKEN)}, size="1"),
        lambda: posted(secret_for=[SECRET]),
    ]


def presented(method="GET", **more):
    signed = signer().sign("GET", "https://s3.eu-west-1.amazonaws.com/")
    return sallyport.verify_request(method, "/", dict(signed.headers), b"", **more)


def posted(size=1, **more):
    post = signer().presign_post(
        "https://b.s3.eu-west-1.amazonaws.com/", "b", "k", conditions=[["content-length-range", 1, 1]]
    )
    return sallyport.verify_post("b", post.fields, None, size, **more)


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


def test_errors_show_no_proxy_of_the_environment(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://user:%s@h:1" % PASSWORD)
    with pytest.raises(sallyport.Error) as caught:
        sallyport.Client().get("https://example.com/")
    frames = traceback.TracebackException(type(caught.value), caught.value, caught.tb.tb_next, capture_locals=True)
    assert_hidden(str(caught.value) + str([(frame.name, frame.locals) for frame in frames.stack]))


@pytest.mark.parametrize(
    "fail",
    [
        lambda: signer(region=3),
        lambda: sallyport.Signer.from_env({"AWS_REGION": 3}),
        lambda: sallyport.Signer.from_env({}),
        lambda: sallyport.Signer.from_profile(3),
        lambda: sallyport.Client(retries="2"),
        lambda: sallyport.Client(proxy="nonsense://"),
        lambda: sallyport.IotPublisher(3),
        lambda: sallyport.IotPublisher("host", port=0),
        lambda: sallyport.IotPublisher("host", timeout="5"),
        lambda: sallyport.IdentityVerifier(accounts=3),
        lambda: sallyport.IdentityVerifier(min_digest="md5"),
        lambda: sallyport.InstanceMetadata(token_ttl=-1),
        lambda: sallyport.InstanceMetadata(endpoint="nonsense"),
    ],
)
def test_what_could_not_be_made_has_a_repr_for_tracebacks_with_locals(fail):
    with pytest.raises(sallyport.Error) as caught:
        fail()
    traceback.TracebackException(type(caught.value), caught.value, caught.tb, capture_locals=True)
    frame = caught.tb
    while frame is not None:
        for value in frame.tb_frame.f_locals.values():
            assert isinstance(repr(value), str)
        frame = frame.tb_next


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
            name = type(value).__name__
            with pytest.raises(TypeError, match="in the process that uses it") as caught:
                act(value)
            assert str(caught.value).startswith(("an " if name[0] == "I" else "a ") + name + " ")
