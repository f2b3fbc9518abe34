package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequests;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.SSLConnectionSocketFactory;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HttpClient itself sends to a server that verifies. */
final class HttpClient5AdapterTest {
    private static final String STS = VerifyingServer.NAMES[0];
    private static final String S3 = VerifyingServer.NAMES[1];

    private static VerifyingServer server;

    private final DnsResolver resolver = new HttpClient5Resolver(new SystemDefaultDnsResolver() {
                @Override
                public java.net.InetAddress[] resolve(String host) throws UnknownHostException {
                    throw new UnknownHostException(host);
                }
            })
            .resolve(STS, "127.0.0.1")
            .resolve(S3, "127.0.0.1")
            .resolve("elsewhere.test", "127.0.0.1");
    private final Signer signer = VerifyingServer.signer().build();
    private final CloseableHttpClient client = HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(resolver)
                    .setSSLSocketFactory(new SSLConnectionSocketFactory(server.context))
                    .build())
            .addRequestInterceptorLast(new HttpClient5Signer(signer))
            .build();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = new VerifyingServer(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        signer.close();
    }

    private String send(String method, String host, String path, HttpEntity entity, String... headers)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(server.url(host, path)));
        for (int i = 0; i < headers.length; i += 2) {
            request.addHeader(headers[i], headers[i + 1]);
        }
        request.setEntity(entity);
        return client.execute(
                request, response -> response.getCode() + EntityUtils.toString(orEmpty(response.getEntity())));
    }

    private static HttpEntity orEmpty(HttpEntity entity) {
        return entity == null ? new StringEntity("") : entity;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/?",
                "/a%20b/%E2%82%AC?x=a+b&y=a%20b&z=%2B",
                "/ä/é?q=ü",
                "/a+b;c=d/(x)!*'~$&,=:@",
                "/a%2Fb/a%3ab/%7e",
                "/a//b/./c/../d/",
                "/?b=2&a=1&a=0&A=3&empty=&none",
                "/?k=%26%3D&'=(1)!*",
                "/?Action=GetCallerIdentity&Version=2011-06-15#part",
            })
    void whatIsSignedIsSent(String path) throws Exception {
        for (String host : new String[] {STS, S3}) {
            if (host.equals(S3) && path.contains("/./")) {
                IOException refused = assertThrows(ClientProtocolException.class, () -> send("GET", host, path, null));
                assertEquals("INVALID_URL", cause(refused).name());
                continue;
            }
            assertEquals("200", send("GET", host, path, null, "X-Amz-Meta-Two", " a  b "), host);
        }
    }

    private static SallyportException cause(Throwable failure) {
        Throwable at = failure;
        while (!(at instanceof SallyportException)) {
            at = at.getCause();
        }
        return (SallyportException) at;
    }

    @Test
    void bodiesAreHashedAndSentAsTheyAre() throws Exception {
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 'x');
        for (HttpEntity entity : new HttpEntity[] {
            new StringEntity("é", ContentType.TEXT_PLAIN.withCharset("UTF-8")),
            new ByteArrayEntity(large, ContentType.APPLICATION_OCTET_STREAM),
            new ByteArrayEntity(large, ContentType.APPLICATION_OCTET_STREAM, true)
        }) {
            assertEquals("200", send("POST", STS, "/", entity));
        }
        assertEquals(large.length, server.body.length);
        assertTrue(server.headers.getFirst("Authorization").contains("SignedHeaders=content-type;host;x-amz-content-"));
    }

    private static HttpEntity once(String text) {
        return new InputStreamEntity(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), ContentType.TEXT_PLAIN);
    }

    @Test
    void aBodyThatIsWrittenOnceIsUnsignedForS3Only() throws Exception {
        assertEquals("200", send("PUT", S3, "/key", once("a")));
        assertEquals("UNSIGNED-PAYLOAD", server.headers.getFirst("X-Amz-Content-Sha256"));
        assertEquals("a", new String(server.body, StandardCharsets.UTF_8));
        int before = server.seen.size();
        IOException refused = assertThrows(ClientProtocolException.class, () -> send("POST", STS, "/", once("b")));
        assertEquals("INVALID_ARGUMENT", cause(refused).name());
        assertEquals(before, server.seen.size());
        String hash = Unsigned.sha256(out -> out.write("d".getBytes(StandardCharsets.UTF_8)));
        assertEquals("200", send("POST", STS, "/", once("d"), "X-Amz-Content-Sha256", hash));
    }

    @Test
    void aRedirectIsSignedForTheSameServerOnly() throws Exception {
        assertEquals("200", send("GET", STS, "/to?/there", null));
        assertEquals("403: unsigned, token null", send("GET", STS, "/to?" + server.url("elsewhere.test", "/"), null));
        assertEquals("200", send("GET", S3, "/after", null));
    }

    @Test
    void theAsynchronousClientSignsToo() throws Exception {
        try (CloseableHttpAsyncClient async = HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDnsResolver(resolver)
                        .setTlsStrategy(ClientTlsStrategyBuilder.create()
                                .setSslContext(server.context)
                                .build())
                        .build())
                .addRequestInterceptorLast(new HttpClient5Signer(signer))
                .build()) {
            async.start();
            SimpleHttpRequest get = SimpleHttpRequests.get(URI.create(server.url(STS, "/a%20b?x=a+b")));
            SimpleHttpResponse response = async.execute(get, null).get();
            assertEquals(200, response.getCode(), response.getBodyText());
            SimpleHttpRequest put = SimpleHttpRequests.put(URI.create(server.url(S3, "/key")));
            put.setBody("é", ContentType.TEXT_PLAIN.withCharset("UTF-8"));
            assertEquals(200, async.execute(put, null).get().getCode());
            assertEquals("UNSIGNED-PAYLOAD", server.headers.getFirst("X-Amz-Content-Sha256"));
            SimpleHttpRequest post = SimpleHttpRequests.post(URI.create(server.url(STS, "/")));
            post.setBody("b", ContentType.TEXT_PLAIN);
            Throwable refused = assertThrows(
                    ExecutionException.class, () -> async.execute(post, null).get());
            assertEquals("INVALID_ARGUMENT", cause(refused).name());
        }
    }

    @Test
    void whatCannotBeSignedIsNotSent() {
        signer.close();
        IOException failure = assertThrows(ClientProtocolException.class, () -> send("GET", STS, "/", null));
        assertEquals("HANDLE_CLOSED", cause(failure).name());
    }

    @Test
    void aNameHasTheAddressesThatItIsGiven() throws Exception {
        assertEquals("[" + STS + "/127.0.0.1]", Arrays.toString(resolver.resolve(STS)));
        assertEquals(STS, resolver.resolveCanonicalHostname(STS));
        assertThrows(UnknownHostException.class, () -> resolver.resolve("other.test"));
    }
}
