package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** tests/vectors/sigv4/vectors.json, every case with every intermediate. */
final class SignerVectorsTest {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    @TestFactory
    Stream<DynamicTest> everyVectorHolds() {
        JsonObject file = JsonParser.parseString(Checkout.text(Checkout.vectors("sigv4/vectors.json")))
                .getAsJsonObject();
        known(file, "format", "cases");
        JsonArray cases = file.getAsJsonArray("cases");
        assertTrue(cases.size() >= 120, cases.size() + " cases");
        return StreamSupport.stream(cases.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(c -> DynamicTest.dynamicTest(text(c, "mode") + " " + text(c, "name"), () -> check(c)));
    }

    private static void known(JsonObject object, String... keys) {
        Set<String> unknown = new HashSet<>(object.keySet());
        unknown.removeAll(Arrays.asList(keys));
        assertTrue(unknown.isEmpty(), "unknown keys: " + unknown);
    }

    private static void check(JsonObject c) {
        known(c, "name", "rule", "mode", "aws_service", "published_signature", "in", "want", "error");
        JsonObject in = c.getAsJsonObject("in");
        known(
                in,
                "access_key_id",
                "secret_access_key",
                "session_token",
                "region",
                "service",
                "double_encode",
                "normalize_path",
                "sign_session_token",
                "content_sha256",
                "time",
                "method",
                "url",
                "headers",
                "body",
                "payload_hash",
                "expires");
        try (Signer signer = signer(in)) {
            if (c.has("error")) {
                Failures.fails(ErrorCode.valueOf(text(c, "error")), () -> signed(signer, c, in));
                return;
            }
            JsonObject want = c.getAsJsonObject("want");
            known(want, "canonical_request", "string_to_sign", "signature", "url", "headers");
            for (int i = 0; i < 2; i++) { // the second time the signer finds the shape of the first
                SignedRequest signed = signed(signer, c, in);
                assertEquals(text(want, "canonical_request"), signed.canonicalRequest());
                assertEquals(text(want, "string_to_sign"), signed.stringToSign());
                assertEquals(text(want, "signature"), signed.signature());
                assertEquals(text(want, "url"), signed.url());
                assertEquals(headers(want), signed.headers());
            }
        }
    }

    private static Signer signer(JsonObject in) {
        Signer.Builder builder = Signer.builder()
                .accessKeyId(text(in, "access_key_id"))
                .secretAccessKey(text(in, "secret_access_key"))
                .sessionToken(text(in, "session_token"))
                .region(text(in, "region"))
                .service(text(in, "service"));
        if (in.has("double_encode")) {
            builder.doubleEncode(in.get("double_encode").getAsBoolean());
        }
        if (in.has("normalize_path")) {
            builder.normalizePath(in.get("normalize_path").getAsBoolean());
        }
        if (in.has("sign_session_token")) {
            builder.signSessionToken(in.get("sign_session_token").getAsBoolean());
        }
        if (in.has("content_sha256")) {
            builder.contentSha256Header(in.get("content_sha256").getAsBoolean());
        }
        return builder.build();
    }

    private static SignedRequest signed(Signer signer, JsonObject c, JsonObject in) {
        Request.Builder request = Request.builder(text(in, "method"), text(in, "url"))
                .headers(headers(in))
                .payloadHash(text(in, "payload_hash"))
                .time(LocalDateTime.parse(text(in, "time"), STAMP).toInstant(ZoneOffset.UTC));
        if (in.has("body")) {
            request.body(text(in, "body"));
        }
        switch (text(c, "mode")) {
            case "sign":
                return signer.sign(request.build());
            case "presign":
                return signer.presign(
                        request.build(), Duration.ofSeconds(in.get("expires").getAsLong()));
            default:
                throw new AssertionError("unknown mode " + c.get("mode"));
        }
    }

    private static Headers headers(JsonObject in) {
        if (!in.has("headers")) {
            return Headers.of();
        }
        return Headers.of(StreamSupport.stream(in.getAsJsonArray("headers").spliterator(), false)
                .flatMap(pair -> Stream.of(
                        pair.getAsJsonArray().get(0), pair.getAsJsonArray().get(1)))
                .map(JsonElement::getAsString)
                .toArray(String[]::new));
    }

    /** Null if it is not given. */
    private static String text(JsonObject object, String key) {
        return object.has(key) ? object.get(key).getAsString() : null;
    }
}
