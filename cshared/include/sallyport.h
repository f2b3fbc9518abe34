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
 * that needs it. After fork() the child loads a fresh copy of the core on its
 * first call; handles made before the fork keep working there, because the
 * front door remembers their options. Only a sally_response or sally_batch made
 * before the fork is refused (SALLY_E_FORKED). The library cannot be unloaded: dlclose
 * does nothing. Handlers of other code for signals keep working.
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
  const char *data;
  size_t len;
} sally_str;

/*
 * What went wrong: 512 bytes, owned by the caller.
 * code: as returned. detail: a number whose meaning depends on the code (HTTP
 * status, TLS alert, errno), else 0. message: NUL-terminated UTF-8, cut at a
 * character boundary if it is longer.
 */
typedef struct sally_error {
  int32_t code;
  int32_t detail;
  char message[504];
} sally_error;

/* "1.2.3", static. */
const char *sally_version(void);

/*
 * The row of the error table for a code: "PROFILE_NOT_FOUND", a hint that says
 * what to do, and a category ("usage", "credentials", "network", "timeout",
 * "tls", "certificate", "http", "publish", "verification", "internal"). Static
 * strings; "UNKNOWN" or "" for a number that is not in the table. These
 * functions never start the core.
 */
const char *sally_error_name(int32_t code);
const char *sally_error_hint(int32_t code);
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
 * loader alone looks at SALLYPORT_CORE_LIBRARY and TMPDIR).
 *
 * sally_options_set refuses a malformed key (SALLY_E_UNKNOWN_OPTION) and a value
 * over 16 MiB (SALLY_E_INPUT_TOO_LARGE); whether a key exists and its value is
 * good is said by the _new function. A builder must not be used from two
 * threads at once.
 */
typedef struct sally_options sally_options;
typedef const sally_options const_sally_options;

int32_t sally_options_new(sally_options **out, sally_error *err);
int32_t sally_options_set(sally_options *options, sally_str key, sally_str value, sally_error *err);
void sally_options_free(sally_options *options);

/* ---- Requests --------------------------------------------------------- */

/* The library reads the clock itself. */
#define SALLY_NOW INT64_MIN

/*
 * An HTTP request, to be signed or sent.
 *
 * method   such as "GET".
 * url      absolute; may hold raw spaces and UTF-8 in path and query.
 * headers  field lines: "Name: value" each ended by LF or CRLF. Order and
 *          repetition are kept.
 * body     bytes.
 * payload_hash  64 hex digits or an AWS constant such as "UNSIGNED-PAYLOAD";
 *          empty: the SHA-256 of body.
 * time     signing time, Unix seconds, or SALLY_NOW.
 * expires  lifetime of a presigned URL in seconds; other functions ignore it.
 * timeout_ms  total time of a sent request, milliseconds; 0: the client's.
 * flags    SALLY_REQUEST_* or 0.
 */
typedef struct sally_request {
  size_t size;
  sally_str method;
  sally_str url;
  sally_str headers;
  sally_str body;
  sally_str payload_hash;
  int64_t time;
  int64_t expires;
  int64_t timeout_ms;
  uint64_t flags;
} sally_request;

/* The caller knows that a duplicate of this request does no harm, so that it
 * may be repeated after it was sent. GET, HEAD, PUT and DELETE always may. */
#define SALLY_REQUEST_DUPLICATES_ALLOWED 1u

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
  const uint8_t *data;
  int64_t length; /* rows */
  int64_t offset; /* rows to skip in validity and offsets: an Arrow slice */
} sally_column;

typedef const sally_column const_sally_column;
typedef struct sally_batch sally_batch;

/*
 * A column of results by name; its offset is 0. "error" is the message of each
 * failed row, null for the others; the functions that make batches say what else
 * there is. An unknown name is SALLY_E_INVALID_ARGUMENT.
 */
int32_t sally_batch_column(sally_batch *batch, sally_str name, sally_column *out, sally_error *err);
/* A code per row: SALLY_OK, or why the row is null. *length: the rows. */
int32_t sally_batch_codes(sally_batch *batch, const int32_t **out, int64_t *length, sally_error *err);
void sally_batch_free(sally_batch *batch);

/* ---- Sign (AWS Signature Version 4) ------------------------------------ */

/*
 * A signer owns one set of credentials. Options: credentials.*, sign.*, env.*.
 *
 * sally_signer_sign signs in the Authorization header, sally_signer_presign in
 * the query. All output goes to the caller's buffer; the spans of *out point
 * into it. 4 KiB are enough for most requests.
 *
 * Send exactly url and headers: they are the form that was signed.
 */
typedef struct sally_signer sally_signer;

typedef struct sally_signed {
  sally_str url;               /* exact URL to send */
  sally_str headers;           /* every header to send, "Name: value\r\n" each */
  sally_str signature;         /* 64 hex digits */
  sally_str canonical_request; /* for comparison with a server's message */
  sally_str string_to_sign;
} sally_signed;

int32_t sally_signer_new(const_sally_options *options, sally_signer **out, sally_error *err);
int32_t sally_signer_sign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap, size_t *len,
                          sally_signed *out, sally_error *err);
