package io.sallyport;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * An HTTPS server on loopback that judges what arrives by the signer of the AWS SDK: 200 for a signature as the SDK
 * would have made it from the request line, the signed headers and the body as they came, else 403. "/to?..." is
 * redirected to the rest.
 */
final class VerifyingServer implements AutoCloseable {
    static final String TOKEN = "token/of+a=session";
    static final String[] NAMES = {"sts.eu-west-1.amazonaws.com", "bucket.s3.eu-west-1.amazonaws.com", "elsewhere.test"
    };

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AwsV4HttpSigner judge = AwsV4HttpSigner.create();
    final SSLContext context;
    final X509TrustManager trust;

    /** "METHOD target status", and what was wrong. */
    final List<String> seen = new CopyOnWriteArrayList<>();

    /** Of the last request. */
    volatile Headers headers;

    volatile byte[] body;

    VerifyingServer(Path directory) throws Exception {
        KeyStore keys = keys(directory.resolve("keys.p12"));
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, "secret".toCharArray());
        TrustManagerFactory roots = TrustManagerFactory.getInstance("PKIX");
        roots.init(keys);
        trust = (X509TrustManager) roots.getTrustManagers()[0];
        context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), roots.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** The JDK's own tool, as no class of the JDK makes a certificate. A trusted entry is what roots are taken from. */
    private static KeyStore keys(Path file) throws Exception {
        Process tool = new ProcessBuilder(
                        Paths.get(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server",
                        "-ext",
                        "san=ip:127.0.0.1,dns:" + String.join(",dns:", NAMES),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .start();
        String said = new String(read(tool.getInputStream()), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new AssertionError(said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "secret".toCharArray());
        }
        keys.setCertificateEntry("root", keys.getCertificate("server"));
        return keys;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String host, String path) {
        return "https://" + host + ":" + port() + path;
    }

    /** Signs for this server, as the SDK does: with the hash of the body in a header. */
    static Signer.Builder signer() {
        return Examples.signer().sessionToken(TOKEN).contentSha256Header(true);
    }

    private void answer(HttpExchange exchange) throws IOException {
        headers = exchange.getRequestHeaders();
        body = read(exchange.getRequestBody());
        String target = exchange.getRequestURI().toString();
        String verdict;
        try {
            verdict = judged(exchange, target);
        } catch (RuntimeException e) {
            verdict = e.toString();
        }
        int status = verdict.isEmpty() ? 200 : 403;
        if (status == 200 && target.startsWith("/to?")) {
            status = 307;
            exchange.getResponseHeaders()
                    .add("Location", URLDecoder.decode(target.substring(4).replaceAll("=$", ""), "UTF-8"));
        }
        seen.add(exchange.getRequestMethod() + " " + target + " " + status + verdict);
        byte[] content = verdict.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    /** What is wrong, or nothing. */
    private String judged(HttpExchange exchange, String target) {
        String given = headers.getFirst("Authorization");
        if (given == null || headers.get("Authorization").size() != 1) {
            return ": unsigned, token " + headers.getFirst("X-Amz-Security-Token");
        }
        String[] parts = given.split("[ =/,]+"); // AWS4-HMAC-SHA256 Credential key day region service aws4_request ...
        boolean s3 = parts[5].equals("s3");
        int question = target.indexOf('?');
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(exchange.getRequestMethod()))
                .protocol("https")
                .host(headers.getFirst("Host").split(":")[0])
                .port(port())
                .encodedPath(question < 0 ? target : target.substring(0, question));
        if (question >= 0) {
            request.rawQueryParameters(
                    SdkHttpUtils.uriParams(java.net.URI.create("http://h/" + target.substring(question))));
        }
        for (String name : parts[8].split(";")) {
            if (!name.equals("x-amz-date") && !name.equals("x-amz-security-token") && !name.equals("host")) {
                request.putHeader(name, headers.get(name));
            }
        }
        String hash = headers.getFirst("X-Amz-Content-Sha256");
        Instant time = Instant.parse(
                headers.getFirst("X-Amz-Date").replaceFirst("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
        AwsCredentialsIdentity identity = AwsSessionCredentialsIdentity.create(Examples.KEY_ID, Examples.SECRET, TOKEN);
        String expected = judge.sign(s -> s.identity(identity)
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, parts[5])
                        .putProperty(AwsV4HttpSigner.REGION_NAME, parts[4])
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !s3)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, !"UNSIGNED-PAYLOAD".equals(hash))
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElse("");
        return expected.equals(given)
                ? ""
                : ": got " + given + ", expected " + expected + " of " + new java.util.TreeMap<>(headers).toString();
    }

    private static byte[] read(InputStream stream) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int count = stream.read(part); count >= 0; count = stream.read(part)) {
            all.write(part, 0, count);
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
