// Code generated from core/op/ops.tsv by make generate. DO NOT EDIT.
package io.sallyport;

/** The operations of the library, and where each argument and result stands. */
final class Ops {
    private Ops() {}

    /** Stands for the time at which the library reads the clock. */
    static final long NOW = Long.MIN_VALUE;

    static final int REQUEST_METHOD = 0;
    static final int REQUEST_URL = 1;
    static final int REQUEST_HEADERS = 2;
    static final int REQUEST_BODY = 3;
    static final int REQUEST_PAYLOAD_HASH = 4;
    static final int REQUEST_COUNT = 5;

    static final int MESSAGE_TOPIC = 0;
    static final int MESSAGE_PAYLOAD = 1;
    static final int MESSAGE_CONTENT_TYPE = 2;
    static final int MESSAGE_RESPONSE_TOPIC = 3;
    static final int MESSAGE_CORRELATION_DATA = 4;
    static final int MESSAGE_PAYLOAD_FORMAT = 5;
    static final int MESSAGE_USER_PROPERTIES = 6;
    static final int MESSAGE_COUNT = 7;

    static final int SIGNED_URL = 0;
    static final int SIGNED_HEADERS = 1;
    static final int SIGNED_SIGNATURE = 2;
    static final int SIGNED_CANONICAL_REQUEST = 3;
    static final int SIGNED_STRING_TO_SIGN = 4;
    static final int SIGNED_COUNT = 5;

    static final int CHUNKED_URL = 0;
    static final int CHUNKED_HEADERS = 1;
    static final int CHUNKED_SIGNATURE = 2;
    static final int CHUNKED_CANONICAL_REQUEST = 3;
    static final int CHUNKED_STRING_TO_SIGN = 4;
    static final int CHUNKED_STATE = 5;
    static final int CHUNKED_COUNT = 6;

    static final int FRAME_HEAD = 0;
    static final int FRAME_TAIL = 1;
    static final int FRAME_STATE = 2;
    static final int FRAME_COUNT = 3;

    static final int POST_URL = 0;
    static final int POST_FIELDS = 1;
    static final int POST_COUNT = 2;

    static final int POSTED_ACCESS_KEY_ID = 0;
    static final int POSTED_REGION = 1;
    static final int POSTED_SERVICE = 2;
    static final int POSTED_SIGNED_AT = 3;
    static final int POSTED_EXPIRES_AT = 4;
    static final int POSTED_KEY = 5;
    static final int POSTED_MIN_SIZE = 6;
    static final int POSTED_MAX_SIZE = 7;
    static final int POSTED_COUNT = 8;

    static final int PREPARED_METHOD = 0;
    static final int PREPARED_URL = 1;
    static final int PREPARED_HEADERS = 2;
    static final int PREPARED_COUNT = 3;

    static final int RESPONSE_STATUS = 0;
    static final int RESPONSE_HEADERS = 1;
    static final int RESPONSE_BODY = 2;
    static final int RESPONSE_URL = 3;
    static final int RESPONSE_REASON = 4;
    static final int RESPONSE_ATTEMPTS = 5;
    static final int RESPONSE_PEER_ADDRESS = 6;
    static final int RESPONSE_TLS_VERSION = 7;
    static final int RESPONSE_TLS_CIPHER = 8;
    static final int RESPONSE_TLS_ALPN = 9;
    static final int RESPONSE_TLS_TRUST = 10;
    static final int RESPONSE_TLS_CERTIFICATE = 11;
    static final int RESPONSE_TIME_DNS = 12;
    static final int RESPONSE_TIME_CONNECT = 13;
    static final int RESPONSE_TIME_TLS = 14;
    static final int RESPONSE_TIME_FIRST_BYTE = 15;
    static final int RESPONSE_TIME_TOTAL = 16;
    static final int RESPONSE_REUSED = 17;
    static final int RESPONSE_HISTORY = 18;
    static final int RESPONSE_NEXT = 19;
    static final int RESPONSE_TRAILERS = 20;
    static final int RESPONSE_IOT_REQUEST_ID = 21;
    static final int RESPONSE_IOT_TRACE_ID = 22;
    static final int RESPONSE_RESIGNED = 23;
    static final int RESPONSE_CREDENTIALS_LOG = 24;
    static final int RESPONSE_COUNT = 25;

