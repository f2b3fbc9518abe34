"""Who presented a request to STS that somebody else is to send: GetCallerIdentity as a proof of identity."""

from __future__ import annotations

import re

from . import _args
from ._errors import (
    REQUEST_HEADER_UNSIGNED,
    REQUEST_MALFORMED,
    REQUEST_SCOPE_REFUSED,
    REQUEST_SIGNATURE_WRONG,
    Error,
    error,
    wrong_type,
)
from ._headers import items_of
from ._inspect import inspect
from ._records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Mapping

    from ._client import Client
    from ._types import Body, Fields, Text

_URL = re.compile(r"https://([a-z0-9.-]{1,253}(?::[0-9]{1,5})?)/?(?:\?([!-~]{1,8192}))?")
_HOST = re.compile(
    r"sts(?:-fips)?(?:\.[a-z]{2,4}(?:-[a-z]+)+-[0-9]+)?\.(?:amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|"
    r"sc2s\.sgov\.gov|csp\.hci\.ic\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk)"
)
_ACTION = {"Action": "GetCallerIdentity", "Version": "2011-06-15"}
_SIGNATURE = {"X-Amz-" + name for name in ("Algorithm", "Credential", "Date", "Expires", "Security-Token", "Signature")}
_SIGNATURE.add("X-Amz-SignedHeaders")
# What goes on to STS, and what is the sender's own and is made anew.
_ALLOWED = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-type", "accept"}
_OWN = {"host", "content-length", "connection", "accept-encoding", "user-agent"}
_ARN = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::([0-9]{12}):[!-~]{1,2048}")


class Caller(Record):
    """Whose credentials have signed, as STS says.

    Attributes:
        arn (str): such as "arn:aws:sts::123456789012:assumed-role/app/session".
        account (str): twelve digits.
        user_id (str): the unique id; of a role it has the session's name behind a colon.
    """

    __module__ = "sallyport.tokens"
    __slots__ = ("account", "arn", "user_id")

    arn: str
    account: str
    user_id: str


def verify_caller(
    method: Text,
    url: Text,
    headers: Fields,
    body: Body = b"",
    *,
    client: Client,
    require: Mapping[str, str],
    hosts: Collection[str] | None = None,
) -> Caller:
    """Says whose credentials have signed a request for GetCallerIdentity, by sending it to STS.

    It is the proof of HashiCorp Vault's AWS login, of EKS and of MSK. Nothing is sent that is not such a request, to
    STS: the URL's host, the action, the parameters and the headers are on lists of what is allowed. Redirects are
    not followed.

    Args:
        method, url, headers, body: of the request, as it was presented; body is bytes.
        client (Client): that reaches STS, without a signer of its own.
        require (dict): headers that must be there with these values, and be signed, so that a proof for somebody else
            is not taken: {"X-Vault-AWS-IAM-Server-ID": "vault.example.com"}. {}: a proof for anybody is.
        hosts (list of str): of STS, in small letters, with a port that is not 443; default: those of AWS in all
            partitions.

    Raises:
        VerificationError: REQUEST_MALFORMED, REQUEST_SCOPE_REFUSED (another host or action),
            REQUEST_HEADER_UNSIGNED (one of require), REQUEST_SIGNATURE_WRONG (STS refused).
        NetworkError, TLSError, HTTPError: STS was not reached, or it gave another answer.
        UsageError: a wrong argument.

    Specification: AWS STS API Reference, "GetCallerIdentity".
    """
    if not hasattr(client, "request"):
        raise wrong_type("client", "a Client", client)
    if not hasattr(require, "items") or not all(isinstance(name, str) for name in require):
        raise wrong_type("require", "a dict with names of headers", require)
    if isinstance(hosts, (str, bytes)):  # parts of its text would be allowed
        raise wrong_type("hosts", "a list of str", hosts)
    verb = bytes(_args.text(method, "method")).decode("latin-1")
    target = bytes(_args.text(url, "url")).decode("latin-1")
    data = bytes(_args.body(body, "body"))
    required = {name.lower(): value for name, value in require.items()}
    host = _checked_target(verb, target, data, hosts)
    given = _checked_headers(headers, host, len(data), required)
    try:
        claim = inspect(target, headers=given)
    except Error as e:
        raise error(REQUEST_MALFORMED, e.message) from None
    if claim.service != "sts" or (claim.carrier == "query") == ("authorization" in given):
        raise error(REQUEST_SCOPE_REFUSED, "the request is not signed once, and for sts")
    for name in ("host", *required):
        if name not in claim.signed_headers or name in required and name not in given:
            raise error(REQUEST_HEADER_UNSIGNED, "the header %.40s is not there, or not signed" % name)
    response = client.request(verb, target, headers=given, data=data or None, allow_redirects=False)
    if response.status_code in (400, 401, 403):
        raise error(REQUEST_SIGNATURE_WRONG, "STS refused the request with status %d" % response.status_code)
    response.raise_for_status()
    return _caller(response.content)