int32_t sally_signer_presign(sally_signer *signer, const_sally_request *request, char *buf, size_t cap, size_t *len,
                             sally_signed *out, sally_error *err);
/*
 * Presigns each URL of a column; the batch has the column "url". request is what
 * all have in common: method, headers, body, payload_hash, time, expires; its url
 * must be empty. SALLY_NOW is read once. A null among the URLs stays a null, with the
 * code SALLY_OK.
 */
int32_t sally_signer_presign_batch(sally_signer *signer, const_sally_request *request, const_sally_column *urls,
                                   sally_batch **out, sally_error *err);
void sally_signer_free(sally_signer *signer);

/* ---- Reach (HTTPS by pinned address) ----------------------------------- */

/*
 * A client keeps connections open and may be shared. Options: client.*, tls.*,
 * env.*, and credentials.*, sign.* if requests are to be signed
 * (client.sign=true).
 *
 * An HTTP status of 400 or above is a response, not an error.
 */
typedef struct sally_client sally_client;
typedef struct sally_response sally_response;

int32_t sally_client_new(const_sally_options *options, sally_client **out, sally_error *err);
int32_t sally_client_do(sally_client *client, const_sally_request *request, sally_response **out, sally_error *err);
void sally_client_free(sally_client *client);

/* The spans live as long as the response. */
int32_t sally_response_status(sally_response *response, int32_t *out, sally_error *err);
int32_t sally_response_headers(sally_response *response, sally_str *out, sally_error *err); /* field lines */
int32_t sally_response_body(sally_response *response, sally_str *out, sally_error *err);
/*
 * Facts about the exchange by key: "url" (after redirects), "reason", "attempts",
 * "peer.address", "tls.version", "tls.cipher", "tls.alpn",
 * "tls.trust" (where the roots came from), "tls.certificate" (the leaf, DER),
 * "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total"
 * (microseconds, decimal), "reused" ("true" or "false"); after a publish also
 * "iot.request_id" and "iot.trace_id". A fact that does not apply is empty; an
 * unknown key is SALLY_E_INVALID_ARGUMENT.
 */
int32_t sally_response_info(sally_response *response, sally_str key, sally_str *out, sally_error *err);
void sally_response_free(sally_response *response);

/* ---- Publish (AWS IoT Core over HTTPS) --------------------------------- */

/*
 * A publisher sends to one endpoint. Options: iot.*, client.*, tls.*, env.*,
 * and credentials.*, sign.* if requests are to be signed (client.sign=true).
 *
 * topic            without wildcards; it is percent-encoded for the wire.
 * payload          up to 131,072 bytes.
 * qos              0 or 1. With 1 a publish whose answer was lost is repeated:
 *                  at least once.
 * retain           0 or 1.
 * content_type, response_topic, correlation_data  MQTT 5 properties; empty: none.
 * payload_format   "UTF8_DATA", "UNSPECIFIED_BYTES" or empty.
 * user_properties  lines "name: value", each ended by CRLF or LF, in the order to
 *                  send. They are data: the name ends at the first ": " and no
 *                  space is dropped; a line break cannot be part of either.
 * message_expiry   seconds, or -1 for none.
 */
typedef struct sally_publisher sally_publisher;

typedef struct sally_message {
  size_t size;
  sally_str topic;
  sally_str payload;
  int32_t qos;
  int32_t retain;
  sally_str content_type;
  sally_str response_topic;
  sally_str correlation_data;
  sally_str payload_format;
  sally_str user_properties;
  int64_t message_expiry;
  int64_t timeout_ms;
} sally_message;

#define SALLY_MESSAGE_INIT \
  { sizeof(sally_message), {0, 0}, {0, 0}, 0, 0, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, -1, 0 }

typedef const sally_message const_sally_message;

int32_t sally_publisher_new(const_sally_options *options, sally_publisher **out, sally_error *err);
/* The response is the service's 2xx answer; any other outcome is an error. */
int32_t sally_publisher_publish(sally_publisher *publisher, const_sally_message *message, sally_response **out,
                                sally_error *err);

/* A request that publishes, for a host that sends it itself. */
typedef struct sally_prepared {
  sally_str method;
  sally_str url;
  sally_str headers; /* "Name: value\r\n" each */
} sally_prepared;

/*
 * The HTTP request that publishes a message; its body is the message's payload.
 * It is signed for time (Unix seconds, or SALLY_NOW) if client.sign=true. A
 * publisher that authenticates with a client certificate needs a sender that
 * presents it. All output goes to the caller's buffer; 4 KiB are enough for most.
 */
int32_t sally_publisher_request(sally_publisher *publisher, const_sally_message *message, int64_t time, char *buf,
                                size_t cap, size_t *len, sally_prepared *out, sally_error *err);
void sally_publisher_free(sally_publisher *publisher);

/* ---- Verify (instance identity) ---------------------------------------- */

