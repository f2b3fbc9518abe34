import io.sallyport.Headers;
import io.sallyport.RequestVerifier;
import io.sallyport.SignedBody;
import io.sallyport.Signer;
import io.sallyport.VerifiedBody;
import io.sallyport.VerifiedPost;
import io.sallyport.VerifiedRequest;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entry points about requests that come in. */
final class Incoming {
    private Incoming() {}

    private static RequestVerifier verifier(Call call) {
        RequestVerifier.Builder b = RequestVerifier.builder()
                .secretFor(id -> id.equals(call.text("known_id"))
                        ? RequestVerifier.Secret.of(call.text("known_secret"), call.text("known_token"))
                        : null);
        if (call.has("verify.max_skew")) b.maxSkew(Duration.ofMillis(call.number("option:verify.max_skew")));
        if (call.has("verify.services")) b.services(call.option("verify.services").split("\n"));
        if (call.has("verify.regions")) b.regions(call.option("verify.regions").split("\n"));
        if (call.has("verify.schemes")) b.schemes(call.option("verify.schemes").split("\n"));
        if (call.has("verify.bucket")) b.bucket(call.option("verify.bucket"));
        if (call.has("verify.double_encode")) b.doubleEncode(call.truth("verify.double_encode"));
        if (call.has("verify.normalize_path")) b.normalizePath(call.truth("verify.normalize_path"));
        if (call.has("verify.session_token")) b.signSessionToken(call.truth("verify.session_token"));
        call.keys.forEach(b::option);
        return b.build();
    }

    static Map<String, byte[]> verifyRequest(Call call) {
        try (RequestVerifier verifier = verifier(call)) {
            if (call.text("closed") != null) verifier.close();
            VerifiedRequest v = verifier.verify(
                    call.text("method"),
                    call.text("url"),
                    headers(call),
                    call.bytes("body"),
                    Instant.ofEpochSecond(call.number("time")));
            return proven(v);
        }
    }

    private static Map<String, byte[]> proven(VerifiedRequest v) {
        return Wire.fields(
                "scheme", v.scheme(), "carrier", v.carrier(), "access_key_id", v.accessKeyId(), "date", v.date(),
                "region", v.region(), "service", v.service(), "signed_headers", String.join(";", v.signedHeaders()),
                "signed_at", v.signedAt().toString(), "expires_at", v.expiresAt().toString(), "payload", v.payload(),
                "payload_hash", v.payloadHash(), "fingerprint", v.fingerprint());
    }

    static Map<String, byte[]> verifyChunks(Call call) {
        try (RequestVerifier verifier = verifier(call)) {
            VerifiedBody body = verifier.verifyStream(
                    call.text("method"),
                    call.text("url"),
                    headers(call),
                    new ByteArrayInputStream(call.bytes("body")),
                    Instant.ofEpochSecond(call.number("time")));
            Map<String, byte[]> out = new LinkedHashMap<>(proven(body.request()));
            out.put("body", Chunks.all(body));
            return out;
        }
    }

    static Map<String, byte[]> verifyPost(Call call) {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String[] pair : call.pairs("field")) fields.add(new SimpleEntry<>(pair[0], pair[1]));
        try (RequestVerifier verifier = verifier(call)) {
            VerifiedPost p = verifier.verifyPost(
                    call.text("bucket"),
                    fields,
                    call.text("filename"),
                    call.number("size"),
                    Instant.ofEpochSecond(call.number("time")));
            boolean any = p.maxSize() == Long.MAX_VALUE;
            return Wire.fields(
                    "access_key_id", p.accessKeyId(), "region", p.region(), "service", p.service(),
                    "signed_at", p.signedAt().toString(), "expires_at", p.expiresAt().toString(), "key", p.key(),
                    "min_size", any ? "" : String.valueOf(p.minSize()), "max_size", any ? "" : String.valueOf(p.maxSize()));
        }
    }

    static Map<String, byte[]> resignChunks(Call call, Signer signer) {
        byte[] body = call.bytes("body");
        SignedBody sent = signer.resignStream(
                call.text("method"),
                call.text("url"),
                headers(call),
                new ByteArrayInputStream(body),
                call.text("origin"),
                (int) call.number("chunk_size"),
                Instant.ofEpochSecond(call.number("time")));
        Map<String, byte[]> out = new LinkedHashMap<>(Chunks.signed(sent.request()));
        out.put("body", Chunks.all(sent));
        return out;
    }

    static Map<String, byte[]> resign(Call call, Signer signer) {
        return Chunks.signed(signer.resign(
                call.text("method"),
                call.text("url"),
                headers(call),
                call.bytes("body"),
                call.text("origin"),
                Instant.ofEpochSecond(call.number("time"))));
    }

    private static Headers headers(Call call) {
        List<String> headers = new ArrayList<>();
        for (String[] pair : call.pairs("header")) {
            headers.add(pair[0]);
            headers.add(pair[1]);
        }
        return Headers.of(headers.toArray(new String[0]));
    }
}
