// Code generated from core/op/ops.tsv by make generate. DO NOT EDIT.

package host

// The operations.
const (
	opSignerNew                 = 1  // A signer, from credentials.*, sign.*, env.*.
	opClientNew                 = 2  // A client, from client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
	opPublisherNew              = 3  // A publisher, from iot.*, client.*, tls.*, env.*, and with client.sign from credentials.*, sign.*.
	opVerifierNew               = 4  // A verifier, from identity.*.
	opMetadataNew               = 5  // A client of the instance's metadata service, from metadata.*, client.*.
	opSignerSign                = 10 // Signs in the Authorization header.
	opSignerPresign             = 11 // Signs in the query.
	opSignerPresignBatch        = 12 // Presigns each URL of a column; url is empty.
	opSignerExplain             = 13 // Says why a server refused a signature; evidence is lines "name: value".
	opRequestInspect            = 14 // Takes a presigned URL or an Authorization header apart; findings is lines "cause: text".
	opRequestExplain            = 15 // Says why a server refused a request of any signer, without its secret; evidence is lines "name: value".
	opClientDo                  = 20 // Sends a request and reads its response.
	opClientOpen                = 21 // Begins an exchange whose bodies are not held in memory; upload: the body comes by stream_write.
	opStreamResponse            = 22 // Waits for the head of the response; body is empty.
	opStreamRead                = 23 // The next bytes of the body, at most size; empty at its end.
	opStreamWrite               = 24 // Sends the next bytes of the request's body; fewer are written if the server has answered.
	opStreamEnd                 = 25 // Ends the request's body; written is the total.
	opClientDiagnose            = 26 // Says why a connection fails; evidence is lines "name: value".
	opClientTrustReport         = 27 // Where the trusted roots came from; roots are lines "SHA-256<tab>end<tab>place<tab>subject", unusable are lines.
	opErrorDiagnose             = 28 // The diagnosis that an error of this library stands for, such as one of options; cause is "" where the error has none.
	opPublisherPublish          = 30 // Publishes a message.
	opPublisherPrepare          = 31 // The request that publishes a message, for a host that sends it itself.
	opRequestVerifierNew        = 32 // A verifier of incoming requests, from verify.*.
	opRequestVerifierRead       = 33 // Whose key an incoming request says that it is signed with, and for what; nothing of it is verified.
	opRequestVerifierVerify     = 34 // Verifies the signature of an incoming request with the secret of its key.
	opSignerResign              = 35 // Signs an incoming request anew, which somebody signed with other credentials.
	opSignerSignChunks          = 36 // Signs the head of a request whose body follows in chunks (or of an event stream); payload_hash says in which form. state is for signer_next_chunk.
	opSignerNextChunk           = 37 // What stands before and behind the next chunk of a body on the wire; no data: behind the last one. state is for the next call; time is for event streams.
	opSignerPresignPost         = 38 // Signs a POST policy of S3; fields is a JSON object, conditions a JSON array. The result's fields are the further ones of the form, as lines.
	opVerifierVerify            = 40 // Verifies an instance identity.
	opVerifierVerifyBatch       = 41 // Verifies a row per signature.
	opAudienceGenerate          = 42 // A fresh audience: the time and 128 random bits.
	opSignerRefresh             = 44 // Waits for credentials if the signer has none that are valid; expires is Unix seconds, "" for never.
	opEventEncode               = 46 // A message of an event stream; headers are lines "type<tab>name<tab>value", see core/eventstream.
	opEventDecode               = 47 // The message that data begins with; length is its own, and with more than data has there are no headers and no payload yet.
	opSignerToken               = 48 // A token of a service that takes a signed request as a password or proof; see package token.
	opMetadataIdentity          = 50 // The instance's document and the signature over it.
	opMetadataGet               = 51 // The metadata service's answer for one path.
	opSignerResignChunks        = 52 // Signs the head of an incoming request anew whose body follows in chunks (or of an event stream); state is for signer_next_chunk, which gets what the incoming chunks hold.
	opRequestVerifierNextChunk  = 53 // Takes a piece of an incoming body in chunks, or an event stream, apart: used bytes of data are done with, those from start to end are of the body, or wants bytes are needed; all 0: the body has ended. state is at first that of request_verifier_verify; ended: nothing follows data; time is for event streams.
	opRequestVerifierVerifyPost = 54 // Verifies the POST policy of an uploading form, with the secret of the key that x-amz-credential begins with; fields is a JSON object, and size -1 not known: then it is to be compared with min_size and max_size, which are empty without a limit.
	opPublisherRefresh          = 55 // Waits for credentials if the publisher signs and has none that are valid, which publisher_prepare does not.
	opSignerPrepareSession      = 58 // What the key of credentials.cert has to sign, with credentials.external_key.
	opSignerCreateSession       = 59 // Gets credentials from IAM Roles Anywhere with the signature of what signer_prepare_session of the same time gave.
	opEndpointLookup            = 60 // The signing name and region of a host; target is the value of X-Amz-Target.
	opClientVerifyCaller        = 62 // Sends a request for GetCallerIdentity that was presented as a proof to STS, and says whose it is; require is header lines that it has to have signed, hosts those of STS with commas between, NULL: AWS's.
	opClientVerifyToken         = 63 // client_verify_caller for the request in a token: of the kind eks for the cluster of that name, or of a login at vault with name as its X-Vault-AWS-IAM-Server-ID, empty: any.
	opSignerMfaDevice           = 65 // The MFA device whose code signer_assume_role needs now, with credentials.external_mfa; "" if it needs none. region is that of the credentials.
	opSignerAssumeRole          = 66 // Gets credentials of a role whose profile has an mfa_serial; code is what its device shows.
	opSignerLog                 = 67 // What was said of the sources of credentials since the last time, a line each with its time, for a log: no secret, no token.
)

