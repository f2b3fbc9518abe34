/*
 * sallyport.h - the C ABI of Sallyport, version 1.
 *
 * Sallyport is one small native library for code that runs where there is no
 * SDK, no DNS and no usable TLS stack. It signs AWS requests, reaches HTTPS
 * services by a pinned address under their real name, publishes to AWS IoT Core
 * and verifies instance identity documents. This header is the specification;
 * Go, Python, Java and WebAssembly speak the same words.
 *
 * Two files belong together: libsallyport.so, which you link or dlopen, and
 * libsallyport-core.so beside it, which the first loads when it is first needed
 * (or wherever the environment variable SALLYPORT_CORE_LIBRARY says).
 *
 * CONVENTIONS
 *
 * Results. A function that can fail returns int32_t: SALLY_OK (0) or a code of
 *   sallyport_errors.h. Codes start above 1100, so none can be mistaken for an
 *   errno or an HTTP status.
 * Errors. The last parameter is a sally_error that the caller owns, or NULL. It
 *   is written only on failure. Nothing in it needs to be freed. It never holds
 *   a secret.
 * Outputs are written only on success; there are no partial successes and no
 *   parameters that are both read and written. The one exception is *len of a
 *   function that fills a buffer: with SALLY_E_BUFFER_TOO_SMALL it holds the
 *   size that would have sufficed.
 * Inputs are spans (sally_str): not NUL-terminated, UTF-8 where text is meant.
 *   They are borrowed for the call and never kept. data NULL with len 0 is the
 *   empty span, which means "not given" wherever the two can differ.
 * Pointers are checked: a NULL where none is allowed is SALLY_E_NULL_POINTER.
 * Handles come from a _new function and go to the matching _free exactly once;
 *   _free(NULL) does nothing. A handle may be used from many threads at once,
 *   but _free must be the last use. A handle that was closed by a panic answers
 *   SALLY_E_HANDLE_CLOSED.
 * Structs that the caller fills begin with their own size, so that they can
 *   grow: use the _INIT macros.
 * Panics inside the library become SALLY_E_PANIC and close the handle in use;
 *   the process and all other handles go on.
 *
 * FORK, THREADS, LIMITS
 *
 * No thread runs and nothing of the Go runtime starts before the first call
 * that needs it; that call starts all threads that the core will need, or fails
 * with SALLY_E_THREAD_LIMIT. Calls may come from threads with stacks of 16 KiB.
 * After fork() the child loads a fresh copy of the core on its first call; handles
 * made before the fork keep working there, because the front door remembers their
 * options; files that options name are read again, so they must still be found.
 * Only a sally_response, sally_batch, sally_stream or sally_ticket made before the
 * fork is refused (SALLY_E_FORKED). The library cannot be unloaded: dlclose does
 * nothing.
 *
 * SIGNALS
 *
 * The library has handlers for the faults, SIGPIPE and SIGURG only, and passes on to
 * those that it finds what is not its own. Its threads block every other signal, and
 * it changes nobody's mask. A handler of the host may be installed at any time, with
 * or without SA_ONSTACK: it runs on threads of the host alone, and where it
 * interrupts the library it has at least 128 KiB of stack. A call that waits goes on
 * after it. Two things remain: who replaces the handler of SIGSEGV, SIGBUS or SIGFPE
 * later and does not pass on to the old one takes the fault of a bug in the library
 * over, which else is SALLY_E_PANIC; and setting one without SA_ONSTACK is repaired by
 * the next _new only.
 */
#ifndef SALLYPORT_H
#define SALLYPORT_H

#include <stddef.h>
#include <stdint.h>

#include "sallyport_errors.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SALLY_ABI_VERSION 1

/* ---- Spans and errors ------------------------------------------------- */

/* Borrowed bytes. */
typedef struct sally_str {
  const char *data; /* the first byte; NULL only with len 0 */
  size_t len;       /* bytes */
} sally_str;

/* What went wrong: 512 bytes, owned by the caller, nothing to free. */
typedef struct sally_error {
  int32_t code;      /* as returned: SALLY_E_* */
  int32_t detail;    /* a number that the code explains: HTTP status, TLS alert, errno; else 0 */
  char message[504]; /* NUL-terminated UTF-8, cut at the boundary of a character */
} sally_error;

/* The version of this library, "1.2.3"; a static string. Never fails. */
const char *sally_version(void);

/* Why, for an error of a connection, a publish or the metadata service: the id of
 * a row of docs/causes/README.md, as sally_client_diagnose would give it from what the
 * failed exchange has shown; "" for all others, and for NULL. It points into err. */
const char *sally_error_cause(const sally_error *err);

/*
 * The next four give the row of the error table for a code. They give static
 * strings, never fail, and never start the core.
 */

/* The name of a code, "PROFILE_NOT_FOUND"; "UNKNOWN" for a number that has none. */
const char *sally_error_name(int32_t code);

/* One sentence that says what to do about it; "" for a number that has none. */
const char *sally_error_hint(int32_t code);

/* "usage", "credentials", "network", "timeout", "tls", "certificate", "http",
 * "publish", "verification" or "internal"; "" for a number that has none. */
const char *sally_error_category(int32_t code);

/* 1 if repeating the same call can succeed, else 0. It does not say that a
 * duplicate is harmless. */
int32_t sally_error_retryable(int32_t code);

/* ---- Options ---------------------------------------------------------- */

/*
 * Configuration is a list of key=value strings, collected in a builder and
 * copied by each _new function. docs/options.md lists the keys. A key that is
 * set twice has its last value. Variables of the process environment are passed
 * the same way, as "env.NAME": no option is ever read from the environment (the
 * loader alone looks at SALLYPORT_CORE_LIBRARY and TMPDIR). A builder must not be
 * used from two threads at once.
 */
typedef struct sally_options sally_options;
typedef const sally_options const_sally_options;

/* Makes an empty builder.
 * Errors: SALLY_E_OUT_OF_MEMORY. */
int32_t sally_options_new(sally_options **out, sally_error *err);

/* Sets one option; key and value are copied. Whether the key exists and its value
 * is good is said by the _new function that takes the builder.
 * Errors: SALLY_E_UNKNOWN_OPTION for a key that is malformed,
 * SALLY_E_INPUT_TOO_LARGE for a value over 16 MiB, SALLY_E_OUT_OF_MEMORY. */
int32_t sally_options_set(sally_options *options, sally_str key, sally_str value, sally_error *err);

/* Wipes and frees the builder. Objects that were made from it keep their copy. */
void sally_options_free(sally_options *options);

/* ---- The process ------------------------------------------------------- */

/*
 * A setting of the one runtime that a process has, so of no object:
 *   "runtime.max_procs"     threads that work at the same time, 1 to 1024; else as
 *                           many as the process has CPUs
 *   "runtime.memory_limit"  bytes above which garbage is collected more eagerly, at
 *                           least 16 MiB; no hard limit; else none
 * value is a whole number in decimal digits; empty takes the setting back. To be
 * called before the first call that needs the core; it holds for the children of
 * fork() too, which may set another before their own first call. The variables
 * GOMAXPROCS and GOMEMLIMIT of the environment have no effect.
 * Errors: SALLY_E_UNKNOWN_OPTION; SALLY_E_INVALID_OPTION for another value, or if
 * the core runs already.
 */
int32_t sally_runtime_set(sally_str key, sally_str value, sally_error *err);

/* ---- Requests --------------------------------------------------------- */

/* The library reads the clock itself. */
#define SALLY_NOW INT64_MIN

/* An HTTP request, to be signed or sent. Begin with SALLY_REQUEST_INIT. */
typedef struct sally_request {
  size_t size;            /* sizeof(sally_request), so that the struct can grow */
  sally_str method;       /* such as "GET"; empty: GET */
  sally_str url;          /* absolute; may hold raw spaces and UTF-8 in path and query */
  sally_str headers;      /* field lines, "Name: value" each ended by LF or CRLF; order and repetition are kept */
  sally_str body;         /* any bytes */
  sally_str payload_hash; /* 64 hex digits or an AWS constant such as "UNSIGNED-PAYLOAD"; empty: SHA-256 of body */
  int64_t time;           /* signing time, Unix seconds, or SALLY_NOW; not looked at when a client sends */
  int64_t expires;        /* lifetime of a presigned URL in seconds, 1 to 604800; else not looked at */
  int64_t timeout_ms;     /* total time of a sent request in milliseconds; 0: the client's */
  uint64_t flags;         /* SALLY_REQUEST_* or 0 */
} sally_request;

