//go:build wasip1

// Command wasm is the core as a WebAssembly module, sallyport.wasm.
//
// It is a WASI preview 1 reactor: instantiate it, call _initialize once, then
// any of the exports. What they do is specified by cshared/include/sallyport.h;
// how it is asked for is the same for every operation, and stands here. The memory
// that they speak of is exported as "memory". Go programs need none of it: package
// wasm/host speaks it for them.
//
// # Functions
//
//	int32_t sally_new(uint32_t kind, const sally_pair *options, uint32_t count,
//	                  uint64_t *out, sally_error *err)
//	    Makes an object from options. kind is the number of an operation that
//	    gives an object.
//	void sally_object_free(uint64_t object)
//	int32_t sally_call(sally_call *call, sally_error *err)
//	    Runs an operation.
//	int32_t sally_batch_column(uint32_t batch, const char *name, size_t len, sally_column *out,
//	                           sally_error *err)
//	int32_t sally_batch_codes(uint32_t batch, const int32_t **out, int64_t *length, sally_error *err)
//	void sally_batch_free(uint32_t batch)
//	    The results of an operation on columns.
//	void *sally_alloc(size_t size)
//	    Memory for what the host passes in; NULL if size is 0 or over 1 GiB. If
//	    the host does not let the memory grow, the module ends with a trap.
//	void sally_free(void *memory)
//	    Gives it back. NULL, and what is no longer allocated, does nothing.
//	const char *sally_version(void)
//	const char *sally_error_name(int32_t code)
//	const char *sally_error_hint(int32_t code)
//	const char *sally_error_category(int32_t code)
//	int32_t sally_error_retryable(int32_t code)
//	    As in sallyport.h.
//
// # Types
//
// Pointers and size_t have 4 bytes. Everything is little-endian, and each field
// of a struct is aligned to its own size:
//
//	sally_str     data 0, len 4                                            8 bytes
//	sally_pair    key 0, value 8                                          16 bytes
//	sally_error   code 0, detail 4, message 8                            512 bytes
//	sally_column  validity 0, offsets 4, data 8, length 16, offset 24     32 bytes
//	sally_call    op 0, text_count 4, number_count 8, column_count 12,
//	              span_count 16, object 24, texts 32, numbers 36,
//	              columns 40, buf 44, cap 48, spans 52, len 56,
//	              block 60, batch 64, made 72                             80 bytes
//
// op is the number of an operation. docs/operations.md lists them with the names
// and the order of their arguments and results: texts points to a sally_str for
// each text, numbers to an int64_t for each number, columns to a pointer for each
// column, and the counts say how many there are. What the page gives as "now" is
// INT64_MIN. object is what sally_new or another call gave, for an operation that
// has one.
//
// What the module writes is spans, a sally_str for each result (span_count of
// them), and len, the bytes of all. The results stand in buf, which has cap
// bytes, or, if they do not fit, in block, which the host gives to sally_free; else
// block is NULL. The spans of a batch are none; its number is in batch. made is the
// object that an operation gives, for sally_object_free. What an operation does not
// give is 0. After an error the struct and the spans are as they were; buf may be not.
//
// Structs and data may stand at any address. What is not inside of the module's
// memory is SALLY_E_INVALID_ARGUMENT, a NULL as in the header.
//
// # What the host must lend
//
// Clock and randomness come from WASI (clock_time_get, random_get, and for
// waiting poll_oneoff). Some runtimes give a sandbox a false clock and the same
// randomness every time unless told otherwise, wazero among them. The functions
// that need either refuse to work with such, SALLY_E_UNSUPPORTED, and name the
// setting; randomness that was refused once stays so for the instance. Signing and
// verifying at a time that is passed in need neither.
//
// The variable GOMEMLIMIT, a number of bytes below what the host lets the memory
// have, makes the module collect its garbage before it asks for more.
//
// Files are read through WASI's preopened directories, if there are any. Without
// them pass certificates as bytes (tls.ca_bytes, tls.cert, tls.key); without
// any, the roots are Mozilla's, embedded.
//
// # Network
//
// TLS and HTTP run inside the module. The host lends connections by five
// functions in the import namespace "sallyport_net". None of them may wait for
// the network longer than a millisecond or so; the module asks again. A result
// is 0 or one of WASI's errno numbers.
//
//	errno dial(char *address, size_t len, uint32_t *id)
//	    Starts to connect to "host:port" over TCP; IPv6 addresses are in brackets.
//	errno read(uint32_t id, char *buf, size_t len, size_t *n)
//	    Up to len bytes; *n is 0 at the end of the stream. With len 0 it answers
//	    at once, 0 if there are bytes or the stream has ended.
//	errno write(uint32_t id, char *buf, size_t len, size_t *n)
//	    Any part of the bytes, or none of them. While the connection is not made it answers EAGAIN,
//	    then why it could not be made; with len 0 that is all that it does.
//	void close(uint32_t id)
//	int32_t cancelled(void)
//	    1 if the call in progress is to end early with SALLY_E_CANCELLED, else 0.
//
// EAGAIN (6) means nothing yet. From dial, or from write until the connection is
// made, EACCES (2) means that the host does not allow the address, ENOENT (44)
// that there is no such name, and ENOTSUP (58) that no network is lent.
// detail of a sally_error has WASI's numbers too, not those of the host's system.
//
// A host that has no such namespace uses sallyport-offline.wasm, which is built
// with the tag sally_offline and imports WASI alone. In both, what needs the
// network and has none is SALLY_E_UNSUPPORTED, and all else works. The offline
// module does not read the certificates and keys of options "tls.*".
//
// # Threads
//
// An instance serves one call at a time. An instance whose call ended in a trap
// is lost, its handles with it.
package main