def verify_eks(token: Text, cluster_name: str, *, client: Client, hosts: Collection[str] | None = None) -> Caller:
    """Says whose credentials have made a token for the Kubernetes API of an EKS cluster; see eks().

    Args:
        token (str): that was presented, without "Bearer".
        cluster_name (str): of the cluster that it has to be for.
        client, hosts: as for verify_caller().

    Raises:
        As verify_caller().
    """
    from base64 import urlsafe_b64decode

    text = bytes(_args.text(token, "token")).decode("latin-1")
    prefix, _, rest = text.partition(".")
    if prefix != "k8s-aws-v1" or not re.fullmatch("[A-Za-z0-9_-]{1,12000}", rest) or len(rest) % 4 == 1:
        raise error(REQUEST_MALFORMED, "the token is not k8s-aws-v1. and a presigned URL in base64")
    url = urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
    named = {"x-k8s-aws-id": cluster_name}
    return verify_caller("GET", url, named, client=client, require=named, hosts=hosts)


def _checked_target(method: str, url: str, body: bytes, hosts: Collection[str] | None) -> str:
    """The host of a request that is one for GetCallerIdentity."""
    found = _URL.fullmatch(url)
    if found is None:
        raise error(REQUEST_MALFORMED, "the URL is not of the form https://host/?query")
    host, query = found.group(1), found.group(2) or ""
    if host.endswith(":443"):
        host = host[:-4]
    if host not in hosts if hosts is not None else _HOST.fullmatch(host) is None:
        raise error(REQUEST_SCOPE_REFUSED, "the host %.60r is not one of STS that is allowed" % host)
    parameters = _parameters(query)
    signature = {name: parameters.pop(name) for name in list(parameters) if name in _SIGNATURE}
    if method == "POST" and not signature:
        if len(body) > 4096:
            raise error(REQUEST_MALFORMED, "the body has %d bytes" % len(body))
        if parameters:
            raise error(REQUEST_MALFORMED, "the URL of a POST has parameters")
        parameters = _parameters(body.decode("latin-1"))
    elif method != "GET" or body:
        raise error(REQUEST_MALFORMED, "the request is neither GET without a body nor POST with the action in it")
    if parameters != _ACTION:
        raise error(REQUEST_SCOPE_REFUSED, "the request is not Action=GetCallerIdentity&Version=2011-06-15 alone")
    return host


def _parameters(text: str) -> dict[str, str]:
    from urllib.parse import unquote_plus

    found: dict[str, str] = {}
    for part in text.split("&") if text else ():
        name, equals, value = part.partition("=")
        if not equals or name in found or not re.fullmatch("[A-Za-z-]{1,40}", name):
            raise error(REQUEST_MALFORMED, "a parameter has no value, is there twice, or has another name")
        found[name] = unquote_plus(value)
    return found


def _checked_headers(headers: Any, host: str, length: int, required: dict[str, str]) -> dict[str, str]:
    """The headers that go on."""
    given: dict[str, str] = {}
    names = set()
    for pair in items_of(headers):
        name, value = (bytes(_args.text(text, "headers")).decode("latin-1") for text in pair)
        name, value = name.lower(), value.strip()
        if name in names:
            raise error(REQUEST_MALFORMED, "the header %.40s is there twice" % name)
        names.add(name)
        if name == "host" and value not in (host, host + ":443"):
            raise error(REQUEST_SCOPE_REFUSED, "the header Host is not that of the URL")
        if name == "content-length" and value != str(length):
            raise error(REQUEST_MALFORMED, "the header Content-Length is not that of the body")
        if name in required and value != required[name]:
            raise error(REQUEST_SCOPE_REFUSED, "the header %.40s is not for this service" % name)
        if name in _ALLOWED or name in required:
            given[name] = value
        elif name not in _OWN:
            raise error(REQUEST_MALFORMED, "the header %.40r is not one of such a request" % name)
    return given


def _caller(answer: bytes) -> Caller:
    text = answer[: 64 << 10].decode("utf-8", "replace")
    made = Caller()
    for name, element in (("arn", "Arn"), ("account", "Account"), ("user_id", "UserId")):
        values = re.findall("<%s>([!-~]{1,2048}?)</%s>" % (element, element), text)
        if len(values) != 1:
            raise error(REQUEST_SIGNATURE_WRONG, "the answer of STS has %d times %s" % (len(values), element))
        setattr(made, name, values[0])
    arn = _ARN.fullmatch(made.arn)
    if arn is None or arn.group(1) != made.account:
        raise error(REQUEST_SIGNATURE_WRONG, "the answer of STS names an account that is not the ARN's")
    return made
