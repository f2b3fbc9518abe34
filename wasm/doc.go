//go:build wasip1

// Command wasm is the core as a WebAssembly module, sallyport.wasm.
//
// It is a WASI preview 1 reactor: instantiate it, call _initialize once, then
// any of the exports. They have the names and the contract of
// cshared/include/sallyport.h, which is the specification. The memory that they
// speak of is exported as "memory". This page says what is different in a module.
// Go programs need none of it: package wasm/host speaks it for them.
//
// # Types
//
// Pointers, size_t and handles have 4 bytes. A handle is a number, and 0 is
// NULL. A sally_str that the header passes by value is two parameters, data and
// len. Everything is little-endian, and each field of a struct is aligned to its
// own size:
//
//	sally_str       data 0, len 4                                          8 bytes
//	sally_error     code 0, detail 4, message 8                          512 bytes
//	sally_request   size 0, method 4, url 12, headers 20, body 28,
//	                payload_hash 36, time 48, expires 56, timeout_ms 64,
//	                flags 72                                              80 bytes
//	sally_message   size 0, topic 4, payload 12, qos 20, retain 24,
//	                content_type 28, response_topic 36,
//	                correlation_data 44, payload_format 52,
//	                user_properties 60, message_expiry 72, timeout_ms 80  88 bytes
//	sally_signed    url 0, headers 8, signature 16,
//	                canonical_request 24, string_to_sign 32               40 bytes
//	sally_column    validity 0, offsets 4, data 8, length 16, offset 24   32 bytes
//	sally_identity  a sally_str for each field, in the header's order    120 bytes
//
// Structs and data may stand at any address. What is not inside of the module's
// memory is SALLY_E_INVALID_ARGUMENT, a NULL as in the header.
//
// # More functions
//
//	void *sally_alloc(size_t size)
//	    Memory for what the host passes in; NULL if size is 0 or over 1 GiB. If
//	    the host does not let the memory grow, the module ends with a trap.
//	void sally_free(void *memory)
//	    Gives it back. NULL, and what is no longer allocated, does nothing.
//	int32_t sally_endpoint_lookup(sally_str host, sally_str target, char *buf, size_t cap,
//	                              size_t *len, sally_scope *out, sally_error *err)
//	    The signing name and the region of a host, which may carry a port;
//	    target is the value of X-Amz-Target, or empty. sally_scope is two
//	    sally_str, service 0 and region 8; what cannot be known is empty.
//	int32_t sally_publisher_request(sally_publisher *publisher, const sally_message *message,
//	                                int64_t time, char *buf, size_t cap, size_t *len,
//	                                sally_prepared *out, sally_error *err)
//	    The HTTP request that publishes a message, for a host that sends it
//	    itself: its body is the message's payload. It is signed for time (Unix
//	    seconds, or SALLY_NOW) if client.sign=true. sally_prepared is three
//	    sally_str, method 0, url 8 and headers 16. A publisher that authenticates
//	    with a client certificate needs a host that presents it.
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
// network and has none is SALLY_E_UNSUPPORTED, and all else works.
//
// # Threads
//
// An instance serves one call at a time. An instance whose call ended in a trap
// is lost, its handles with it.
package main
