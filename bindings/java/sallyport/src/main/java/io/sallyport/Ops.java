// Code generated from core/op/ops.tsv by make generate. DO NOT EDIT.
package io.sallyport;

/** The operations of the library, and where each argument and result stands. */
final class Ops {
    private Ops() {}

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

    /** Signs in the query. */
    static final int SIGNER_PRESIGN = 11;

    /** Presigns each URL of a column; url is empty. */
    static final int SIGNER_PRESIGN_BATCH = 12;

    /** Sends a request and reads its response. */
    static final int CLIENT_DO = 20;

    /** Publishes a message. */
    static final int PUBLISHER_PUBLISH = 30;

    /** The request that publishes a message, for a host that sends it itself. */
    static final int PUBLISHER_REQUEST = 31;

    /** Verifies an instance identity. */
    static final int VERIFIER_VERIFY = 40;

    /** Verifies a row per signature. */
    static final int VERIFIER_VERIFY_BATCH = 41;

    /** A fresh audience: the time and 128 random bits. */
    static final int AUDIENCE_GENERATE = 42;

    /** The instance's document and the signature over it. */
    static final int METADATA_IDENTITY = 50;

    /** The metadata service's answer for one path. */
    static final int METADATA_GET = 51;

    /** The signing name and region of a host; target is the value of X-Amz-Target. */
    static final int ENDPOINT_LOOKUP = 60;

    static final int REQUEST_METHOD = 0;
    static final int REQUEST_URL = 1;
    static final int REQUEST_HEADERS = 2;
    static final int REQUEST_BODY = 3;
    static final int REQUEST_PAYLOAD_HASH = 4;

    static final String[] REQUEST_NAMES = {"method", "url", "headers", "body", "payload_hash"};

    static final int MESSAGE_TOPIC = 0;
    static final int MESSAGE_PAYLOAD = 1;
    static final int MESSAGE_CONTENT_TYPE = 2;
    static final int MESSAGE_RESPONSE_TOPIC = 3;
    static final int MESSAGE_CORRELATION_DATA = 4;
    static final int MESSAGE_PAYLOAD_FORMAT = 5;
    static final int MESSAGE_USER_PROPERTIES = 6;

    static final String[] MESSAGE_NAMES = {"topic", "payload", "content_type", "response_topic", "correlation_data", "payload_format", "user_properties"};

    static final int SIGNED_URL = 0;
    static final int SIGNED_HEADERS = 1;
    static final int SIGNED_SIGNATURE = 2;
    static final int SIGNED_CANONICAL_REQUEST = 3;
    static final int SIGNED_STRING_TO_SIGN = 4;

    static final String[] SIGNED_NAMES = {"url", "headers", "signature", "canonical_request", "string_to_sign"};

    static final int PREPARED_METHOD = 0;
    static final int PREPARED_URL = 1;
    static final int PREPARED_HEADERS = 2;

    static final String[] PREPARED_NAMES = {"method", "url", "headers"};

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
    static final int RESPONSE_IOT_REQUEST_ID = 18;
    static final int RESPONSE_IOT_TRACE_ID = 19;

    static final String[] RESPONSE_NAMES = {"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "iot.request_id", "iot.trace_id"};

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

    static final String[] IDENTITY_NAMES = {"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"};

    static final int AUDIENCE_AUDIENCE = 0;

    static final String[] AUDIENCE_NAMES = {"audience"};

    static final int PROOF_DOCUMENT = 0;
    static final int PROOF_SIGNATURE = 1;

    static final String[] PROOF_NAMES = {"document", "signature"};

    static final int ANSWER_ANSWER = 0;

    static final String[] ANSWER_NAMES = {"answer"};

    static final int SCOPE_SERVICE = 0;
    static final int SCOPE_REGION = 1;

    static final String[] SCOPE_NAMES = {"service", "region"};

    static final int PRESIGNED_URL = 0;

    static final String[] PRESIGNED_NAMES = {"url"};
}
