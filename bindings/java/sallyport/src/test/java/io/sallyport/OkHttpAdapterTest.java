package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OkHttp itself sends to a server that verifies. */
final class OkHttpAdapterTest {
    private static final String STS = VerifyingServer.NAMES[0];
    private static final String S3 = VerifyingServer.NAMES[1];
    private static final MediaType TEXT = MediaType.parse("text/plain; charset=utf-8");

    private static VerifyingServer server;

    private final Signer signer = VerifyingServer.signer().build();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .dns(new OkHttpResolver(name -> {
                        throw new UnknownHostException(name);
                    })
                    .resolve(STS, "127.0.0.1")
                    .resolve("BUCKET.S3.eu-west-1.amazonaws.com", "127.0.0.1")
                    .resolve("elsewhere.test", "127.0.0.1")
                    .resolve("127.0.0.1", "127.0.0.1"))
            .sslSocketFactory(server.context.getSocketFactory(), server.trust)
            .addNetworkInterceptor(new OkHttpSigner(signer))
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
    void close() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
        signer.close();
    }

    private String send(okhttp3.Request.Builder request) throws IOException {
        try (Response response = client.newCall(request.build()).execute()) {
            return response.code() + response.body().string();
        }
    }

    private okhttp3.Request.Builder to(String host, String path) {
        return new okhttp3.Request.Builder().url(server.url(host, path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/?",
                "/a b/ä/€",
                "/a%20b/%E2%82%AC?x=a+b&y=a%20b&z=%2B",
                "/a+b;c=d/(x)!*'~$&,=:@",
                "/a%2Fb/a%3ab/%7e",
                "/a//b/./c/../d/",
                "/a[0]/{b}|^`\"<>",
                "/?b=2&a=1&a=0&A=3&empty=&none",
                "/?q=ü&k=%26%3D&'\"<>`=[1]{x}|y\\&e=é",
                "/?Action=GetCallerIdentity&Version=2011-06-15#part",
            })
    void whatIsSignedIsSent(String path) throws Exception {
        for (String host : new String[] {STS, S3}) {
            if (host.equals(S3) && path.contains("/./")) {
                continue; // OkHttp takes dot segments out of a key: nothing that a signature could mend
            }
            assertEquals("200", send(to(host, path).header("X-Amz-Meta-Two", " a  b ")), host);
        }
    }

    @Test
    void bodiesAreHashedAndSentAsTheyAre() throws Exception {
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 'x');
        RequestBody chunked = new RequestBody() {
            @Override
            public MediaType contentType() {
                return TEXT;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                sink.writeUtf8("é in pieces");
            }
        };
        for (RequestBody body :
                new RequestBody[] {RequestBody.create(TEXT, ""), RequestBody.create(TEXT, large), chunked}) {
            assertEquals("200", send(to(STS, "/").post(body)));
        }
        assertArrayEquals("é in pieces".getBytes(StandardCharsets.UTF_8), server.body);
        assertTrue(server.headers.getFirst("Authorization").contains("SignedHeaders=content-type;host;x-amz-content-"));
    }

    /** What can be written only once. */
    private static RequestBody once(String text) {
        return new RequestBody() {
            private boolean written;

            @Override
            public MediaType contentType() {
                return TEXT;
            }

            @Override
            public boolean isOneShot() {
                return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
                assertTrue(!written);
                written = true;
                sink.writeUtf8(text);
            }
        };
    }

    @Test
    void aBodyThatIsWrittenOnceIsUnsignedForS3Only() throws Exception {
        assertEquals("200", send(to(S3, "/key").put(once("a"))));
        assertEquals("UNSIGNED-PAYLOAD", server.headers.getFirst("X-Amz-Content-Sha256"));
        int before = server.seen.size();
        IOException refused =
                assertThrows(ProtocolException.class, () -> send(to(STS, "/").post(once("b"))));
        assertEquals("INVALID_ARGUMENT", ((SallyportException) refused.getCause()).name());
        try (LocalServer plain = new LocalServer()) {
            assertThrows(
                    ProtocolException.class,
                    () -> send(new okhttp3.Request.Builder().url(plain.url("/")).put(once("c"))));
        }
        assertEquals(before, server.seen.size());
        String hash = Unsigned.sha256(out -> out.write("d".getBytes(StandardCharsets.UTF_8)));
        assertEquals("200", send(to(STS, "/").post(once("d")).header("X-Amz-Content-Sha256", hash)));
    }

    @Test
    void aHashThatIsNotSignedIsNotSent() throws Exception {
        try (Signer plain = Examples.signer().build()) {
            OkHttpClient.Builder other = client.newBuilder();
            other.networkInterceptors().clear();
            okhttp3.Request.Builder request = to(STS, "/").post(once("e")).header("X-Amz-Content-Sha256", HASH_OF_E);
            request.header("X-Amz-Security-Token", "of another time");
            other.addNetworkInterceptor(new OkHttpSigner(plain))
                    .build()
                    .newCall(request.build())
                    .execute()
                    .close();
        }
        assertTrue(server.headers.getFirst("Authorization").contains("SignedHeaders=content-type;host;x-amz-date,"));
        assertNull(server.headers.getFirst("X-Amz-Content-Sha256"));
        assertNull(server.headers.getFirst("X-Amz-Security-Token"));
    }

    private static final String HASH_OF_E = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea";

    @Test
    void aRedirectIsSignedForTheSameServerOnly() throws Exception {
        assertEquals("200", send(to(STS, "/to?/there")));
        String elsewhere = send(to(STS, "/to?" + server.url("elsewhere.test", "/")));
        assertEquals("403: unsigned, token null", elsewhere);
    }

    @Test
    void whatCannotBeSignedIsNotSent() {
        signer.close();
        IOException failure = assertThrows(ProtocolException.class, () -> send(to(STS, "/")));
        assertEquals("HANDLE_CLOSED", ((SallyportException) failure.getCause()).name());
    }

    @Test
    void aNameHasTheAddressesThatItIsGiven() throws Exception {
        OkHttpResolver resolver = new OkHttpResolver(name -> Collections.emptyList())
                .resolve("a.test", "192.0.2.1", "2001:db8::1")
                .resolve("b.test", "[::1]");
        assertEquals(
                "[a.test/192.0.2.1, a.test/2001:db8:0:0:0:0:0:1]",
                resolver.lookup("A.test.").toString());
        assertEquals("[b.test/0:0:0:0:0:0:0:1]", resolver.lookup("b.test").toString());
        assertEquals("[]", resolver.lookup("c.test").toString());
        for (String[] bad : new String[][] {{}, {"localhost"}, {"1.2.3"}, {"300.1.1.1"}, {""}, {null}, {"::1::"}}) {
            UsageException e = assertThrows(UsageException.class, () -> resolver.resolve("d.test", bad));
            assertEquals(ErrorCode.RESOLVE_MALFORMED, e.errorCode(), Arrays.toString(bad));
        }
    }
}
