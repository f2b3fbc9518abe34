/* Code generated from core/op/ops.tsv by make generate. DO NOT EDIT. */
#include "door.h"

static const char *const signed_names[] = {"url", "headers", "signature", "canonical_request", "string_to_sign"};
static const char *const chunked_names[] = {"url", "headers", "signature", "canonical_request", "string_to_sign", "state"};
static const char *const frame_names[] = {"head", "tail", "state"};
static const char *const post_names[] = {"url", "fields"};
static const char *const posted_names[] = {"access_key_id", "region", "service", "signed_at", "expires_at", "key", "min_size", "max_size"};
static const char *const prepared_names[] = {"method", "url", "headers"};
static const char *const response_names[] = {"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"};
static const char *const identity_names[] = {"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"};
static const char *const audience_names[] = {"audience"};
static const char *const proof_names[] = {"document", "signature", "exchanges"};
static const char *const answer_names[] = {"answer", "exchanges"};
static const char *const chunk_names[] = {"data"};
static const char *const written_names[] = {"written"};
static const char *const scope_names[] = {"service", "region"};
static const char *const presigned_names[] = {"url"};
static const char *const explanation_names[] = {"cause", "summary", "evidence", "fix"};
static const char *const diagnosis_names[] = {"cause", "stage", "summary", "evidence", "fix"};
static const char *const trust_names[] = {"source", "roots", "unusable"};
static const char *const token_names[] = {"token"};
static const char *const encoded_names[] = {"message"};
static const char *const event_names[] = {"headers", "payload", "length"};
static const char *const challenge_names[] = {"algorithm", "string_to_sign"};
static const char *const device_names[] = {"serial", "region"};
static const char *const log_names[] = {"lines"};
static const char *const issued_names[] = {"access_key_id", "secret_access_key", "session_token", "expires", "source"};
static const char *const renewal_names[] = {"access_key_id", "expires", "source"};
static const char *const caller_names[] = {"arn", "account", "user_id", "exchanges"};
static const char *const claimed_names[] = {"access_key_id", "session_token", "date", "region", "service"};
static const char *const verified_names[] = {"scheme", "carrier", "access_key_id", "date", "region", "service", "signed_headers", "signed_at", "expires_at", "payload", "payload_hash", "fingerprint", "state"};
static const char *const piece_names[] = {"used", "start", "end", "wants", "state"};
static const char *const inspection_names[] = {"scheme", "carrier", "access_key_id", "scope", "region", "service", "signed_headers", "signed_at", "expires_at", "expires", "findings"};