/*
 * A verifier trusts pinned certificates only. Options: identity.*.
 *
 * signature  PKCS#7 SignedData: bare base64, PEM (CERTIFICATE, PKCS7, CMS) or
 *            DER, as the metadata service answered. Up to 64 KiB.
 * document   the document, with or without the audience spliced in; data NULL:
 *            the one that the signature carries.
 * audience   the audience that must have been signed; data NULL: none.
 * now        Unix seconds, or SALLY_NOW.
 *
 * SALLY_OK means verified; there is no other success. All output goes to the
 * caller's buffer and the spans of *out point into it; 4 KiB are enough for
 * real documents. Fields that the document lacks are empty.
 */
typedef struct sally_verifier sally_verifier;

typedef struct sally_identity {
  sally_str raw; /* the signed bytes */
  sally_str provider;
  sally_str instance_id;
  sally_str account_id;
  sally_str region_id;
  sally_str zone_id;
  sally_str image_id;
  sally_str instance_type;
  sally_str private_ipv4;
  sally_str mac;
  sally_str serial_number;
  sally_str create_time;
  sally_str audience;
  sally_str digest_algorithm;   /* "sha1", "sha256", ... */
  sally_str signer_fingerprint; /* hex SHA-256 of the pinned certificate */
} sally_identity;

int32_t sally_verifier_new(const_sally_options *options, sally_verifier **out, sally_error *err);
int32_t sally_verifier_verify(sally_verifier *verifier, sally_str signature, sally_str document, sally_str audience,
                              int64_t now, char *buf, size_t cap, size_t *len, sally_identity *out, sally_error *err);
/*
 * Verifies a row per signature; the batch has a column for each field of
 * sally_identity, under its name ("raw", "instance_id", ...). documents and
 * audiences are as long as signatures, or NULL: none. A null document stands for
 * the one that the signature carries. A null audience in a given column fails
 * its row: missing data must not switch the check off. So does a null signature:
 * only SALLY_OK means verified. SALLY_NOW is read once.
 */
int32_t sally_verifier_verify_batch(sally_verifier *verifier, const_sally_column *signatures,
                                    const_sally_column *documents, const_sally_column *audiences, int64_t now,
                                    sally_batch **out, sally_error *err);
void sally_verifier_free(sally_verifier *verifier);

/* A fresh audience: the time and 128 random bits, URL-safe. At most 64 bytes. */
int32_t sally_audience_generate(char *buf, size_t cap, size_t *len, sally_error *err);

/* ---- Instance metadata -------------------------------------------------- */

/*
 * The metadata service of the instance that the caller runs on. Options:
 * metadata.*, client.*.
 */
typedef struct sally_metadata sally_metadata;

int32_t sally_metadata_new(const_sally_options *options, sally_metadata **out, sally_error *err);
/* The document and the signature over it; audience data NULL: none. Both go to
 * the caller's buffer. */
int32_t sally_metadata_identity(sally_metadata *metadata, sally_str audience, char *buf, size_t cap, size_t *len,
                                sally_str *document, sally_str *signature, sally_error *err);
/* The answer for one path, such as "/latest/meta-data/instance-id". */
int32_t sally_metadata_get(sally_metadata *metadata, sally_str path, char *buf, size_t cap, size_t *len,
                           sally_str *out, sally_error *err);
void sally_metadata_free(sally_metadata *metadata);

/* ---- Endpoints ------------------------------------------------------------ */

/* What requests to a host are signed for; what cannot be known is empty. */
typedef struct sally_scope {
  sally_str service; /* the signing name, such as "autoscaling-plans" */
  sally_str region;
} sally_scope;

/*
 * The signing name and region of a host, which may carry a port. target is the
 * value of X-Amz-Target, or empty. Both go to the caller's buffer; 128 bytes are
 * enough.
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

int32_t sally_client_do_start(sally_client *client, const_sally_request *request, sally_ticket **out, sally_error *err);
int32_t sally_publisher_publish_start(sally_publisher *publisher, const_sally_message *message, sally_ticket **out,
                                      sally_error *err);
int32_t sally_metadata_identity_start(sally_metadata *metadata, sally_str audience, sally_ticket **out,
                                      sally_error *err);
int32_t sally_metadata_get_start(sally_metadata *metadata, sally_str path, sally_ticket **out, sally_error *err);
/*
 * Waits at most ms milliseconds for the end of a call; a negative number is no
 * limit. SALLY_OK with *out NULL: it goes on. Else *out is the result, which goes
 * to sally_response_free, or the error is that of the call: SALLY_E_CANCELLED
 * after a cancellation. Of a call to the metadata service the result has the
 * facts "document" and "signature", or "answer", and no status, headers or body.
 */
int32_t sally_call_wait(sally_ticket *ticket, int64_t ms, sally_response **out, sally_error *err);
/* Gives a call up, from any thread. sally_call_wait ends at once. */
int32_t sally_call_cancel(sally_ticket *ticket, sally_error *err);
/* A descriptor that can be read once the call has ended, for poll and event loops.
 * It belongs to the ticket, which closes it. */
int32_t sally_call_fd(sally_ticket *ticket, int32_t *out, sally_error *err);
void sally_call_free(sally_ticket *ticket);

#ifdef __cplusplus
}
#endif

#endif
