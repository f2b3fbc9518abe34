"""sallyport sign, presign."""

from __future__ import annotations

from . import parsing, request, signing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Iterator

    from .._records import SignedRequest
    from .output import Output

_SIGN = (
    (
        "The headers to send, in a form that curl reads; its process list shows none of them",
        "sallyport sign --curl 'https://sts.ap-northeast-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15'",
        "| curl -sS -K -",
    ),
    (
        "A body and a service that the host does not tell",
        "sallyport sign -d @body.json -H 'X-Amz-Target: AnyScaleScalingPlannerFrontendService.DescribeScalingPlans'",
        "https://autoscaling.ap-northeast-1.amazonaws.com/",
    ),
    (
        "What exactly is signed, with the credentials of a profile",
        "sallyport sign --canonical --profile sallyport-lab https://iam.amazonaws.com/",
    ),
)
_PRESIGN = (
    (
        "A URL that anybody can fetch for 15 minutes",
        "sallyport presign --expires 900 'https://bucket.s3.eu-west-1.amazonaws.com/a report.csv'",
    ),
    (
        "One for an upload, with a header that the user of the URL must send",
        "sallyport presign -X PUT -H 'Content-Type: text/csv' https://bucket.s3.eu-west-1.amazonaws.com/report.csv",
    ),
    (
        "An object of Alibaba Cloud OSS, with the credentials that Alibaba Cloud's own tools find",
        "sallyport presign --provider alibaba --scheme oss4 https://bucket.oss-cn-hangzhou.aliyuncs.com/report.csv",
    ),
    (
        "Many, one on a line",
        "sallyport presign --expires 60 - < urls.txt",
    ),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "sign",
        "Sign a request with AWS Signature Version 4, and write the headers to send.",
        _sign,
        usage="[options] URL",
        description="Send exactly the URL and the headers that are written; a session token is among them.",
        examples=_SIGN,
    )
    parser.add_argument("url", metavar="URL", help='absolute; "-" reads it from stdin')
    parser.add_argument("--curl", action="store_true", help="write a config for curl -K")
    parser.add_argument("--canonical", action="store_true", help="write the canonical request and the string to sign")
    parser.add_argument("--payload-hash", metavar="HEX", help='in the place of the body\'s hash, or "UNSIGNED-PAYLOAD"')
    request.add(parser)
    signing.add(parser)

    parser = commands.add(
        "presign",
        "Sign a URL in its query.",
        _presign,
        usage="[options] URL...",
        description="Whoever has the URL can use it until it expires.",
        examples=_PRESIGN,
    )
    parser.add_argument("url", metavar="URL", nargs="+", help='absolute; "-" reads them from stdin, one on a line')
    parser.add_argument("--expires", metavar="SECONDS", type=int, default=3600, help="lifetime, 1 to 604800 (3600)")
    request.add(parser)
    signing.add(parser)


def _sign(given: argparse.Namespace, output: Output) -> int:
    body = request.body(given)
    signed = signing.signer(given).sign(
        request.method(given),
        parsing.url(given.url),
        headers=request.headers(given),
        body=body or b"",
        payload_hash=given.payload_hash,
    )
    data = {
        "method": signed.method,
        "url": signed.url,
        "headers": dict(signed.headers),
        "signature": signed.signature,
        "canonical_request": signed.canonical_request,
        "string_to_sign": signed.string_to_sign,
    }
    if given.curl:
        output.show(data, _config(signed, body))
    elif given.canonical:
        output.show(data, [signed.canonical_request, "", signed.string_to_sign])
    else:
        output.show(
            data, ["%s %s" % (signed.method, signed.url), *("%s: %s" % pair for pair in signed.headers.items())]
        )
    return 0


def _config(signed: SignedRequest, body: bytes | None) -> Iterator[str]:
    """Lines of a config of curl. The body is repeated there if it is text that a config can hold."""
    yield "url = %s" % _quoted(signed.url)
    # With request = "HEAD" alone curl waits for the body that Content-Length announces.
    yield "head" if signed.method == "HEAD" and body is None else "request = %s" % _quoted(signed.method)
    for name, value in signed.headers.items():
        if name.lower() != "content-length":
            # "Name:" takes a header away, "Name;" sends it without value.
            yield "header = %s" % _quoted("%s: %s" % (name, value) if value else "%s;" % name)
    if body is not None:
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" not in text:  # where the value ends for curl
            yield "data-raw = %s" % _quoted(text)
        else:
            yield "# the body is not text: give it to curl with --data-binary @FILE"


def _quoted(text: str) -> str:
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(char, escape)
    return '"%s"' % text


def _presign(given: argparse.Namespace, output: Output) -> int:
    signer = signing.signer(given)
    if given.data is not None:
        given.parser.error("a presigned URL does not carry a body")
    urls = []
    for url in _urls(given.url):
        urls.append(signer.presign(request.method(given), url, expires=given.expires, headers=request.headers(given)))
    output.show([{"url": url, "expires": given.expires} for url in urls], urls)
    return 0


def _urls(words: list[str]) -> Iterator[str]:
    import sys

    for word in words:
        if word == "-":
            yield from filter(None, (line.strip() for line in sys.stdin))
        else:
            yield parsing.url(word)
