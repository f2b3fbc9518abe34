"""The library through ctypes, for Pythons that cannot load the extension module.

Same functions, same results, same errors as cshared/door/python.c; slower.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint64, c_void_p, string_at

from . import _headers
from ._args import signing
from ._errors import error
from ._signer import SignedRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._options import Options

_BUFFER_TOO_SMALL = 1103
_NOW = -(2**63)
_RELEASE_GIL_ABOVE = 64 * 1024  # bytes of body, as in the extension


class _In(ctypes.Structure):
    """sally_str with bytes that Python owns."""

    _fields_ = [("data", c_char_p), ("len", c_size_t)]


class _Out(ctypes.Structure):
    """sally_str that points into a buffer or a response."""

    _fields_ = [("data", c_void_p), ("len", c_size_t)]

    def bytes(self) -> bytes:
        return string_at(self.data, self.len) if self.len else b""


class _Error(ctypes.Structure):
    _fields_ = [("code", c_int32), ("detail", c_int32), ("message", c_char * 504)]


class _Request(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("method", _In),
        ("url", _In),
        ("headers", _In),
        ("body", _In),
        ("payload_hash", _In),
        ("time", c_int64),
        ("expires", c_int64),
        ("timeout_ms", c_int64),
        ("flags", c_uint64),
    ]


class _Message(ctypes.Structure):
    _fields_ = [
        ("size", c_size_t),
        ("topic", _In),
        ("payload", _In),
        ("qos", c_int32),
        ("retain", c_int32),
        ("content_type", _In),
        ("response_topic", _In),
        ("correlation_data", _In),
        ("payload_format", _In),
        ("user_properties", _In),
        ("message_expiry", c_int64),
        ("timeout_ms", c_int64),
    ]


class _Signed(ctypes.Structure):
    _fields_ = [(name, _Out) for name in ("url", "headers", "signature", "canonical_request", "string_to_sign")]


class _Column(ctypes.Structure):
    _fields_ = [
        ("validity", c_void_p),
        ("offsets", c_void_p),
        ("data", c_void_p),
        ("length", c_int64),
        ("offset", c_int64),
    ]


_Identity = _Out * 15  # sally_identity is fifteen spans

_BUFFER = [c_char_p, c_size_t, POINTER(c_size_t)]
_SIGNATURES: dict[str, list[Any]] = {
    "sally_options_new": [POINTER(c_void_p)],
    "sally_options_set": [c_void_p, _In, _In],
    "sally_signer_new": [c_void_p, POINTER(c_void_p)],
    "sally_signer_sign": [c_void_p, POINTER(_Request), *_BUFFER, POINTER(_Signed)],
    "sally_signer_presign": [c_void_p, POINTER(_Request), *_BUFFER, POINTER(_Signed)],
    "sally_signer_presign_batch": [c_void_p, POINTER(_Request), POINTER(_Column), POINTER(c_void_p)],
    "sally_batch_column": [c_void_p, _In, POINTER(_Column)],
    "sally_batch_codes": [c_void_p, POINTER(c_void_p), POINTER(c_int64)],
    "sally_client_new": [c_void_p, POINTER(c_void_p)],
    "sally_client_do": [c_void_p, POINTER(_Request), POINTER(c_void_p)],
    "sally_publisher_new": [c_void_p, POINTER(c_void_p)],
    "sally_publisher_publish": [c_void_p, POINTER(_Message), POINTER(c_void_p)],
    "sally_verifier_new": [c_void_p, POINTER(c_void_p)],
    "sally_verifier_verify": [c_void_p, _In, _In, _In, c_int64, *_BUFFER, POINTER(_Identity)],
    "sally_verifier_verify_batch": [c_void_p, *[POINTER(_Column)] * 3, c_int64, POINTER(c_void_p)],
    "sally_audience_generate": [*_BUFFER],
    "sally_metadata_new": [c_void_p, POINTER(c_void_p)],
    "sally_metadata_identity": [c_void_p, _In, *_BUFFER, POINTER(_Out), POINTER(_Out)],
    "sally_metadata_get": [c_void_p, _In, *_BUFFER, POINTER(_Out)],
    "sally_response_status": [c_void_p, POINTER(c_int32)],
    "sally_response_headers": [c_void_p, POINTER(_Out)],
    "sally_response_body": [c_void_p, POINTER(_Out)],
    "sally_response_info": [c_void_p, _In, POINTER(_Out)],
}


class _Handle:
    """Frees a native object with its last reference."""

    __slots__ = ("free", "pointer")

    def __init__(self, pointer: c_void_p, free: Any) -> None:
        self.pointer = pointer
        self.free = free

    def __del__(self) -> None:
        self.free(self.pointer)


def _in(data: bytes | None) -> _In:
    return _In(data, 0 if data is None else len(data))


def _call(function: Any, *args: Any) -> None:
    """Calls a function and raises its error."""
    err = _Error()
    if function(*args, byref(err)):
        raise error(err.code, err.message, err.detail)


def _filled(function: Any, size: int, before: tuple[Any, ...], out: Any) -> Any:
    """Calls a function that fills a buffer, again with a larger one if it must be.

    Returns the buffer, which the spans of out point into.
    """
    err = _Error()
    length = c_size_t()
    while True:
        buffer = ctypes.create_string_buffer(size)
        code = function(*before, buffer, size, byref(length), *map(byref, out), byref(err))
        if code == 0:
            return buffer
        if code != _BUFFER_TOO_SMALL:
            raise error(err.code, err.message, err.detail)
        size = length.value


def _column(given: Any) -> Any:
    """A column of _columns for a call; it must live as long."""
    if given is None:
        return None
    parts = [ctypes.cast(c_char_p(part), c_void_p) if isinstance(part, bytes) else part for part in given[:3]]
    return byref(_Column(*parts, *given[3:]))


class _Scratch:
    """What one signature needs. Making it takes longer than signing, so it is used again."""

    def __init__(self) -> None:
        self.request = _Request(ctypes.sizeof(_Request))
        # views of the request's spans: what is assigned to them is in the request
        self.spans = [getattr(self.request, field[0]) for field in _Request._fields_[1:6]]
        self.out = _Signed()
        self.parts = [getattr(self.out, field[0]) for field in _Signed._fields_]
        self.error = _Error()
        self.length = c_size_t()
        self.references = [byref(self.length), byref(self.out), byref(self.error)]
        self.grow(8192)

    def grow(self, size: int) -> None:
        self.size = size
        self.buffer = ctypes.create_string_buffer(size)
        self.address = ctypes.addressof(self.buffer)

    def results(self) -> list[bytes]:
        """The spans of out, from one copy of the buffer."""
        raw = string_at(self.address, self.length.value)
        starts = [part.data - self.address if part.data else 0 for part in self.parts]
        return [raw[start : start + part.len] for start, part in zip(starts, self.parts)]


class Library:
    """libsallyport.so as a Backend."""

    KIND = "ctypes"

    def __init__(self, path: str) -> None:
        self._lib = lib = ctypes.CDLL(path)
        quick = ctypes.PyDLL(path)  # keeps the GIL: for calls of a microsecond
        for name, arguments in _SIGNATURES.items():
            getattr(lib, name).argtypes = [*arguments, POINTER(_Error)]
        for kind in ("options", "signer", "client", "publisher", "verifier", "metadata", "response", "batch"):
            free = getattr(quick, "sally_%s_free" % kind)
            free.argtypes = [c_void_p]
            free.restype = None
            setattr(self, "_free_" + kind, free)
        lib.sally_version.restype = c_char_p
        self._quick_sign = quick.sally_signer_sign
        self._quick_presign = quick.sally_signer_presign
        self._quick_sign.argtypes = lib.sally_signer_sign.argtypes
        self._quick_presign.argtypes = lib.sally_signer_presign.argtypes
        self._scratch: list[_Scratch] = []  # pop and append are atomic

    def version(self) -> str:
        version: bytes = self._lib.sally_version()
        return version.decode("ascii")

    # Handles

    def _new(self, kind: str, options: Options) -> _Handle:
        builder = c_void_p()
        _call(self._lib.sally_options_new, byref(builder))
        try:
            for i in range(len(options.pairs)):  # no variable holds a value: it may be a secret
                _call(self._lib.sally_options_set, builder, _in(options.pairs[i][0]), _in(options.pairs[i][1]))
            handle = c_void_p()
            _call(getattr(self._lib, "sally_%s_new" % kind), builder, byref(handle))
            return _Handle(handle, getattr(self, "_free_" + kind))
        finally:
            getattr(self, "_free_options")(builder)

    def signer_new(self, options: Options) -> _Handle:
        return self._new("signer", options)

    def client_new(self, options: Options) -> _Handle:
        return self._new("client", options)

    def publisher_new(self, options: Options) -> _Handle:
        return self._new("publisher", options)

    def verifier_new(self, options: Options) -> _Handle:
        return self._new("verifier", options)

    def metadata_new(self, options: Options) -> _Handle:
        return self._new("metadata", options)

    # Sign

    def signer_sign(
        self,
        handle: _Handle,
        method: Any,
        url: Any,
        headers: Any,
        body: Any,
        payload_hash: Any,
        time: Any,
        expires: Any,
    ) -> SignedRequest:
        plain = signing(method, url, headers, body, payload_hash, time, expires)
        presign = plain[6] is not None
        if len(plain[3]) > _RELEASE_GIL_ABOVE:
            function = self._lib.sally_signer_presign if presign else self._lib.sally_signer_sign
        else:
            function = self._quick_presign if presign else self._quick_sign
        try:
            scratch = self._scratch.pop()
        except IndexError:
            scratch = _Scratch()
        for span, data in zip(scratch.spans, plain[:5]):
            span.data = data
            span.len = len(data)
        scratch.request.time = _NOW if plain[5] is None else plain[5]
        scratch.request.expires = plain[6] or 0
        while True:
            code = function(handle.pointer, byref(scratch.request), scratch.buffer, scratch.size, *scratch.references)
            if code != _BUFFER_TOO_SMALL:
                break
            scratch.grow(scratch.length.value)
        if code:
            raise error(code, scratch.error.message, scratch.error.detail)
        signed = SignedRequest()
        url, headers, signature, signed._canonical_request, signed._string_to_sign = scratch.results()
        scratch.spans[3].data = None  # the body may be large
        if scratch.size == 8192:
            self._scratch.append(scratch)
        signed.method = _headers.text(plain[0]).upper()
        signed.url = _headers.text(url)
        signed.headers = _headers.decode(headers)
        signed.signature = signature.decode("ascii")
        return signed

    # Reach and publish

    def client_do(
        self,
        handle: _Handle,
        method: bytes,
        url: bytes,
        headers: bytes,
        body: bytes,
        timeout_ms: int,
        facts: tuple[bytes, ...],
    ) -> tuple[int, bytes, bytes, tuple[bytes, ...]]:
        request = _Request(ctypes.sizeof(_Request), _in(method), _in(url), _in(headers), _in(body))
        request.time = _NOW
        request.timeout_ms = timeout_ms
        response = c_void_p()
        _call(self._lib.sally_client_do, handle.pointer, byref(request), byref(response))
        return self._answer(response, facts)

    def publisher_publish(
        self,
        handle: _Handle,
        topic: bytes,
        payload: bytes,
        qos: int,
        retain: int,
        content_type: bytes,
        response_topic: bytes,
        correlation_data: bytes,
        payload_format: bytes,
        user_properties: bytes,
        message_expiry: int,
        timeout_ms: int,
        facts: tuple[bytes, ...],
    ) -> tuple[int, bytes, bytes, tuple[bytes, ...]]:
        message = _Message(ctypes.sizeof(_Message), _in(topic), _in(payload))
        message.qos = qos if qos in (0, 1) else 2  # 2 is refused
        message.retain = retain
        message.content_type = _in(content_type)
        message.response_topic = _in(response_topic)
        message.correlation_data = _in(correlation_data)
        message.payload_format = _in(payload_format)
        message.user_properties = _in(user_properties)
        message.message_expiry = message_expiry
        message.timeout_ms = timeout_ms
        response = c_void_p()
        _call(self._lib.sally_publisher_publish, handle.pointer, byref(message), byref(response))
        return self._answer(response, facts)

    def _answer(self, response: c_void_p, facts: tuple[bytes, ...]) -> tuple[int, bytes, bytes, tuple[bytes, ...]]:
        status = c_int32()
        span = _Out()
        try:
            _call(self._lib.sally_response_status, response, byref(status))
            _call(self._lib.sally_response_headers, response, byref(span))
            headers = span.bytes()
            _call(self._lib.sally_response_body, response, byref(span))
            body = span.bytes()
            values = []
            for key in facts:
                _call(self._lib.sally_response_info, response, _in(key), byref(span))
                values.append(span.bytes())
            return status.value, headers, body, tuple(values)
        finally:
            getattr(self, "_free_response")(response)

    # Verify and metadata

    def verifier_verify(
        self, handle: _Handle, signature: bytes, document: bytes | None, audience: bytes | None, now: int | None
    ) -> tuple[bytes, ...]:
        out = _Identity()
        before = (handle.pointer, _in(signature), _in(document), _in(audience), _NOW if now is None else now)
        _buffer = _filled(self._lib.sally_verifier_verify, 8192, before, [out])
        return tuple(span.bytes() for span in out)

    def audience_new(self) -> bytes:
        buffer = _filled(self._lib.sally_audience_generate, 65, (), [])
        value: bytes = buffer.value
        return value

    def metadata_identity(self, handle: _Handle, audience: bytes | None) -> tuple[bytes, bytes]:
        out = [_Out(), _Out()]
        _buffer = _filled(self._lib.sally_metadata_identity, 65536, (handle.pointer, _in(audience)), out)
        return out[0].bytes(), out[1].bytes()

    def metadata_get(self, handle: _Handle, path: bytes) -> bytes:
        out = _Out()
        _buffer = _filled(self._lib.sally_metadata_get, 65536, (handle.pointer, _in(path)), [out])
        return out.bytes()

    # Batches

    def signer_presign_batch(
        self,
        handle: _Handle,
        method: bytes,
        headers: bytes,
        payload_hash: bytes,
        time: int | None,
        expires: int,
        urls: Any,
    ) -> _Handle:
        request = _Request(ctypes.sizeof(_Request), _in(method), _in(b""), _in(headers))
        request.payload_hash = _in(payload_hash)
        request.time = _NOW if time is None else time
        request.expires = expires
        batch = c_void_p()
        _call(self._lib.sally_signer_presign_batch, handle.pointer, byref(request), _column(urls), byref(batch))
        return _Handle(batch, getattr(self, "_free_batch"))

    def verifier_verify_batch(
        self, handle: _Handle, signatures: Any, documents: Any, audiences: Any, now: int | None
    ) -> _Handle:
        batch = c_void_p()
        columns = [_column(signatures), _column(documents), _column(audiences)]
        at = _NOW if now is None else now
        _call(self._lib.sally_verifier_verify_batch, handle.pointer, *columns, at, byref(batch))
        return _Handle(batch, getattr(self, "_free_batch"))

    def batch_column(self, batch: _Handle, name: bytes) -> tuple[int, int, int, int]:
        column = _Column()
        _call(self._lib.sally_batch_column, batch.pointer, _in(name), byref(column))
        return column.validity or 0, column.offsets or 0, column.data or 0, column.length

    def batch_values(self, batch: _Handle, name: bytes) -> list[bytes | None]:
        validity, offsets, data, length = self.batch_column(batch, name)
        if length == 0:
            return []
        ends = (c_int32 * (length + 1)).from_address(offsets)
        bits = string_at(validity, (length + 7) // 8) if validity else b"\xff" * ((length + 7) // 8)
        return [
            string_at(data + ends[i], ends[i + 1] - ends[i]) if bits[i >> 3] >> (i & 7) & 1 else None
            for i in range(length)
        ]

    def batch_codes(self, batch: _Handle) -> bytes:
        codes = c_void_p()
        length = c_int64()
        _call(self._lib.sally_batch_codes, batch.pointer, byref(codes), byref(length))
        return string_at(codes.value or 0, length.value * 4) if length.value else b""
