import io.sallyport.SallyportException;
import io.sallyport.SignedBody;
import io.sallyport.SignedRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bodies that are signed as they go, and what every signature gives. */
final class Chunks {
    private Chunks() {}

    static Map<String, byte[]> signChunks(Call call) {
        byte[] body = call.bytes("body") == null ? new byte[0] : call.bytes("body");
        int size = call.text("chunk_size") == null ? 0 : (int) call.number("chunk_size");
        SignedBody sent = Runner.signer(call)
                .signStream(
                        call.isNull("request") ? null : Runner.made(call, null),
                        new ByteArrayInputStream(body),
                        body.length,
                        size);
        Map<String, byte[]> out = new LinkedHashMap<>(signed(sent.request()));
        out.put("body", all(sent));
        return out;
    }

    static byte[] all(InputStream from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[10_000];
        try {
            for (int n = from.read(piece); n >= 0; n = from.read(piece)) all.write(piece, 0, n);
        } catch (IOException e) {
            if (e.getCause() instanceof SallyportException) throw (SallyportException) e.getCause();
            throw new IllegalStateException(e);
        }
        return all.toByteArray();
    }

    static Map<String, byte[]> signed(SignedRequest r) {
        return Wire.fields(
                "url", r.url(),
                "headers", Runner.lines(r.headers()),
                "signature", r.signature(),
                "canonical_request", r.canonicalRequest(),
                "string_to_sign", r.stringToSign());
    }
}