/* The caller knows that a duplicate of this request does no harm, so that it
 * may be repeated after it was sent. GET, HEAD, PUT and DELETE always may. */
#define SALLY_REQUEST_DUPLICATES_ALLOWED 1u

/* A request with its defaults: no texts, signed now, an hour, the client's time. */
#define SALLY_REQUEST_INIT \
  { sizeof(sally_request), {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, SALLY_NOW, 3600, 0, 0 }

typedef const sally_request const_sally_request;

/* ---- Batches ------------------------------------------------------------ */

/*
 * Many rows in one call: columns by reference in Arrow's physical layout, with
 * which the buffers of pyarrow, pandas, polars, NumPy and Java's ArrowBuf can be
 * passed as they are. Nothing of Arrow is needed. They are borrowed for the call.
 *
 * Results are columns in memory of the batch, valid until sally_batch_free, and
 * not tied to the object that made them.
 *
 * A row that fails is null in each column of values and has a code and a
 * message; it never fails the batch. What fails the call, and gives no batch, is
 * what is wrong for all rows: a NULL pointer, falling offsets, columns of
 * different length, a method or lifetime that no row could have
 * (SALLY_E_INVALID_ARGUMENT or the code of the single call), results of more
 * than 2 GiB in a column (SALLY_E_INPUT_TOO_LARGE: split the batch).
 */

/* Byte strings: Arrow's Utf8 or Binary, 32-bit offsets. Row i is
 * data[offsets[offset + i]] up to data[offsets[offset + i + 1]]. */
typedef struct sally_column {
  const uint8_t *validity; /* bit i % 8 of byte i / 8 set: there is a value; NULL: there always is */
  const int32_t *offsets;  /* offset + length + 1 numbers that never fall; NULL: no rows */
  const uint8_t *data;     /* the bytes of all rows; NULL only if none has any */
  int64_t length;          /* rows */
  int64_t offset;          /* rows to skip in validity and offsets: an Arrow slice */
} sally_column;

typedef const sally_column const_sally_column;
typedef struct sally_batch sally_batch;

/* A column of results by name; its offset is 0, and it lives as long as the batch.
 * "error" is the message of each failed row, null for the others; the functions
 * that make batches say what else there is.
 * Errors: SALLY_E_INVALID_ARGUMENT for an unknown name, SALLY_E_FORKED. */
int32_t sally_batch_column(sally_batch *batch, sally_str name, sally_column *out, sally_error *err);

/* A code per row: SALLY_OK, or why the row is null. *length: the rows.
 * Errors: SALLY_E_FORKED. */
int32_t sally_batch_codes(sally_batch *batch, const int32_t **out, int64_t *length, sally_error *err);

/* Frees a batch with all its columns. */
void sally_batch_free(sally_batch *batch);

/* ---- Sign (AWS Signature Version 4) ------------------------------------ */

/* A signer owns one set of credentials (AWS General Reference, "Signature Version
 * 4"). All it gives goes to the caller's buffer, into which the spans of *out
 * point; 4 KiB are enough for most requests. */
typedef struct sally_signer sally_signer;

/* A signed request. Send exactly url and headers: they are the form that was signed. */
typedef struct sally_signed {
  sally_str url;               /* exact URL to send */
  sally_str headers;           /* every header to send, "Name: value\r\n" each */
  sally_str signature;         /* 64 hex digits */
  sally_str canonical_request; /* for comparison with a server's message */
  sally_str string_to_sign;    /* likewise */
} sally_signed;

/* Makes a signer. Options: credentials.*, sign.*, env.*.
 * Errors: codes of options; SALLY_E_CREDENTIALS_*, SALLY_E_PROFILE_*; those of
 * loading the core. */
int32_t sally_signer_new(const_sally_options *options, sally_signer **out, sally_error *err);

/* Signs in the Authorization header.
 * Errors: SALLY_E_INVALID_URL, SALLY_E_INVALID_HEADER, SALLY_E_ALREADY_SIGNED,
 * SALLY_E_SERVICE_UNKNOWN, SALLY_E_REGION_UNKNOWN,
 * SALLY_E_PAYLOAD_HASH_MALFORMED, SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_signer_sign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap, size_t *len,
                          sally_signed *out, sally_error *err);

/* Signs in the query: out->url can be used by anybody until it expires.
 * Errors: those of sally_signer_sign, SALLY_E_EXPIRES_OUT_OF_RANGE. */
int32_t sally_signer_presign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap, size_t *len,
                             sally_signed *out, sally_error *err);

/*
 * A body that is signed as it goes, for S3: after the head come chunks, each with a
 * signature that covers the one before (Amazon S3 API Reference, "Transferring
 * payload in multiple chunks" and "Including trailing headers"). Nobody has to read
 * the body twice, or hold more of it than a chunk.
 */

/* The head of such a request. Send exactly url and headers, Content-Length included. */
typedef struct sally_chunked {
  sally_str url;               /* exact URL to send */
  sally_str headers;           /* every header to send, "Name: value\r\n" each */
  sally_str signature;         /* 64 hex digits */
  sally_str canonical_request; /* for comparison with a server's message */
  sally_str string_to_sign;    /* likewise */
  sally_str state;             /* for the first sally_signer_next_chunk; no secret is in it */
} sally_chunked;

/* What a chunk is sent with: head, the chunk, tail. */
typedef struct sally_frame {
  sally_str head;  /* goes before it */
  sally_str tail;  /* goes behind it */
  sally_str state; /* for the next chunk */
} sally_frame;

/*
 * Signs the head of a request whose body follows in chunks. request->body is empty;
 * request->payload_hash is "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" (or empty),
 * "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" or
 * "STREAMING-UNSIGNED-PAYLOAD-TRAILER". With a trailer the header X-Amz-Trailer
 * names the checksum that is sent behind the body: x-amz-checksum- and crc32 (if
 * there is no such header), crc32c, crc64nvme, sha1 or sha256.
 * content_length: bytes of the whole body. chunk_size: bytes of each chunk but the
 * last, 8192 to 67108864; 0: 65536.
 * With "STREAMING-AWS4-HMAC-SHA256-EVENTS" it is the head of an event stream, whose
 * messages are the chunks; content_length and chunk_size are not used.
 * Errors: those of sally_signer_sign; SALLY_E_CHUNKS_UNSUPPORTED,
 * SALLY_E_INVALID_ARGUMENT.
 */
int32_t sally_signer_sign_chunks(sally_signer *signer, const_sally_request *request, int64_t content_length,
                                 int64_t chunk_size, char *buf, size_t cap, size_t *len, sally_chunked *out,
                                 sally_error *err);

/*
 * What stands before and behind the next chunk: data, of exactly chunk_size bytes, or
 * what is left of content_length; at the end of the body no data once more, for the
 * last frame. state: of the call before. Nothing changes in the signer: a call can
 * be repeated with a larger buffer; 2 KiB are enough. time: Unix seconds or SALLY_NOW,
 * of a message of an event stream; else it is not used. There no data ends the
 * stream.
 * Errors: SALLY_E_REQUEST_BODY_FAILED for a chunk of another size,
 * SALLY_E_INVALID_ARGUMENT for a state that is none, SALLY_E_BUFFER_TOO_SMALL.
 */
int32_t sally_signer_next_chunk(sally_signer *signer, sally_str state, sally_str data, int64_t time, char *buf,
                                size_t cap, size_t *len, sally_frame *out, sally_error *err);

/* An upload by an HTML form that is to be allowed: a POST policy (Amazon S3 API
 * Reference, "Creating a POST policy"). Begin with SALLY_POST_INIT. */
typedef struct sally_post {
  size_t size;          /* sizeof(sally_post), so that the struct can grow */
  sally_str url;        /* of the bucket, without query */
  sally_str bucket;     /* its name */
  sally_str key;        /* of the object; with ${filename} at its end all keys that begin with what is before it */
  sally_str fields;     /* further fields of the form, which must have these values: a JSON object of texts; may be empty */
  sally_str conditions; /* further conditions: a JSON array, which goes into the policy as it is; may be empty */
  int64_t time;         /* Unix seconds, or SALLY_NOW */
  int64_t expires;      /* lifetime in seconds, 1 to 604800 */
} sally_post;