// The list %request.
const (
	opRequestMethod = iota
	opRequestURL
	opRequestHeaders
	opRequestBody
	opRequestPayloadHash
	opRequestCount
)

// The list %message.
const (
	opMessageTopic = iota
	opMessagePayload
	opMessageContentType
	opMessageResponseTopic
	opMessageCorrelationData
	opMessagePayloadFormat
	opMessageUserProperties
	opMessageCount
)

// The list %signed.
const (
	opSignedURL = iota
	opSignedHeaders
	opSignedSignature
	opSignedCanonicalRequest
	opSignedStringToSign
	opSignedCount
)

// The list %chunked.
const (
	opChunkedURL = iota
	opChunkedHeaders
	opChunkedSignature
	opChunkedCanonicalRequest
	opChunkedStringToSign
	opChunkedState
	opChunkedCount
)

// The list %frame.
const (
	opFrameHead = iota
	opFrameTail
	opFrameState
	opFrameCount
)

// The list %post.
const (
	opPostURL = iota
	opPostFields
	opPostCount
)

// The list %posted.
const (
	opPostedAccessKeyID = iota
	opPostedRegion
	opPostedService
	opPostedSignedAt
	opPostedExpiresAt
	opPostedKey
	opPostedMinSize
	opPostedMaxSize
	opPostedCount
)

// The list %prepared.
const (
	opPreparedMethod = iota
	opPreparedURL
	opPreparedHeaders
	opPreparedCount
)

// The list %response.
const (
	opResponseStatus = iota
	opResponseHeaders
	opResponseBody
	opResponseURL
	opResponseReason
	opResponseAttempts
	opResponsePeerAddress
	opResponseTLSVersion
	opResponseTLSCipher
	opResponseTLSALPN
	opResponseTLSTrust
	opResponseTLSCertificate
	opResponseTimeDNS
	opResponseTimeConnect
	opResponseTimeTLS
	opResponseTimeFirstByte
	opResponseTimeTotal
	opResponseReused
	opResponseHistory
	opResponseNext
	opResponseTrailers
	opResponseIoTRequestID
	opResponseIoTTraceID
	opResponseResigned
	opResponseCredentialsLog
	opResponseCount
)

