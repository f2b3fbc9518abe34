# Code generated from core/op/ops.tsv by make generate. DO NOT EDIT.
"""The operations of the library, and the names of what they take and give."""

SIGNER_NEW = 1  # A signer, from credentials.*, sign.*, env.*.
CLIENT_NEW = 2  # A client, from client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
PUBLISHER_NEW = 3  # A publisher, from iot.*, client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
VERIFIER_NEW = 4  # A verifier, from identity.*.
METADATA_NEW = 5  # A client of the instance's metadata service, from metadata.*, client.*.
SIGNER_SIGN = 10  # Signs in the Authorization header.
SIGNER_PRESIGN = 11  # Signs in the query.
SIGNER_PRESIGN_BATCH = 12  # Presigns each URL of a column; url is empty.
SIGNER_EXPLAIN = 13  # Says why a server refused a signature; evidence is lines "name: value".
CLIENT_DO = 20  # Sends a request and reads its response.
PUBLISHER_PUBLISH = 30  # Publishes a message.
PUBLISHER_REQUEST = 31  # The request that publishes a message, for a host that sends it itself.
VERIFIER_VERIFY = 40  # Verifies an instance identity.
VERIFIER_VERIFY_BATCH = 41  # Verifies a row per signature.
AUDIENCE_GENERATE = 42  # A fresh audience: the time and 128 random bits.
METADATA_IDENTITY = 50  # The instance's document and the signature over it.
METADATA_GET = 51  # The metadata service's answer for one path.
ENDPOINT_LOOKUP = 60  # The signing name and region of a host; target is the value of X-Amz-Target.

