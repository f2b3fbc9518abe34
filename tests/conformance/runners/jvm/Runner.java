import io.sallyport.Batch;
import io.sallyport.Diagnosis;
import io.sallyport.Endpoint;
import io.sallyport.ErrorCode;
import io.sallyport.Explanation;
import io.sallyport.Inspection;
import io.sallyport.Headers;
import io.sallyport.HttpsClient;
import io.sallyport.IdentityVerifier;
import io.sallyport.InstanceIdentity;
import io.sallyport.InstanceMetadata;
import io.sallyport.IotPublisher;
import io.sallyport.Message;
import io.sallyport.PreparedPublish;
import io.sallyport.Presigner;
import io.sallyport.PublishReceipt;
import io.sallyport.Request;
import io.sallyport.Response;
import io.sallyport.SallyportException;
import io.sallyport.SignedRequest;
import io.sallyport.SignedDocument;
import io.sallyport.Signer;
import io.sallyport.TrustReport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs the conformance suite's calls on the jar. */
public final class Runner {
    interface Entry {
        Map<String, byte[]> run(Call call);
    }

    /** An entry point with an answer a row. */
    interface BatchEntry {
        List<byte[]> run(Call call);
    }

    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();
    private static final Map<String, BatchEntry> BATCHES = new LinkedHashMap<>();
    private static final Map<String, Signer> SIGNERS = new HashMap<>();