static const struct door_operation operations[] = {
    {SALLY_OP_SIGNER_NEW, "signer_new", 0, 0, 0, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_CLIENT_NEW, "client_new", 0, 0, 0, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_PUBLISHER_NEW, "publisher_new", 0, 0, 0, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_VERIFIER_NEW, "verifier_new", 0, 0, 0, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_METADATA_NEW, "metadata_new", 0, 0, 0, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_SIGNER_SIGN, "signer_sign", 1, 5, 1, 0, 5, GIVES_SPANS, false, signed_names},
    {SALLY_OP_SIGNER_PRESIGN, "signer_presign", 1, 5, 2, 0, 5, GIVES_SPANS, false, signed_names},
    {SALLY_OP_SIGNER_PRESIGN_BATCH, "signer_presign_batch", 1, 5, 2, 1, 0, GIVES_BATCH, false, presigned_names},
    {SALLY_OP_SIGNER_EXPLAIN, "signer_explain", 1, 6, 1, 0, 4, GIVES_SPANS, false, explanation_names},
    {SALLY_OP_REQUEST_INSPECT, "request_inspect", 0, 2, 1, 0, 11, GIVES_SPANS, false, inspection_names},
    {SALLY_OP_REQUEST_EXPLAIN, "request_explain", 0, 6, 1, 0, 4, GIVES_SPANS, false, explanation_names},
    {SALLY_OP_CLIENT_DO, "client_do", 2, 5, 5, 0, 25, GIVES_RESPONSE, true, response_names},
    {SALLY_OP_CLIENT_OPEN, "client_open", 2, 5, 7, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_STREAM_RESPONSE, "stream_response", 21, 0, 0, 0, 25, GIVES_RESPONSE, true, response_names},
    {SALLY_OP_STREAM_READ, "stream_read", 21, 0, 1, 0, 1, GIVES_RESPONSE, true, chunk_names},
    {SALLY_OP_STREAM_WRITE, "stream_write", 21, 1, 0, 0, 1, GIVES_RESPONSE, true, written_names},
    {SALLY_OP_STREAM_END, "stream_end", 21, 0, 0, 0, 1, GIVES_SPANS, false, written_names},
    {SALLY_OP_CLIENT_DIAGNOSE, "client_diagnose", 2, 1, 1, 0, 5, GIVES_RESPONSE, true, diagnosis_names},
    {SALLY_OP_CLIENT_TRUST_REPORT, "client_trust_report", 2, 0, 0, 0, 3, GIVES_SPANS, false, trust_names},
    {SALLY_OP_ERROR_DIAGNOSE, "error_diagnose", 0, 2, 1, 0, 5, GIVES_SPANS, false, diagnosis_names},
    {SALLY_OP_PUBLISHER_PUBLISH, "publisher_publish", 3, 7, 6, 0, 25, GIVES_RESPONSE, true, response_names},
    {SALLY_OP_PUBLISHER_PREPARE, "publisher_prepare", 3, 7, 5, 0, 3, GIVES_SPANS, false, prepared_names},
    {SALLY_OP_REQUEST_VERIFIER_NEW, "request_verifier_new", 0, 0, 0, 0, 0, GIVES_OBJECT, false, NULL},
    {SALLY_OP_REQUEST_VERIFIER_READ, "request_verifier_read", 32, 3, 0, 0, 5, GIVES_SPANS, false, claimed_names},
    {SALLY_OP_REQUEST_VERIFIER_VERIFY, "request_verifier_verify", 32, 6, 1, 0, 13, GIVES_SPANS, false, verified_names},
    {SALLY_OP_SIGNER_RESIGN, "signer_resign", 1, 5, 1, 0, 5, GIVES_SPANS, false, signed_names},
    {SALLY_OP_SIGNER_SIGN_CHUNKS, "signer_sign_chunks", 1, 5, 3, 0, 6, GIVES_SPANS, false, chunked_names},
    {SALLY_OP_SIGNER_NEXT_CHUNK, "signer_next_chunk", 1, 2, 1, 0, 3, GIVES_SPANS, false, frame_names},
    {SALLY_OP_SIGNER_PRESIGN_POST, "signer_presign_post", 1, 5, 2, 0, 2, GIVES_SPANS, false, post_names},
    {SALLY_OP_VERIFIER_VERIFY, "verifier_verify", 4, 3, 1, 0, 15, GIVES_SPANS, false, identity_names},
    {SALLY_OP_VERIFIER_VERIFY_BATCH, "verifier_verify_batch", 4, 0, 1, 3, 0, GIVES_BATCH, false, identity_names},
    {SALLY_OP_AUDIENCE_GENERATE, "audience_generate", 0, 0, 0, 0, 1, GIVES_SPANS, false, audience_names},
    {SALLY_OP_SIGNER_REFRESH, "signer_refresh", 1, 0, 0, 0, 3, GIVES_RESPONSE, true, renewal_names},
    {SALLY_OP_EVENT_ENCODE, "event_encode", 0, 2, 0, 0, 1, GIVES_SPANS, false, encoded_names},
    {SALLY_OP_EVENT_DECODE, "event_decode", 0, 1, 0, 0, 3, GIVES_SPANS, false, event_names},
    {SALLY_OP_SIGNER_TOKEN, "signer_token", 1, 6, 4, 0, 1, GIVES_SPANS, false, token_names},
    {SALLY_OP_METADATA_IDENTITY, "metadata_identity", 5, 1, 0, 0, 3, GIVES_RESPONSE, true, proof_names},
    {SALLY_OP_METADATA_GET, "metadata_get", 5, 1, 0, 0, 2, GIVES_RESPONSE, true, answer_names},
    {SALLY_OP_SIGNER_RESIGN_CHUNKS, "signer_resign_chunks", 1, 4, 2, 0, 6, GIVES_SPANS, false, chunked_names},
    {SALLY_OP_REQUEST_VERIFIER_NEXT_CHUNK, "request_verifier_next_chunk", 32, 3, 2, 0, 5, GIVES_SPANS, false, piece_names},
    {SALLY_OP_REQUEST_VERIFIER_VERIFY_POST, "request_verifier_verify_post", 32, 5, 2, 0, 8, GIVES_SPANS, false, posted_names},
    {SALLY_OP_PUBLISHER_REFRESH, "publisher_refresh", 3, 0, 0, 0, 3, GIVES_RESPONSE, true, renewal_names},
    {SALLY_OP_SIGNER_PREPARE_SESSION, "signer_prepare_session", 1, 0, 1, 0, 2, GIVES_SPANS, false, challenge_names},
    {SALLY_OP_SIGNER_CREATE_SESSION, "signer_create_session", 1, 1, 1, 0, 5, GIVES_RESPONSE, true, issued_names},
    {SALLY_OP_ENDPOINT_LOOKUP, "endpoint_lookup", 0, 2, 0, 0, 2, GIVES_SPANS, false, scope_names},
    {SALLY_OP_CLIENT_VERIFY_CALLER, "client_verify_caller", 2, 6, 2, 0, 4, GIVES_RESPONSE, true, caller_names},
    {SALLY_OP_CLIENT_VERIFY_TOKEN, "client_verify_token", 2, 4, 2, 0, 4, GIVES_RESPONSE, true, caller_names},
    {SALLY_OP_SIGNER_MFA_DEVICE, "signer_mfa_device", 1, 0, 0, 0, 2, GIVES_SPANS, false, device_names},
    {SALLY_OP_SIGNER_ASSUME_ROLE, "signer_assume_role", 1, 1, 0, 0, 5, GIVES_RESPONSE, true, issued_names},
    {SALLY_OP_SIGNER_LOG, "signer_log", 1, 0, 0, 0, 1, GIVES_SPANS, false, log_names},
};