# The lists of texts and results, in order.
REQUEST_LIST = ("method", "url", "headers", "body", "payload_hash",)
MESSAGE_LIST = ("topic", "payload", "content_type", "response_topic", "correlation_data", "payload_format", "user_properties",)
SIGNED_LIST = ("url", "headers", "signature", "canonical_request", "string_to_sign",)
PREPARED_LIST = ("method", "url", "headers",)
RESPONSE_LIST = ("status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "iot.request_id", "iot.trace_id",)
IDENTITY_LIST = ("raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint",)
AUDIENCE_LIST = ("audience",)
PROOF_LIST = ("document", "signature",)
ANSWER_LIST = ("answer",)
SCOPE_LIST = ("service", "region",)
PRESIGNED_LIST = ("url",)
EXPLANATION_LIST = ("cause", "summary", "evidence", "fix",)
REFUSAL_LIST = ("method", "url", "canonical_request", "string_to_sign", "response_headers", "response_body",)

# Where in its list each name is.
REQUEST_AT_METHOD = 0
REQUEST_AT_URL = 1
REQUEST_AT_HEADERS = 2
REQUEST_AT_BODY = 3
REQUEST_AT_PAYLOAD_HASH = 4
MESSAGE_AT_TOPIC = 0
MESSAGE_AT_PAYLOAD = 1
MESSAGE_AT_CONTENT_TYPE = 2
MESSAGE_AT_RESPONSE_TOPIC = 3
MESSAGE_AT_CORRELATION_DATA = 4
MESSAGE_AT_PAYLOAD_FORMAT = 5
MESSAGE_AT_USER_PROPERTIES = 6
SIGNED_AT_URL = 0
SIGNED_AT_HEADERS = 1
SIGNED_AT_SIGNATURE = 2
SIGNED_AT_CANONICAL_REQUEST = 3
SIGNED_AT_STRING_TO_SIGN = 4
PREPARED_AT_METHOD = 0
PREPARED_AT_URL = 1
PREPARED_AT_HEADERS = 2
RESPONSE_AT_STATUS = 0
RESPONSE_AT_HEADERS = 1
RESPONSE_AT_BODY = 2
RESPONSE_AT_URL = 3
RESPONSE_AT_REASON = 4
RESPONSE_AT_ATTEMPTS = 5
RESPONSE_AT_PEER_ADDRESS = 6
RESPONSE_AT_TLS_VERSION = 7
RESPONSE_AT_TLS_CIPHER = 8
RESPONSE_AT_TLS_ALPN = 9
RESPONSE_AT_TLS_TRUST = 10
RESPONSE_AT_TLS_CERTIFICATE = 11
RESPONSE_AT_TIME_DNS = 12
RESPONSE_AT_TIME_CONNECT = 13
RESPONSE_AT_TIME_TLS = 14
RESPONSE_AT_TIME_FIRST_BYTE = 15
RESPONSE_AT_TIME_TOTAL = 16
RESPONSE_AT_REUSED = 17
RESPONSE_AT_IOT_REQUEST_ID = 18
RESPONSE_AT_IOT_TRACE_ID = 19
IDENTITY_AT_RAW = 0
IDENTITY_AT_PROVIDER = 1
IDENTITY_AT_INSTANCE_ID = 2
IDENTITY_AT_ACCOUNT_ID = 3
IDENTITY_AT_REGION_ID = 4
IDENTITY_AT_ZONE_ID = 5
IDENTITY_AT_IMAGE_ID = 6
IDENTITY_AT_INSTANCE_TYPE = 7
IDENTITY_AT_PRIVATE_IPV4 = 8
IDENTITY_AT_MAC = 9
IDENTITY_AT_SERIAL_NUMBER = 10
IDENTITY_AT_CREATE_TIME = 11
IDENTITY_AT_AUDIENCE = 12
IDENTITY_AT_DIGEST_ALGORITHM = 13
IDENTITY_AT_SIGNER_FINGERPRINT = 14
AUDIENCE_AT_AUDIENCE = 0
PROOF_AT_DOCUMENT = 0
PROOF_AT_SIGNATURE = 1
ANSWER_AT_ANSWER = 0
SCOPE_AT_SERVICE = 0
SCOPE_AT_REGION = 1
PRESIGNED_AT_URL = 0
EXPLANATION_AT_CAUSE = 0
EXPLANATION_AT_SUMMARY = 1
EXPLANATION_AT_EVIDENCE = 2
EXPLANATION_AT_FIX = 3
REFUSAL_AT_METHOD = 0
REFUSAL_AT_URL = 1
REFUSAL_AT_CANONICAL_REQUEST = 2
REFUSAL_AT_STRING_TO_SIGN = 3
REFUSAL_AT_RESPONSE_HEADERS = 4
REFUSAL_AT_RESPONSE_BODY = 5

# Number of an operation: texts, numbers, columns, and spans that it gives; whether it waits for the network.
TABLE = {
    SIGNER_NEW: (0, 0, 0, 0, False),
    CLIENT_NEW: (0, 0, 0, 0, False),
    PUBLISHER_NEW: (0, 0, 0, 0, False),
    VERIFIER_NEW: (0, 0, 0, 0, False),
    METADATA_NEW: (0, 0, 0, 0, False),
    SIGNER_SIGN: (5, 1, 0, 5, False),
    SIGNER_PRESIGN: (5, 2, 0, 5, False),
    SIGNER_PRESIGN_BATCH: (5, 2, 1, 0, False),
    SIGNER_EXPLAIN: (6, 1, 0, 4, False),
    CLIENT_DO: (5, 2, 0, 20, True),
    PUBLISHER_PUBLISH: (7, 4, 0, 20, True),
    PUBLISHER_REQUEST: (7, 5, 0, 3, False),
    VERIFIER_VERIFY: (3, 1, 0, 15, False),
    VERIFIER_VERIFY_BATCH: (0, 1, 3, 0, False),
    AUDIENCE_GENERATE: (0, 0, 0, 1, False),
    METADATA_IDENTITY: (1, 0, 0, 2, True),
    METADATA_GET: (1, 0, 0, 1, True),
    ENDPOINT_LOOKUP: (2, 0, 0, 2, False),
}