// The list %identity.
const (
	opIdentityRaw = iota
	opIdentityProvider
	opIdentityInstanceID
	opIdentityAccountID
	opIdentityRegionID
	opIdentityZoneID
	opIdentityImageID
	opIdentityInstanceType
	opIdentityPrivateIPv4
	opIdentityMAC
	opIdentitySerialNumber
	opIdentityCreateTime
	opIdentityAudience
	opIdentityDigestAlgorithm
	opIdentitySignerFingerprint
	opIdentityCount
)

// The list %audience.
const (
	opAudienceAudience = iota
	opAudienceCount
)

// The list %proof.
const (
	opProofDocument = iota
	opProofSignature
	opProofExchanges
	opProofCount
)

// The list %answer.
const (
	opAnswerAnswer = iota
	opAnswerExchanges
	opAnswerCount
)

// The list %chunk.
const (
	opChunkData = iota
	opChunkCount
)

// The list %written.
const (
	opWrittenWritten = iota
	opWrittenCount
)

// The list %scope.
const (
	opScopeService = iota
	opScopeRegion
	opScopeCount
)

// The list %presigned.
const (
	opPresignedURL = iota
	opPresignedCount
)

// The list %explanation.
const (
	opExplanationCause = iota
	opExplanationSummary
	opExplanationEvidence
	opExplanationFix
	opExplanationCount
)

// The list %diagnosis.
const (
	opDiagnosisCause = iota
	opDiagnosisStage
	opDiagnosisSummary
	opDiagnosisEvidence
	opDiagnosisFix
	opDiagnosisCount
)

// The list %trust.
const (
	opTrustSource = iota
	opTrustRoots
	opTrustUnusable
	opTrustCount
)

// The list %refusal.
const (
	opRefusalMethod = iota
	opRefusalURL
	opRefusalCanonicalRequest
	opRefusalStringToSign
	opRefusalResponseHeaders
	opRefusalResponseBody
	opRefusalCount
)

// The list %token.
const (
	opTokenToken = iota
	opTokenCount
)

// The list %encoded.
const (
	opEncodedMessage = iota
	opEncodedCount
)

// The list %event.
const (
	opEventHeaders = iota
	opEventPayload
	opEventLength
	opEventCount
)

// The list %challenge.
const (
	opChallengeAlgorithm = iota
	opChallengeStringToSign
	opChallengeCount
)

// The list %device.
const (
	opDeviceSerial = iota
	opDeviceRegion
	opDeviceCount
)

// The list %log.
const (
	opLogLines = iota
	opLogCount
)

// The list %issued.
const (
	opIssuedAccessKeyID = iota
	opIssuedSecretAccessKey
	opIssuedSessionToken
	opIssuedExpires
	opIssuedSource
	opIssuedCount
)

// The list %renewal.
const (
	opRenewalAccessKeyID = iota
	opRenewalExpires
	opRenewalSource
	opRenewalCount
)

// The list %caller.
const (
	opCallerArn = iota
	opCallerAccount
	opCallerUserID
	opCallerExchanges
	opCallerCount
)

// The list %pasted.
const (
	opPastedMethod = iota
	opPastedURL
	opPastedHeaders
	opPastedBody
	opPastedResponseHeaders
	opPastedResponseBody
	opPastedCount
)

// The list %claimed.
const (
	opClaimedAccessKeyID = iota
	opClaimedSessionToken
	opClaimedDate
	opClaimedRegion
	opClaimedService
	opClaimedCount
)

// The list %verified.
const (
	opVerifiedScheme = iota
	opVerifiedCarrier
	opVerifiedAccessKeyID
	opVerifiedDate
	opVerifiedRegion
	opVerifiedService
	opVerifiedSignedHeaders
	opVerifiedSignedAt
	opVerifiedExpiresAt
	opVerifiedPayload
	opVerifiedPayloadHash
	opVerifiedFingerprint
	opVerifiedState
	opVerifiedCount
)

// The list %piece.
const (
	opPieceUsed = iota
	opPieceStart
	opPieceEnd
	opPieceWants
	opPieceState
	opPieceCount
)