    static final int IDENTITY_RAW = 0;
    static final int IDENTITY_PROVIDER = 1;
    static final int IDENTITY_INSTANCE_ID = 2;
    static final int IDENTITY_ACCOUNT_ID = 3;
    static final int IDENTITY_REGION_ID = 4;
    static final int IDENTITY_ZONE_ID = 5;
    static final int IDENTITY_IMAGE_ID = 6;
    static final int IDENTITY_INSTANCE_TYPE = 7;
    static final int IDENTITY_PRIVATE_IPV4 = 8;
    static final int IDENTITY_MAC = 9;
    static final int IDENTITY_SERIAL_NUMBER = 10;
    static final int IDENTITY_CREATE_TIME = 11;
    static final int IDENTITY_AUDIENCE = 12;
    static final int IDENTITY_DIGEST_ALGORITHM = 13;
    static final int IDENTITY_SIGNER_FINGERPRINT = 14;
    static final int IDENTITY_COUNT = 15;

    static final int AUDIENCE_AUDIENCE = 0;
    static final int AUDIENCE_COUNT = 1;

    static final int PROOF_DOCUMENT = 0;
    static final int PROOF_SIGNATURE = 1;
    static final int PROOF_EXCHANGES = 2;
    static final int PROOF_COUNT = 3;

    static final int ANSWER_ANSWER = 0;
    static final int ANSWER_EXCHANGES = 1;
    static final int ANSWER_COUNT = 2;

    static final int CHUNK_DATA = 0;
    static final int CHUNK_COUNT = 1;

    static final int WRITTEN_WRITTEN = 0;
    static final int WRITTEN_COUNT = 1;

    static final int SCOPE_SERVICE = 0;
    static final int SCOPE_REGION = 1;
    static final int SCOPE_COUNT = 2;

    static final int PRESIGNED_URL = 0;
    static final int PRESIGNED_COUNT = 1;

    static final int EXPLANATION_CAUSE = 0;
    static final int EXPLANATION_SUMMARY = 1;
    static final int EXPLANATION_EVIDENCE = 2;
    static final int EXPLANATION_FIX = 3;
    static final int EXPLANATION_COUNT = 4;

    static final int DIAGNOSIS_CAUSE = 0;
    static final int DIAGNOSIS_STAGE = 1;
    static final int DIAGNOSIS_SUMMARY = 2;
    static final int DIAGNOSIS_EVIDENCE = 3;
    static final int DIAGNOSIS_FIX = 4;
    static final int DIAGNOSIS_COUNT = 5;

    static final int TRUST_SOURCE = 0;
    static final int TRUST_ROOTS = 1;
    static final int TRUST_UNUSABLE = 2;
    static final int TRUST_COUNT = 3;

    static final int REFUSAL_METHOD = 0;
    static final int REFUSAL_URL = 1;
    static final int REFUSAL_CANONICAL_REQUEST = 2;
    static final int REFUSAL_STRING_TO_SIGN = 3;
    static final int REFUSAL_RESPONSE_HEADERS = 4;
    static final int REFUSAL_RESPONSE_BODY = 5;
    static final int REFUSAL_COUNT = 6;

    static final int TOKEN_TOKEN = 0;
    static final int TOKEN_COUNT = 1;

    static final int ENCODED_MESSAGE = 0;
    static final int ENCODED_COUNT = 1;

    static final int EVENT_HEADERS = 0;
    static final int EVENT_PAYLOAD = 1;
    static final int EVENT_LENGTH = 2;
    static final int EVENT_COUNT = 3;

    static final int CHALLENGE_ALGORITHM = 0;
    static final int CHALLENGE_STRING_TO_SIGN = 1;
    static final int CHALLENGE_COUNT = 2;

    static final int DEVICE_SERIAL = 0;
    static final int DEVICE_REGION = 1;
    static final int DEVICE_COUNT = 2;

    static final int LOG_LINES = 0;
    static final int LOG_COUNT = 1;

