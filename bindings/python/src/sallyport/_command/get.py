"""sallyport get."""

from __future__ import annotations

from .. import _download
from .._codes import EXIT
from .._errors import HTTPError
from . import parsing, reaching, request, signing
from .output import Output, Progress, of_error, of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from .._client import Client
    from .._response import Response

_EXAMPLES = (
    (
        "A server that DNS does not know, by its address and under its real name",
        "sallyport get --resolve service.cn-shanghai-vpc.maxcompute.aliyun-inc.com:443:10.0.0.7 --cacert ca.pem",
        "https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello",
    ),
    (
        "A file, which is there when it is complete",
        "sallyport get -o hello.json https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello",
    ),
    (
        "A signed request to AWS, with the answer's head",
        "sallyport get -i --aws-sigv4 aws:amz:ap-northeast-1:autoscaling-plans -d '{}'",
        "-H 'Content-Type: application/x-amz-json-1.1'",
        "-H 'X-Amz-Target: AnyScaleScalingPlannerFrontendService.DescribeScalingPlans'",
        "https://autoscaling.ap-northeast-1.amazonaws.com/",
    ),
    (
        "Status, address, TLS and times as data",
        "sallyport get --json -X OPTIONS https://service.cn-shanghai-vpc.maxcompute.aliyun-inc.com/hello",
    ),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "get",
        "Send a request and write the body of the answer.",
        _run,
        usage="[options] URL",
        description="Signed for AWS if an option of signing is given. A status of 400 or above ends with 8.",
        examples=_EXAMPLES,
    )
    parser.add_argument("url", metavar="URL", help='absolute; "-" reads it from stdin')
    parser.add_argument(
        "-o", "--output", metavar="FILE", help="body into a file, whole or not at all; resumes what broke off"
    )
    parser.add_argument("-i", "--include", action="store_true", help="write the head of the answer too")
    parser.add_argument("--max-redirs", metavar="N", type=int, help="redirects that are followed (10)")
    parser.add_argument("--max-filesize", metavar="BYTES", type=int, help="largest body that --json holds (64 MiB)")
    request.add(parser)
    reaching.add(parser)
    signing.add(parser)


def _run(given: argparse.Namespace, output: Output) -> int:
    signer = signing.signer(given) if signing.wanted(given) else None
    url = parsing.url(given.url)
    more = {"signer": signer, "max_redirects": given.max_redirs, "max_body": given.max_filesize}
    sent: dict[str, Any] = {"headers": request.headers(given)}
    body = request.body(given)
    if body is not None:
        sent["data"] = body
        if "content-type" not in [name.lower() for name, _ in sent["headers"]]:
            sent["headers"].append(("Content-Type", "application/x-www-form-urlencoded"))
    method = request.method(given)
    with reaching.client(given, **more) as client:
        if given.output is not None and _download.is_device(given.output):
            return _into_device(client, method, url, given, sent, output)
        if given.output is not None:
            return _into_file(client, method, url, given, sent, output)
        if output.json:
            response = client.request(method, url, **sent)
            return _ended(response, output, {**described(response), **_content(response)})
        with client.stream(method, url, **sent) as streamed:
            if given.include:
                _head(streamed, output)
            _body(streamed, output)
            return _ended(streamed, output)


def _into_file(
    client: Client, method: str, url: str, given: argparse.Namespace, sent: dict[str, Any], output: Output
) -> int:
    progress = Progress(output)
    try:
        if method == "GET" and "data" not in sent:
            response = client.download(url, given.output, progress=progress, headers=sent["headers"])
        else:
            response = _download.replacing(
                given.output, lambda file: _written(client.request(method, url, **sent), file)
            )
    finally:
        progress.end()
    if given.include and not output.json:
        _head(response, output)
    if not _download.good(response) and not output.json:
        output.body(response.content, response.text)
    return _ended(response, output, {**described(response), "file": given.output if _download.good(response) else None})


def _into_device(
    client: Client, method: str, url: str, given: argparse.Namespace, sent: dict[str, Any], output: Output
) -> int:
    """Such as /dev/null: it takes what comes, and nothing of it is replaced."""
    with client.stream(method, url, **sent) as streamed:
        if given.include and not output.json:
            _head(streamed, output)
        if _download.good(streamed):
            with open(given.output, "wb") as device:
                for piece in streamed.iter_bytes():
                    device.write(piece)
        elif not output.json:
            output.body(streamed.content, streamed.text)
        return _ended(
            streamed, output, {**described(streamed), "file": given.output if _download.good(streamed) else None}
        )


def _written(response: Response, file: Any) -> Response:
    if _download.good(response):
        file.write(response.content)
    return response


def _ended(response: Response, output: Output, data: dict[str, Any] | None = None) -> int:
    """The exit status; in JSON the error of a bad status stands beside what came."""
    if response.resigned and not output.json:
        output.note("Signed once more: " + response.resigned)
    failed: HTTPError | None = None
    try:
        response.raise_for_status()
    except HTTPError as e:
        failed = e
    if output.json:
        output.show({**(data or {}), **({"error": of_error(failed)} if failed else {})})
    elif failed:
        output.error(failed)
    return EXIT["http"] if failed else 0


def _head(response: Response, output: Output) -> None:
    output.line("HTTP %d %s" % (response.status_code, response.reason), "bold")
    output.pairs(response.headers.pairs)
    output.line("")


def _body(response: Any, output: Output) -> None:
    import sys

    if sys.stdout.isatty():
        content = response.read(1 << 20)
        output.body(content, content.decode(response.encoding or "utf-8", "replace"))
        if response.read(1):
            output.note("The body is longer than 1 MiB; the rest is not shown: use -o FILE.")
        return
    sys.stdout.flush()
    for piece in response.iter_bytes():
        output.body(piece, "")


def described(response: Response) -> dict[str, Any]:
    """All of a response but its body, as data."""
    peer = of_record(response.peer)
    del peer["certificate"]
    return {
        "status_code": response.status_code,
        "reason": response.reason,
        "url": response.url,
        "headers": response.headers.pairs,
        "history": [{"status_code": one.status_code, "url": one.url} for one in response.history],
        "attempts": response.attempts,
        "resigned": response.resigned,
        "peer": peer,
        "timings": of_record(response.timings),
    }


def _content(response: Response) -> dict[str, str]:
    try:
        return {"text": response.content.decode("utf-8")}
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"base64": b64encode(response.content).decode("ascii")}
