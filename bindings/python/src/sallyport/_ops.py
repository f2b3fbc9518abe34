# Code generated from core/op/ops.tsv by make generate. DO NOT EDIT.
"""The operations of the library, and the names of what they take and give."""

from ._operation import Operation

# Lists of texts and results, in order.
REQUEST_LIST = ("method", "url", "headers", "body", "payload_hash",)
MESSAGE_LIST = ("topic", "payload", "content_type", "response_topic", "correlation_data", "payload_format", "user_properties",)
SIGNED_LIST = ("url", "headers", "signature", "canonical_request", "string_to_sign",)
CHUNKED_LIST = ("url", "headers", "signature", "canonical_request", "string_to_sign", "state",)
FRAME_LIST = ("head", "tail", "state",)
POST_LIST = ("url", "fields",)
POSTED_LIST = ("access_key_id", "region", "service", "signed_at", "expires_at", "key", "min_size", "max_size",)
PREPARED_LIST = ("method", "url", "headers",)
RESPONSE_LIST = ("status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log",)
IDENTITY_LIST = ("raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint",)
AUDIENCE_LIST = ("audience",)
PROOF_LIST = ("document", "signature", "exchanges",)
ANSWER_LIST = ("answer", "exchanges",)
CHUNK_LIST = ("data",)
WRITTEN_LIST = ("written",)
SCOPE_LIST = ("service", "region",)
PRESIGNED_LIST = ("url",)
EXPLANATION_LIST = ("cause", "summary", "evidence", "fix",)
DIAGNOSIS_LIST = ("cause", "stage", "summary", "evidence", "fix",)
TRUST_LIST = ("source", "roots", "unusable",)
REFUSAL_LIST = ("method", "url", "canonical_request", "string_to_sign", "response_headers", "response_body",)
TOKEN_LIST = ("token",)
ENCODED_LIST = ("message",)
EVENT_LIST = ("headers", "payload", "length",)
CHALLENGE_LIST = ("algorithm", "string_to_sign",)
DEVICE_LIST = ("serial", "region",)
LOG_LIST = ("lines",)
ISSUED_LIST = ("access_key_id", "secret_access_key", "session_token", "expires", "source",)
RENEWAL_LIST = ("access_key_id", "expires", "source",)
CALLER_LIST = ("arn", "account", "user_id", "exchanges",)
PASTED_LIST = ("method", "url", "headers", "body", "response_headers", "response_body",)
CLAIMED_LIST = ("access_key_id", "session_token", "date", "region", "service",)
VERIFIED_LIST = ("scheme", "carrier", "access_key_id", "date", "region", "service", "signed_headers", "signed_at", "expires_at", "payload", "payload_hash", "fingerprint", "state",)
PIECE_LIST = ("used", "start", "end", "wants", "state",)
INSPECTION_LIST = ("scheme", "carrier", "access_key_id", "scope", "region", "service", "signed_headers", "signed_at", "expires_at", "expires", "findings",)

