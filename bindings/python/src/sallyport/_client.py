"""HTTPS by a pinned address under the server's real name."""

from __future__ import annotations

from . import _download, _lines, _native, _ops, _reach
from ._call import Call, run
from ._channel import Channel, Closeable, Owner
from ._errors import INVALID_HEADER
from ._headers import Headers
from ._stream import StreamedResponse
from ._trust import TrustReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Generic, TypeVar

    from typing_extensions import Unpack

    from ._response import Response
    from ._signer import Signer
    from ._types import Auth, CallOptions, Cert, Duration, Fields, Resolve, Text, Timeout, Verify

    Answer = TypeVar("Answer")

    class _Requester(Owner, Generic[Answer]):
        pass

else:

    class _Requester(Owner):
        __slots__ = ()

        def __class_getitem__(cls, _):
            return cls


class Requester(_Requester["Answer"]):
    """What Client and AsyncClient have in common: all but the waiting."""

    __slots__ = (
        "_deadline",
        "_jar",
        "_max_body",
        "_max_redirects",
        "_retries",
        "_signs",
        "_timed",
        "_trust_env",
        "auth",
        "headers",
    )
    # What its methods use.
    _modules: tuple[str, ...] = ("json", "datetime", "base64", __package__ + "._multipart", __package__ + "._links")

    headers: Headers
    auth: Auth | None

    def __init__(
        self,
        *,
        headers: Fields | None = None,
        auth: Auth | None = None,
        cookies: Any = None,
        resolve: Resolve | None = None,
        verify: Verify = True,
        cert: Cert | None = None,
        timeout: Timeout | None = None,
        deadline: Duration | None = None,
        trust_env: bool = True,
        spki_pins: list[str] | None = None,
        signer: Signer | None = None,
        retries: int = 2,
        max_body: int | None = None,
        max_header: int | None = None,
        min_rate: int | tuple[int, Duration] | None = None,
        max_redirects: int | None = None,
        decode: bool = True,
        proxy: Text | bool | None = None,
        allow: list[str] | str | None = None,
        alpn: list[str] | str | None = None,
        fetch_intermediates: bool = False,
    ) -> None:
        try:
            options = _reach.options(
                resolve=resolve,
                verify=verify,
                cert=cert,
                timeout=timeout,
                deadline=deadline,
                spki_pins=spki_pins,
                signer=signer,
                retries=retries,
                proxy=proxy,
                max_body=max_body,
                max_header=max_header,
                min_rate=min_rate,
                max_redirects=max_redirects,
                decode=decode,
                allow=allow,
                alpn=alpn,
                fetch_intermediates=fetch_intermediates,
            )
            if cookies is False:
                options.set("client.cookies", "none")
            names = _reach.environment(trust_env, verify, proxy)
            self.auth = auth
        finally:
            del auth, cert, proxy  # tracebacks that show locals must not show a key or a password
        _native.prepare(*self._modules)
        self.headers = _lines.decode(_lines.encode(headers))
        self._jar = None
        if cookies is not None:
            with _native.late:
                from ._cookies import of_client

            self._jar = of_client(cookies)
        self._deadline = deadline
        self._timed = timeout is not None
        self._trust_env = trust_env
        self._max_body = 64 << 20 if max_body is None else int(max_body)
        self._max_redirects = 10 if max_redirects is None else min(int(max_redirects), 100)
        self._retries = 2 if retries is None else int(retries)
        self._signs = signer is not None
        self._channel = Channel("this " + type(self).__name__, _ops.CLIENT_NEW, options, names)

    @property
    def cookies(self) -> Any:
        """The jar of a client that was made with cookies, else None."""
        return None if self._jar is False else self._jar

    def request(self, method: Text, url: Text, **options: Unpack[CallOptions]) -> Answer:
        """What the faces have."""
        raise NotImplementedError

    def get(self, url: Text, **options: Unpack[CallOptions]) -> Answer:
        """GET; the arguments are those of Client.request()."""
        return self.request("GET", url, **options)

    def head(self, url: Text, **options: Unpack[CallOptions]) -> Answer:
        """HEAD; the arguments are those of Client.request(). A redirect is followed: requests' head() follows none."""
        return self.request("HEAD", url, **options)

    def options(self, url: Text, **options: Unpack[CallOptions]) -> Answer:
        """OPTIONS; the arguments are those of Client.request()."""
        return self.request("OPTIONS", url, **options)

    def delete(self, url: Text, **options: Unpack[CallOptions]) -> Answer:
        """DELETE; the arguments are those of Client.request()."""
        return self.request("DELETE", url, **options)

    def post(self, url: Text, data: Any = None, json: Any = None, **options: Any) -> Answer:
        """POST; the arguments are those of Client.request()."""
        return self.request("POST", url, data=data, json=json, **options)

    def put(self, url: Text, data: Any = None, **options: Any) -> Answer:
        """PUT; the arguments are those of Client.request()."""
        return self.request("PUT", url, data=data, **options)

    def patch(self, url: Text, data: Any = None, **options: Any) -> Answer:
        """PATCH; the arguments are those of Client.request()."""
        return self.request("PATCH", url, data=data, **options)

    def __repr__(self) -> str:
        return "<%s>" % type(self).__name__


