package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Results and exceptions are plain data; texts hold no secret; the version is the same everywhere. */
final class ResultsTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYSECRETKEY0";
    private static final String TOKEN = "FwoGZXIvYXdzTOKENTOKENTOKEN";
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nPRIVATEPRIVATE\n-----END PRIVATE KEY-----\n";

    private static Signer.Builder signer() {
        return Signer.builder()
                .accessKeyId("ASIAIOSFODNN7EXAMPLE")
                .secretAccessKey(SECRET)
                .sessionToken(TOKEN)
                .region("eu-west-1");
    }

    @SuppressWarnings("unchecked")
    private static <T> T copied(T object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(object);
        return (T) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void resultsCanBeSerialized() throws Exception {
        try (LocalServer server = new LocalServer();
                HttpsClient client = HttpsClient.builder().trustEnv(false).build();
                Signer signer = signer().build()) {
            Response response = client.get(server.url("/missing"));
            Response copy = copied(response);
            assertEquals(response.headers(), copy.headers());
            assertEquals(response.timings().toString(), copy.timings().toString());
            assertEquals(response.peer().toString(), copy.peer().toString());
            HttpException raised = (HttpException) Failures.fails(ErrorCode.HTTP_STATUS, response::raiseForStatus);
            assertEquals(404, copied(raised).response().statusCode());
            assertEquals(raised.getMessage(), copied(raised).getMessage());
            SignedRequest signed = signer.sign("GET", "https://s3.eu-west-1.amazonaws.com/");
            assertEquals(signed.headers(), copied(signed).headers());
        }
    }

    @Test
    void textsHoldNoSecret() {
        try (Signer signer = signer().build();
                HttpsClient client = HttpsClient.builder()
                        .proxy("http://user:proxy-password@127.0.0.1:1")
                        .retries(0)
                        .build()) {
            SignedRequest signed = signer.sign("GET", "https://s3.eu-west-1.amazonaws.com/?x=" + TOKEN);
            Options options = signer.options();
            List<String> failures = Stream.<Runnable>of(
                            () -> signer().region("EU West 1!").build(),
                            () -> signer().sessionToken(TOKEN + "\n").build(),
                            () -> signer().secretAccessKey(SECRET + " ").build(),
                            () -> signer().accessKeyId(SECRET)
                                    .secretAccessKey("AKIAIOSFODNN7EXAMPLE")
                                    .build(),
                            () -> signer().sessionToken(null)
                                    .secretAccessKey("")
                                    .build(),
                            () -> signer.sign(Request.builder("GET", "nonsense").build()),
                            () -> signer.sign(Request.builder("GET", "https://h/")
                                    .header("X", TOKEN + "\r\n")
                                    .build()),
                            () -> HttpsClient.builder()
                                    .proxy("nonsense://user:proxy-password@h:1")
                                    .build(),
                            () -> HttpsClient.builder().cert(KEY).build(),
                            () -> client.get("http://example.com/"),
                            () -> IotPublisher.builder("bad host")
                                    .authorizer("n", "k", TOKEN, null)
                                    .build())
                    .map(ResultsTest::failure)
                    .collect(Collectors.toList());
            String texts = signer + " "
                    + signer.sign("GET", "https://s3.eu-west-1.amazonaws.com/").headers() + signed + client + options
                    + failures;
            for (String secret : Arrays.asList(SECRET, TOKEN, "proxy-password", "PRIVATEPRIVATE")) {
                assertFalse(texts.contains(secret), texts);
            }
            assertTrue(texts.contains("Signer[ASIAIOSFODNN7EXAMPLE]"), texts);
            assertTrue(options.toString().contains("credentials.secret_access_key"), options.toString());
        }
    }

    private static String failure(Runnable call) {
        try {
            call.run();
        } catch (SallyportException e) {
            return e.toString();
        }
        throw new AssertionError("did not fail");
    }

    @Test
    void anExceptionHasTheRowOfItsCode() {
        SallyportException known = SallyportException.of(1204, "no profile \"x\"", 7, null);
        assertTrue(known instanceof CredentialsException);
        assertEquals("PROFILE_NOT_FOUND", known.name());
        assertEquals(ErrorCode.PROFILE_NOT_FOUND, known.errorCode());
        assertEquals(7, known.detail());
        assertEquals("PROFILE_NOT_FOUND: no profile \"x\"\nHint: " + known.hint(), known.getMessage());
        SallyportException newer = SallyportException.of(1899, "from a newer library", 0, null);
        assertTrue(newer instanceof InternalException);
        assertNull(newer.errorCode());
        assertEquals("CODE_1899", newer.name());
        assertEquals("", newer.hint());
        assertFalse(newer.retryable());
        for (ErrorCode code : ErrorCode.values()) {
            SallyportException thrown = SallyportException.of(code, "x");
            Class<?> type = code == ErrorCode.CANCELLED ? thrown.getClass().getSuperclass() : thrown.getClass();
            String category = type.getSimpleName().replace("Exception", "").toLowerCase();
            assertEquals(code.category(), category, code.name());
            assertEquals(code.retryable(), thrown.retryable());
            assertFalse(code.summary().isEmpty());
        }
    }

    @Test
    void theVersionIsTheSameEverywhere() {
        String version =
                Checkout.text(Checkout.root().resolve("core/op/VERSION")).trim();
        assertEquals(version, Loader.VERSION);
        for (String pom : new String[] {"pom.xml", "sallyport/pom.xml"}) {
            String text = Checkout.text(Checkout.root().resolve("bindings/java/" + pom));
            assertTrue(text.contains("<version>" + version + "</version>"), pom);
        }
        Loader.load();
        assertEquals(version, new String(Natives.version(), StandardCharsets.UTF_8));
    }

    /** Whatever is public is meant to be: final or abstract, with no public constructor, field or stray type. */
    @Test
    void thePublicSurfaceIsClosed() throws Exception {
        Path classes = Checkout.root().resolve("bindings/java/sallyport/target/classes/io/sallyport");
        List<String> names;
        try (Stream<Path> files = Files.list(classes)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
                    .map(name -> "io.sallyport." + name.replace(".class", ""))
                    .collect(Collectors.toList());
        }
        assertTrue(names.size() > 40, names.toString());
        for (String name : names) {
            byte[] file = Files.readAllBytes(classes.resolve(name.substring("io.sallyport.".length()) + ".class"));
            assertEquals(52, file[7], name + " is for Java 8");
            Class<?> type = Class.forName(name, false, getClass().getClassLoader());
            if (!Modifier.isPublic(type.getModifiers())) {
                continue;
            }
            boolean closed = Modifier.isFinal(type.getModifiers()) || Modifier.isAbstract(type.getModifiers());
            assertTrue(closed || Throwable.class.isAssignableFrom(type) || type.isEnum(), name);
            if (name.matches("io\\.sallyport\\.(OkHttp|HttpClient5|AwsSdk)\\w+")) {
                continue; // made with new, and with the constants of what they implement, as in their libraries
            }
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                assertFalse(Modifier.isPublic(constructor.getModifiers()), constructor.toString());
            }
            for (Method method : type.getDeclaredMethods()) {
                assertFalse(Modifier.isNative(method.getModifiers()), method.toString());
            }
            for (Field field : type.getFields()) {
                assertTrue(field.isEnumConstant(), field.toString());
            }
        }
    }
}