    static {
        ENTRIES.put("sign", Runner::sign);
        ENTRIES.put("sign_chunks", Chunks::signChunks);
        ENTRIES.put("presign_post", Posts::presignPost);
        ENTRIES.put("explain", Runner::explain);
        ENTRIES.put("explain_request", Runner::explainRequest);
        ENTRIES.put("inspect", Runner::inspect);
        ENTRIES.put("verify_request", Incoming::verifyRequest);
        ENTRIES.put("verify_chunks", Incoming::verifyChunks);
        ENTRIES.put("verify_post", Incoming::verifyPost);
        ENTRIES.put("resign_chunks", call -> Incoming.resignChunks(call, signer(call)));
        ENTRIES.put("resign", call -> Incoming.resign(call, signer(call)));
        ENTRIES.put("diagnose", Runner::diagnose);
        ENTRIES.put("trust_report", Runner::trustReport);
        ENTRIES.put("presign", Runner::presign);
        ENTRIES.put("verify", Runner::verify);
        ENTRIES.put("audience", call -> Wire.fields("audience", IdentityVerifier.newAudience()));
        ENTRIES.put("publish", Runner::publish);
        ENTRIES.put("prepare", Runner::prepare);
        ENTRIES.put("endpoint", Runner::endpoint);
        ENTRIES.put("request", Runner::request);
        ENTRIES.put("stream", Streams::stream);
        ENTRIES.put("error", Runner::error);
        ENTRIES.put("refresh", Renewals::refresh);
        ENTRIES.put("session", Renewals::session);
        ENTRIES.put("role", Renewals::role);
        ENTRIES.put("event_encode", Renewals::eventEncode);
        ENTRIES.put("event_decode", Renewals::eventDecode);
        ENTRIES.put("metadata_get", Runner::metadataGet);
        ENTRIES.put("metadata_identity", Runner::metadataIdentity);
        BATCHES.put("presign_batch", Runner::presignBatch);
        BATCHES.put("verify_batch", Runner::verifyBatch);
    }

    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        for (Call call = Wire.read(in); call != null; call = Wire.read(in)) {
            answer(call, out);
            out.flush();
        }
    }

    /** Why Java cannot say what the call asks for; null if it can. */
    private static String unsupported(Call call) {
        if (!ENTRIES.containsKey(call.entry) && !BATCHES.containsKey(call.entry)) return "not in Java";
        for (String key : call.fields.keySet()) if (key.startsWith("type:")) return "the compiler refuses it";
        if (!call.keys.isEmpty() && call.entry.startsWith("metadata")) return "its builder takes no keys";
        if (call.entry.equals("endpoint") && !call.isText("host")) return "no String is these bytes";
        String missing = call.text("null");
        if (missing == null) return null;
        switch (missing) {
            case "handle":
            case "options":
                return "Java has no object for this";
            case "request":
                return call.entry.matches("presign_batch|verify_request|resign") ? "its parts are parameters" : null;
            default:
                return null;
        }
    }

    private static void answer(Call call, DataOutputStream out) throws Exception {
        String reason = unsupported(call);
        if (reason != null) {
            Wire.write(out, "unsupported", Wire.fields("reason", reason));
            return;
        }
        Map<String, byte[]> result = null;
        List<byte[]> rows = null;
        try {
            if (BATCHES.containsKey(call.entry)) rows = BATCHES.get(call.entry).run(call);
            else result = ENTRIES.get(call.entry).run(call);
        } catch (SallyportException e) {
            Wire.write(
                    out,
                    "error",
                    Wire.fields(
                            "code", Integer.toString(e.code()), "name", e.name(), "message", e.getMessage(), "cause", e.causeId()));
            return;
        } catch (RuntimeException | Error e) {
            Wire.write(out, "error", Wire.fields("code", "-1", "name", "NOT_A_SALLYPORT_EXCEPTION", "message", "" + e));
            return;
        }
        if (rows != null) Wire.write(out, "ok", rows);
        else Wire.write(out, "ok", result);
    }

    // ---- Entry points ----

    static Signer signer(Call call) {
        if (call.text("closed") == null) return kept(call);
        Signer signer = built(call);
        signer.close();
        return signer;
    }

    /** One for all calls with the same options. */
    static Signer kept(Call call) {
        return SIGNERS.computeIfAbsent(call.options(), options -> built(call));
    }

    private static Signer built(Call call) {
        Signer.Builder b = Signer.builder()
                .accessKeyId(call.option("credentials.access_key_id"))
                .secretAccessKey(call.option("credentials.secret_access_key"));
        if (call.has("sign.region")) b.region(call.option("sign.region"));
        if (call.has("sign.service")) b.service(call.option("sign.service"));
        if (call.has("sign.scheme")) b.scheme(call.option("sign.scheme"));
        if (call.has("credentials.session_token")) b.sessionToken(call.option("credentials.session_token"));
        if (call.has("sign.double_encode")) b.doubleEncode(call.truth("sign.double_encode"));
        if (call.has("sign.normalize_path")) b.normalizePath(call.truth("sign.normalize_path"));
        if (call.has("sign.session_token")) b.signSessionToken(call.truth("sign.session_token"));
        if (call.has("sign.content_sha256")) b.contentSha256Header(call.truth("sign.content_sha256"));
        if (call.has("sign.bucket")) b.bucket(call.option("sign.bucket"));
        if (call.has("sign.additional_headers")) b.additionalHeaders(call.option("sign.additional_headers").split("\n"));
        call.keys.forEach(b::option);
        return b.build();
    }

    private static Request made(Call call) {
        return made(call, call.bytes("body"));
    }

    static Request made(Call call, byte[] body) {
        Request.Builder b = Request.builder(call.text("method"), call.text("url"));
        for (String[] pair : call.pairs("header")) b.header(pair[0], pair[1]);
        if (body != null) b.body(body);
        if (call.text("payload_hash") != null) b.payloadHash(call.text("payload_hash"));
        if (call.text("time") != null) b.time(Instant.ofEpochSecond(call.number("time")));
        if (call.text("timeout_ms") != null) b.timeout(Duration.ofMillis(call.number("timeout_ms")));
        return b.build();
    }

    private static Map<String, byte[]> sign(Call call) {
        return Chunks.signed(signer(call).sign(call.isNull("request") ? null : made(call)));
    }

    private static Map<String, byte[]> explain(Call call) {
        Signer signer = signer(call);
        SignedRequest signed = call.isNull("refusal") ? null : signer.sign(made(call));
        return explanation(signer.explain(signed, status(call), map(call, "answer_header"), call.bytes("answer_body")));
    }

    private static int status(Call call) {
        return call.text("status") == null ? 0 : (int) call.number("status");
    }

    private static Map<String, String> map(Call call, String key) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String[] pair : call.pairs(key)) headers.put(pair[0], pair[1]);
        return headers;
    }

    private static Map<String, byte[]> explainRequest(Call call) {
        return explanation(Explanation.of(
                call.text("method"),
                call.text("url"),
                map(call, "header"),
                call.bytes("body"),
                status(call),
                map(call, "answer_header"),
                call.bytes("answer_body")));
    }

    private static Map<String, byte[]> inspect(Call call) {
        Inspection found =
                Inspection.of(call.text("url"), map(call, "header"), Instant.ofEpochSecond(call.number("now")));
        return Wire.fields(
                "scheme", found.scheme(), "carrier", found.carrier(), "access_key_id", found.accessKeyId(), "scope", found.scope(),
                "region", found.region(), "service", found.service(), "signed_headers", String.join(";", found.signedHeaders()),
                "signed_at", found.signedAt() == null ? "" : found.signedAt().toString(),
                "expires_at", found.expiresAt() == null ? "" : found.expiresAt().toString(), "expires", found.expires(),
                "findings", pairs(found.findings()));
    }

    private static Map<String, byte[]> explanation(Explanation found) {
        return Wire.fields(
                "cause", found.cause(), "summary", found.summary(), "evidence", pairs(found.evidence()), "fix", found.fix());
    }

    private static String pairs(List<Map.Entry<String, String>> found) {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, String> one : found)
            lines.append(one.getKey()).append(": ").append(one.getValue()).append("\r\n");
        return lines.toString();
    }

    private static Map<String, byte[]> diagnose(Call call) {
        HttpsClient.Builder b = HttpsClient.builder();
        Reaching.options(b, call, Runner::kept);
        try (HttpsClient client = b.build()) {
            if (call.text("closed") != null) client.close();
            Diagnosis found =
                    async(call) ? result(client.diagnoseAsync(call.text("url"))) : client.diagnose(call.text("url"));
            return Wire.fields(
                    "cause", found.cause(),
                    "stage", found.stage(),
                    "summary", found.summary(),
                    "evidence", pairs(found.evidence()),
                    "fix", found.fix());
        }
    }

    private static Map<String, byte[]> trustReport(Call call) {
        HttpsClient.Builder b = HttpsClient.builder();
        Reaching.options(b, call, Runner::kept);
        try (HttpsClient client = b.build()) {
            TrustReport found = client.trustReport();
            StringBuilder roots = new StringBuilder();
            for (TrustReport.Root r : found.roots()) {
                roots.append(String.join("\t", r.sha256(), r.notAfter(), r.place(), r.subject())).append('\n');
            }
            return Wire.fields(
                    "source", found.source(),
                    "roots", roots.toString(),
                    "unusable", String.join("\n", found.unusable()));
        }
    }

    private static Duration expires(Call call) {
        return call.isNull("expires") ? null : Duration.ofSeconds(call.number("expires"));
    }

    private static Map<String, byte[]> presign(Call call) {
        if ("string".equals(call.text("form"))) return Wire.fields("url", presigner(call).presign(call.text("url")));
        if ("bytes".equals(call.text("form"))) return presignedBytes(presigner(call), call.bytes("url"));
        return Chunks.signed(signer(call).presign(call.isNull("request") ? null : made(call), expires(call)));
    }

    /** The URL is in the midst of other bytes. */
    private static Map<String, byte[]> presignedBytes(Presigner presigner, byte[] url) {
        byte[] around = new byte[url.length + 2];
        System.arraycopy(url, 0, around, 1, url.length);
        Map<String, byte[]> out = new LinkedHashMap<>();
        out.put("url", presigner.presign(around, 1, url.length));
        return out;
    }

    private static Presigner presigner(Call call) {
        Presigner presigner = signer(call)
                .presigner(call.text("method"), expires(call))
                .withPayloadHash(call.text("payload_hash"))
                .withTime(Instant.ofEpochSecond(call.number("time")));
        for (String[] pair : call.pairs("header")) presigner = presigner.withHeader(pair[0], pair[1]);
        return presigner;
    }

    private static List<byte[]> presignBatch(Call call) {
        try (Rows rows = new Rows();
                Batch batch = presigner(call).presign(rows.of(call, "url"))) {
            return Rows.answer(batch, "url");
        }
    }

    private static List<byte[]> verifyBatch(Call call) {
        try (Rows rows = new Rows();
                IdentityVerifier verifier = verifier(call)) {
            if (call.text("closed") != null) verifier.close();
            try (Batch batch = verifier.verifyBatch(
                    rows.of(call, "signature"), rows.of(call, "document"), rows.of(call, "audience"), now(call))) {
                return Rows.answer(batch, Rows.IDENTITY);
            }
        }
    }

    private static Instant now(Call call) {
        return Instant.ofEpochSecond(call.number("now"));
    }

    static String lines(Headers headers) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> h : headers)
            out.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n");
        return out.toString();
    }

    private static IdentityVerifier verifier(Call call) {
        IdentityVerifier.Builder b = IdentityVerifier.builder();
        if (call.isNull("provider")) b.provider(null);
        else if (call.has("identity.provider")) b.provider(call.option("identity.provider"));
        if (call.has("identity.certificates")) b.certificates(call.bytes("option:identity.certificates"));
        if (call.has("identity.min_digest")) b.minDigest(call.option("identity.min_digest"));
        if (call.has("identity.max_age")) b.maxAge(Duration.ofMillis(call.number("option:identity.max_age")));
        if (call.has("identity.accounts")) b.accounts(call.list("identity.accounts"));
        if (call.has("identity.regions")) b.regions(call.list("identity.regions"));
        if (call.has("identity.zones")) b.zones(call.list("identity.zones"));
        if (call.has("identity.instances")) b.instances(call.list("identity.instances"));
        if (call.has("identity.images")) b.images(call.list("identity.images"));
        if (call.has("identity.instance_types")) b.instanceTypes(call.list("identity.instance_types"));
        call.keys.forEach(b::option);
        return b.build();
    }

    private static Map<String, byte[]> verify(Call call) {
        try (IdentityVerifier verifier = verifier(call)) {
            if (call.text("closed") != null) verifier.close();
            InstanceIdentity id = claim(verifier, call);
            Map<String, byte[]> out = Wire.fields(
                    "provider", id.provider(),
                    "instance_id", id.instanceId(),
                    "account_id", id.accountId(),
                    "region_id", id.regionId(),
                    "zone_id", id.zoneId(),
                    "image_id", id.imageId(),
                    "instance_type", id.instanceType(),
                    "private_ipv4", id.privateIpv4(),
                    "mac", id.mac(),
                    "serial_number", id.serialNumber(),
                    "create_time", id.createTime(),
                    "audience", id.audience(),
                    "digest_algorithm", id.digestAlgorithm(),
                    "signer_fingerprint", id.signerFingerprint());
            out.put("raw", id.raw());
            return out;
        }
    }

    private static InstanceIdentity claim(IdentityVerifier verifier, Call call) {
        if (call.isNull("input")) return verifier.verify((SignedDocument) null, call.text("audience"));
        if (call.text("str") != null)
            return verifier.verify(call.text("signature"), call.text("document"), call.text("audience"));
        return verifier.verify(call.bytes("signature"), call.bytes("document"), call.text("audience"), now(call));
    }

    private static InstanceMetadata metadata(Call call) {
        InstanceMetadata.Builder b = InstanceMetadata.builder();
        if (call.isNull("provider")) b.provider(null);
        else if (call.has("metadata.provider")) b.provider(call.option("metadata.provider"));
        if (call.has("metadata.endpoint")) b.endpoint(call.option("metadata.endpoint"));
        if (call.has("metadata.token_ttl"))
            b.tokenTtl(Duration.ofSeconds(call.number("option:metadata.token_ttl")));
        InstanceMetadata metadata = b.build();
        if (call.text("closed") != null) metadata.close();
        return metadata;
    }

    private static Map<String, byte[]> metadataGet(Call call) {
        try (InstanceMetadata metadata = metadata(call)) {
            return Wire.fields("answer", async(call) ? result(metadata.getAsync(call.text("path"))) : metadata.get(call.text("path")));
        }
    }

    private static Map<String, byte[]> metadataIdentity(Call call) {
        try (InstanceMetadata metadata = metadata(call)) {
            String audience = call.text("audience");
            SignedDocument answer =
                    async(call) ? result(metadata.identityAsync(audience)) : metadata.identity(audience);
            return new LinkedHashMap<>(Map.of("document", answer.document(), "signature", answer.signature()));
        }
    }

    /** Whether the call is to go on while nobody waits for it. */
    static boolean async(Call call) {
        return "async".equals(call.text("form"));
    }

    static <T> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof SallyportException) throw (SallyportException) e.getCause();
            throw e;
        }
    }

    private static IotPublisher publisher(Call call) {
        IotPublisher.Builder b = IotPublisher.builder(call.option("iot.endpoint"));
        if (call.has("iot.port")) b.port((int) call.number("option:iot.port"));
        if (call.has("iot.authorizer_token_key"))
            b.authorizer(
                    call.option("iot.authorizer_name"),
                    call.option("iot.authorizer_token_key"),
                    call.option("iot.authorizer_token"),
                    call.option("iot.authorizer_signature"));
        Reaching.options(b, call, Runner::kept);
        return b.build();
    }

    private static Message message(Call call) {
        if (call.isNull("message")) return null;
        Message.Builder m = Message.builder(call.text("topic"));
        if (call.bytes("payload") != null) m.payload(call.bytes("payload"));
        if (call.text("qos") != null) m.qos((int) call.number("qos"));
        if (call.text("retain") != null) m.retain("true".equals(call.text("retain")));
        if (call.text("content_type") != null) m.contentType(call.text("content_type"));
        if (call.text("response_topic") != null) m.responseTopic(call.text("response_topic"));
        if (call.text("payload_format") != null) m.payloadFormat(call.text("payload_format"));
        if (call.bytes("correlation_data") != null) m.correlationData(call.bytes("correlation_data"));
        if (call.text("message_expiry") != null) m.messageExpiry(Duration.ofSeconds(call.number("message_expiry")));
        for (String[] pair : call.pairs("user_property")) m.userProperty(pair[0], pair[1]);
        return m.build();
    }

    private static Map<String, byte[]> publish(Call call) {
        try (IotPublisher publisher = publisher(call)) {
            if (call.text("closed") != null) publisher.close();
            Message message = message(call);
            PublishReceipt receipt =
                    async(call) ? result(publisher.publishAsync(message)) : publisher.publish(message);
            return Wire.fields("request_id", receipt.requestId(), "trace_id", receipt.traceId());
        }
    }

    private static Map<String, byte[]> prepare(Call call) {
        try (IotPublisher publisher = publisher(call)) {
            if (call.text("closed") != null) publisher.close();
            Instant time = call.text("time") == null ? null : Instant.ofEpochSecond(call.number("time"));
            PreparedPublish prepared = publisher.prepare(message(call), time);
            Map<String, byte[]> out = Wire.fields(
                    "method", prepared.method(), "url", prepared.url(), "headers", lines(prepared.headers()));
            out.put("body", prepared.body());
            return out;
        }
    }

    private static Map<String, byte[]> endpoint(Call call) {
        Endpoint found = Endpoint.lookup(call.text("host"), call.text("target"));
        return Wire.fields("service", found.service(), "region", found.region());
    }

    private static Map<String, byte[]> request(Call call) {
        HttpsClient.Builder b = HttpsClient.builder();
        Reaching.options(b, call, Runner::kept);
        try (HttpsClient client = b.build()) {
            if (call.text("closed") != null) client.close();
            Request request = call.isNull("request") ? null : made(call);
            Response response = async(call) ? result(client.sendAsync(request)) : client.send(request);
            Map<String, byte[]> out = Wire.fields(
                    "status", Integer.toString(response.statusCode()),
                    "headers", lines(response.headers()),
                    "alpn", response.peer().alpn(),
                    "tls_version", response.peer().tlsVersion());
            out.put("body", response.content());
            return out;
        }
    }

    private static Map<String, byte[]> error(Call call) {
        ErrorCode code = ErrorCode.of((int) call.number("code"));
        return Wire.fields(
                "name", code.name(),
                "hint", code.hint(),
                "category", code.category(),
                "retryable", Boolean.toString(code.retryable()));
    }
}