// The list %inspection.
const (
	opInspectionScheme = iota
	opInspectionCarrier
	opInspectionAccessKeyID
	opInspectionScope
	opInspectionRegion
	opInspectionService
	opInspectionSignedHeaders
	opInspectionSignedAt
	opInspectionExpiresAt
	opInspectionExpires
	opInspectionFindings
	opInspectionCount
)

// The numbers of signer_sign.
const (
	opSignerSignNumberTime = iota
	opSignerSignNumberCount
)

// The numbers of signer_presign.
const (
	opSignerPresignNumberTime = iota
	opSignerPresignNumberExpires
	opSignerPresignNumberCount
)

// The numbers of signer_presign_batch.
const (
	opSignerPresignBatchNumberTime = iota
	opSignerPresignBatchNumberExpires
	opSignerPresignBatchNumberCount
)

// The columns of signer_presign_batch.
const (
	opSignerPresignBatchColumnURLs = iota
	opSignerPresignBatchColumnCount
)

// The numbers of signer_explain.
const (
	opSignerExplainNumberStatus = iota
	opSignerExplainNumberCount
)

// The texts of request_inspect.
const (
	opRequestInspectTextURL = iota
	opRequestInspectTextHeaders
	opRequestInspectTextCount
)

// The numbers of request_inspect.
const (
	opRequestInspectNumberTime = iota
	opRequestInspectNumberCount
)

// The numbers of request_explain.
const (
	opRequestExplainNumberStatus = iota
	opRequestExplainNumberCount
)

// The numbers of client_do.
const (
	opClientDoNumberTimeoutMS = iota
	opClientDoNumberDuplicatesAllowed
	opClientDoNumberMaxRedirects
	opClientDoNumberConnectMS
	opClientDoNumberReadMS
	opClientDoNumberCount
)

// The numbers of client_open.
const (
	opClientOpenNumberTimeoutMS = iota
	opClientOpenNumberDuplicatesAllowed
	opClientOpenNumberMaxRedirects
	opClientOpenNumberUpload
	opClientOpenNumberContentLength
	opClientOpenNumberConnectMS
	opClientOpenNumberReadMS
	opClientOpenNumberCount
)

// The numbers of stream_read.
const (
	opStreamReadNumberSize = iota
	opStreamReadNumberCount
)

// The texts of stream_write.
const (
	opStreamWriteTextData = iota
	opStreamWriteTextCount
)

// The texts of client_diagnose.
const (
	opClientDiagnoseTextURL = iota
	opClientDiagnoseTextCount
)

// The numbers of client_diagnose.
const (
	opClientDiagnoseNumberTimeoutMS = iota
	opClientDiagnoseNumberCount
)

// The texts of error_diagnose.
const (
	opErrorDiagnoseTextCause = iota
	opErrorDiagnoseTextMessage
	opErrorDiagnoseTextCount
)

// The numbers of error_diagnose.
const (
	opErrorDiagnoseNumberCode = iota
	opErrorDiagnoseNumberCount
)

// The numbers of publisher_publish.
const (
	opPublisherPublishNumberQoS = iota
	opPublisherPublishNumberRetain
	opPublisherPublishNumberMessageExpiry
	opPublisherPublishNumberTimeoutMS
	opPublisherPublishNumberConnectMS
	opPublisherPublishNumberReadMS
	opPublisherPublishNumberCount
)

// The numbers of publisher_prepare.
const (
	opPublisherPrepareNumberQoS = iota
	opPublisherPrepareNumberRetain
	opPublisherPrepareNumberMessageExpiry
	opPublisherPrepareNumberTimeoutMS
	opPublisherPrepareNumberTime
	opPublisherPrepareNumberCount
)

// The texts of request_verifier_read.
const (
	opRequestVerifierReadTextMethod = iota
	opRequestVerifierReadTextURL
	opRequestVerifierReadTextHeaders
	opRequestVerifierReadTextCount
)

