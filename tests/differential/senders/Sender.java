import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Sends requests as they are given: one a line, body, method, URL and header lines in base64. */
final class Sender {
    interface Sends {
        void send(byte[] body, String method, String url, List<String[]> headers) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        Sends sends = args[0].equals("net") ? net() : args[0].equals("okhttp") ? okhttp() : hc5();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<byte[]> parts = new ArrayList<>();
            for (String text : line.split(" ")) {
                parts.add(text.equals("-") ? new byte[0] : Base64.getDecoder().decode(text));
            }
            List<String[]> headers = new ArrayList<>();
            for (byte[] header : parts.subList(3, parts.size())) {
                String[] pair = text(header).split(": ", 2);
                if (!pair[0].equalsIgnoreCase("Host")) { // which each library makes of the URL
                    headers.add(pair);
                }
            }
            sends.send(parts.get(0), text(parts.get(1)), text(parts.get(2)), headers);
        }
        System.exit(0); // threads of pools
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Sends net() {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return (body, method, url, headers) -> {
            HttpRequest.Builder made = HttpRequest.newBuilder(URI.create(url))
                    .method(
                            method,
                            body.length == 0
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofByteArray(body));
            for (String[] pair : headers) {
                made.header(pair[0], pair[1]);
            }
            client.send(made.build(), HttpResponse.BodyHandlers.discarding());
        };
    }

    private static Sends okhttp() {
        OkHttpClient client = new OkHttpClient();
        return (body, method, url, headers) -> {
            boolean without = method.equals("GET") || method.equals("DELETE");
            Request.Builder made = new Request.Builder()
                    .url(url)
                    .method(method, without ? null : RequestBody.create((MediaType) null, body));
            for (String[] pair : headers) {
                made.addHeader(pair[0], pair[1]);
            }
            client.newCall(made.build()).execute().close();
        };
    }

    private static Sends hc5() {
        CloseableHttpClient client = HttpClients.createDefault();
        return (body, method, url, headers) -> {
            HttpUriRequestBase made = new HttpUriRequestBase(method, URI.create(url));
            for (String[] pair : headers) {
                made.addHeader(pair[0], pair[1]);
            }
            if (body.length > 0) {
                made.setEntity(new ByteArrayEntity(body, null));
            }
            client.execute(made).close();
        };
    }

    private Sender() {}
}
