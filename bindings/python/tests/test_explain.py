"""A refusal of a signature is explained, whatever library brings it."""

import json
import pickle

import botocore.exceptions
import pytest
import requests

import sallyport

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TOKEN = "FQoGZXIvYXdzEXAMPLETOKEN"
SERVICE = {"message": "Credential should be scoped to correct service: 'autoscaling-plans'."}


@pytest.fixture
def signer():
    return sallyport.Signer(access_key_id="AKIDEXAMPLE", secret_access_key=SECRET, session_token=TOKEN)


@pytest.fixture
def signed(signer):
    return signer.sign("GET", "https://iam.amazonaws.com/?Action=ListUsers", headers={"X-Amz-Meta-A": "b"}, time=0)


def echo(canonical, to_sign):
    return (
        "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>%s</StringToSign>"
        "<CanonicalRequestBytes>%s</CanonicalRequestBytes></Error>"
    ) % (to_sign, canonical.encode().hex(" "))


def test_the_service_that_the_server_wants(signer, signed):
    why = signer.explain(signed, json.dumps(SERVICE), status=403)
    assert (why.cause, ("signed for", "iam") in why.evidence) == ("wrong_service", True)
    assert 'service="autoscaling-plans"' in why.fix
    assert str(why).startswith("wrong_service: ") and "\nFix: " in str(why)
    assert pickle.loads(pickle.dumps(why)) == why


@pytest.mark.parametrize(
    "old, new, cause",
    [
        ("x-amz-meta-a:b", "x-amz-meta-a:c", "header_changed"),
        ("x-amz-meta-a:b\n", "", "header_removed"),
        ("GET\n", "POST\n", "method_changed"),
        ("host:iam.amazonaws.com", "host:127.0.0.1", "host_changed"),
        ("", "", "secret_wrong"),
    ],
)
def test_the_first_line_that_differs(signer, signed, old, new, cause):
    theirs = signed.canonical_request.replace(old, new, 1)
    why = signer.explain(signed, echo(theirs, signed.string_to_sign).encode())
    assert why.cause == cause
    assert SECRET not in str(why) and TOKEN not in str(why)


def responses():
    answer = requests.Response()
    answer.status_code, answer._content = 403, json.dumps(SERVICE).encode()
    answer.headers["Content-Type"] = "application/json"
    yield "requests.Response", answer
    yield "requests.HTTPError", requests.HTTPError("403", response=answer)
    parsed = {
        "Error": {"Code": "InvalidSignatureException", "Message": SERVICE["message"]},
        "ResponseMetadata": {"HTTPStatusCode": 403, "HTTPHeaders": {"x-amzn-requestid": "1"}},
    }
    yield "botocore.ClientError", botocore.exceptions.ClientError(parsed, "ListUsers")


@pytest.mark.parametrize("name, response", list(responses()))
def test_responses_and_exceptions_of_other_libraries(signer, signed, name, response):
    assert signer.explain(signed, response).cause == "wrong_service", name


def test_headers_tell_too(signer, signed):
    why = signer.explain(signed, b"", response_headers={"x-amz-bucket-region": "ap-south-1"}, status=400)
    assert (why.cause, 'region="ap-south-1"' in why.fix) == ("wrong_region", True)


@pytest.mark.parametrize("response", [None, 3, object(), ValueError("x")])
def test_what_is_no_answer_is_said(signer, signed, response):
    with pytest.raises(sallyport.UsageError, match="response_body"):
        signer.explain(signed, response)


def test_what_a_server_says_never_reaches_a_terminal_as_it_is(signer, signed):
    why = signer.explain(signed, "<Error><Code>AccessDenied</Code><Message>\x1b[2Jgone</Message></Error>", status=403)
    assert "\x1b" not in str(why) and why.cause == "not_authorized"