// The texts of request_verifier_verify.
const (
	opRequestVerifierVerifyTextMethod = iota
	opRequestVerifierVerifyTextURL
	opRequestVerifierVerifyTextHeaders
	opRequestVerifierVerifyTextBody
	opRequestVerifierVerifyTextSecretAccessKey
	opRequestVerifierVerifyTextSessionToken
	opRequestVerifierVerifyTextCount
)

// The numbers of request_verifier_verify.
const (
	opRequestVerifierVerifyNumberTime = iota
	opRequestVerifierVerifyNumberCount
)

// The texts of signer_resign.
const (
	opSignerResignTextMethod = iota
	opSignerResignTextURL
	opSignerResignTextHeaders
	opSignerResignTextBody
	opSignerResignTextOrigin
	opSignerResignTextCount
)

// The numbers of signer_resign.
const (
	opSignerResignNumberTime = iota
	opSignerResignNumberCount
)

// The numbers of signer_sign_chunks.
const (
	opSignerSignChunksNumberTime = iota
	opSignerSignChunksNumberContentLength
	opSignerSignChunksNumberChunkSize
	opSignerSignChunksNumberCount
)

// The texts of signer_next_chunk.
const (
	opSignerNextChunkTextState = iota
	opSignerNextChunkTextData
	opSignerNextChunkTextCount
)

// The numbers of signer_next_chunk.
const (
	opSignerNextChunkNumberTime = iota
	opSignerNextChunkNumberCount
)

// The texts of signer_presign_post.
const (
	opSignerPresignPostTextURL = iota
	opSignerPresignPostTextBucket
	opSignerPresignPostTextKey
	opSignerPresignPostTextFields
	opSignerPresignPostTextConditions
	opSignerPresignPostTextCount
)

// The numbers of signer_presign_post.
const (
	opSignerPresignPostNumberTime = iota
	opSignerPresignPostNumberExpires
	opSignerPresignPostNumberCount
)

// The texts of verifier_verify.
const (
	opVerifierVerifyTextSignature = iota
	opVerifierVerifyTextDocument
	opVerifierVerifyTextAudience
	opVerifierVerifyTextCount
)

// The numbers of verifier_verify.
const (
	opVerifierVerifyNumberTime = iota
	opVerifierVerifyNumberCount
)

// The numbers of verifier_verify_batch.
const (
	opVerifierVerifyBatchNumberTime = iota
	opVerifierVerifyBatchNumberCount
)

// The columns of verifier_verify_batch.
const (
	opVerifierVerifyBatchColumnSignatures = iota
	opVerifierVerifyBatchColumnDocuments
	opVerifierVerifyBatchColumnAudiences
	opVerifierVerifyBatchColumnCount
)

// The texts of event_encode.
const (
	opEventEncodeTextHeaders = iota
	opEventEncodeTextPayload
	opEventEncodeTextCount
)

// The texts of event_decode.
const (
	opEventDecodeTextData = iota
	opEventDecodeTextCount
)

// The texts of signer_token.
const (
	opSignerTokenTextKind = iota
	opSignerTokenTextName
	opSignerTokenTextUser
	opSignerTokenTextRegion
	opSignerTokenTextRole
	opSignerTokenTextServer
	opSignerTokenTextCount
)

// The numbers of signer_token.
const (
	opSignerTokenNumberPort = iota
	opSignerTokenNumberAdmin
	opSignerTokenNumberCache
	opSignerTokenNumberTime
	opSignerTokenNumberCount
)

// The texts of metadata_identity.
const (
	opMetadataIdentityTextAudience = iota
	opMetadataIdentityTextCount
)

// The texts of metadata_get.
const (
	opMetadataGetTextPath = iota
	opMetadataGetTextCount
)

// The texts of signer_resign_chunks.
const (
	opSignerResignChunksTextMethod = iota
	opSignerResignChunksTextURL
	opSignerResignChunksTextHeaders
	opSignerResignChunksTextOrigin
	opSignerResignChunksTextCount
)

// The numbers of signer_resign_chunks.
const (
	opSignerResignChunksNumberTime = iota
	opSignerResignChunksNumberChunkSize
	opSignerResignChunksNumberCount
)

