import io.sallyport.Batch;
import io.sallyport.ErrorCode;
import io.sallyport.Headers;
import io.sallyport.HttpsClient;
import io.sallyport.IdentityVerifier;
import io.sallyport.InstanceIdentity;
import io.sallyport.IotPublisher;
import io.sallyport.Message;
import io.sallyport.Presigner;
import io.sallyport.PublishReceipt;
import io.sallyport.Request;
import io.sallyport.Response;
import io.sallyport.SallyportException;
import io.sallyport.SignedRequest;
import io.sallyport.Signer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs the conformance suite's calls on the jar. */
public final class Runner {
    interface Entry {
        Map<String, byte[]> run(Call call);
    }

    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

    static {
        ENTRIES.put("sign", Runner::sign);
        ENTRIES.put("presign", Runner::presign);
        ENTRIES.put("presign_batch", Runner::presignBatch);
        ENTRIES.put("verify_batch", Runner::verifyBatch);
        ENTRIES.put("verify", Runner::verify);
        ENTRIES.put("audience", call -> Wire.fields("audience", IdentityVerifier.newAudience()));
        ENTRIES.put("publish", Runner::publish);
        ENTRIES.put("request", Runner::request);
        ENTRIES.put("error", Runner::error);
    }

    public static void main(String[] args) throws Exception {
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        for (Call call = Wire.read(in); call != null; call = Wire.read(in)) {
            answer(call, out);
            out.flush();
        }
    }

    private static void answer(Call call, DataOutputStream out) throws Exception {
        Entry entry = ENTRIES.get(call.entry);
        if (!call.expressible()) {
            Wire.write(out, "unsupported", Wire.fields("reason", "a String cannot hold this"));
            return;
        }
        if (entry == null) {
            Wire.write(out, "unsupported", Wire.fields("reason", "not in Java"));
            return;
        }
        Map<String, byte[]> result;
        try {
            result = entry.run(call);
        } catch (Rows.Failed e) {
            Wire.write(
                    out,
                    "error",
                    Wire.fields("code", "" + e.code.number(), "name", e.code.name(), "message", e.getMessage()));
            return;
        } catch (SallyportException e) {
            Wire.write(
                    out,
                    "error",
                    Wire.fields("code", Integer.toString(e.code()), "name", e.name(), "message", e.getMessage()));
            return;
        } catch (RuntimeException | Error e) {
            Wire.write(out, "error", Wire.fields("code", "-1", "name", "NOT_A_SALLYPORT_EXCEPTION", "message", "" + e));
            return;
        }
        Wire.write(out, "ok", result);
    }

    // ---- Entry points ----

    private static Signer signer(Call call) {
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
        return b.build();
    }

    private static Request made(Call call) {
        Request.Builder b = Request.builder(call.text("method"), call.text("url"));
        for (String[] pair : call.pairs("header")) b.header(pair[0], pair[1]);
        if (call.bytes("body") != null) b.body(call.bytes("body"));
        if (call.text("payload_hash") != null) b.payloadHash(call.text("payload_hash"));
        if (call.text("time") != null) b.time(Instant.ofEpochSecond(call.number("time")));
        return b.build();
    }

    private static Map<String, byte[]> sign(Call call) {
        try (Signer signer = signer(call)) {
            return signed(signer.sign(made(call)));
        }
    }

    private static Map<String, byte[]> presign(Call call) {
        try (Signer signer = signer(call)) {
            return signed(signer.presign(made(call), Duration.ofSeconds(call.number("expires"))));
        }
    }

    private static Map<String, byte[]> presignBatch(Call call) {
        try (Signer signer = signer(call)) {
            Presigner presigner = signer.presigner(call.text("method"), Duration.ofSeconds(call.number("expires")))
                    .withPayloadHash(call.text("payload_hash"))
                    .withTime(Instant.ofEpochSecond(call.number("time")));
            for (String[] pair : call.pairs("header")) presigner = presigner.withHeader(pair[0], pair[1]);
            try (Batch batch = presigner.presign(Rows.one(call.bytes("url")))) {
                Rows.check(batch);
                return Wire.fields("url", batch.get("url", 0));
            }
        }
    }