    static final int ISSUED_ACCESS_KEY_ID = 0;
    static final int ISSUED_SECRET_ACCESS_KEY = 1;
    static final int ISSUED_SESSION_TOKEN = 2;
    static final int ISSUED_EXPIRES = 3;
    static final int ISSUED_SOURCE = 4;
    static final int ISSUED_COUNT = 5;

    static final int RENEWAL_ACCESS_KEY_ID = 0;
    static final int RENEWAL_EXPIRES = 1;
    static final int RENEWAL_SOURCE = 2;
    static final int RENEWAL_COUNT = 3;

    static final int CALLER_ARN = 0;
    static final int CALLER_ACCOUNT = 1;
    static final int CALLER_USER_ID = 2;
    static final int CALLER_EXCHANGES = 3;
    static final int CALLER_COUNT = 4;

    static final int PASTED_METHOD = 0;
    static final int PASTED_URL = 1;
    static final int PASTED_HEADERS = 2;
    static final int PASTED_BODY = 3;
    static final int PASTED_RESPONSE_HEADERS = 4;
    static final int PASTED_RESPONSE_BODY = 5;
    static final int PASTED_COUNT = 6;

    static final int CLAIMED_ACCESS_KEY_ID = 0;
    static final int CLAIMED_SESSION_TOKEN = 1;
    static final int CLAIMED_DATE = 2;
    static final int CLAIMED_REGION = 3;
    static final int CLAIMED_SERVICE = 4;
    static final int CLAIMED_COUNT = 5;

    static final int VERIFIED_SCHEME = 0;
    static final int VERIFIED_CARRIER = 1;
    static final int VERIFIED_ACCESS_KEY_ID = 2;
    static final int VERIFIED_DATE = 3;
    static final int VERIFIED_REGION = 4;
    static final int VERIFIED_SERVICE = 5;
    static final int VERIFIED_SIGNED_HEADERS = 6;
    static final int VERIFIED_SIGNED_AT = 7;
    static final int VERIFIED_EXPIRES_AT = 8;
    static final int VERIFIED_PAYLOAD = 9;
    static final int VERIFIED_PAYLOAD_HASH = 10;
    static final int VERIFIED_FINGERPRINT = 11;
    static final int VERIFIED_STATE = 12;
    static final int VERIFIED_COUNT = 13;

    static final int PIECE_USED = 0;
    static final int PIECE_START = 1;
    static final int PIECE_END = 2;
    static final int PIECE_WANTS = 3;
    static final int PIECE_STATE = 4;
    static final int PIECE_COUNT = 5;

    static final int INSPECTION_SCHEME = 0;
    static final int INSPECTION_CARRIER = 1;
    static final int INSPECTION_ACCESS_KEY_ID = 2;
    static final int INSPECTION_SCOPE = 3;
    static final int INSPECTION_REGION = 4;
    static final int INSPECTION_SERVICE = 5;
    static final int INSPECTION_SIGNED_HEADERS = 6;
    static final int INSPECTION_SIGNED_AT = 7;
    static final int INSPECTION_EXPIRES_AT = 8;
    static final int INSPECTION_EXPIRES = 9;
    static final int INSPECTION_FINDINGS = 10;
    static final int INSPECTION_COUNT = 11;

    /** A signer, from credentials.*, sign.*, env.*. */
    static final int SIGNER_NEW = 1;

    /** A client, from client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*. */
    static final int CLIENT_NEW = 2;

    /** A publisher, from iot.*, client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*. */
    static final int PUBLISHER_NEW = 3;

    /** A verifier, from identity.*. */
    static final int VERIFIER_NEW = 4;

    /** A client of the instance's metadata service, from metadata.*, client.*. */
    static final int METADATA_NEW = 5;

    /** Signs in the Authorization header. */
    static final int SIGNER_SIGN = 10;

    static final int SIGNER_SIGN_TIME = 0;

    static Call signerSign() {
        return new Call(SIGNER_SIGN, 5, 0, NOW);
    }

    /** Signs in the query. */
    static final int SIGNER_PRESIGN = 11;

    static final int SIGNER_PRESIGN_TIME = 0;
    static final int SIGNER_PRESIGN_EXPIRES = 1;

    static Call signerPresign() {
        return new Call(SIGNER_PRESIGN, 5, 0, NOW, 3600);
    }

    /** Presigns each URL of a column; url is empty. */
    static final int SIGNER_PRESIGN_BATCH = 12;

