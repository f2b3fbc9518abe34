import io.sallyport.HttpsClient;
import io.sallyport.StreamedResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Bodies in pieces. */
final class Streams {
    private static final int PIECE = 5;

    private Streams() {}

    static Map<String, byte[]> stream(Call call) {
        HttpsClient.Builder b = HttpsClient.builder();
        Reaching.options(b, call, Runner::kept);
        try (HttpsClient client = b.build();
                StreamedResponse response = opened(client, call)) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            byte[] piece = new byte[PIECE];
            for (int n = response.body().read(piece); n >= 0; n = response.body().read(piece)) read.write(piece, 0, n);
            Map<String, byte[]> out = Wire.fields(
                    "status", Integer.toString(response.statusCode()), "headers", Runner.lines(response.headers()));
            out.put("body", read.toByteArray());
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StreamedResponse opened(HttpsClient client, Call call) throws IOException {
        byte[] body = call.bytes("body");
        if (body == null || body.length == 0) return client.stream(Runner.made(call, null));
        return client.stream(Runner.made(call, null), new ByteArrayInputStream(body), body.length);
    }
}
