"""A refusal of a signature is explained, whatever library brings it."""

import json
import pickle
from datetime import datetime, timezone

import botocore.exceptions
import httpx
import pytest
import requests
from botocore.awsrequest import AWSRequest

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


@pytest.mark.parametrize(
    "given, name",
    [
        ({"status": "bad"}, "status"),
        ({"status": 10**30}, "status"),
        ({"status": float("nan")}, "status"),
        ({"response_headers": 5}, "headers"),
        ({"response_headers": ["a"]}, "headers"),
        ({"response_headers": [1]}, "headers"),
        ({"response_body": {"body": 10**12}}, "body"),
    ],
)
def test_a_wrong_type_is_named(signer, signed, given, name):
    with pytest.raises(sallyport.UsageError, match=name):
        signer.explain(signed, **{"response_body": b"", **given})
    if "response_headers" in given:
        with pytest.raises(sallyport.UsageError, match=name):
            sallyport.inspect("https://a.example/", headers=given["response_headers"])


def test_what_a_server_says_never_reaches_a_terminal_as_it_is(signer, signed):
    why = signer.explain(signed, "<Error><Code>AccessDenied</Code><Message>\x1b[2Jgone</Message></Error>", status=403)
    assert "\x1b" not in str(why) and why.cause == "not_authorized"


URL = (
    "https://b.s3.eu-west-1.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIDEXAMPLE%2F20260102%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260102T030405Z"
    "&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature="
)
URL += "0" * 64


def requests_of_libraries(signed):
    prepared = requests.Request(signed.method, signed.url, headers=dict(signed.headers)).prepare()
    yield "requests", prepared
    yield "httpx", httpx.Request(signed.method, signed.url, headers=dict(signed.headers))
    yield "botocore", AWSRequest(signed.method, signed.url, headers=dict(signed.headers)).prepare()
    yield "Sallyport", signed
    yield "a dict", {"method": signed.method, "url": signed.url, "headers": dict(signed.headers)}


def test_a_request_of_any_library_is_explained_without_the_signer(signer, signed):
    theirs = echo(signed.canonical_request.replace("GET\n", "POST\n", 1), signed.string_to_sign)
    for name, request in requests_of_libraries(signed):
        why = sallyport.explain(request, theirs, status=403)
        assert why.cause == "method_changed", name
        assert TOKEN not in str(why) and SECRET not in str(why)


def test_an_exception_brings_request_and_answer(signed):
    answer = requests.Response()
    answer.status_code = 403
    answer._content = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
    answer.request = requests.Request("GET", URL[:-4]).prepare()
    assert sallyport.explain(response=requests.HTTPError("403", response=answer)).cause == "signature_malformed"
    request = httpx.Request("GET", URL[:-4])
    refused = httpx.Response(403, content=answer.content, request=request)
    error = httpx.HTTPStatusError("403", request=request, response=refused)
    assert sallyport.explain(response=error).cause == "signature_malformed"
    alone = httpx.Response(403, content=answer.content)
    assert sallyport.explain(response=alone).cause == "not_authorized"
    told = {"status": 403, "headers": {}, "body": answer.content}
    assert sallyport.explain(URL[:-4], told).cause == "signature_malformed"


def test_a_botocore_error_needs_no_request():
    parsed = {"Error": {"Code": "ExpiredToken", "Message": "The provided token has expired."}, "ResponseMetadata": {}}
    assert sallyport.explain(response=botocore.exceptions.ClientError(parsed, "GetObject")).cause == "token_expired"


def test_a_presigned_url_is_inspected():
    found = sallyport.inspect(URL, now=datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc))
    assert (found.scheme, found.carrier) == ("AWS4-HMAC-SHA256", "query")
    assert (found.region, found.service) == ("eu-west-1", "s3")
    assert (found.signed_headers, found.expires, found.findings) == (["host"], "in 15 minutes", [])
    assert found.expires_at == datetime(2026, 1, 2, 3, 19, 5, tzinfo=timezone.utc)
    assert "expires: 2026-01-02T03:19:05Z, in 15 minutes" in str(found)
    assert pickle.loads(pickle.dumps(found)) == found
    late = sallyport.inspect(URL, now=found.expires_at.timestamp() + 90)
    assert late.findings == [("request_expired", "it expired 1 minute 30 seconds ago: make a new one")]


def test_an_authorization_header_is_inspected(signed):
    value = signed.headers["Authorization"]
    for given in (value, "Authorization: " + value, signed, value.encode()):
        assert sallyport.inspect(given, now=0).scope == "19700101/us-east-1/iam/aws4_request"
    assert sallyport.inspect("https://a.example/", headers={"Authorization": value}, now=0).service == "iam"


@pytest.mark.parametrize("request_", [None, 3, "", b"", {}])
def test_what_is_no_request_is_said(request_):
    with pytest.raises(sallyport.UsageError):
        sallyport.inspect(request_)