// The texts of request_verifier_next_chunk.
const (
	opRequestVerifierNextChunkTextState = iota
	opRequestVerifierNextChunkTextData
	opRequestVerifierNextChunkTextSecretAccessKey
	opRequestVerifierNextChunkTextCount
)

// The numbers of request_verifier_next_chunk.
const (
	opRequestVerifierNextChunkNumberEnded = iota
	opRequestVerifierNextChunkNumberTime
	opRequestVerifierNextChunkNumberCount
)

// The texts of request_verifier_verify_post.
const (
	opRequestVerifierVerifyPostTextBucket = iota
	opRequestVerifierVerifyPostTextFields
	opRequestVerifierVerifyPostTextFilename
	opRequestVerifierVerifyPostTextSecretAccessKey
	opRequestVerifierVerifyPostTextSessionToken
	opRequestVerifierVerifyPostTextCount
)

// The numbers of request_verifier_verify_post.
const (
	opRequestVerifierVerifyPostNumberSize = iota
	opRequestVerifierVerifyPostNumberTime
	opRequestVerifierVerifyPostNumberCount
)

// The numbers of signer_prepare_session.
const (
	opSignerPrepareSessionNumberTime = iota
	opSignerPrepareSessionNumberCount
)

// The texts of signer_create_session.
const (
	opSignerCreateSessionTextSignature = iota
	opSignerCreateSessionTextCount
)

// The numbers of signer_create_session.
const (
	opSignerCreateSessionNumberTime = iota
	opSignerCreateSessionNumberCount
)

// The texts of endpoint_lookup.
const (
	opEndpointLookupTextHost = iota
	opEndpointLookupTextTarget
	opEndpointLookupTextCount
)

// The texts of client_verify_caller.
const (
	opClientVerifyCallerTextMethod = iota
	opClientVerifyCallerTextURL
	opClientVerifyCallerTextHeaders
	opClientVerifyCallerTextBody
	opClientVerifyCallerTextRequire
	opClientVerifyCallerTextHosts
	opClientVerifyCallerTextCount
)

// The numbers of client_verify_caller.
const (
	opClientVerifyCallerNumberTimeoutMS = iota
	opClientVerifyCallerNumberTime
	opClientVerifyCallerNumberCount
)

// The texts of client_verify_token.
const (
	opClientVerifyTokenTextKind = iota
	opClientVerifyTokenTextToken
	opClientVerifyTokenTextName
	opClientVerifyTokenTextHosts
	opClientVerifyTokenTextCount
)

// The numbers of client_verify_token.
const (
	opClientVerifyTokenNumberTimeoutMS = iota
	opClientVerifyTokenNumberTime
	opClientVerifyTokenNumberCount
)

// The texts of signer_assume_role.
const (
	opSignerAssumeRoleTextCode = iota
	opSignerAssumeRoleTextCount
)

// spanCounts says how many spans an operation gives.
var spanCounts = [...]int{
	opSignerSign:                5,
	opSignerPresign:             5,
	opSignerExplain:             4,
	opRequestInspect:            11,
	opRequestExplain:            4,
	opClientDo:                  25,
	opStreamResponse:            25,
	opStreamRead:                1,
	opStreamWrite:               1,
	opStreamEnd:                 1,
	opClientDiagnose:            5,
	opClientTrustReport:         3,
	opErrorDiagnose:             5,
	opPublisherPublish:          25,
	opPublisherPrepare:          3,
	opRequestVerifierRead:       5,
	opRequestVerifierVerify:     13,
	opSignerResign:              5,
	opSignerSignChunks:          6,
	opSignerNextChunk:           3,
	opSignerPresignPost:         2,
	opVerifierVerify:            15,
	opAudienceGenerate:          1,
	opSignerRefresh:             3,
	opEventEncode:               1,
	opEventDecode:               3,
	opSignerToken:               1,
	opMetadataIdentity:          3,
	opMetadataGet:               2,
	opSignerResignChunks:        6,
	opRequestVerifierNextChunk:  5,
	opRequestVerifierVerifyPost: 8,
	opPublisherRefresh:          3,
	opSignerPrepareSession:      2,
	opSignerCreateSession:       5,
	opEndpointLookup:            2,
	opClientVerifyCaller:        4,
	opClientVerifyToken:         4,
	opSignerMfaDevice:           2,
	opSignerAssumeRole:          5,
	opSignerLog:                 1,
}