    static final int SIGNER_PRESIGN_BATCH_TIME = 0;
    static final int SIGNER_PRESIGN_BATCH_EXPIRES = 1;

    static final int SIGNER_PRESIGN_BATCH_URLS = 0;

    static Call signerPresignBatch() {
        return new Call(SIGNER_PRESIGN_BATCH, 5, 1, NOW, 3600);
    }

    /** Says why a server refused a signature; evidence is lines "name: value". */
    static final int SIGNER_EXPLAIN = 13;

    static final int SIGNER_EXPLAIN_STATUS = 0;

    static Call signerExplain() {
        return new Call(SIGNER_EXPLAIN, 6, 0, 0);
    }

    /** Takes a presigned URL or an Authorization header apart; findings is lines "cause: text". */
    static final int REQUEST_INSPECT = 14;

    static final int REQUEST_INSPECT_URL = 0;
    static final int REQUEST_INSPECT_HEADERS = 1;

    static final int REQUEST_INSPECT_TIME = 0;

    static Call requestInspect() {
        return new Call(REQUEST_INSPECT, 2, 0, NOW);
    }

    /** Says why a server refused a request of any signer, without its secret; evidence is lines "name: value". */
    static final int REQUEST_EXPLAIN = 15;

    static final int REQUEST_EXPLAIN_STATUS = 0;

    static Call requestExplain() {
        return new Call(REQUEST_EXPLAIN, 6, 0, 0);
    }

    /** Sends a request and reads its response. */
    static final int CLIENT_DO = 20;

    static final int CLIENT_DO_TIMEOUT_MS = 0;
    static final int CLIENT_DO_DUPLICATES_ALLOWED = 1;
    static final int CLIENT_DO_MAX_REDIRECTS = 2;
    static final int CLIENT_DO_CONNECT_MS = 3;
    static final int CLIENT_DO_READ_MS = 4;

    static Call clientDo() {
        return new Call(CLIENT_DO, 5, 0, 0, 0, -1, 0, 0);
    }

    /** Begins an exchange whose bodies are not held in memory; upload: the body comes by stream_write. */
    static final int CLIENT_OPEN = 21;

    static final int CLIENT_OPEN_TIMEOUT_MS = 0;
    static final int CLIENT_OPEN_DUPLICATES_ALLOWED = 1;
    static final int CLIENT_OPEN_MAX_REDIRECTS = 2;
    static final int CLIENT_OPEN_UPLOAD = 3;
    static final int CLIENT_OPEN_CONTENT_LENGTH = 4;
    static final int CLIENT_OPEN_CONNECT_MS = 5;
    static final int CLIENT_OPEN_READ_MS = 6;

    static Call clientOpen() {
        return new Call(CLIENT_OPEN, 5, 0, 0, 0, -1, 0, -1, 0, 0);
    }

    /** Waits for the head of the response; body is empty. */
    static final int STREAM_RESPONSE = 22;

    static Call streamResponse() {
        return new Call(STREAM_RESPONSE, 0, 0);
    }

    /** The next bytes of the body, at most size; empty at its end. */
    static final int STREAM_READ = 23;

    static final int STREAM_READ_SIZE = 0;

    static Call streamRead() {
        return new Call(STREAM_READ, 0, 0, 65536);
    }

    /** Sends the next bytes of the request's body; fewer are written if the server has answered. */
    static final int STREAM_WRITE = 24;

    static final int STREAM_WRITE_DATA = 0;

    static Call streamWrite() {
        return new Call(STREAM_WRITE, 1, 0);
    }

    /** Ends the request's body; written is the total. */
    static final int STREAM_END = 25;

    static Call streamEnd() {
        return new Call(STREAM_END, 0, 0);
    }

    /** Says why a connection fails; evidence is lines "name: value". */
    static final int CLIENT_DIAGNOSE = 26;

    static final int CLIENT_DIAGNOSE_URL = 0;

    static final int CLIENT_DIAGNOSE_TIMEOUT_MS = 0;

    static Call clientDiagnose() {
        return new Call(CLIENT_DIAGNOSE, 1, 0, 0);
    }

