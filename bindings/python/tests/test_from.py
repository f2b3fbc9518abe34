"""The tables of docs/from, row by row: the library's way and ours, and what both sign, or reach."""

import pathlib
import re

import botocore.credentials
import pytest
import requests
from aws_requests_auth.aws_auth import AWSRequestsAuth
from aws_requests_auth.boto_utils import BotoAWSRequestsAuth
from conftest import KEYS
from forcediphttpsadapter.adapters import ForcedIPHTTPSAdapter
from requests_aws4auth import AWS4Auth, PassiveAWS4Auth, StrictAWS4Auth
from requests_aws4auth.aws4auth import DateMismatchError
from requests_aws4auth.aws4signingkey import AWS4SigningKey
from requests_toolbelt.adapters.host_header_ssl import HostHeaderSSLAdapter

import sallyport
from sallyport.requests import PinnedAdapter, SigV4Auth

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:aws_requests_auth")

DOCS = pathlib.Path(__file__).parents[3] / "docs" / "from"
ID, SECRET = KEYS["access_key_id"], KEYS["secret_access_key"]
TOKEN = "FwoGZXIvYXdzEJr//////////wEaD+abc=="
HOST = "sts.eu-west-1.amazonaws.com"
FOUR = (ID, SECRET, "eu-west-1", "sts")
ELSEWHERE = (HOST, "eu-west-1", "sts")