/* Where in operations each number is, plus 1; 0: no such operation. */
static const uint8_t places[68] = {
    [SALLY_OP_SIGNER_NEW] = 1,
    [SALLY_OP_CLIENT_NEW] = 2,
    [SALLY_OP_PUBLISHER_NEW] = 3,
    [SALLY_OP_VERIFIER_NEW] = 4,
    [SALLY_OP_METADATA_NEW] = 5,
    [SALLY_OP_SIGNER_SIGN] = 6,
    [SALLY_OP_SIGNER_PRESIGN] = 7,
    [SALLY_OP_SIGNER_PRESIGN_BATCH] = 8,
    [SALLY_OP_SIGNER_EXPLAIN] = 9,
    [SALLY_OP_REQUEST_INSPECT] = 10,
    [SALLY_OP_REQUEST_EXPLAIN] = 11,
    [SALLY_OP_CLIENT_DO] = 12,
    [SALLY_OP_CLIENT_OPEN] = 13,
    [SALLY_OP_STREAM_RESPONSE] = 14,
    [SALLY_OP_STREAM_READ] = 15,
    [SALLY_OP_STREAM_WRITE] = 16,
    [SALLY_OP_STREAM_END] = 17,
    [SALLY_OP_CLIENT_DIAGNOSE] = 18,
    [SALLY_OP_CLIENT_TRUST_REPORT] = 19,
    [SALLY_OP_ERROR_DIAGNOSE] = 20,
    [SALLY_OP_PUBLISHER_PUBLISH] = 21,
    [SALLY_OP_PUBLISHER_PREPARE] = 22,
    [SALLY_OP_REQUEST_VERIFIER_NEW] = 23,
    [SALLY_OP_REQUEST_VERIFIER_READ] = 24,
    [SALLY_OP_REQUEST_VERIFIER_VERIFY] = 25,
    [SALLY_OP_SIGNER_RESIGN] = 26,
    [SALLY_OP_SIGNER_SIGN_CHUNKS] = 27,
    [SALLY_OP_SIGNER_NEXT_CHUNK] = 28,
    [SALLY_OP_SIGNER_PRESIGN_POST] = 29,
    [SALLY_OP_VERIFIER_VERIFY] = 30,
    [SALLY_OP_VERIFIER_VERIFY_BATCH] = 31,
    [SALLY_OP_AUDIENCE_GENERATE] = 32,
    [SALLY_OP_SIGNER_REFRESH] = 33,
    [SALLY_OP_EVENT_ENCODE] = 34,
    [SALLY_OP_EVENT_DECODE] = 35,
    [SALLY_OP_SIGNER_TOKEN] = 36,
    [SALLY_OP_METADATA_IDENTITY] = 37,
    [SALLY_OP_METADATA_GET] = 38,
    [SALLY_OP_SIGNER_RESIGN_CHUNKS] = 39,
    [SALLY_OP_REQUEST_VERIFIER_NEXT_CHUNK] = 40,
    [SALLY_OP_REQUEST_VERIFIER_VERIFY_POST] = 41,
    [SALLY_OP_PUBLISHER_REFRESH] = 42,
    [SALLY_OP_SIGNER_PREPARE_SESSION] = 43,
    [SALLY_OP_SIGNER_CREATE_SESSION] = 44,
    [SALLY_OP_ENDPOINT_LOOKUP] = 45,
    [SALLY_OP_CLIENT_VERIFY_CALLER] = 46,
    [SALLY_OP_CLIENT_VERIFY_TOKEN] = 47,
    [SALLY_OP_SIGNER_MFA_DEVICE] = 48,
    [SALLY_OP_SIGNER_ASSUME_ROLE] = 49,
    [SALLY_OP_SIGNER_LOG] = 50,
};

const struct door_operation *door_operation(uint32_t op) {
  return op < sizeof places && places[op] != 0 ? &operations[places[op] - 1] : NULL;
}