class Client(Requester["Response"], Closeable):
    """An HTTPS client that can be told where a name is.

    The URL keeps the server's real name; ``resolve`` says which address to
    connect to. SNI, the Host header and the certificate check use the name, and
    no DNS is asked. Redirects are followed as in requests (307 and 308 keep method
    and body, the others become a GET), but those of signed requests and of a
    client with a certificate are returned. Connections stay open for the next request. A client may be
    shared between threads, and used in a process that was forked after it was
    made.

    Args:
        headers (dict or list of pairs): sent with each request, unless a call gives
            its own of that name, or None for it. ``client.headers`` can be changed.
        auth: (user, password) for Basic, or a callable, as for a call.
        cookies: True, or a CookieJar of http.cookiejar: keeps the cookies of all
            calls, in ``client.cookies``. Default: what the redirects of a call set
            goes along with it, and is forgotten at its end. False: not that either.
        resolve: {"host" or "host:port": "ip" or ["ip", ...]}, or a list in
            curl's syntax, ["host:port:addr[,addr]"].
        verify: True (default), False (insecure), the path of a CA file or
            directory, PEM bytes, or pins as curl writes them ("sha256//...", more
            with ";" between), one of which is the server's key: then its names,
            dates and issuer do not matter. Files are read again when they change.
            What is given here wins over the
            environment; with True, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, then
            SSL_CERT_FILE and SSL_CERT_DIR are used if they are set, then the
            system's roots, then Mozilla's, which the library carries.
        cert: client certificate: a path to PEM (certificate and key) or PKCS#12,
            a pair (certificate, key), or bytes in place of any path. Third in a
            tuple may stand the password; (path, None, password) for PKCS#12.
        timeout: seconds or timedelta, or (connect, read), as in requests: limits
            the wait for a connection (and for its handshake) and each silence of
            the server, of each attempt; None in a pair is no limit. Default: 10
            and 30 s.
        deadline: seconds or timedelta for the whole call, repetitions and
            redirects included. Default: 60 s, but none if timeout is given.
        trust_env (bool): False ignores the environment: CA variables and
            HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY. They are read at each
            request, so that a change counts from then on.
        spki_pins: list of "sha256//BASE64"; one must be in the server's chain.
        signer (Signer): signs every request for AWS.
        retries (int): repetitions after a failure that makes one safe; a time
            limit that was reached is none.
        max_body (int): largest response in bytes; default 64 MiB.
        max_header (int): largest response header in bytes; default 64 KiB.
        min_rate: least rate of a response in bytes a second, as a mean of 30 seconds
            in which it is waited for, or (rate, seconds); slower is RATE_TOO_LOW.
            Default: any rate.
        max_redirects (int): redirects that are followed; 0 follows none; default 10.
        decode (bool): ask for gzip and deflate, and decode the body, as requests
            does; False takes it as it comes.
        proxy: "http://[user:password@]host:port"; False: none, whatever the
            environment says.
        allow: the addresses that may be dialled, a str or a list: "public" (all
            that are global), networks ("10.0.0.0/8"), addresses and host names.
            It is asked for each dial, after the look-up, also for redirects and
            proxies; another address is ADDRESS_NOT_ALLOWED. Default: all.
        alpn: ALPN protocols to offer, a str or a list, such as
            "x-amzn-http-ca"; the server must select one. Default: http/1.1, not
            demanded.
        fetch_intermediates (bool): get certificates that a server should have
            sent from where its certificate says they are (AIA), by plain HTTP
            and under the same resolve, allow and proxy. Whoever answers as the
            server chooses that address, so that it is off by default.

    Raises:
        UsageError, TLSError: an option cannot be used.
    """

    __module__ = "sallyport"
    __slots__ = ()

    def request(self, method: Text, url: Text, **options: Unpack[CallOptions]) -> Response:
        """Sends a request and reads the whole response. A status of 400 or above is a response too.

        While it waits, Python's signal handlers run; what one of them raises
        gives the exchange up.

        Args:
            method, url (str or bytes): the method is sent in capitals; url is
                absolute, http or https.
            headers (dict or list of pairs): to send; str values as UTF-8.
            params (dict, list of pairs, str or bytes): appended to the query.
            data: the body: bytes or str (as UTF-8); a dict or list of pairs is
                form-encoded; a file object or an iterator of bytes is sent as it is
                read, with its length if a file says it, else in chunks of HTTP. Such
                a body is not repeated. A signer signs it as UNSIGNED-PAYLOAD over
                https, and over http in signed chunks, which S3 takes and which
                need its length; payload_hash and checksum say otherwise.
            files (dict or list of pairs): multipart/form-data: name to a file object,
                bytes, or (filename, those[, content type[, headers]]). Files are read
                as they are sent; a dict as data gives the fields before them.
            json: sent as JSON; not together with data.
            cookies (dict or CookieJar): for this call; a dict's are for the host of
                url. What a response sets goes along with the redirects of the call.
                A Cookie in headers goes alone with the first request.
            auth: (user, password) for Basic, sent as Latin-1, or a callable that gets
                a PreparedRequest and returns it, for the first request.
            timeout, deadline: for this call, in the place of the client's.
            allow_redirects (bool): False returns a redirect instead of following it.
            verify, cert: for this call, in the place of the client's. Calls with the
                same verify and cert share their connections, with no others.
            payload_hash (str): of a client with a signer: SHA-256 of the body in hex,
                or what else Signer.sign() takes. A body in chunks is made by
                the client: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" and its like.
            checksum (str): of a client with a signer, for S3: "crc32", "crc32c",
                "crc64nvme", "sha1" or "sha256", made while the body is sent, and
                sent behind it. The server refuses a body with another one.

        Raises:
            NetworkError, TimeoutError, TLSError, CertificateError: no exchange.
            HTTPError: the answer is cut off, too large or not HTTP.
            UsageError: a wrong argument, or the client was closed.
        """
        response: Response = run(Call(self, method, url, **options).whole())
        return response

    def stream(self, method: Text, url: Text, **options: Unpack[CallOptions]) -> StreamedResponse:
        """Sends a request and returns when the head of the response is there; the body is read as it arrives.

        Use it in a with statement. The arguments and errors are those of
        request(); max_body does not apply, and without a deadline of the call or
        the client there is none. Leaving a read by an exception ends the exchange.
        """
        response: StreamedResponse = run(Call(self, method, url, **options).streamed(StreamedResponse))
        return response

    def download(
        self, url: Text, path: Any, *, progress: Any = None, headers: Fields | None = None, **options: Any
    ) -> Response:
        """GET into a file, which is there when it is complete, and before that not at all.

        A transfer that breaks off is resumed if the server has given the body a
        strong ETag and takes ranges; it ends after three attempts that bring
        nothing. With another status than 2xx no file is made or replaced and the
        response has the body; otherwise its content is empty.

        Args:
            path (str or os.PathLike): is replaced, behind a link what the link leads
                to; its folder takes the temporary file.
            progress: is called with the bytes received and the total, or None if
                it is not known. What it raises ends the download.
            headers, options: those of stream().

        Raises:
            OSError: the file cannot be written, or path is a folder, device or pipe.
                Else as stream().
        """
        own: list[Any] = list(_lines.pairs(headers, "headers", INVALID_HEADER))
        return _download.download(lambda more: self.stream("GET", url, headers=own + more, **options), path, progress)

    def trust_report(self) -> TrustReport:
        """Where each trusted root came from, as of now: files that have changed are read again.

        Nothing is connected.

        Raises:
            UsageError: the client is closed (HANDLE_CLOSED).
        """
        return TrustReport(self._channel.object().call(_ops.CLIENT_TRUST_REPORT))

    def __enter__(self) -> Client:
        self._channel.object()
        return self
