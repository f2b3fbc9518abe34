"""The library through ctypes, for Pythons that cannot load the extension module.

Same functions, same results, same errors as cshared/door/python*.c; slower.
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p, string_at

from . import _lines
from ._args import signing
from ._errors import error
from ._records import SignedRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._options import Options

_BUFFER_TOO_SMALL = 1103
_NOW = -(2**63)
_ROOM = 8192  # for results; what is larger comes in a block
_NO_BLOCK = 1  # SALLY_CALL_NO_BLOCK
_STREAM = 21  # the kind of what a response leaves: client_open, which makes such a thing too
_RELEASE_GIL_ABOVE = 64 * 1024  # bytes of body, as in the extension


class _In(ctypes.Structure):
    """sally_str with bytes that Python owns."""

    _fields_ = [("data", c_char_p), ("len", c_size_t)]


class _Out(ctypes.Structure):
    """sally_str that points into a buffer or a block."""

    _fields_ = [("data", c_void_p), ("len", c_size_t)]

    def bytes(self) -> bytes:
        return string_at(self.data, self.len) if self.len else b""


class _Error(ctypes.Structure):
    _fields_ = [("code", c_int32), ("detail", c_int32), ("message", c_char * 504)]

    def exception(self) -> Exception:
        """What to raise; the library writes the cause behind the message."""
        message, cause = ctypes.string_at(ctypes.byref(self, type(self).message.offset), 504).split(b"\0", 2)[:2]
        return error(self.code, message, self.detail, cause)


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


# ctypes forgets which pointer types it has made when another interpreter of the process
# imports it, and makes others that it does not take for the same: each is made once.
_ColumnPointer = POINTER(_Column)


class _Call(ctypes.Structure):
    """sally_call of cshared/door/shared.h."""

    _fields_ = [
        ("op", c_uint32),
        ("flags", c_uint32),
        ("text_count", c_uint32),
        ("number_count", c_uint32),
        ("column_count", c_uint32),
        ("span_count", c_uint32),
        ("object", c_void_p),
        ("texts", POINTER(_In)),
        ("numbers", POINTER(c_int64)),
        ("columns", POINTER(_ColumnPointer)),
        ("buf", c_void_p),
        ("cap", c_size_t),
        ("spans", POINTER(_Out)),
        ("len", c_size_t),
        ("block", c_void_p),
        ("made", c_void_p),
        ("wait_fd", c_int32),
        ("wait_ms", c_int32),
    ]


_BUFFER = [c_char_p, c_size_t, POINTER(c_size_t)]
_SIGNATURES: dict[str, list[Any]] = {
    "sally_runtime_set": [_In, _In],
    "sally_options_new": [POINTER(c_void_p)],
    "sally_options_set": [c_void_p, _In, _In],
    "sally_new": [c_uint32, c_void_p, POINTER(c_void_p)],
    "sally_call_run": [POINTER(_Call)],
    "sally_call_start": [POINTER(_Call), POINTER(c_void_p)],
    "sally_call_finish": [c_void_p, c_int64, POINTER(_Call), POINTER(c_int32)],
    "sally_call_cancel": [c_void_p],
    "sally_call_fd": [c_void_p, POINTER(c_int32)],
    "sally_signer_sign": [c_void_p, POINTER(_Request), *_BUFFER, POINTER(_Signed)],
    "sally_signer_presign": [c_void_p, POINTER(_Request), *_BUFFER, POINTER(_Signed)],
    "sally_batch_column": [c_void_p, _In, POINTER(_Column)],
    "sally_batch_codes": [c_void_p, POINTER(c_void_p), POINTER(c_int64)],
}


class _Handle:
    """Frees a native object with its last reference."""

    __slots__ = ("free", "pointer")

    def __init__(self, free: Any) -> None:
        self.pointer = c_void_p()
        self.free = free

    def __del__(self) -> None:
        self.free(self.pointer)


class _Object(_Handle):
    __slots__ = ("kind",)

    def __init__(self, free: Any, kind: int) -> None:
        super().__init__(free)
        self.kind = kind

    def __del__(self) -> None:
        self.free(self.kind, self.pointer)


class _Ticket(_Handle):
    __slots__ = ("spans",)

    def __init__(self, free: Any, spans: int) -> None:
        super().__init__(free)
        self.spans = spans


def _in(data: bytes | None) -> _In:
    return _In(data, 0 if data is None else len(data))


def _call(function: Any, *args: Any) -> None:
    """Calls a function and raises its error."""
    err = _Error()
    if function(*args, byref(err)):
        raise err.exception()


def _column(given: Any) -> Any:
    """A column of _columns for a call; the memory must live as long."""
    if given is None:
        return None
    parts = [ctypes.cast(c_char_p(part), c_void_p) if isinstance(part, bytes) else part for part in given[:3]]
    return _ColumnPointer(_Column(*parts, *given[3:]))


class _Prepared:
    """A call and the arrays that it points to."""

    def __init__(self, op: int, spans: int, handle: Any, texts: Any = (), numbers: Any = (), columns: Any = ()) -> None:
        self.call = call = _Call(op, 0, len(texts), len(numbers), len(columns), spans)
        call.object = None if handle is None else handle.pointer.value
        call.texts = (_In * len(texts))(*map(_in, texts))
        call.numbers = (c_int64 * len(numbers))(*[_NOW if number is None else number for number in numbers])
        call.columns = (_ColumnPointer * len(columns))(*map(_column, columns))
        self.room = ctypes.create_string_buffer(_ROOM)
        self.spans = (_Out * spans)()
        call.buf = ctypes.addressof(self.room)
        call.cap = _ROOM
        call.spans = self.spans


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
        ctypes.memset(self.address, 0, self.length.value)  # it may hold a token
        starts = [part.data - self.address if part.data else 0 for part in self.parts]
        return [raw[start : start + part.len] for start, part in zip(starts, self.parts)]


class Library:
    """libsallyport.so as a Backend."""

    KIND = "ctypes"

    def __init__(self, path: str) -> None:
        self._lib = lib = ctypes.CDLL(path)
        quick = getattr(ctypes, "PyDLL", ctypes.CDLL)(path)  # keeps the GIL: for calls of a microsecond
        for name, arguments in _SIGNATURES.items():
            getattr(lib, name).argtypes = [*arguments, POINTER(_Error)]
        for name in ("sally_options_free", "sally_batch_free", "sally_call_free", "sally_block_free"):
            getattr(quick, name).argtypes = [c_void_p]
            getattr(quick, name).restype = None
        quick.sally_free.argtypes = [c_uint32, c_void_p]
        quick.sally_free.restype = None
        lib.sally_version.restype = c_char_p
        self._quick = quick
        self._quick_sign = quick.sally_signer_sign
        self._quick_presign = quick.sally_signer_presign
        self._quick_sign.argtypes = lib.sally_signer_sign.argtypes
        self._quick_presign.argtypes = lib.sally_signer_presign.argtypes
        self._scratch: list[_Scratch] = []  # pop and append are atomic

    def version(self) -> str:
        version: bytes = self._lib.sally_version()
        return version.decode("ascii")

    def runtime_set(self, key: bytes, value: bytes) -> None:
        _call(self._lib.sally_runtime_set, _in(key), _in(value))

    def new(self, kind: int, options: Options) -> _Handle:
        builder = c_void_p()
        made = _Object(self._quick.sally_free, kind)
        _call(self._lib.sally_options_new, byref(builder))
        try:
            for i in range(len(options.pairs)):  # no variable holds a value: it may be a secret
                _call(self._lib.sally_options_set, builder, _in(options.pairs[i][0]), _in(options.pairs[i][1]))
            _call(self._lib.sally_new, kind, builder, byref(made.pointer))
            return made
        finally:
            self._quick.sally_options_free(builder)

    # Calls

    def call(self, op: int, spans: int, handle: Any, texts: Any, numbers: Any, columns: Any) -> Any:
        prepared = _Prepared(op, spans, handle, texts, numbers, columns)
        _call(self._lib.sally_call_run, byref(prepared.call))
        if prepared.call.made:
            batch = _Handle(self._quick.sally_batch_free)
            batch.pointer.value = prepared.call.made
            return batch
        return self._results(prepared)

    def open(self, op: int, handle: Any, texts: Any, numbers: Any) -> _Object:
        prepared = _Prepared(op, 0, handle, texts, numbers)
        _call(self._lib.sally_call_run, byref(prepared.call))
        made = _Object(self._quick.sally_free, op)
        made.pointer.value = prepared.call.made
        return made

    def start(self, op: int, spans: int, handle: Any, texts: Any, numbers: Any, flags: int) -> _Ticket:
        prepared = _Prepared(op, spans, handle, texts, numbers)
        prepared.call.flags = flags
        ticket = _Ticket(self._quick.sally_call_free, spans)
        try:
            _call(self._lib.sally_call_start, byref(prepared.call), byref(ticket.pointer))
            return ticket
        finally:
            del ticket  # a traceback keeps this frame

    def wait(self, ticket: _Ticket, ms: int) -> tuple[Any, ...] | None:
        try:
            prepared = _Prepared(0, ticket.spans, None)
            done = c_int32()
            _call(self._lib.sally_call_finish, ticket.pointer, ms, byref(prepared.call), byref(done))
            if not done.value:
                return None
            spans = self._results(prepared)
            if not prepared.call.made:
                return spans
            rest = _Object(self._quick.sally_free, _STREAM)
            rest.pointer.value = prepared.call.made
            return (*spans, rest)
        finally:
            del ticket

    def room(self, size: int) -> bytearray:
        return bytearray(size)

    def wait_into(self, ticket: _Ticket, ms: int, room: bytearray, start: int) -> int | None:
        try:
            prepared = _Prepared(0, 1, None)
            done = c_int32()
            memory = (c_char * len(room)).from_buffer(room)
            prepared.call.buf = ctypes.addressof(memory) + start
            prepared.call.cap = len(room) - start
            prepared.call.flags = _NO_BLOCK
            _call(self._lib.sally_call_finish, ticket.pointer, ms, byref(prepared.call), byref(done))
            return prepared.call.len if done.value else None
        finally:
            del ticket

    def cancel(self, ticket: _Ticket) -> None:
        _call(self._lib.sally_call_cancel, ticket.pointer)

    def fd(self, ticket: _Ticket) -> int:
        fd = c_int32()
        _call(self._lib.sally_call_fd, ticket.pointer, byref(fd))
        return fd.value

    def _results(self, prepared: _Prepared) -> tuple[bytes, ...]:
        try:
            return tuple([span.bytes() for span in prepared.spans])
        finally:
            ctypes.memset(prepared.room, 0, _ROOM)  # it may hold a token
            self._quick.sally_block_free(prepared.call.block)

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
            raise scratch.error.exception()
        signed = SignedRequest()
        url, headers, signature, *steps = scratch.results()
        scratch.spans[3].data = None  # the body may be large
        if scratch.size == 8192:
            self._scratch.append(scratch)
        signed.method = _lines.text(plain[0]).upper()
        signed.url = _lines.text(url)
        signed.headers = _lines.decode(headers)
        signed.signature = signature.decode("ascii")
        signed._steps = b"\0".join(steps)
        return signed

    # Batches

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