typedef const sally_post const_sally_post;

/* A post with its defaults: signed now, for an hour. */
#define SALLY_POST_INIT \
  { sizeof(sally_post), {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, SALLY_NOW, 3600 }

/* What the form needs: its action, and fields beside those of the sally_post and "key". */
typedef struct sally_presigned_post {
  sally_str url;    /* where the form is sent to */
  sally_str fields; /* "name: value\r\n" each; the last two are policy and x-amz-signature */
} sally_presigned_post;

/* Signs a POST policy. A field without a condition gets one. In the form the file
 * comes last. All output goes to the caller's buffer.
 * Errors: SALLY_E_INVALID_URL, SALLY_E_INVALID_ARGUMENT,
 * SALLY_E_EXPIRES_OUT_OF_RANGE, SALLY_E_SERVICE_UNKNOWN, SALLY_E_REGION_UNKNOWN,
 * SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_signer_presign_post(sally_signer *signer, const_sally_post *post, char *buf, size_t cap, size_t *len,
                                  sally_presigned_post *out, sally_error *err);

/* Presigns each URL of a column; the batch has the column "url". request is what
 * all have in common: method, headers, body, payload_hash, time, expires; its url
 * must be empty. SALLY_NOW is read once. A null among the URLs stays a null, with the
 * code SALLY_OK.
 * Errors: those that all rows would have, SALLY_E_INPUT_TOO_LARGE. */
int32_t sally_signer_presign_batch(sally_signer *signer, const_sally_request *request, const_sally_column *urls,
                                   sally_batch **out, sally_error *err);

/* What was signed, and what the server answered. Begin with SALLY_REFUSAL_INIT. */
typedef struct sally_refusal {
  size_t size;                 /* sizeof(sally_refusal), so that the struct can grow */
  sally_str method;            /* as sent */
  sally_str url;               /* as sent */
  sally_str canonical_request; /* of the sally_signed; empty: not known */
  sally_str string_to_sign;    /* of the sally_signed; empty: not known */
  sally_str response_headers;  /* field lines of the answer */
  sally_str response_body;     /* the answer's body, of which 64 KiB are read */
  int64_t status;              /* HTTP status of the answer; 0: not known */
} sally_refusal;

typedef const sally_refusal const_sally_refusal;

/* A refusal with its defaults: nothing is known. */
#define SALLY_REFUSAL_INIT \
  { sizeof(sally_refusal), {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, 0 }

/* Why a server refused a signature. No secret and no session token is in it. */
typedef struct sally_explanation {
  sally_str cause;    /* a stable id, a row of core/explain/causes.tsv, such as "wrong_service" */
  sally_str summary;  /* what it means */
  sally_str evidence; /* lines "name: value\r\n" */
  sally_str fix;      /* what to change */
} sally_explanation;

/* Says why a server refused what was signed. All output goes to the caller's
 * buffer; 4 KiB are enough. The cause is "not_refused" or "unknown" where that is
 * so.
 * Errors: SALLY_E_INVALID_HEADER, SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_signer_explain(sally_signer *signer, const_sally_refusal *refusal, char *buf, size_t cap, size_t *len,
                             sally_explanation *out, sally_error *err);

/*
 * Signs a request anew that somebody signed with credentials of no worth, such as
 * those that a gateway hands out. It is read for the service, the region and the
 * names of the headers that are to be signed; its own signature is replaced, and not
 * verified: for that there is sally_request_verifier_verify. A presigned URL keeps the
 * end of its life. sign.region and sign.service beat the request's scope. It has to be
 * signed with the scheme of sign.scheme; of aws4 and aws4a it may be the other one.
 *
 * request  as it came: method, url (absolute, or the target of the request line), all
 *          headers; body, with data NULL if it is not at hand and the request declares
 *          its hash; time: now.
 * origin   where it goes on to, such as "https://s3.eu-west-1.amazonaws.com"; empty:
 *          the url's, or https and the Host header.
 *
 * The body goes on as it is. All output goes to the caller's buffer, as for
 * sally_signer_sign.
 * Errors: SALLY_E_REQUEST_* (1220 to 1234), SALLY_E_INVALID_ARGUMENT,
 * SALLY_E_BUFFER_TOO_SMALL.
 */
int32_t sally_signer_resign(sally_signer *signer, const_sally_request *request, sally_str origin, char *buf, size_t cap,
                            size_t *len, sally_signed *out, sally_error *err);

/*
 * sally_signer_resign for a request whose body is in chunks (X-Amz-Content-Sha256 is
 * "STREAMING-..."), of which nothing is needed here. The body that goes on is made by
 * sally_signer_next_chunk, of what sally_request_verifier_next_chunk has given of the
 * one that came in; its length is that of X-Amz-Decoded-Content-Length, its checksum
 * the one that X-Amz-Trailer names. In an event stream it is message by message, and at
 * the end once without data. chunk_size: as for sally_signer_sign_chunks.
 * Errors: those of sally_signer_resign; SALLY_E_CHUNKS_UNSUPPORTED,
 * SALLY_E_PAYLOAD_HASH_MALFORMED for a body that is not in chunks.
 */
int32_t sally_signer_resign_chunks(sally_signer *signer, const_sally_request *request, sally_str origin,
                                   int64_t chunk_size, char *buf, size_t cap, size_t *len, sally_chunked *out,
                                   sally_error *err);

/* What a signer's credentials are at the moment. */
typedef struct sally_renewal {
  sally_str access_key_id; /* of the key pair */
  sally_str expires; /* Unix seconds in decimal; empty: they have no end */
  sally_str source;  /* for people, such as "role arn:... of profile x"; empty: they were given */
} sally_renewal;

/*
 * Waits for credentials if the signer has none that are valid: those of
 * credentials.source chain, profile, alibaba, roles_anywhere and iot may have an
 * end. Sign and presign never wait: they give SALLY_E_CREDENTIALS_STALE, at first
 * and where others could not be had in time; call this and sign again. Others are
 * asked for ahead of the end while the old ones sign on. Clients and publishers
 * need none of this. The results go to the caller's buffer; 1 KiB is enough.
 * Errors: SALLY_E_CREDENTIALS_*, SALLY_E_SSO_SESSION_EXPIRED, those of
 * sally_client_do.
 */
int32_t sally_signer_refresh(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_renewal *out,
                             sally_error *err);

/*
 * Messages of event streams (application/vnd.amazon.eventstream). headers are lines
 * "type<tab>name<tab>value\n": "true" and "false" without value; "byte", "short",
 * "int", "long" and "timestamp" (milliseconds since 1970) with a decimal number;
 * "uuid" with 8-4-4-4-12 hexadecimal digits; "bytes" and "string". Names, bytes and
 * strings have %XX for what is no visible character of ASCII, and for "%".
 * Source: Smithy specification, "Amazon Event Stream".
 */
typedef struct sally_event {
  sally_str headers; /* lines, as above */
  sally_str payload; /* bytes */
  sally_str length;  /* of the message, in decimal */
} sally_event;

/* Encodes a message: for sally_signer_next_chunk, for one. The buffer needs the sizes
 * of headers and payload and 16 bytes at most.
 * Errors: SALLY_E_EVENT_MALFORMED. */
int32_t sally_event_encode(sally_str headers, sally_str payload, char *buf, size_t cap, size_t *len, sally_str *out,
                           sally_error *err);

/* Decodes the message that data begins with, and compares its two sums. If data has
 * only a part of it, out->length is larger than that, or 12 while not even the length
 * is there, and headers and payload are empty: call again with so many bytes.
 * Errors: SALLY_E_EVENT_MALFORMED. */
int32_t sally_event_decode(sally_str data, char *buf, size_t cap, size_t *len, sally_event *out, sally_error *err);

/* What a token is for. Begin with SALLY_TOKEN_INIT. */
typedef struct sally_token {
  size_t size;      /* sizeof(sally_token), so that the struct can grow */
  sally_str kind;   /* "eks", "rds", "dsql", "elasticache", "memorydb", "msk" or "vault" */
  sally_str name;   /* host of a database (rds, dsql), name of a cluster or cache (eks, elasticache, memorydb) */
  sally_str user;   /* rds, elasticache, memorydb: the user */
  sally_str region; /* needed but for rds and dsql (empty: the signer's, or what the host tells) and vault: of the STS asked */
  sally_str role;   /* vault: the role at Vault */
  sally_str server; /* vault: the value of X-Vault-AWS-IAM-Server-ID */
  int64_t port;     /* rds */
  int64_t admin;    /* dsql: 1 for the user admin */
  int64_t cache;    /* elasticache: 1 for a serverless cache */
  int64_t time;     /* Unix seconds; SALLY_NOW */
} sally_token;

#define SALLY_TOKEN_INIT \
  { sizeof(sally_token), {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, 0, 0, 0, SALLY_NOW }

typedef const sally_token const_sally_token;

/*
 * Makes a token of a service that takes a signed request as a password or proof:
 * databases, caches and clusters with IAM authentication, and logins at Vault (a JSON
 * object for auth/aws/login). Nothing is sent. It is good for a quarter of an hour;
 * make one for each new connection. The result goes to the caller's buffer; 4 KiB are
 * enough, 16 KiB for Vault. The signer has the scheme aws4; its service does not count.
 * Errors: SALLY_E_INVALID_ARGUMENT; SALLY_E_REGION_UNKNOWN for a host that does not
 * tell it; SALLY_E_CREDENTIALS_STALE; those of sally_signer_presign.
 */
int32_t sally_signer_token(sally_signer *signer, const_sally_token *token, char *buf, size_t cap, size_t *len,
                           sally_str *out, sally_error *err);

/* What the private key of a certificate has to sign. */
typedef struct sally_challenge {
  sally_str algorithm;      /* "AWS4-X509-RSA-SHA256" or "AWS4-X509-ECDSA-SHA256" */
  sally_str string_to_sign; /* the message, not its hash */
} sally_challenge;

/* Credentials that a service has issued. */
typedef struct sally_issued {
  sally_str access_key_id;     /* of the key pair */
  sally_str secret_access_key; /* a secret: overwrite the buffer */
  sally_str session_token;     /* a secret too */
  sally_str expires;           /* Unix seconds in decimal */
  sally_str source;            /* for people, such as "role arn:... by certificate" */
} sally_issued;

/*
 * Credentials for a certificate whose private key is not in this process, but in an
 * HSM, say. The signer has credentials.source roles_anywhere, credentials.cert or
 * credentials.cert_file, and credentials.external_key true. Where it gives
 * SALLY_E_CREDENTIALS_STALE, and ahead of the end of a session:
 *
 *   1. sally_signer_prepare_session says what to sign. It sends nothing; 1 KiB is
 *      enough.
 *   2. The key signs string_to_sign with SHA-256: RSA with PKCS #1 v1.5 padding,
 *      ECDSA in DER or as r and s, as PKCS #11 has it.
 *   3. sally_signer_create_session of the same time sends that and waits. The signer
 *      signs with the result from then on; the result is for other objects: clients
 *      and publishers take it as credentials.access_key_id and its like.
 *
 * time is Unix seconds, the same of both calls. The results go to the caller's
 * buffer; 4 KiB are enough for credentials. With a buffer that is too small the
 * session is created, and the signer has its credentials, all the same.
 * Errors: SALLY_E_KEY_SIGNATURE_MISMATCH, before anything is sent;
 * SALLY_E_UNSUPPORTED for credentials from elsewhere; SALLY_E_CREDENTIALS_*, those of
 * sally_client_do.
 */
int32_t sally_signer_prepare_session(sally_signer *signer, int64_t time, char *buf, size_t cap, size_t *len,
                                     sally_challenge *out, sally_error *err);
/* The second step: sends what the key signed, and waits. Errors: see
 * sally_signer_prepare_session. */
int32_t sally_signer_create_session(sally_signer *signer, sally_str signature, int64_t time, char *buf, size_t cap,
                                    size_t *len, sally_issued *out, sally_error *err);

/* The MFA device that a person has to be asked about. */
typedef struct sally_device {
  sally_str serial; /* of the device; empty: no code is needed now */
  sally_str region; /* that goes with the credentials; empty: none */
} sally_device;

/*
 * Credentials of a role whose profile has an mfa_serial. The signer has
 * credentials.source profile or chain, and credentials.external_mfa true. Where it
 * gives SALLY_E_CREDENTIALS_STALE or SALLY_E_MFA_CODE_NEEDED, and ahead of the end:
 *
 *   1. sally_signer_mfa_device says which device has to be asked about. It sends
 *      nothing; 1 KiB is enough.
 *   2. A person reads six digits off the device.
 *   3. sally_signer_assume_role sends them once and waits. The signer signs with the
 *      result from then on, and the result is for other objects, as that of
 *      sally_signer_create_session.
 *
 * code is NULL or empty where no code is needed. Errors: SALLY_E_MFA_CODE_NEEDED and
 * SALLY_E_CREDENTIALS_MALFORMED, before anything is sent;
 * SALLY_E_CREDENTIALS_REFUSED for a wrong code, which AWS takes no second time either;
 * SALLY_E_UNSUPPORTED if no role asks for a code; those of sally_client_do.
 */
int32_t sally_signer_mfa_device(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_device *out,
                                sally_error *err);
/* The third step: assumes the role. Errors: see sally_signer_mfa_device. */
int32_t sally_signer_assume_role(sally_signer *signer, sally_str code, char *buf, size_t cap, size_t *len,
                                 sally_issued *out, sally_error *err);

/*
 * What was said of the sources of the signer's credentials since the last time, for a
 * log: lines "2026-11-28T10:00:00Z credentials of SOURCE: WHAT". They say which source
 * was passed over, which was asked, what it gave, until when, or why it failed; the
 * last 32 are kept, and 16 KiB are enough for all. Of a key they have the last four
 * characters, of secrets, tokens and codes nothing. Exchanges of clients and
 * publishers have the lines of theirs as the fact "credentials.log".
 */
int32_t sally_signer_log(sally_signer *signer, char *buf, size_t cap, size_t *len, sally_str *out, sally_error *err);

/* Frees a signer. Its results are the caller's. */
void sally_signer_free(sally_signer *signer);

/* ---- Requests of any signer -------------------------------------------- */

/* A signed request, taken apart. What the request does not say is empty. The
 * signature, the session token and what looks like a secret are not in it. */
typedef struct sally_inspection {
  sally_str scheme;         /* such as "AWS4-HMAC-SHA256"; empty: it is not signed */
  sally_str carrier;        /* "query" or "header" */
  sally_str access_key_id;  /* whose key it is */
  sally_str scope;          /* of the credential: "20260102/eu-west-1/s3/aws4_request" */
  sally_str region;         /* of the scope, such as "eu-west-1" */
  sally_str service;        /* of the scope: the signing name, such as "s3" */
  sally_str signed_headers; /* such as "host;x-amz-date" */
  sally_str signed_at;      /* RFC 3339 */
  sally_str expires_at;     /* RFC 3339 */
  sally_str expires;        /* in words: "in 14 minutes", "2 days 3 hours ago" */
  sally_str findings;       /* what a service will refuse, lines "cause: text\r\n"; a cause of core/explain/causes.tsv */
} sally_inspection;

/* Takes a presigned URL, or the headers of a request with Authorization, apart.
 * Either may be empty. What cannot be parsed is a finding. time: Unix seconds, or
 * SALLY_NOW. All output goes to the caller's buffer; 8 KiB are enough for most.
 * Errors: SALLY_E_INVALID_ARGUMENT, SALLY_E_INVALID_HEADER,
 * SALLY_E_INPUT_TOO_LARGE (over 64 KiB), SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_request_inspect(sally_str url, sally_str headers, int64_t time, char *buf, size_t cap, size_t *len,
                              sally_inspection *out, sally_error *err);

/* A request of any signer as it was sent, and the server's answer. Begin with
 * SALLY_PASTED_INIT. */
typedef struct sally_pasted {
  size_t size;                /* sizeof(sally_pasted), so that the struct can grow */
  sally_str method;           /* as sent */
  sally_str url;              /* as sent */
  sally_str headers;          /* field lines as sent, Authorization among them */
  sally_str body;             /* as sent; data NULL: not known */
  sally_str response_headers; /* field lines of the answer */
  sally_str response_body;    /* the answer's body, of which 64 KiB are read */
  int64_t status;             /* HTTP status of the answer; 0: not known */
} sally_pasted;

typedef const sally_pasted const_sally_pasted;

/* A request of which nothing is known. */
#define SALLY_PASTED_INIT \
  { sizeof(sally_pasted), {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, 0 }

/* sally_signer_explain for a request of which neither signer nor secret is at
 * hand: what was sent is compared with what the server says.
 * Errors: SALLY_E_INVALID_HEADER, SALLY_E_INPUT_TOO_LARGE (over 64 KiB),
 * SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_request_explain(const_sally_pasted *pasted, char *buf, size_t cap, size_t *len, sally_explanation *out,
                              sally_error *err);

/* ---- Verify (incoming requests) ----------------------------------------- */

/* Verifies signatures of requests that came in. It keeps the signing keys that it
 * derived, and may be shared between threads. */
typedef struct sally_request_verifier sally_request_verifier;

/* Makes one. Options: verify.*.
 * Errors: codes of options. */
int32_t sally_request_verifier_new(const_sally_options *options, sally_request_verifier **out, sally_error *err);

/* What a request says about its signature. Nothing of it is verified. */
typedef struct sally_claimed {
  sally_str access_key_id; /* whose secret has to be looked up */
  sally_str session_token; /* a secret; empty: none */
  sally_str date;          /* of the scope, "20260102" */
  sally_str region;        /* of the scope, such as "eu-west-1"; empty with acs3, which has none */
  sally_str service;       /* of the scope: the signing name, such as "s3"; likewise */
} sally_claimed;

/* Reads what a request says about its signature, in Authorization or in the query:
 * the first of two steps, between which the caller looks up the secret. Of the
 * request method, url (absolute, or the target of the request line) and headers, all
 * of them, are read. All output goes to the caller's buffer; 4 KiB are enough.
 * Errors: SALLY_E_REQUEST_UNSIGNED, SALLY_E_REQUEST_MALFORMED,
 * SALLY_E_REQUEST_AMBIGUOUS, SALLY_E_REQUEST_SCHEME_REFUSED,
 * SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_request_verifier_read(sally_request_verifier *verifier, const_sally_request *request, char *buf,
                                    size_t cap, size_t *len, sally_claimed *out, sally_error *err);

/* What the signature of a request proves. No secret is in it. */
typedef struct sally_verified {
  sally_str scheme;         /* "AWS4-HMAC-SHA256", or as the scheme has it */
  sally_str carrier;        /* "header" or "query" */
  sally_str access_key_id;  /* whose secret has signed */
  sally_str date;           /* of the scope, "20260102" */
  sally_str region;         /* of the scope; empty with acs3 */
  sally_str service;        /* of the scope; likewise */
  sally_str signed_headers; /* such as "host;x-amz-date": no other header is proven */
  sally_str signed_at;      /* RFC 3339 */
  sally_str expires_at;     /* RFC 3339; from then on it is refused as old */
  sally_str payload;        /* "verified", "declared" (body.data was NULL), "unsigned" or "streaming" (its chunks were not looked at) */
  sally_str payload_hash;   /* that was signed: 64 hex digits or a constant of AWS */
  sally_str fingerprint;    /* hex SHA-256 of the signature: remembered until expires_at, it tells a repeated request */
  sally_str state;          /* of a body in chunks, for the first sally_request_verifier_next_chunk; else empty */
} sally_verified;

/*
 * Verifies. SALLY_OK means verified; there is no other success.
 *
 * request            as it came: method, url, headers; body before anything decoded
 *                    it, with data NULL if it was not read; time: now.
 * secret_access_key  of the access key id that sally_request_verifier_read has
 *                    given; empty: nobody has that id.
 * session_token      that the request must have; empty: it is not compared.
 *
 * All output goes to the caller's buffer; 4 KiB are enough.
 * Errors: codes 1220 to 1232, SALLY_E_BUFFER_TOO_SMALL. Answer all refusals alike.
 */
int32_t sally_request_verifier_verify(sally_request_verifier *verifier, const_sally_request *request,
                                      sally_str secret_access_key, sally_str session_token, char *buf, size_t cap,
                                      size_t *len, sally_verified *out, sally_error *err);

/* What a POST policy allows and its signature proves. No secret is in it. */
typedef struct sally_posted {
  sally_str access_key_id; /* whose secret has signed */
  sally_str region;        /* of the scope */
  sally_str service;       /* of the scope */
  sally_str signed_at;     /* RFC 3339 */
  sally_str expires_at;    /* RFC 3339; of the policy */
  sally_str key;           /* of the object, with filename in its place */
  sally_str min_size;      /* bytes that the file may have, decimal; empty: any number */
  sally_str max_size;      /* likewise */
} sally_posted;

/*
 * Verifies an upload by a browser's form: signature, expiration and each condition of
 * its POST policy (Amazon S3 API Reference, "Creating a POST policy"). SALLY_OK means
 * verified; there is no other success.
 *
 * bucket             that the form was sent to.
 * fields             of the form, those before the file: a JSON object of texts, in
 *                    which a name may stand twice, and is then refused.
 * filename           that the browser gave for the file; it stands for ${filename}.
 * size               of the file, in bytes; -1: not known yet, and to be compared
 *                    with min_size and max_size.
 * secret_access_key  of the access key id: x-amz-credential without its last four
 *                    parts, "/date/region/service/aws4_request"; empty: nobody has it.
 * session_token      that the form must have; empty: it is not compared.
 * time               Unix seconds, or SALLY_NOW.
 *
 * All output goes to the caller's buffer; 2 KiB beside the key are enough.
 * Errors: codes 1220 to 1235, SALLY_E_INVALID_ARGUMENT, SALLY_E_BUFFER_TOO_SMALL.
 */
int32_t sally_request_verifier_verify_post(sally_request_verifier *verifier, sally_str bucket, sally_str fields,
                                           sally_str filename, int64_t size, sally_str secret_access_key,
                                           sally_str session_token, int64_t time, char *buf, size_t cap, size_t *len,
                                           sally_posted *out, sally_error *err);

/* What is in a piece of a body in chunks. The first four are decimal numbers. */
typedef struct sally_piece {
  sally_str used;  /* bytes of data that are done with; the next data begins behind them */
  sally_str start; /* what these are of the body, without its frames: bytes of data from start */
  sally_str end;   /* to end */
  sally_str wants; /* with used 0: bytes that data has to have; 0 if ended was 1: the body has ended, and is right */
  sally_str state; /* for the next piece; no secret is in it */
} sally_piece;

/*
 * Takes the body of a verified request apart that is in chunks (payload "streaming"),
 * piece by piece, and compares their signatures, the trailer's, and its checksum. What
 * comes out of signed chunks was signed; of others it is known at the end whether it
 * is what was sent. Of an event stream (payload_hash ends with "-EVENTS") the payload
 * of one message comes out, whose date is at most verify.max_skew from time. data: what
 * the call before has not used, and what came since; the most that is ever wanted is a
 * chunk, of at most 16 MiB. ended: 1 if nothing follows data, else 0. time: Unix seconds,
 * or SALLY_NOW. secret_access_key: that of sally_request_verifier_verify. Nothing
 * changes in the verifier: a call can be repeated with a larger buffer; 2 KiB are enough.
 * Errors: SALLY_E_CHUNK_MALFORMED, SALLY_E_CHUNK_MISMATCH,
 * SALLY_E_REQUEST_TIME_SKEWED; SALLY_E_REQUEST_MALFORMED for no state, SALLY_E_INVALID_ARGUMENT for one that is
 * none; SALLY_E_BUFFER_TOO_SMALL.
 */
int32_t sally_request_verifier_next_chunk(sally_request_verifier *verifier, sally_str state, sally_str data,
                                          sally_str secret_access_key, int32_t ended, int64_t time, char *buf,
                                          size_t cap, size_t *len, sally_piece *out, sally_error *err);

/* Overwrites the derived keys and frees a verifier. */
void sally_request_verifier_free(sally_request_verifier *verifier);

/* ---- Reach (HTTPS by pinned address) ----------------------------------- */

/* A client keeps connections open and may be shared between threads. */
typedef struct sally_client sally_client;

/* An HTTP response, or another result of an operation that waits. Spans that its
 * accessors give live as long as it does. */
typedef struct sally_response sally_response;

/* Makes a client. Options: client.*, tls.*, env.*, and credentials.*, sign.* if
 * requests are to be signed (client.sign=true). No connection is made yet.
 * Errors: codes of options, of certificates and of credentials. */
int32_t sally_client_new(const_sally_options *options, sally_client **out, sally_error *err);

/* Sends a request and waits for its whole response. An HTTP status of 400 or
 * above is a response, not an error. Redirects are followed (client.max_redirects), and
 * the cookies that they set go along (client.cookies).
 * Errors: those of the network, of TLS and of HTTP (1301 and above). */
int32_t sally_client_do(sally_client *client, const_sally_request *request, sally_response **out, sally_error *err);

/* Why a connection fails, or that it does not. No secret is in it. */
typedef struct sally_diagnosis {
  sally_str cause;    /* a stable id, a row of core/diagnose/causes.tsv, such as "connect_refused"; "ok" */
  sally_str stage;    /* "configuration", "proxy", "dns", "tcp", "hello", "certificate", "mutual", "http" or "done" */
  sally_str summary;  /* what it means */
  sally_str evidence; /* lines "name: value\r\n" */
  sally_str fix;      /* what to change */
} sally_diagnosis;

/* Connects to a URL step by step, as a GET of it would, and says what is wrong: the
 * URL, the proxy, DNS, each address, the TLS handshake, the certificates of either
 * side, the head of the answer. Nothing is signed, redirected or repeated; some
 * causes need further connections, which carry neither path nor query.
 * timeout_ms bounds all of it; 0: client.timeout, or a minute if that is 0. What
 * fails is the result and not an error. All output goes to the caller's buffer, for
 * which 64 KiB are always enough: with less all of it may have to be done twice.
 * Errors: SALLY_E_INVALID_ARGUMENT, SALLY_E_BUFFER_TOO_SMALL, SALLY_E_CANCELLED. */
int32_t sally_client_diagnose(sally_client *client, sally_str url, int64_t timeout_ms, char *buf, size_t cap,
                              size_t *len, sally_diagnosis *out, sally_error *err);

/* The diagnosis that an error stands for, from the error alone: of options with
 * which no client could be made, for one. Its cause is empty for an error that has
 * none. of and err are two.
 * Errors: SALLY_E_NULL_POINTER, SALLY_E_INVALID_ARGUMENT if of->code is no code,
 * SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_error_diagnose(const sally_error *of, char *buf, size_t cap, size_t *len, sally_diagnosis *out,
                             sally_error *err);

/* Whose credentials have signed, as AWS STS says. */
typedef struct sally_caller {
  sally_str arn;       /* such as "arn:aws:sts::123456789012:assumed-role/app/session" */
  sally_str account;   /* twelve digits */
  sally_str user_id;   /* the unique id; of a role it has the session's name behind a colon */
  sally_str exchanges; /* for a log: as in docs/operations.md, without query, header and body */
} sally_caller;

/*
 * Says whose credentials have signed a request for GetCallerIdentity that somebody has
 * presented as a proof, by sending it to STS. Nothing is sent that is not such a
 * request, to STS: host, action, parameters and headers are on lists of what is
 * allowed, and it was signed in the last 15 minutes. Redirects are not followed.
 * SALLY_OK means that STS has confirmed it; there is no other success.
 *
 * client   has no signer.
 * request  as it was presented: method, url, headers, body; time: now; timeout_ms.
 * require  field lines of headers that must be there with these values, and be signed,
 *          so that a proof for somebody else is not taken; empty: a proof for anybody is.
 * hosts    of STS, in small letters, with commas between, with a port that is not 443;
 *          data NULL: those of AWS in all partitions.
 *
 * All output goes to the caller's buffer, for which 8 KiB are always enough: with less
 * STS may have to be asked twice.
 * Errors: SALLY_E_REQUEST_MALFORMED, SALLY_E_REQUEST_SCOPE_REFUSED (another host or
 * action), SALLY_E_REQUEST_HEADER_UNSIGNED, SALLY_E_REQUEST_TIME_SKEWED,
 * SALLY_E_REQUEST_SIGNATURE_WRONG (STS has refused it), SALLY_E_HTTP_STATUS; those of
 * sally_client_do; SALLY_E_INVALID_HEADER for require; SALLY_E_BUFFER_TOO_SMALL.
 * Specification: AWS STS API Reference, "GetCallerIdentity".
 */
int32_t sally_client_verify_caller(sally_client *client, const_sally_request *request, sally_str require,
                                   sally_str hosts, char *buf, size_t cap, size_t *len, sally_caller *out,
                                   sally_error *err);

/*
 * sally_client_verify_caller for the request in a token. kind "eks": token is a bearer
 * token ("k8s-aws-v1....") and name the cluster that it has to be for. kind "vault":
 * token is the JSON body of a login at HashiCorp Vault's auth method aws, and name the
 * value of X-Vault-AWS-IAM-Server-ID that it has to have signed; empty: it has none.
 * time: Unix seconds, or SALLY_NOW.
 * Errors: those of sally_client_verify_caller.
 */
int32_t sally_client_verify_token(sally_client *client, sally_str kind, sally_str token, sally_str name,
                                  sally_str hosts, int64_t timeout_ms, int64_t time, char *buf, size_t cap,
                                  size_t *len, sally_caller *out, sally_error *err);

/* Where the roots that a client trusts came from. */
typedef struct sally_trust {
  sally_str source;   /* the places in short */
  sally_str roots;    /* lines "SHA-256<tab>end of its life, RFC 3339<tab>place<tab>subject\r\n", in their order */
  sally_str unusable; /* lines: what was found there and is not used, with its place and reason */
} sally_trust;

/* Says where each trusted root came from (file and line, variable, "embedded Mozilla
 * roots"), as of now: files that have changed are read again. Nothing is connected.
 * There is no root with tls.verify=false. All output goes to the caller's buffer;
 * the roots of a system take some 40 KiB.
 * Errors: SALLY_E_BUFFER_TOO_SMALL. */
int32_t sally_client_trust_report(sally_client *client, char *buf, size_t cap, size_t *len, sally_trust *out,
                                  sally_error *err);

/* Drops the client's idle connections and frees it. */
void sally_client_free(sally_client *client);

/* The HTTP status. */
int32_t sally_response_status(sally_response *response, int32_t *out, sally_error *err);

/* The header as field lines, "Name: value\r\n" each, as the server sent them. */
int32_t sally_response_headers(sally_response *response, sally_str *out, sally_error *err);

/* The body. */
int32_t sally_response_body(sally_response *response, sally_str *out, sally_error *err);

/*
 * Facts about the exchange by key: "url" (after redirects), "reason", "attempts",
 * "peer.address", "tls.version", "tls.cipher", "tls.alpn",
 * "tls.trust" (where the roots came from), "tls.certificate" (the leaf, DER),
 * "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total"
 * (microseconds, decimal), "reused" ("true" or "false"),
 * "history" (the redirects that were followed, a line "status url" each), "trailers" (the field
 * lines behind a body in chunks; of a stream, when it is asked after the end of the body), "next"
 * (empty here: for languages that follow redirects themselves), "resigned" (why it was signed a
 * second time), "credentials.log" (what was said of sources of credentials since the last
 * exchange, see sally_signer_log); after a publish also
 * "iot.request_id" and "iot.trace_id". "header.NAME" and "trailer.NAME" are the value of the
 * first such field, NAME in any case. A fact that does not apply is empty; an unknown key is
 * SALLY_E_INVALID_ARGUMENT.
 */
int32_t sally_response_fact(sally_response *response, sally_str key, sally_str *out, sally_error *err);

/* Frees a response with all its spans. */
void sally_response_free(sally_response *response);

/* ---- Streams ------------------------------------------------------------- */

/*
 * A stream is one exchange whose bodies pass in pieces, in constant memory. It
 * begins with sally_client_open, goes on by itself, and ends with
 * sally_stream_free, which gives the connection up or reads a small rest of the
 * body to keep it. client.max_body does not apply; the total time of the call,
 * request.timeout_ms or the client's, does, to the body too. One thread may read
 * and another one write; sally_stream_free may come from a third, but must be the
 * last use. The child of a fork has no streams (SALLY_E_FORKED).
 */
typedef struct sally_stream sally_stream;

/*
 * Begins an exchange and returns at once. With upload 1 the request's body comes
 * by sally_stream_write until sally_stream_end, as content_length bytes, or with
 * -1 in HTTP's chunks; request.body is empty then. A client that signs signs it as
 * UNSIGNED-PAYLOAD over https, and over http in the chunks of
 * sally_signer_sign_chunks, as long as request.payload_hash does not say otherwise. With upload 0 content_length is -1. A request whose body
 * was read in part is not repeated.
 * Errors: those of sally_client_do that need no network.
 */
int32_t sally_client_open(sally_client *client, const_sally_request *request, int32_t upload, int64_t content_length,
                          sally_stream **out, sally_error *err);

/* Waits for the head of the response, whose body is empty here. May be asked again.
 * Errors: those of sally_client_do; SALLY_E_REQUEST_BODY_FAILED. */
int32_t sally_stream_response(sally_stream *stream, sally_response **out, sally_error *err);

/*
 * Waits for the next bytes of the response's body and puts at most cap of them, and
 * at least one, into buf; *len 0 is its end. A body that was cut off is an error,
 * never an end.
 * Errors: those of sally_stream_response; SALLY_E_HTTP_TRUNCATED, SALLY_E_READ_TIMEOUT,
 * SALLY_E_DEADLINE_EXCEEDED.
 */
int32_t sally_stream_read(sally_stream *stream, char *buf, size_t cap, size_t *len, sally_error *err);

/*
 * Waits until the next bytes of the request's body were taken. *written is less
 * than data.len if the server has answered before the end of the body: it is not
 * to be written further, and the response is there.
 * Errors: those of sally_stream_response; SALLY_E_INVALID_ARGUMENT without upload, or
 * behind the end.
 */
int32_t sally_stream_write(sally_stream *stream, sally_str data, size_t *written, sally_error *err);

/* Ends the request's body.
 * Errors: SALLY_E_INVALID_ARGUMENT without upload. */
int32_t sally_stream_end(sally_stream *stream, sally_error *err);

/* Ends the exchange, wherever it is, and frees the stream. */
void sally_stream_free(sally_stream *stream);

/* ---- Publish (AWS IoT Core over HTTPS) --------------------------------- */

/* A publisher sends to one endpoint of AWS IoT Core over HTTPS. */
typedef struct sally_publisher sally_publisher;

/* A message. Begin with SALLY_MESSAGE_INIT. */
typedef struct sally_message {
  size_t size;                /* sizeof(sally_message), so that the struct can grow */
  sally_str topic;            /* without wildcards; percent-encoded for the wire by the library */
  sally_str payload;          /* up to 131,072 bytes */
  int32_t qos;                /* 0 or 1; with 1 a publish whose answer was lost is repeated: at least once */
  int32_t retain;             /* 0 or 1 */
  sally_str content_type;     /* MQTT 5 property; empty: none, here and for the next three */
  sally_str response_topic;   /* MQTT 5 property */
  sally_str correlation_data; /* MQTT 5 property, any bytes */
  sally_str payload_format;   /* "UTF8_DATA", "UNSPECIFIED_BYTES" or empty */
  sally_str user_properties;  /* lines "name: value", each ended by CRLF or LF, in the order to send. They are data:
                               * the name ends at the first ": ", no space is dropped, and neither holds a line break */
  int64_t message_expiry;     /* seconds, or -1 for none */
  int64_t timeout_ms;         /* total time in milliseconds; 0: the publisher's */
} sally_message;

/* A message with its defaults: no texts, QoS 0, not retained, no expiry. */
#define SALLY_MESSAGE_INIT \
  { sizeof(sally_message), {0, 0}, {0, 0}, 0, 0, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, -1, 0 }

typedef const sally_message const_sally_message;

/* Makes a publisher. Options: iot.*, client.*, tls.*, env.*, and credentials.*,
 * sign.* if requests are to be signed (client.sign=true).
 * Errors: codes of options, of certificates and of credentials;
 * SALLY_E_ENDPOINT_INVALID, SALLY_E_CLIENT_CERTIFICATE_REQUIRED. */
int32_t sally_publisher_new(const_sally_options *options, sally_publisher **out, sally_error *err);

/* Publishes a message and waits for the service to take it. The response is the
 * service's 2xx answer; any other outcome is an error.
 * Errors: those of sally_client_do; SALLY_E_TOPIC_INVALID, SALLY_E_MESSAGE_INVALID
 * before anything is sent; codes of the block "IoT" for what the service says. */
int32_t sally_publisher_publish(sally_publisher *publisher, const_sally_message *message, sally_response **out,
                                sally_error *err);

/* A request that publishes, for a host that sends it itself. */
typedef struct sally_prepared {
  sally_str method;  /* "POST" */
  sally_str url;     /* exact URL to send to */
  sally_str headers; /* "Name: value\r\n" each */
} sally_prepared;

/*
 * The HTTP request that publishes a message; its body is the message's payload.
 * It is signed for time (Unix seconds, or SALLY_NOW) if client.sign=true. A
 * publisher that authenticates with a client certificate needs a sender that
 * presents it. All output goes to the caller's buffer; 4 KiB are enough for most.
 * Errors: those of sally_publisher_publish that need no network.
 */
int32_t sally_publisher_prepare(sally_publisher *publisher, const_sally_message *message, int64_t time, char *buf,
                                size_t cap, size_t *len, sally_prepared *out, sally_error *err);

/*
 * Waits for credentials if the publisher signs and has none that are valid, as
 * sally_signer_refresh does: sally_publisher_prepare never waits. Without a
 * signature, or with credentials that have no end, the results are empty.
 * Errors: those of sally_signer_refresh.
 */
int32_t sally_publisher_refresh(sally_publisher *publisher, char *buf, size_t cap, size_t *len, sally_renewal *out,
                                sally_error *err);

/* Drops the publisher's idle connections and frees it. */
void sally_publisher_free(sally_publisher *publisher);

/* ---- Verify (instance identity) ---------------------------------------- */

/* A verifier trusts pinned certificates only. It may be shared between threads. */
typedef struct sally_verifier sally_verifier;

/* What a cloud has signed about an instance. Fields that the document lacks are
 * empty. */
typedef struct sally_identity {
  sally_str raw;                /* the signed bytes */
  sally_str provider;           /* "alibaba" */
  sally_str instance_id;        /* the instance's id */
  sally_str account_id;         /* the account that owns it */
  sally_str region_id;          /* such as "cn-hangzhou" */
  sally_str zone_id;            /* such as "cn-hangzhou-i" */
  sally_str image_id;           /* the image that it was started from */
  sally_str instance_type;      /* such as "ecs.g7.large" */
  sally_str private_ipv4;       /* its address in the private network */
  sally_str mac;                /* of its first interface */
  sally_str serial_number;      /* of the virtual machine */
  sally_str create_time;        /* as the document has it */
  sally_str audience;           /* the audience that was signed */
  sally_str digest_algorithm;   /* "sha1", "sha256", "sha384" or "sha512" */
  sally_str signer_fingerprint; /* hex SHA-256 of the pinned certificate */
} sally_identity;

/* Makes a verifier. Options: identity.*.
 * Errors: codes of options, SALLY_E_PIN_MALFORMED. */
int32_t sally_verifier_new(const_sally_options *options, sally_verifier **out, sally_error *err);

/*
 * Verifies. SALLY_OK means verified; there is no other success.
 *
 * signature  PKCS#7 SignedData: bare base64, PEM (CERTIFICATE, PKCS7, CMS) or
 *            DER, as the metadata service answered. Up to 64 KiB.
 * document   the document, with or without the audience spliced in; data NULL:
 *            the one that the signature carries.
 * audience   the audience that must have been signed; data NULL: none.
 * now        Unix seconds, or SALLY_NOW.
 *
 * All output goes to the caller's buffer and the spans of *out point into it;
 * 4 KiB are enough for real documents.
 * Errors: codes of the block "identity".
 */
int32_t sally_verifier_verify(sally_verifier *verifier, sally_str signature, sally_str document, sally_str audience,
                              int64_t now, char *buf, size_t cap, size_t *len, sally_identity *out, sally_error *err);

/*
 * Verifies a row per signature; the batch has a column for each field of
 * sally_identity, under its name ("raw", "instance_id", ...). documents and
 * audiences are as long as signatures, or NULL: none. A null document stands for
 * the one that the signature carries. A null audience in a given column fails
 * its row: missing data must not switch the check off. So does a null signature:
 * only SALLY_OK means verified. SALLY_NOW is read once.
 * Errors: SALLY_E_INVALID_ARGUMENT, SALLY_E_INPUT_TOO_LARGE.
 */
int32_t sally_verifier_verify_batch(sally_verifier *verifier, const_sally_column *signatures,
                                    const_sally_column *documents, const_sally_column *audiences, int64_t now,
                                    sally_batch **out, sally_error *err);

/* Frees a verifier. */
void sally_verifier_free(sally_verifier *verifier);

/* A fresh audience: the time and 128 random bits, URL-safe. At most 64 bytes. */
int32_t sally_audience_generate(char *buf, size_t cap, size_t *len, sally_error *err);

/* ---- Instance metadata -------------------------------------------------- */

/* The metadata service of the instance that the caller runs on. */
typedef struct sally_metadata sally_metadata;

/* Makes a client of it. Options: metadata.*, client.*.
 * Errors: codes of options. */
int32_t sally_metadata_new(const_sally_options *options, sally_metadata **out, sally_error *err);

/* The document and the signature over it; audience data NULL: none. Both go to
 * the caller's buffer, for which 132 KiB are always enough: with less the service
 * may have to be asked twice.
 * Errors: those of sally_client_do, SALLY_E_METADATA_*. */
int32_t sally_metadata_identity(sally_metadata *metadata, sally_str audience, char *buf, size_t cap, size_t *len,
                                sally_str *document, sally_str *signature, sally_error *err);

/* The answer for one path, such as "/latest/meta-data/instance-id", in the
 * caller's buffer, for which 68 KiB are always enough.
 * Errors: those of sally_client_do, SALLY_E_METADATA_*. */
int32_t sally_metadata_get(sally_metadata *metadata, sally_str path, char *buf, size_t cap, size_t *len,
                           sally_str *out, sally_error *err);

/* Frees it. */
void sally_metadata_free(sally_metadata *metadata);

/* ---- Endpoints ------------------------------------------------------------ */

/* What requests to a host are signed for; what cannot be known is empty. */
typedef struct sally_scope {
  sally_str service; /* the signing name, such as "autoscaling-plans" */
  sally_str region;  /* such as "eu-west-1" */
} sally_scope;

/*
 * The signing name and region of a host, which may carry a port. target is the
 * value of X-Amz-Target, or empty. Both go to the caller's buffer; 128 bytes are
 * enough.
 * Errors: SALLY_E_BUFFER_TOO_SMALL.
 */
int32_t sally_endpoint_lookup(sally_str host, sally_str target, char *buf, size_t cap, size_t *len, sally_scope *out,
                              sally_error *err);

/* ---- Calls that can be left ------------------------------------------------ */

/*
 * A call that waits for the network can be started, waited for in slices, and
 * cancelled. A _start function copies what it needs of its arguments and returns
 * a ticket. Each ticket goes to sally_call_free once, also after its result was
 * taken; that cancels a call that is under way. Nothing of a cancelled call stays
 * behind: no thread, no descriptor, no half-used connection.
 *
 * A ticket used in another way is SALLY_E_TICKET_MISUSED: waited for by two
 * threads, asked for its result twice, cancelled twice or after its end. In the
 * child of a fork a ticket is SALLY_E_FORKED.
 */
typedef struct sally_ticket sally_ticket;

/* Starts sally_client_do.
 * Errors: those of sally_client_do that need no network. */
int32_t sally_client_do_start(sally_client *client, const_sally_request *request, sally_ticket **out, sally_error *err);

/* Starts sally_client_diagnose. The result has the facts "cause", "stage",
 * "summary", "evidence" and "fix", and no status, headers or body.
 * Errors: those of sally_client_diagnose that need no network. */
int32_t sally_client_diagnose_start(sally_client *client, sally_str url, int64_t timeout_ms, sally_ticket **out,
                                    sally_error *err);

/* Starts sally_client_verify_caller. The result has the facts "arn", "account",
 * "user_id" and "exchanges", and no status, headers or body.
 * Errors: those that need no network. */
int32_t sally_client_verify_caller_start(sally_client *client, const_sally_request *request, sally_str require,
                                         sally_str hosts, sally_ticket **out, sally_error *err);

/* Starts sally_client_verify_token. The result and the errors are those of
 * sally_client_verify_caller_start. */
int32_t sally_client_verify_token_start(sally_client *client, sally_str kind, sally_str token, sally_str name,
                                        sally_str hosts, int64_t timeout_ms, int64_t time, sally_ticket **out,
                                        sally_error *err);

/* Starts sally_stream_response. Leaving it leaves the stream as it is.
 * Errors: those of a stream that need no network. */
int32_t sally_stream_response_start(sally_stream *stream, sally_ticket **out, sally_error *err);

/* Starts sally_stream_read of at most size bytes. The result has the fact "data".
 * Leaving it closes the stream. */
int32_t sally_stream_read_start(sally_stream *stream, size_t size, sally_ticket **out, sally_error *err);

/* Starts sally_stream_write. The result has the fact "written", in decimal. Leaving
 * it closes the stream. */
int32_t sally_stream_write_start(sally_stream *stream, sally_str data, sally_ticket **out, sally_error *err);

/* Starts sally_publisher_publish.
 * Errors: those of sally_publisher_publish that need no network. */
int32_t sally_publisher_publish_start(sally_publisher *publisher, const_sally_message *message, sally_ticket **out,
                                      sally_error *err);

/* Starts sally_metadata_identity. The result has the facts "document",
 * "signature" and "exchanges" (lines for a log), and no status, headers or body.
 * Errors: those of sally_metadata_identity that need no network. */
int32_t sally_metadata_identity_start(sally_metadata *metadata, sally_str audience, sally_ticket **out,
                                      sally_error *err);

/* Starts sally_publisher_refresh, whose result is as that of
 * sally_signer_refresh_start. */
int32_t sally_publisher_refresh_start(sally_publisher *publisher, sally_ticket **out, sally_error *err);

/* Starts sally_signer_refresh. The result has the facts "access_key_id", "expires"
 * and "source", and no status, headers or body. */
int32_t sally_signer_refresh_start(sally_signer *signer, sally_ticket **out, sally_error *err);

/* Starts sally_signer_create_session. The result has the facts "access_key_id",
 * "secret_access_key", "session_token", "expires" and "source", and no status,
 * headers or body. */
int32_t sally_signer_create_session_start(sally_signer *signer, sally_str signature, int64_t time, sally_ticket **out,
                                          sally_error *err);

/* Starts sally_signer_assume_role. The result is as that of
 * sally_signer_create_session_start. */
int32_t sally_signer_assume_role_start(sally_signer *signer, sally_str code, sally_ticket **out, sally_error *err);

/* Starts sally_metadata_get. The result has the facts "answer" and
 * "exchanges" (lines for a log), and no status, headers or body. */
int32_t sally_metadata_get_start(sally_metadata *metadata, sally_str path, sally_ticket **out, sally_error *err);

/*
 * Waits at most ms milliseconds for the end of a call; a negative number is no
 * limit. SALLY_OK with *out NULL: it goes on. Else *out is the result, which goes
 * to sally_response_free.
 * Errors: those of the call; SALLY_E_CANCELLED after a cancellation or if the
 * ticket is freed meanwhile; SALLY_E_TICKET_MISUSED, SALLY_E_FORKED.
 */
int32_t sally_call_wait(sally_ticket *ticket, int64_t ms, sally_response **out, sally_error *err);

/* Gives a call up, from any thread. sally_call_wait ends at once.
 * Errors: SALLY_E_TICKET_MISUSED, SALLY_E_FORKED. */
int32_t sally_call_cancel(sally_ticket *ticket, sally_error *err);

/* A descriptor that can be read once the call has ended, for poll and event loops.
 * It belongs to the ticket, which closes it; it can be asked for once.
 * Errors: SALLY_E_TICKET_MISUSED, SALLY_E_FORKED. */
int32_t sally_call_fd(sally_ticket *ticket, int32_t *out, sally_error *err);

/* Frees a ticket, and cancels its call if it is under way. */
void sally_call_free(sally_ticket *ticket);

#ifdef __cplusplus
}
#endif

#endif