    /** Where the trusted roots came from; roots are lines "SHA-256<tab>end<tab>place<tab>subject", unusable are lines. */
    static final int CLIENT_TRUST_REPORT = 27;

    static Call clientTrustReport() {
        return new Call(CLIENT_TRUST_REPORT, 0, 0);
    }

    /** The diagnosis that an error of this library stands for, such as one of options; cause is "" where the error has none. */
    static final int ERROR_DIAGNOSE = 28;

    static final int ERROR_DIAGNOSE_CAUSE = 0;
    static final int ERROR_DIAGNOSE_MESSAGE = 1;

    static final int ERROR_DIAGNOSE_CODE = 0;

    static Call errorDiagnose() {
        return new Call(ERROR_DIAGNOSE, 2, 0, 0);
    }

    /** Publishes a message. */
    static final int PUBLISHER_PUBLISH = 30;

    static final int PUBLISHER_PUBLISH_QOS = 0;
    static final int PUBLISHER_PUBLISH_RETAIN = 1;
    static final int PUBLISHER_PUBLISH_MESSAGE_EXPIRY = 2;
    static final int PUBLISHER_PUBLISH_TIMEOUT_MS = 3;
    static final int PUBLISHER_PUBLISH_CONNECT_MS = 4;
    static final int PUBLISHER_PUBLISH_READ_MS = 5;

    static Call publisherPublish() {
        return new Call(PUBLISHER_PUBLISH, 7, 0, 0, 0, -1, 0, 0, 0);
    }

    /** The request that publishes a message, for a host that sends it itself. */
    static final int PUBLISHER_PREPARE = 31;

    static final int PUBLISHER_PREPARE_QOS = 0;
    static final int PUBLISHER_PREPARE_RETAIN = 1;
    static final int PUBLISHER_PREPARE_MESSAGE_EXPIRY = 2;
    static final int PUBLISHER_PREPARE_TIMEOUT_MS = 3;
    static final int PUBLISHER_PREPARE_TIME = 4;

    static Call publisherPrepare() {
        return new Call(PUBLISHER_PREPARE, 7, 0, 0, 0, -1, 0, NOW);
    }

    /** A verifier of incoming requests, from verify.*. */
    static final int REQUEST_VERIFIER_NEW = 32;

    /** Whose key an incoming request says that it is signed with, and for what; nothing of it is verified. */
    static final int REQUEST_VERIFIER_READ = 33;

    static final int REQUEST_VERIFIER_READ_METHOD = 0;
    static final int REQUEST_VERIFIER_READ_URL = 1;
    static final int REQUEST_VERIFIER_READ_HEADERS = 2;

    static Call requestVerifierRead() {
        return new Call(REQUEST_VERIFIER_READ, 3, 0);
    }

    /** Verifies the signature of an incoming request with the secret of its key. */
    static final int REQUEST_VERIFIER_VERIFY = 34;

    static final int REQUEST_VERIFIER_VERIFY_METHOD = 0;
    static final int REQUEST_VERIFIER_VERIFY_URL = 1;
    static final int REQUEST_VERIFIER_VERIFY_HEADERS = 2;
    static final int REQUEST_VERIFIER_VERIFY_BODY = 3;
    static final int REQUEST_VERIFIER_VERIFY_SECRET_ACCESS_KEY = 4;
    static final int REQUEST_VERIFIER_VERIFY_SESSION_TOKEN = 5;

    static final int REQUEST_VERIFIER_VERIFY_TIME = 0;

    static Call requestVerifierVerify() {
        return new Call(REQUEST_VERIFIER_VERIFY, 6, 0, NOW);
    }

    /** Signs an incoming request anew, which somebody signed with other credentials. */
    static final int SIGNER_RESIGN = 35;

    static final int SIGNER_RESIGN_METHOD = 0;
    static final int SIGNER_RESIGN_URL = 1;
    static final int SIGNER_RESIGN_HEADERS = 2;
    static final int SIGNER_RESIGN_BODY = 3;
    static final int SIGNER_RESIGN_ORIGIN = 4;

    static final int SIGNER_RESIGN_TIME = 0;

    static Call signerResign() {
        return new Call(SIGNER_RESIGN, 5, 0, NOW);
    }

