"""Who presented a request to STS that somebody else is to send: GetCallerIdentity as a proof of identity."""

from __future__ import annotations

from . import _args, _lines, _log, _ops
from ._client import Client
from ._errors import REQUEST_MALFORMED, wrong_type
from ._records import Record
from ._verify_request import incoming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, Mapping

    from ._operation import Operation
    from ._types import Body, Fields, Text, Time


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
    now: Time | None = None,
) -> Caller:
    """Says whose credentials have signed a request for GetCallerIdentity, by sending it to STS.

    It is the proof of HashiCorp Vault's AWS login, of EKS and of MSK. Nothing is sent that is not such a request, to
    STS: the URL's host, the action, the parameters and the headers are on lists of what is allowed, and it was signed
    in the last 15 minutes. Redirects are not followed.

    Args:
        method, url, headers, body: of the request, as it was presented; body is bytes.
        client (Client): that reaches STS, without a signer of its own.
        require (dict): headers that must be there with these values, and be signed, so that a proof for somebody else
            is not taken: {"X-Vault-AWS-IAM-Server-ID": "vault.example.com"}. {}: a proof for anybody is.
        hosts (list of str): of STS, in small letters, with a port that is not 443; default: those of AWS in all
            partitions.
        now (datetime or number): default: the clock's time.

    Raises:
        VerificationError: REQUEST_MALFORMED, REQUEST_SCOPE_REFUSED (another host or action),
            REQUEST_HEADER_UNSIGNED (one of require), REQUEST_TIME_SKEWED, REQUEST_SIGNATURE_WRONG (STS refused).
        NetworkError, TLSError, HTTPError: STS was not reached, or it gave another answer.
        UsageError: a wrong argument.

    Specification: AWS STS API Reference, "GetCallerIdentity".
    """
    if not hasattr(require, "items") or not all(isinstance(name, str) for name in require):
        raise wrong_type("require", "a dict with names of headers", require)
    demanded, data = _lines.encode(require), _args.body(body, "body")
    try:
        request = incoming(method, url, headers)
        return _asked(client, hosts, now, _ops.CLIENT_VERIFY_CALLER, body=data, require=demanded, **request)
    finally:
        headers, request = {}, {}  # tracebacks that show locals must not show a token


def verify_eks(
    token: Text,
    cluster_name: str,
    *,
    client: Client,
    hosts: Collection[str] | None = None,
    now: Time | None = None,
) -> Caller:
    """Says whose credentials have made a token for the Kubernetes API of an EKS cluster; see eks().

    Args:
        token (str): that was presented, without "Bearer".
        cluster_name (str): of the cluster that it has to be for.
        client, hosts, now: as for verify_caller().

    Raises:
        As verify_caller().
    """
    name = _args.text(cluster_name, "cluster_name")
    text = _args.text(token, "token", REQUEST_MALFORMED)
    return _asked(client, hosts, now, _ops.CLIENT_VERIFY_TOKEN, kind=b"eks", token=text, name=name)


def verify_vault(
    login: Text,
    *,
    client: Client,
    server_id: Text | None = None,
    hosts: Collection[str] | None = None,
    now: Time | None = None,
) -> Caller:
    """Says whose credentials have made the body of a login at HashiCorp Vault (or OpenBao); see vault().

    Args:
        login (str): the JSON that was presented, with iam_http_request_method, iam_request_url, iam_request_body and
            iam_request_headers; what else is in it, such as the role, is passed over.
        server_id (str): value of X-Vault-AWS-IAM-Server-ID that it must have signed; default: it has none.
        client, hosts, now: as for verify_caller().

    Raises:
        As verify_caller().

    Specification: Vault, "AWS auth method (API)", Login.
    """
    name = _args.optional_text(server_id, "server_id")
    text = _args.text(login, "login", REQUEST_MALFORMED)
    return _asked(client, hosts, now, _ops.CLIENT_VERIFY_TOKEN, kind=b"vault", token=text, name=name)


def _asked(
    client: Client, hosts: Collection[str] | None, now: Time | None, operation: Operation, **given: Any
) -> Caller:
    if not isinstance(client, Client):
        raise wrong_type("client", "a Client", client)
    names = _args.strings(hosts, "hosts")  # of which a str is none: parts of its text would be allowed
    log = _log.logger()
    try:
        spans = client._channel.object().call(
            operation, hosts=None if names is None else b",".join(names), time=_args.epoch(now, "now"), **given
        )
    except BaseException as e:
        if log is not None:
            _log.failed(log, b"GetCallerIdentity", b"https://sts", e)
        raise
    finally:
        given = {}
    if log is not None:
        _log.exchanges(log, spans["exchanges"])
    made = Caller()
    made.arn, made.account, made.user_id = (_lines.text(spans[name]) for name in ("arn", "account", "user_id"))
    return made
