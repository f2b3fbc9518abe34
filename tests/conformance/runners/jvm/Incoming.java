import io.sallyport.Headers;
import io.sallyport.RequestVerifier;
import io.sallyport.Signer;
import io.sallyport.VerifiedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The entry points about requests that come in. */
final class Incoming {
    private Incoming() {}

    static Map<String, byte[]> verifyRequest(Call call) {
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
        try (RequestVerifier verifier = b.build()) {
            if (call.text("closed") != null) verifier.close();
            VerifiedRequest v = verifier.verify(
                    call.text("method"),
                    call.text("url"),
                    headers(call),
                    call.bytes("body"),
                    Instant.ofEpochSecond(call.number("time")));
            return Wire.fields(
                    "scheme", v.scheme(), "carrier", v.carrier(), "access_key_id", v.accessKeyId(), "date", v.date(),
                    "region", v.region(), "service", v.service(), "signed_headers", String.join(";", v.signedHeaders()),
                    "signed_at", v.signedAt().toString(), "expires_at", v.expiresAt().toString(), "payload", v.payload(),
                    "payload_hash", v.payloadHash(), "fingerprint", v.fingerprint());
        }
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