# A signer, from credentials.*, sign.*, env.*.
SIGNER_NEW = Operation(1, (), {}, (), (), False)
# A client, from client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
CLIENT_NEW = Operation(2, (), {}, (), (), False)
# A publisher, from iot.*, client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
PUBLISHER_NEW = Operation(3, (), {}, (), (), False)
# A verifier, from identity.*.
VERIFIER_NEW = Operation(4, (), {}, (), (), False)
# A client of the instance's metadata service, from metadata.*, client.*.
METADATA_NEW = Operation(5, (), {}, (), (), False)
# Signs in the Authorization header.
SIGNER_SIGN = Operation(10, REQUEST_LIST, {"time": None}, (), SIGNED_LIST, False)
# Signs in the query.
SIGNER_PRESIGN = Operation(11, REQUEST_LIST, {"time": None, "expires": 3600}, (), SIGNED_LIST, False)
# Presigns each URL of a column; url is empty.
SIGNER_PRESIGN_BATCH = Operation(12, REQUEST_LIST, {"time": None, "expires": 3600}, ("urls",), (), False)
# Says why a server refused a signature; evidence is lines "name: value".
SIGNER_EXPLAIN = Operation(13, REFUSAL_LIST, {"status": 0}, (), EXPLANATION_LIST, False)
# Takes a presigned URL or an Authorization header apart; findings is lines "cause: text".
REQUEST_INSPECT = Operation(14, ("url", "headers",), {"time": None}, (), INSPECTION_LIST, False)
# Says why a server refused a request of any signer, without its secret; evidence is lines "name: value".
REQUEST_EXPLAIN = Operation(15, PASTED_LIST, {"status": 0}, (), EXPLANATION_LIST, False)
# Sends a request and reads its response.
CLIENT_DO = Operation(20, REQUEST_LIST, {"timeout_ms": 0, "duplicates_allowed": 0, "max_redirects": -1, "connect_ms": 0, "read_ms": 0}, (), RESPONSE_LIST, True)
# Begins an exchange whose bodies are not held in memory; upload: the body comes by stream_write.
CLIENT_OPEN = Operation(21, REQUEST_LIST, {"timeout_ms": 0, "duplicates_allowed": 0, "max_redirects": -1, "upload": 0, "content_length": -1, "connect_ms": 0, "read_ms": 0}, (), (), False)
# Waits for the head of the response; body is empty.
STREAM_RESPONSE = Operation(22, (), {}, (), RESPONSE_LIST, True)
# The next bytes of the body, at most size; empty at its end.
STREAM_READ = Operation(23, (), {"size": 65536}, (), CHUNK_LIST, True)
# Sends the next bytes of the request's body; fewer are written if the server has answered.
STREAM_WRITE = Operation(24, ("data",), {}, (), WRITTEN_LIST, True)
# Ends the request's body; written is the total.
STREAM_END = Operation(25, (), {}, (), WRITTEN_LIST, False)
# Says why a connection fails; evidence is lines "name: value".
CLIENT_DIAGNOSE = Operation(26, ("url",), {"timeout_ms": 0}, (), DIAGNOSIS_LIST, True)
# Where the trusted roots came from; roots are lines "SHA-256<tab>end<tab>place<tab>subject", unusable are lines.
CLIENT_TRUST_REPORT = Operation(27, (), {}, (), TRUST_LIST, False)
# The diagnosis that an error of this library stands for, such as one of options; cause is "" where the error has none.
ERROR_DIAGNOSE = Operation(28, ("cause", "message",), {"code": 0}, (), DIAGNOSIS_LIST, False)
# Publishes a message.
PUBLISHER_PUBLISH = Operation(30, MESSAGE_LIST, {"qos": 0, "retain": 0, "message_expiry": -1, "timeout_ms": 0, "connect_ms": 0, "read_ms": 0}, (), RESPONSE_LIST, True)
# The request that publishes a message, for a host that sends it itself.
PUBLISHER_PREPARE = Operation(31, MESSAGE_LIST, {"qos": 0, "retain": 0, "message_expiry": -1, "timeout_ms": 0, "time": None}, (), PREPARED_LIST, False)
# A verifier of incoming requests, from verify.*.
REQUEST_VERIFIER_NEW = Operation(32, (), {}, (), (), False)
# Whose key an incoming request says that it is signed with, and for what; nothing of it is verified.
REQUEST_VERIFIER_READ = Operation(33, ("method", "url", "headers",), {}, (), CLAIMED_LIST, False)
# Verifies the signature of an incoming request with the secret of its key.
REQUEST_VERIFIER_VERIFY = Operation(34, ("method", "url", "headers", "body", "secret_access_key", "session_token",), {"time": None}, (), VERIFIED_LIST, False)
# Signs an incoming request anew, which somebody signed with other credentials.
SIGNER_RESIGN = Operation(35, ("method", "url", "headers", "body", "origin",), {"time": None}, (), SIGNED_LIST, False)
# Signs the head of a request whose body follows in chunks (or of an event stream); payload_hash says in which form. state is for signer_next_chunk.
SIGNER_SIGN_CHUNKS = Operation(36, REQUEST_LIST, {"time": None, "content_length": 0, "chunk_size": 65536}, (), CHUNKED_LIST, False)
# What stands before and behind the next chunk of a body on the wire; no data: behind the last one. state is for the next call; time is for event streams.
SIGNER_NEXT_CHUNK = Operation(37, ("state", "data",), {"time": None}, (), FRAME_LIST, False)
# Signs a POST policy of S3; fields is a JSON object, conditions a JSON array. The result's fields are the further ones of the form, as lines.
SIGNER_PRESIGN_POST = Operation(38, ("url", "bucket", "key", "fields", "conditions",), {"time": None, "expires": 3600}, (), POST_LIST, False)
# Verifies an instance identity.
VERIFIER_VERIFY = Operation(40, ("signature", "document", "audience",), {"time": None}, (), IDENTITY_LIST, False)
# Verifies a row per signature.
VERIFIER_VERIFY_BATCH = Operation(41, (), {"time": None}, ("signatures", "documents", "audiences",), (), False)
# A fresh audience: the time and 128 random bits.
AUDIENCE_GENERATE = Operation(42, (), {}, (), AUDIENCE_LIST, False)
# Waits for credentials if the signer has none that are valid; expires is Unix seconds, "" for never.
SIGNER_REFRESH = Operation(44, (), {}, (), RENEWAL_LIST, True)
# A message of an event stream; headers are lines "type<tab>name<tab>value", see core/eventstream.
EVENT_ENCODE = Operation(46, ("headers", "payload",), {}, (), ENCODED_LIST, False)
# The message that data begins with; length is its own, and with more than data has there are no headers and no payload yet.
EVENT_DECODE = Operation(47, ("data",), {}, (), EVENT_LIST, False)
# A token of a service that takes a signed request as a password or proof; see package token.
SIGNER_TOKEN = Operation(48, ("kind", "name", "user", "region", "role", "server",), {"port": 0, "admin": 0, "cache": 0, "time": None}, (), TOKEN_LIST, False)
# The instance's document and the signature over it.
METADATA_IDENTITY = Operation(50, ("audience",), {}, (), PROOF_LIST, True)
# The metadata service's answer for one path.
METADATA_GET = Operation(51, ("path",), {}, (), ANSWER_LIST, True)
# Signs the head of an incoming request anew whose body follows in chunks (or of an event stream); state is for signer_next_chunk, which gets what the incoming chunks hold.
SIGNER_RESIGN_CHUNKS = Operation(52, ("method", "url", "headers", "origin",), {"time": None, "chunk_size": 65536}, (), CHUNKED_LIST, False)
# Takes a piece of an incoming body in chunks, or an event stream, apart: used bytes of data are done with, those from start to end are of the body, or wants bytes are needed; all 0: the body has ended. state is at first that of request_verifier_verify; ended: nothing follows data; time is for event streams.
REQUEST_VERIFIER_NEXT_CHUNK = Operation(53, ("state", "data", "secret_access_key",), {"ended": 0, "time": None}, (), PIECE_LIST, False)
# Verifies the POST policy of an uploading form, with the secret of the key that x-amz-credential begins with; fields is a JSON object, and size -1 not known: then it is to be compared with min_size and max_size, which are empty without a limit.
REQUEST_VERIFIER_VERIFY_POST = Operation(54, ("bucket", "fields", "filename", "secret_access_key", "session_token",), {"size": -1, "time": None}, (), POSTED_LIST, False)
# Waits for credentials if the publisher signs and has none that are valid, which publisher_prepare does not.
PUBLISHER_REFRESH = Operation(55, (), {}, (), RENEWAL_LIST, True)
# What the key of credentials.cert has to sign, with credentials.external_key.
SIGNER_PREPARE_SESSION = Operation(58, (), {"time": None}, (), CHALLENGE_LIST, False)
# Gets credentials from IAM Roles Anywhere with the signature of what signer_prepare_session of the same time gave.
SIGNER_CREATE_SESSION = Operation(59, ("signature",), {"time": None}, (), ISSUED_LIST, True)
# The signing name and region of a host; target is the value of X-Amz-Target.
ENDPOINT_LOOKUP = Operation(60, ("host", "target",), {}, (), SCOPE_LIST, False)
# Sends a request for GetCallerIdentity that was presented as a proof to STS, and says whose it is; require is header lines that it has to have signed, hosts those of STS with commas between, NULL: AWS's.
CLIENT_VERIFY_CALLER = Operation(62, ("method", "url", "headers", "body", "require", "hosts",), {"timeout_ms": 0, "time": None}, (), CALLER_LIST, True)
# client_verify_caller for the request in a token: of the kind eks for the cluster of that name, or of a login at vault with name as its X-Vault-AWS-IAM-Server-ID, empty: any.
CLIENT_VERIFY_TOKEN = Operation(63, ("kind", "token", "name", "hosts",), {"timeout_ms": 0, "time": None}, (), CALLER_LIST, True)
# The MFA device whose code signer_assume_role needs now, with credentials.external_mfa; "" if it needs none. region is that of the credentials.
SIGNER_MFA_DEVICE = Operation(65, (), {}, (), DEVICE_LIST, False)
# Gets credentials of a role whose profile has an mfa_serial; code is what its device shows.
SIGNER_ASSUME_ROLE = Operation(66, ("code",), {}, (), ISSUED_LIST, True)
# What was said of the sources of credentials since the last time, a line each with its time, for a log: no secret, no token.
SIGNER_LOG = Operation(67, (), {}, (), LOG_LIST, False)