// resultNames are the names of what an operation gives.
var resultNames = [...][]string{
	opSignerSign:                {"url", "headers", "signature", "canonical_request", "string_to_sign"},
	opSignerPresign:             {"url", "headers", "signature", "canonical_request", "string_to_sign"},
	opSignerPresignBatch:        {"url"},
	opSignerExplain:             {"cause", "summary", "evidence", "fix"},
	opRequestInspect:            {"scheme", "carrier", "access_key_id", "scope", "region", "service", "signed_headers", "signed_at", "expires_at", "expires", "findings"},
	opRequestExplain:            {"cause", "summary", "evidence", "fix"},
	opClientDo:                  {"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"},
	opStreamResponse:            {"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"},
	opStreamRead:                {"data"},
	opStreamWrite:               {"written"},
	opStreamEnd:                 {"written"},
	opClientDiagnose:            {"cause", "stage", "summary", "evidence", "fix"},
	opClientTrustReport:         {"source", "roots", "unusable"},
	opErrorDiagnose:             {"cause", "stage", "summary", "evidence", "fix"},
	opPublisherPublish:          {"status", "headers", "body", "url", "reason", "attempts", "peer.address", "tls.version", "tls.cipher", "tls.alpn", "tls.trust", "tls.certificate", "time.dns", "time.connect", "time.tls", "time.first_byte", "time.total", "reused", "history", "next", "trailers", "iot.request_id", "iot.trace_id", "resigned", "credentials.log"},
	opPublisherPrepare:          {"method", "url", "headers"},
	opRequestVerifierRead:       {"access_key_id", "session_token", "date", "region", "service"},
	opRequestVerifierVerify:     {"scheme", "carrier", "access_key_id", "date", "region", "service", "signed_headers", "signed_at", "expires_at", "payload", "payload_hash", "fingerprint", "state"},
	opSignerResign:              {"url", "headers", "signature", "canonical_request", "string_to_sign"},
	opSignerSignChunks:          {"url", "headers", "signature", "canonical_request", "string_to_sign", "state"},
	opSignerNextChunk:           {"head", "tail", "state"},
	opSignerPresignPost:         {"url", "fields"},
	opVerifierVerify:            {"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"},
	opVerifierVerifyBatch:       {"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4", "mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint"},
	opAudienceGenerate:          {"audience"},
	opSignerRefresh:             {"access_key_id", "expires", "source"},
	opEventEncode:               {"message"},
	opEventDecode:               {"headers", "payload", "length"},
	opSignerToken:               {"token"},
	opMetadataIdentity:          {"document", "signature", "exchanges"},
	opMetadataGet:               {"answer", "exchanges"},
	opSignerResignChunks:        {"url", "headers", "signature", "canonical_request", "string_to_sign", "state"},
	opRequestVerifierNextChunk:  {"used", "start", "end", "wants", "state"},
	opRequestVerifierVerifyPost: {"access_key_id", "region", "service", "signed_at", "expires_at", "key", "min_size", "max_size"},
	opPublisherRefresh:          {"access_key_id", "expires", "source"},
	opSignerPrepareSession:      {"algorithm", "string_to_sign"},
	opSignerCreateSession:       {"access_key_id", "secret_access_key", "session_token", "expires", "source"},
	opEndpointLookup:            {"service", "region"},
	opClientVerifyCaller:        {"arn", "account", "user_id", "exchanges"},
	opClientVerifyToken:         {"arn", "account", "user_id", "exchanges"},
	opSignerMfaDevice:           {"serial", "region"},
	opSignerAssumeRole:          {"access_key_id", "secret_access_key", "session_token", "expires", "source"},
	opSignerLog:                 {"lines"},
}
