"""AWS Signature Version 4."""

from __future__ import annotations

from . import _args, _batch, _calls, _explain, _native, _ops
from ._errors import CREDENTIALS_MALFORMED, REGION_MALFORMED, usage
from ._options import Options
from ._sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Mapping, NoReturn

    from ._chunks import SignedBody, SignedEvents
    from ._errors import Error
    from ._explain import Explanation
    from ._records import PresignedPost, SignedRequest
    from ._types import Body, Duration, Fields, Text, Time


class Signer(Sources):
    """Signs HTTP requests with AWS Signature Version 4, or with another scheme.

    One signer owns one set of credentials; it is immutable and may be shared
    between threads, and used in a process that was forked after it was made.

    Args:
        access_key_id, secret_access_key (str or bytes): the key pair.
        session_token (str or bytes): of temporary credentials.
        credentials: in place of the three, what renews them: a credentials
            object of botocore (boto3.Session().get_credentials()), or a function
            that returns one, a dict with AWS's names, or a tuple (key id, secret,
            token, expiry). It is asked for each signature, and if there is an
            expiry again 15 minutes before.
        region (str): signing region; with aws4a several, such as
            "us-east-1,us-west-2", or "*". Default: derived from each request's host.
        service (str): signing name, as in the credential scope. Default:
            derived from the X-Amz-Target header, then from the host.
        scheme (str): "aws4", "aws4a" (several regions), or of Alibaba Cloud "oss4",
            "acs3" (OpenAPI), "odps4" (MaxCompute); see docs/schemes.md.
        double_encode (bool): encode the path once more in the canonical
            request. Default: as AWS does, except for S3.
        normalize_path (bool): remove dot segments and empty segments there.
            Default: as AWS does, except for S3.
        sign_session_token (bool): False sends X-Amz-Security-Token unsigned.
        content_sha256_header (bool): send x-amz-content-sha256; default: for S3.
        query_plus (str): what a plus sign in a query means: "space" (default; it
            is sent and signed as %20), "literal" (as %2B), or "refuse".
        token_header (str): header or parameter of the session token. Default:
            X-Amz-Security-Token, or X-Amz-S3session-Token for S3 Express.
        strict (bool): True refuses to assume a region that a host does not tell.
        bucket (str): with oss4, for a host that does not name it.
        additional_headers (list of str): with oss4, names of headers that are signed
            besides content-type, content-md5 and x-oss-*.

    Raises:
        UsageError: a wrong type, or a value that AWS never uses.
        CredentialsError: credentials that cannot work.

    Specification: AWS, "Signature Version 4 for API requests".
    """

    __module__ = "sallyport"
    __slots__ = ("_handle", "_object", "_options", "_pairs", "_sign", "_source", "__weakref__")

    def __init__(
        self,
        *,
        access_key_id: Text | None = None,
        secret_access_key: Text | None = None,
        session_token: Text | None = None,
        credentials: Any = None,
        region: Text | None = None,
        service: Text | None = None,
        scheme: Text = "aws4",
        double_encode: bool | None = None,
        normalize_path: bool | None = None,
        sign_session_token: bool = True,
        content_sha256_header: bool | None = None,
        query_plus: Text | None = None,
        token_header: Text | None = None,
        strict: bool = False,
        bucket: Text | None = None,
        additional_headers: list[str] | None = None,
    ) -> None:
        self._source = "that could not be made"
        options = Options()
        if credentials is not None:
            with _native.late:
                from ._credentials import Source
                from ._renewed import RenewedSigner

            if access_key_id is not None or secret_access_key is not None or session_token is not None:
                raise usage("give credentials, or a key pair")
            options.credentials = Source(credentials)
            if type(self) is not Signer:
                raise usage("credentials= is for Signer itself, not for %s" % type(self).__name__)
            self.__class__ = RenewedSigner
        try:
            options.set(
                "credentials.access_key_id", _args.optional_text(access_key_id, "access_key_id", CREDENTIALS_MALFORMED)
            )
            options.set(
                "credentials.secret_access_key",
                _args.optional_text(secret_access_key, "secret_access_key", CREDENTIALS_MALFORMED),
            )
            options.set(
                "credentials.session_token", _args.optional_text(session_token, "session_token", CREDENTIALS_MALFORMED)
            )
        finally:
            del (
                access_key_id,
                secret_access_key,
                session_token,
                credentials,
            )  # tracebacks that show locals must not show these
        self._open(
            options,
            region=region,
            service=service,
            scheme=scheme,
            double_encode=double_encode,
            normalize_path=normalize_path,
            sign_session_token=sign_session_token,
            content_sha256_header=content_sha256_header,
            query_plus=query_plus,
            token_header=token_header,
            strict=strict,
            bucket=bucket,
            additional_headers=additional_headers,
        )
        source = options.credentials  # not before: the two may have been swapped
        self._source = options.pairs[0][1].decode("utf-8", "replace") if source is None else repr(source)

    @classmethod
    def _made(cls, pairs: Options, source: str, options: dict[str, Any]) -> Signer:
        for argument in options:
            if argument not in _SIGN_OPTIONS:
                raise TypeError("unexpected keyword argument %r" % argument)
        signer = cls.__new__(cls)
        signer._source = source
        signer._open(pairs, **options)
        return signer

    def _open(
        self,
        options: Options,
        *,
        region: Text | None = None,
        service: Text | None = None,
        scheme: Text = "aws4",
        double_encode: bool | None = None,
        normalize_path: bool | None = None,
        sign_session_token: bool = True,
        content_sha256_header: bool | None = None,
        query_plus: Text | None = None,
        token_header: Text | None = None,
        strict: bool = False,
        bucket: Text | None = None,
        additional_headers: list[str] | None = None,
    ) -> None:
        options.set("sign.region", _args.optional_text(region, "region", REGION_MALFORMED))
        options.set("sign.service", _args.optional_text(service, "service", REGION_MALFORMED))
        options.set("sign.scheme", _args.text(scheme, "scheme"))
        options.set("sign.double_encode", _args.optional_boolean(double_encode, "double_encode"))
        options.set("sign.normalize_path", _args.optional_boolean(normalize_path, "normalize_path"))
        options.set("sign.session_token", _args.boolean(sign_session_token, "sign_session_token"))
        options.set("sign.content_sha256", _args.optional_boolean(content_sha256_header, "content_sha256_header"))
        options.set("sign.query_plus", _args.optional_text(query_plus, "query_plus"))
        options.set("sign.token_header", _args.optional_text(token_header, "token_header"))
        options.set("sign.bucket", _args.optional_text(bucket, "bucket"))
        options.set_list("sign.additional_headers", _args.strings(additional_headers, "additional_headers"))
        if _args.boolean(strict, "strict"):
            options.set("sign.strict", True)
        self._options = options
        self._use(options)

    def _token(self, **given: Any) -> bytes:
        """For the module tokens."""
        return bytes(self._object.call(_ops.SIGNER_TOKEN, **given)["token"])

    def _use(self, options: Options) -> None:
        self._object = made = _calls.Object(_ops.SIGNER_NEW, options)
        self._handle = made.handle
        self._sign = made.backend.signer_sign

    def sign(
        self,
        method: Text,
        url: Text,
        *,
        headers: Fields | None = None,
        body: Body | None = b"",
        payload_hash: Text | None = None,
        time: Time | None = None,
    ) -> SignedRequest:
        """Signs a request in its Authorization header.

        Args:
            method (str or bytes): such as "GET".
            url (str or bytes): absolute; may hold raw spaces and UTF-8.
            headers (dict or list of pairs): to be sent and signed. Not Host,
                X-Amz-Date, Authorization: the signer makes them.
            body (bytes, str, bytearray or memoryview): str is encoded as UTF-8.
            payload_hash (str): 64 hex digits, or an AWS constant such as
                "UNSIGNED-PAYLOAD", in place of the body's hash.
            time (datetime or number): aware datetime or epoch seconds; default now.

        Raises:
            UsageError: a wrong argument, an unknown region or service, or a
                request that is already signed.
        """
        return self._sign(self._handle, method, url, headers, body, payload_hash, time, None)

    async def _sign_on_loop(self, *given: Any, **arguments: Any) -> SignedRequest:
        """sign(), without holding up asyncio's loop while credentials are fetched."""
        return self.sign(*given, **arguments)

    def sign_stream(
        self,
        method: Text,
        url: Text,
        body: Any,
        *,
        headers: Fields | None = None,
        content_length: int | None = None,
        checksum: Text | None = None,
        payload_hash: Text | None = None,
        chunk_size: int = 65536,
        time: Time | None = None,
    ) -> tuple[SignedRequest, SignedBody]:
        """Signs a request to S3 whose body is signed as it is sent, chunk by chunk: it is read once.

        Client does so by itself; this is for other HTTP libraries.

        Args:
            method, url, time: as for sign().
            body: a file object or an iterator of bytes; or bytes.
            headers (dict or list of pairs): to be sent and signed.
            content_length (int): of body in bytes. Default: what is left of a file;
                an iterator does not tell.
            checksum (str): made on the way and sent behind the body: "crc32",
                "crc32c", "crc64nvme", "sha1" or "sha256".
            payload_hash (str): "STREAMING-UNSIGNED-PAYLOAD-TRAILER": a checksum and
                no signatures; default: signed chunks, with checksum and a trailer.
            chunk_size (int): bytes of each chunk but the last, 8192 to 64 MiB.

        Returns:
            The SignedRequest to send, and its body for data= of requests, content= of httpx.

        Raises:
            UsageError: as for sign(), for a body of unknown length, and for a
                service that takes no chunks.
            HTTPError: when the SignedBody is read: body ended early.

        Specification: Amazon S3 API Reference, "Transferring payload in multiple
        chunks" and "Including trailing headers".
        """
        from . import _chunks

        return _chunks.sign(
            self._object, method, url, body, headers, content_length, checksum, payload_hash, chunk_size, time
        )

    def sign_events(
        self, method: Text, url: Text, *, headers: Fields | None = None, time: Time | None = None
    ) -> tuple[SignedRequest, SignedEvents]:
        """Signs the head of an event stream whose messages are signed one by one, such as Transcribe Streaming's.

        Args:
            method, url, headers, time: as for sign().

        Returns:
            What to send first, and the SignedEvents that signs each message.

        Specification: Amazon Transcribe Developer Guide, "Event stream encoding".
        """
        from . import _chunks

        return _chunks.sign_events(self._object, method, url, headers, time)

    def presign(
        self,
        method: Text,
        url: Text,
        *,
        expires: Duration = 3600,
        headers: Fields | None = None,
        payload_hash: Text | None = None,
        time: Time | None = None,
    ) -> str:
        """Signs a request in its query and returns the URL, which works for anybody until it expires.

        Args:
            expires (int or timedelta): lifetime in seconds, 1 to 604,800.
            headers: those that the user of the URL must send, with these values.
            method, url, payload_hash, time: as for sign().

        Raises:
            UsageError: as for sign(), or a lifetime out of range.
        """
        seconds = _args.lifetime(expires)
        return self._sign(self._handle, method, url, headers, b"", payload_hash, time, seconds).url

    def presign_post(
        self,
        url: Text,
        bucket: Text,
        key: Text,
        *,
        fields: Mapping[str, str] | None = None,
        conditions: list[Any] | None = None,
        expires: Duration = 3600,
        time: Time | None = None,
    ) -> PresignedPost:
        """Signs a POST policy of S3, with which a browser's form may upload a file without credentials.

        Args:
            url (str or bytes): of the bucket, without query.
            bucket, key (str or bytes): with ${filename} at its end, key stands for
                all keys that begin with what is before it.
            fields (dict of str): further fields of the form, such as "acl" or
                "Content-Type", which must have these values.
            conditions (list): further ones, each a dict {field: value} or a list,
                ["starts-with", "$field", value] or ["content-length-range", low,
                high]. A field without a condition gets one.
            expires (int or timedelta): lifetime in seconds, 1 to 604,800.
            time: as for sign().

        Returns:
            url and fields: those of the form, in which the file comes last.

        Raises:
            UsageError: a wrong argument, or an unknown region.

        Specification: Amazon S3 API Reference, "Creating a POST policy".
        """
        with _native.late:
            from . import _post

        return _post.presign(self._object, url, bucket, key, fields, conditions, expires, time)

    def presign_batch(
        self,
        urls: Any,
        *,
        method: Text = "GET",
        expires: Duration = 3600,
        time: Time | None = None,
        headers: Fields | None = None,
        payload_hash: Text | None = None,
        errors: dict[int, Error] | None = None,
    ) -> Any:
        """Presigns many URLs in one call; a URL that cannot be presigned gives None and fails no other.

        Arrow memory goes through the library as it is, and results are Arrow memory.

        Args:
            urls: a list (or other iterable) of str or bytes, a pyarrow Array or ChunkedArray,
                a pandas Series, or one column of strings with __arrow_c_array__ or
                __arrow_c_stream__ (polars, duckdb, nanoarrow). None, null and NaN stay so.
            errors (dict): filled with the Error of each bad row by its number.
            method, expires, time, headers, payload_hash: as for presign(), for all.

        Returns:
            A list of str, or an Array, ChunkedArray or Series like urls; else an object with
            __arrow_c_stream__, and __arrow_c_array__ if urls were one chunk: polars.Series(it).

        Raises:
            UsageError: what is wrong for all rows; a row of a wrong type, or a lone surrogate.
        """
        template = _args.signing(method, b"", headers, b"", payload_hash, time, _args.lifetime(expires))
        return _batch.presign(self._object, template, urls, errors)

    def resign(
        self,
        method: Text,
        url: Text,
        headers: Fields,
        body: Body | None,
        *,
        origin: Text | None = None,
        time: Time | None = None,
    ) -> SignedRequest:
        """Signs a request anew that somebody signed with credentials of no worth, as a gateway does.

        The request is read for the service, the region and the names of the signed headers.
        Its own signature is replaced, not verified: that is for verify_request(). It has to be
        of the signer's scheme; of aws4 and aws4a it may be the other one. A presigned
        URL keeps the end of its life. region= and service= of this signer beat the request's.

        Args:
            method, url, headers: of the request as it came, as for verify_request().
            body: goes on as it is. None: not at hand; the request must declare its hash.
            origin (str): where it goes on to, such as "https://s3.eu-west-1.amazonaws.com";
                default: the URL's, or https and the Host header.
            time (datetime or number): as for sign().

        Raises:
            VerificationError: the request cannot be signed anew; ``.name`` says why.
            UsageError: a wrong argument.
        """
        from ._verify_request import resigned

        return resigned(self._object, method, url, headers, body, origin, time)

    def resign_stream(
        self,
        method: Text,
        url: Text,
        headers: Fields,
        body: Any,
        *,
        origin: Text | None = None,
        chunk_size: int = 65536,
        time: Time | None = None,
    ) -> tuple[SignedRequest, SignedBody]:
        """resign() for a request whose body is in chunks, which are signed anew as they are sent.

        Args:
            method, url, headers, origin, time: as for resign().
            body: what the chunks hold, without their frames: the VerifiedBody of
                verify_stream(), or a file object, an iterator or bytes.
            chunk_size (int): of the new chunks but the last, in bytes, 8192 to 64 MiB.

        Returns:
            The SignedRequest to send, and its body for data= of requests, content= of
            httpx. A checksum as trailer is computed anew.

        Raises:
            VerificationError: the request cannot be signed anew; ``.name`` says why.
            UsageError: a wrong argument, or a body that is not in chunks.
        """
        from . import _chunks

        return _chunks.resign(self._object, method, url, headers, body, origin, chunk_size, time)

    def resign_events(
        self, method: Text, url: Text, headers: Fields, *, origin: Text | None = None, time: Time | None = None
    ) -> tuple[SignedRequest, SignedEvents]:
        """resign() for an event stream, each of whose messages is signed anew as it is sent.

        The messages are what the VerifiedBody of verify_stream() gives::

            for message in body: sent.write(events.sign(message))
            sent.write(events.sign())

        Args:
            method, url, headers, origin, time: as for resign().

        Returns:
            The SignedRequest to send, and the SignedEvents that signs each message.

        Raises:
            VerificationError, UsageError: as for resign_stream().
        """
        from . import _chunks

        return _chunks.resign_events(self._object, method, url, headers, origin, time)

    def explain(
        self,
        signed: SignedRequest,
        response_body: Any,
        *,
        response_headers: Fields | None = None,
        status: int | None = None,
    ) -> Explanation:
        """Says why a server refused what this signer has signed.

        The server's canonical request is compared with the signed one if it is
        echoed; else its code and message, and the credentials themselves, are
        looked at. Nothing is sent, and neither secret nor token is in the result.

        Args:
            signed (SignedRequest): what sign() returned.
            response_body: bytes or str; or a response, or an exception that
                carries one, of Sallyport, requests, httpx or botocore, which
                bring headers and status along.
            response_headers (dict or list of pairs): of the answer.
            status (int): of the answer.

        Raises:
            UsageError: an argument of a wrong type.
        """
        return _explain.of_signed(self._object, signed, response_body, response_headers, status)

    def __repr__(self) -> str:
        return "<Signer %s>" % self._source

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "a Signer holds a secret and cannot be pickled or copied; make it in the process that uses it "
            "(with the fork start method one made before the fork works too)"
        )


_SIGN_OPTIONS = frozenset(Signer._open.__kwdefaults__ or ())
