"""aws-crt-python: signing and one HTTP connection, made before and used after."""

import os

from awscrt import auth, http, io

KINDS = ("aws-crt",)
PORT = int(os.environ["HOSTS_BASE"].rsplit(":", 1)[1])

_connection = _bootstrap = _credentials = None
LIMIT = 20


def make():
    global _bootstrap, _credentials
    group = io.EventLoopGroup(1)
    _bootstrap = io.ClientBootstrap(group, io.DefaultHostResolver(group))
    _credentials = auth.AwsCredentialsProvider.new_static("AKIDEXAMPLE", "secret")


def _get(path):
    connection = http.HttpClientConnection.new("127.0.0.1", PORT, bootstrap=_bootstrap).result(LIMIT)
    request = http.HttpRequest("GET", path)
    request.headers.add("Host", "127.0.0.1:%d" % PORT)
    config = auth.AwsSigningConfig(
        algorithm=auth.AwsSigningAlgorithm.V4,
        signature_type=auth.AwsSignatureType.HTTP_REQUEST_HEADERS,
        credentials_provider=_credentials,
        region="us-east-1",
        service="s3",
    )
    signed = auth.aws_sign_request(request, config).result(LIMIT)
    body = bytearray()
    stream = connection.request(signed, on_body=lambda http_stream, chunk: body.extend(chunk))
    stream.activate()
    assert stream.completion_future.result(LIMIT) == 200
    connection.close().result(LIMIT)
    return bytes(body)


def use(_):
    assert _get("/hello") == b"hello"


def begin():
    pass


def after_fork(kind):
    use(kind)
    return "works"


_name = "crt%d" % os.getpid()


def wait(waits):
    waits.set()
    assert _get("/held?id=" + _name) == b"late"


def finish():
    import urllib.request

    urllib.request.urlopen("http://127.0.0.1:%d/release?id=%s" % (PORT, _name)).close()