    private static Map<String, byte[]> verifyBatch(Call call) {
        Instant now = Instant.ofEpochSecond(call.number("now"));
        try (IdentityVerifier verifier = verifier(call);
                Batch batch = verifier.verifyBatch(
                        Rows.one(call.bytes("signature")),
                        Rows.one(call.bytes("document")),
                        Rows.one(call.bytes("audience")),
                        now)) {
            Rows.check(batch);
            Map<String, byte[]> out = new LinkedHashMap<>();
            for (String name : Rows.IDENTITY) out.put(name, batch.bytes(name, 0));
            return out;
        }
    }

    private static Map<String, byte[]> signed(SignedRequest r) {
        return Wire.fields(
                "url", r.url(),
                "headers", lines(r.headers()),
                "signature", r.signature(),
                "canonical_request", r.canonicalRequest(),
                "string_to_sign", r.stringToSign());
    }

    private static String lines(Headers headers) {
        StringBuilder out = new StringBuilder();
        for (Map.Entry<String, String> h : headers)
            out.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n");
        return out.toString();
    }

    private static IdentityVerifier verifier(Call call) {
        IdentityVerifier.Builder b = IdentityVerifier.builder();
        if (call.has("identity.provider")) b.provider(call.option("identity.provider"));
        if (call.has("identity.certificates")) b.certificates(call.bytes("option:identity.certificates"));
        if (call.has("identity.min_digest")) b.minDigest(call.option("identity.min_digest"));
        if (call.has("identity.max_age")) b.maxAge(Duration.ofMillis(call.number("option:identity.max_age")));
        if (call.has("identity.accounts")) b.accounts(call.list("identity.accounts"));
        if (call.has("identity.regions")) b.regions(call.list("identity.regions"));
        if (call.has("identity.zones")) b.zones(call.list("identity.zones"));
        if (call.has("identity.instances")) b.instances(call.list("identity.instances"));
        if (call.has("identity.images")) b.images(call.list("identity.images"));
        if (call.has("identity.instance_types")) b.instanceTypes(call.list("identity.instance_types"));
        return b.build();
    }

    private static Map<String, byte[]> verify(Call call) {
        try (IdentityVerifier verifier = verifier(call)) {
            InstanceIdentity id = verifier.verify(
                    call.bytes("signature"),
                    call.bytes("document"),
                    call.text("audience"),
                    Instant.ofEpochSecond(call.number("now")));
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

    private static Map<String, byte[]> publish(Call call) {
        IotPublisher.Builder b = IotPublisher.builder(call.option("iot.endpoint"));
        if (call.has("iot.port")) b.port((int) call.number("option:iot.port"));
        if (call.has("iot.authorizer_token_key"))
            b.authorizer(
                    call.option("iot.authorizer_name"),
                    call.option("iot.authorizer_token_key"),
                    call.option("iot.authorizer_token"),
                    call.option("iot.authorizer_signature"));
        Signer signer = Reaching.options(b, call, Runner::signer);
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
        try (Signer s = signer;
                IotPublisher publisher = b.build()) {
            if (call.text("closed") != null) publisher.close();
            PublishReceipt receipt = publisher.publish(m.build());
            return Wire.fields("request_id", receipt.requestId(), "trace_id", receipt.traceId());
        }
    }

    private static Map<String, byte[]> request(Call call) {
        HttpsClient.Builder b = HttpsClient.builder();
        Signer signer = Reaching.options(b, call, Runner::signer);
        try (Signer s = signer;
                HttpsClient client = b.build()) {
            if (call.text("closed") != null) client.close();
            Response response = client.send(made(call));
            Map<String, byte[]> out = Wire.fields(
                    "status", Integer.toString(response.statusCode()),
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