    /** Signs the head of a request whose body follows in chunks (or of an event stream); payload_hash says in which form. state is for signer_next_chunk. */
    static final int SIGNER_SIGN_CHUNKS = 36;

    static final int SIGNER_SIGN_CHUNKS_TIME = 0;
    static final int SIGNER_SIGN_CHUNKS_CONTENT_LENGTH = 1;
    static final int SIGNER_SIGN_CHUNKS_CHUNK_SIZE = 2;

    static Call signerSignChunks() {
        return new Call(SIGNER_SIGN_CHUNKS, 5, 0, NOW, 0, 65536);
    }

    /** What stands before and behind the next chunk of a body on the wire; no data: behind the last one. state is for the next call; time is for event streams. */
    static final int SIGNER_NEXT_CHUNK = 37;

    static final int SIGNER_NEXT_CHUNK_STATE = 0;
    static final int SIGNER_NEXT_CHUNK_DATA = 1;

    static final int SIGNER_NEXT_CHUNK_TIME = 0;

    static Call signerNextChunk() {
        return new Call(SIGNER_NEXT_CHUNK, 2, 0, NOW);
    }

    /** Signs a POST policy of S3; fields is a JSON object, conditions a JSON array. The result's fields are the further ones of the form, as lines. */
    static final int SIGNER_PRESIGN_POST = 38;

    static final int SIGNER_PRESIGN_POST_URL = 0;
    static final int SIGNER_PRESIGN_POST_BUCKET = 1;
    static final int SIGNER_PRESIGN_POST_KEY = 2;
    static final int SIGNER_PRESIGN_POST_FIELDS = 3;
    static final int SIGNER_PRESIGN_POST_CONDITIONS = 4;

    static final int SIGNER_PRESIGN_POST_TIME = 0;
    static final int SIGNER_PRESIGN_POST_EXPIRES = 1;

    static Call signerPresignPost() {
        return new Call(SIGNER_PRESIGN_POST, 5, 0, NOW, 3600);
    }

    /** Verifies an instance identity. */
    static final int VERIFIER_VERIFY = 40;

    static final int VERIFIER_VERIFY_SIGNATURE = 0;
    static final int VERIFIER_VERIFY_DOCUMENT = 1;
    static final int VERIFIER_VERIFY_AUDIENCE = 2;

    static final int VERIFIER_VERIFY_TIME = 0;

    static Call verifierVerify() {
        return new Call(VERIFIER_VERIFY, 3, 0, NOW);
    }

    /** Verifies a row per signature. */
    static final int VERIFIER_VERIFY_BATCH = 41;

    static final int VERIFIER_VERIFY_BATCH_TIME = 0;

    static final int VERIFIER_VERIFY_BATCH_SIGNATURES = 0;
    static final int VERIFIER_VERIFY_BATCH_DOCUMENTS = 1;
    static final int VERIFIER_VERIFY_BATCH_AUDIENCES = 2;

    static Call verifierVerifyBatch() {
        return new Call(VERIFIER_VERIFY_BATCH, 0, 3, NOW);
    }

    /** A fresh audience: the time and 128 random bits. */
    static final int AUDIENCE_GENERATE = 42;

    static Call audienceGenerate() {
        return new Call(AUDIENCE_GENERATE, 0, 0);
    }

    /** Waits for credentials if the signer has none that are valid; expires is Unix seconds, "" for never. */
    static final int SIGNER_REFRESH = 44;

    static Call signerRefresh() {
        return new Call(SIGNER_REFRESH, 0, 0);
    }

    /** A message of an event stream; headers are lines "type<tab>name<tab>value", see core/eventstream. */
    static final int EVENT_ENCODE = 46;

    static final int EVENT_ENCODE_HEADERS = 0;
    static final int EVENT_ENCODE_PAYLOAD = 1;

    static Call eventEncode() {
        return new Call(EVENT_ENCODE, 2, 0);
    }

    /** The message that data begins with; length is its own, and with more than data has there are no headers and no payload yet. */
    static final int EVENT_DECODE = 47;

    static final int EVENT_DECODE_DATA = 0;

    static Call eventDecode() {
        return new Call(EVENT_DECODE, 1, 0);
    }

    /** A token of a service that takes a signed request as a password or proof; see package token. */
    static final int SIGNER_TOKEN = 48;