def rows(name):
    """The first cells of the table of a page."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(r"(?m)^\| (.+?) \|", text.partition("\n|---|")[2])


def sent(auth, url="https://%s/" % HOST, **headers):
    """A request as requests would send it: what is proven by its signature, or the error that says what is not."""
    request = requests.Request("POST", url, headers, data=b"{}", auth=auth).prepare()
    signed = request.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    # aws-requests-auth sends a hash that it does not sign; a service takes no notice.
    fields = {name: value for name, value in request.headers.items() if name.lower() in signed or name[:1] not in "Xx"}
    fields["Host"] = request.url.split("/")[2]
    return request, sallyport.verify_request(
        request.method, request.url, fields, request.body, secret_for={ID: SECRET}, max_skew=8e9
    )


def same(theirs, ours, **headers):
    """Both sign for the same key, region, service, body and token; gives the request of ours."""
    (their_request, a), (our_request, b) = sent(theirs, **headers), sent(ours, **headers)
    for name in ("access_key_id", "region", "service", "payload"):
        assert getattr(a, name) == getattr(b, name), name
    assert their_request.headers.get("X-Amz-Security-Token") == our_request.headers.get("X-Amz-Security-Token")
    assert set(a.signed_headers) - {"x-amz-content-sha256"} <= set(b.signed_headers)
    return our_request


def refused(name, auth, **headers):
    with pytest.raises(sallyport.Error) as caught:
        sent(auth, **headers)
    assert caught.value.name == name


def ours(**arguments):
    return SigV4Auth(**{"access_key_id": ID, "secret_access_key": SECRET, **arguments})


def refreshable():
    return botocore.credentials.Credentials(ID, SECRET, TOKEN)


# requests-aws4auth


def access_id():
    same(AWS4Auth(*FOUR), ours())


def secret_key():
    same(AWS4Auth(*FOUR), ours())
    for auth in (AWS4Auth(ID, "another", *FOUR[2:]), ours(secret_access_key="another")):
        refused("REQUEST_SIGNATURE_WRONG", auth)


def region():
    same(AWS4Auth(*FOUR), ours(region="eu-west-1"))
    same(AWS4Auth(ID, SECRET, "us-west-2", "sts"), ours(region="us-west-2"))
    same(AWS4Auth(*FOUR), ours())


def service():
    same(AWS4Auth(*FOUR), ours(service="sts"))
    same(AWS4Auth(ID, SECRET, "eu-west-1", "es"), ours(service="es"))
    target = {"X-Amz-Target": "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"}
    host = "https://autoscaling.eu-west-1.amazonaws.com/"
    assert sent(ours(), host, **target)[1].service == "autoscaling-plans"


def date():
    old = {"X-Amz-Date": "20150830T123600Z"}
    assert "/20150830/" in sent(AWS4Auth(*FOUR, "20150830"), **old)[0].headers["Authorization"]
    day = same(AWS4Auth(*FOUR), ours()).headers["X-Amz-Date"]
    assert day[:8] != "20150830" and "/%s/" % day[:8] in sent(ours())[0].headers["Authorization"]
    with pytest.raises(TypeError):
        ours(date="20150830")


def signing_key():
    same(AWS4Auth(ID, AWS4SigningKey(SECRET, "eu-west-1", "sts")), ours())


def session_token():
    for token in (TOKEN, None):
        request = same(AWS4Auth(*FOUR, session_token=token), ours(session_token=token))
        assert request.headers.get("X-Amz-Security-Token") == token


def refreshable_credentials():
    scope = {"region": "eu-west-1", "service": "sts"}
    same(AWS4Auth(refreshable_credentials=refreshable(), **scope), SigV4Auth(credentials=refreshable()))
    same(AWS4Auth(*FOUR), SigV4Auth(credentials=lambda: (ID, SECRET, None, None)))


def raise_invalid_date():
    for flag in (True, False):  # 1.4 takes a header away that it cannot read, whatever it was told
        assert "Date" not in sent(AWS4Auth(*FOUR, raise_invalid_date=flag), Date="yesterday")[0].headers
    request, proven = sent(ours(), Date="yesterday")
    assert request.headers["Date"] == "yesterday" and "date" in proven.signed_headers


def include_hdrs():
    given = {"Content-Type": "a/b", "Range": "bytes=0-1", "If-Match": "x", "X-Amz-Meta-A": "b", "Accept": "c/d"}
    chosen = AWS4Auth(*FOUR, include_hdrs={"host", "x-amz-date", "accept"})
    assert set(sent(chosen, **given)[1].signed_headers) == {"host", "x-amz-date", "accept"}
    assert set(sent(ours(), **given)[1].signed_headers) - {"x-amz-date", "x-amz-content-sha256"} == {
        "host", "content-type", "range", "if-match", "x-amz-meta-a",
    }  # fmt: skip


def strict_and_passive():
    old = AWS4SigningKey(SECRET, "eu-west-1", "sts", "20150830")
    with pytest.raises(DateMismatchError):
        sent(StrictAWS4Auth(ID, old))
    refused("REQUEST_SCOPE_REFUSED", PassiveAWS4Auth(ID, old))
    sent(ours())


AWS4AUTH = {
    "first, `access_id`": access_id,
    "second, `secret_key`": secret_key,
    "third, `region`": region,
    "fourth, `service`": service,
    "fifth, `date`": date,
    "an `AWS4SigningKey`": signing_key,
    "`session_token=`": session_token,
    "`refreshable_credentials=`": refreshable_credentials,
    "`raise_invalid_date=`": raise_invalid_date,
    "`include_hdrs=`": include_hdrs,
    "`StrictAWS4Auth`, `PassiveAWS4Auth`": strict_and_passive,
}


@pytest.mark.parametrize("row", rows("requests-aws4auth.md"))
def test_from_requests_aws4auth(row):
    AWS4AUTH[row]()


# aws-requests-auth


def aws_access_key():
    same(AWSRequestsAuth(ID, SECRET, *ELSEWHERE), ours())


def aws_secret_access_key():
    for auth in (AWSRequestsAuth(ID, "another", *ELSEWHERE), ours(secret_access_key="another")):
        refused("REQUEST_SIGNATURE_WRONG", auth)


def aws_token():
    request, proven = sent(ours(session_token=TOKEN))
    theirs = requests.Request("POST", request.url, auth=AWSRequestsAuth(ID, SECRET, *ELSEWHERE, TOKEN)).prepare()
    assert request.headers["X-Amz-Security-Token"] == theirs.headers["X-Amz-Security-Token"] == TOKEN
    assert (
        "x-amz-security-token" in proven.signed_headers and ";x-amz-security-token" in theirs.headers["Authorization"]
    )


def aws_host():
    auth = AWSRequestsAuth(ID, SECRET, *ELSEWHERE)
    refused("REQUEST_SIGNATURE_WRONG", auth, url="https://iam.amazonaws.com/")
    for url in ("https://iam.amazonaws.com/", "https://%s/" % HOST):
        sent(ours(), url)


def aws_region():
    same(AWSRequestsAuth(ID, SECRET, HOST, "us-west-2", "sts"), ours(region="us-west-2"))
    same(AWSRequestsAuth(ID, SECRET, *ELSEWHERE), ours())


def aws_service():
    same(AWSRequestsAuth(ID, SECRET, HOST, "eu-west-1", "es"), ours(service="es"))
    same(AWSRequestsAuth(ID, SECRET, *ELSEWHERE), ours())


def found_by_botocore():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", ID)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        import boto3

        same(BotoAWSRequestsAuth(*ELSEWHERE), SigV4Auth(credentials=boto3.Session().get_credentials()))


def subclass():
    class Own(AWSRequestsAuth):
        def get_aws_request_headers_handler(self, r):
            return self.get_aws_request_headers(r, ID, SECRET, None)

    same(Own(None, None, *ELSEWHERE), SigV4Auth(credentials=lambda: (ID, SECRET, None, None)))


REQUESTS_AUTH = {
    "`aws_access_key`": aws_access_key,
    "`aws_secret_access_key`": aws_secret_access_key,
    "`aws_token`": aws_token,
    "`aws_host`": aws_host,
    "`aws_region`": aws_region,
    "`aws_service`": aws_service,
    "`BotoAWSRequestsAuth(...)`": found_by_botocore,
    "a subclass with `get_aws_request_headers_handler`": subclass,
}


@pytest.mark.parametrize("row", rows("aws-requests-auth.md"))
def test_from_aws_requests_auth(row):
    REQUESTS_AUTH[row]()


# Adapters that force an address. The script of MaxCompute's documentation is no library: its column is from reading it.


class Stand:
    """The stand-in of two services at one address."""

    def __init__(self, lab):
        self.lab, self.address = lab, lab.reach["address"]
        self.keys, self.compute = (
            "kms-vpc.cn-shanghai.aliyuncs.com",
            "service.cn-shanghai-vpc.maxcompute.aliyun-inc.com",
        )

    def url(self, name, path="/"):
        return "https://%s:%d%s" % (name, self.lab.reach["port"], path)

    def ask(self, adapter, url, **headers):
        with requests.Session() as session:
            session.trust_env = False
            session.mount("https://", adapter)
            return session.get(url, headers=headers, verify=self.lab.ca, timeout=60).json()

    def pinned(self, *names):
        return PinnedAdapter(resolve={name: self.address for name in names})


def you_mount(at):
    other = "https://%s:%d/" % (at.lab.aws["host"], at.lab.aws["port"])
    with pytest.raises(requests.ConnectionError):  # its address is for every host
        at.ask(ForcedIPHTTPSAdapter(dest_ip=at.address, max_retries=0), other)
    both = PinnedAdapter(resolve={at.compute: at.address, at.lab.aws["host"]: at.lab.aws["address"]})
    assert at.ask(both, at.url(at.compute))["vhost"] == at.compute
    with requests.Session() as session:
        session.mount("https://", both)
        assert session.get(other, verify=at.lab.ca, allow_redirects=False).status_code == 302  # as AWS answers


def you_ask_for(at):
    assert at.ask(HostHeaderSSLAdapter(), at.url(at.address), Host=at.keys)["vhost"] == at.keys
    for adapter in (ForcedIPHTTPSAdapter(dest_ip=at.address), at.pinned(at.keys)):
        assert at.ask(adapter, at.url(at.keys))["vhost"] == at.keys


def server_name(at):
    assert not at.ask(HostHeaderSSLAdapter(), at.url(at.address), Host=at.keys)["sni"]
    for adapter in (ForcedIPHTTPSAdapter(dest_ip=at.address), at.pinned(at.compute)):
        assert at.ask(adapter, at.url(at.compute))["sni"] == at.compute


def addresses_of_a_name(at):
    with pytest.raises(Exception, match="list"):
        at.ask(ForcedIPHTTPSAdapter(dest_ip=["127.0.0.1", at.address]), at.url(at.compute))
    assert (
        at.ask(PinnedAdapter(resolve={at.compute: ["127.0.0.1", at.address]}), at.url(at.compute))["sni"] == at.compute
    )


def after_a_redirect(at):
    to = "/redirect?to=" + at.url(at.address, "/hello")
    assert at.ask(HostHeaderSSLAdapter(), at.url(at.address, to), Host=at.keys)["host_header"] == at.keys
    to = "/redirect?to=" + at.url(at.compute, "/hello")
    for adapter in (ForcedIPHTTPSAdapter(dest_ip=at.address), at.pinned(at.keys, at.compute)):
        assert at.ask(adapter, at.url(at.keys, to))["vhost"] == at.compute


ADAPTERS = {
    "you mount": you_mount,
    "you ask for": you_ask_for,
    "server name (SNI)": server_name,
    "addresses of a name": addresses_of_a_name,
    "after a redirect to another host": after_a_redirect,
}


@pytest.mark.parametrize("row", rows("requests-adapters.md"))
def test_from_requests_adapters(lab, row):
    ADAPTERS[row](Stand(lab))


@pytest.mark.parametrize(
    ("page", "checks"),
    [("requests-aws4auth.md", AWS4AUTH), ("aws-requests-auth.md", REQUESTS_AUTH), ("requests-adapters.md", ADAPTERS)],
)
def test_each_check_has_its_row(page, checks):
    assert rows(page) == list(checks)