    static final int SIGNER_TOKEN_KIND = 0;
    static final int SIGNER_TOKEN_NAME = 1;
    static final int SIGNER_TOKEN_USER = 2;
    static final int SIGNER_TOKEN_REGION = 3;
    static final int SIGNER_TOKEN_ROLE = 4;
    static final int SIGNER_TOKEN_SERVER = 5;

    static final int SIGNER_TOKEN_PORT = 0;
    static final int SIGNER_TOKEN_ADMIN = 1;
    static final int SIGNER_TOKEN_CACHE = 2;
    static final int SIGNER_TOKEN_TIME = 3;

    static Call signerToken() {
        return new Call(SIGNER_TOKEN, 6, 0, 0, 0, 0, NOW);
    }

    /** The instance's document and the signature over it. */
    static final int METADATA_IDENTITY = 50;

    static final int METADATA_IDENTITY_AUDIENCE = 0;

    static Call metadataIdentity() {
        return new Call(METADATA_IDENTITY, 1, 0);
    }

    /** The metadata service's answer for one path. */
    static final int METADATA_GET = 51;

    static final int METADATA_GET_PATH = 0;

    static Call metadataGet() {
        return new Call(METADATA_GET, 1, 0);
    }

    /** Signs the head of an incoming request anew whose body follows in chunks (or of an event stream); state is for signer_next_chunk, which gets what the incoming chunks hold. */
    static final int SIGNER_RESIGN_CHUNKS = 52;

    static final int SIGNER_RESIGN_CHUNKS_METHOD = 0;
    static final int SIGNER_RESIGN_CHUNKS_URL = 1;
    static final int SIGNER_RESIGN_CHUNKS_HEADERS = 2;
    static final int SIGNER_RESIGN_CHUNKS_ORIGIN = 3;

    static final int SIGNER_RESIGN_CHUNKS_TIME = 0;
    static final int SIGNER_RESIGN_CHUNKS_CHUNK_SIZE = 1;

    static Call signerResignChunks() {
        return new Call(SIGNER_RESIGN_CHUNKS, 4, 0, NOW, 65536);
    }

    /** Takes a piece of an incoming body in chunks, or an event stream, apart: used bytes of data are done with, those from start to end are of the body, or wants bytes are needed; all 0: the body has ended. state is at first that of request_verifier_verify; ended: nothing follows data; time is for event streams. */
    static final int REQUEST_VERIFIER_NEXT_CHUNK = 53;

    static final int REQUEST_VERIFIER_NEXT_CHUNK_STATE = 0;
    static final int REQUEST_VERIFIER_NEXT_CHUNK_DATA = 1;
    static final int REQUEST_VERIFIER_NEXT_CHUNK_SECRET_ACCESS_KEY = 2;

    static final int REQUEST_VERIFIER_NEXT_CHUNK_ENDED = 0;
    static final int REQUEST_VERIFIER_NEXT_CHUNK_TIME = 1;

    static Call requestVerifierNextChunk() {
        return new Call(REQUEST_VERIFIER_NEXT_CHUNK, 3, 0, 0, NOW);
    }

    /** Verifies the POST policy of an uploading form, with the secret of the key that x-amz-credential begins with; fields is a JSON object, and size -1 not known: then it is to be compared with min_size and max_size, which are empty without a limit. */
    static final int REQUEST_VERIFIER_VERIFY_POST = 54;

    static final int REQUEST_VERIFIER_VERIFY_POST_BUCKET = 0;
    static final int REQUEST_VERIFIER_VERIFY_POST_FIELDS = 1;
    static final int REQUEST_VERIFIER_VERIFY_POST_FILENAME = 2;
    static final int REQUEST_VERIFIER_VERIFY_POST_SECRET_ACCESS_KEY = 3;
    static final int REQUEST_VERIFIER_VERIFY_POST_SESSION_TOKEN = 4;

    static final int REQUEST_VERIFIER_VERIFY_POST_SIZE = 0;
    static final int REQUEST_VERIFIER_VERIFY_POST_TIME = 1;

    static Call requestVerifierVerifyPost() {
        return new Call(REQUEST_VERIFIER_VERIFY_POST, 5, 0, -1, NOW);
    }

    /** Waits for credentials if the publisher signs and has none that are valid, which publisher_prepare does not. */
    static final int PUBLISHER_REFRESH = 55;

    static Call publisherRefresh() {
        return new Call(PUBLISHER_REFRESH, 0, 0);
    }

    /** What the key of credentials.cert has to sign, with credentials.external_key. */
    static final int SIGNER_PREPARE_SESSION = 58;

    static final int SIGNER_PREPARE_SESSION_TIME = 0;

    static Call signerPrepareSession() {
        return new Call(SIGNER_PREPARE_SESSION, 0, 0, NOW);
    }

    /** Gets credentials from IAM Roles Anywhere with the signature of what signer_prepare_session of the same time gave. */
    static final int SIGNER_CREATE_SESSION = 59;

    static final int SIGNER_CREATE_SESSION_SIGNATURE = 0;

    static final int SIGNER_CREATE_SESSION_TIME = 0;

    static Call signerCreateSession() {
        return new Call(SIGNER_CREATE_SESSION, 1, 0, NOW);
    }

    /** The signing name and region of a host; target is the value of X-Amz-Target. */
    static final int ENDPOINT_LOOKUP = 60;

    static final int ENDPOINT_LOOKUP_HOST = 0;
    static final int ENDPOINT_LOOKUP_TARGET = 1;

    static Call endpointLookup() {
        return new Call(ENDPOINT_LOOKUP, 2, 0);
    }

    /** Sends a request for GetCallerIdentity that was presented as a proof to STS, and says whose it is; require is header lines that it has to have signed, hosts those of STS with commas between, NULL: AWS's. */
    static final int CLIENT_VERIFY_CALLER = 62;

    static final int CLIENT_VERIFY_CALLER_METHOD = 0;
    static final int CLIENT_VERIFY_CALLER_URL = 1;
    static final int CLIENT_VERIFY_CALLER_HEADERS = 2;
    static final int CLIENT_VERIFY_CALLER_BODY = 3;
    static final int CLIENT_VERIFY_CALLER_REQUIRE = 4;
    static final int CLIENT_VERIFY_CALLER_HOSTS = 5;

    static final int CLIENT_VERIFY_CALLER_TIMEOUT_MS = 0;
    static final int CLIENT_VERIFY_CALLER_TIME = 1;

    static Call clientVerifyCaller() {
        return new Call(CLIENT_VERIFY_CALLER, 6, 0, 0, NOW);
    }

    /** client_verify_caller for the request in a token: of the kind eks for the cluster of that name, or of a login at vault with name as its X-Vault-AWS-IAM-Server-ID, empty: any. */
    static final int CLIENT_VERIFY_TOKEN = 63;

    static final int CLIENT_VERIFY_TOKEN_KIND = 0;
    static final int CLIENT_VERIFY_TOKEN_TOKEN = 1;
    static final int CLIENT_VERIFY_TOKEN_NAME = 2;
    static final int CLIENT_VERIFY_TOKEN_HOSTS = 3;

    static final int CLIENT_VERIFY_TOKEN_TIMEOUT_MS = 0;
    static final int CLIENT_VERIFY_TOKEN_TIME = 1;

    static Call clientVerifyToken() {
        return new Call(CLIENT_VERIFY_TOKEN, 4, 0, 0, NOW);
    }

    /** The MFA device whose code signer_assume_role needs now, with credentials.external_mfa; "" if it needs none. region is that of the credentials. */
    static final int SIGNER_MFA_DEVICE = 65;

    static Call signerMfaDevice() {
        return new Call(SIGNER_MFA_DEVICE, 0, 0);
    }

    /** Gets credentials of a role whose profile has an mfa_serial; code is what its device shows. */
    static final int SIGNER_ASSUME_ROLE = 66;

    static final int SIGNER_ASSUME_ROLE_CODE = 0;

    static Call signerAssumeRole() {
        return new Call(SIGNER_ASSUME_ROLE, 1, 0);
    }

    /** What was said of the sources of credentials since the last time, a line each with its time, for a log: no secret, no token. */
    static final int SIGNER_LOG = 67;

    static Call signerLog() {
        return new Call(SIGNER_LOG, 0, 0);
    }
}
