package io.sallyport;

import static io.sallyport.Examples.URL;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * What only Java can be given wrongly: nulls in its own forms, texts of UTF-16, durations. What every language can be
 * given wrongly is in tests/conformance.
 */
final class BadInputTest {
    private static final String LONE = "\ud800";

    private static final Signer SIGNER = Examples.signer().build();
    private static final HttpsClient CLIENT =
            HttpsClient.builder().trustEnv(false).retries(0).build();
    private static final IdentityVerifier VERIFIER = IdentityVerifier.builder().build();
    private static final InstanceMetadata METADATA =
            InstanceMetadata.builder().endpoint("http://127.0.0.1:1").build();

    @AfterAll
    static void close() {
        for (AutoCloseable object : Arrays.asList(SIGNER, CLIENT, VERIFIER, METADATA)) {
            try {
                object.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static DynamicTest refused(String what, ErrorCode code, Executable call) {
        return DynamicTest.dynamicTest(what + " is " + code, () -> {
            SallyportException thrown = Failures.fails(code, call);
            assertFalse(thrown.text().isEmpty());
            assertFalse(thrown.hint().isEmpty());
        });
    }

    private static Map<String, String> header(String name, String value) {
        return Collections.singletonMap(name, value);
    }

    @TestFactory
    Stream<DynamicTest> nullIsRefused() {
        ErrorCode code = ErrorCode.INVALID_ARGUMENT;
        return Stream.of(
                refused("fromEnv(null)", code, () -> Signer.builder().fromEnv(null)),
                refused("fromEnv(null name)", code, () -> Signer.builder()
                        .fromEnv(Collections.singletonMap(null, "a"))),
                refused("option(null)", ErrorCode.UNKNOWN_OPTION, () -> Signer.builder()
                        .option(null, "a")),
                refused("configFile(null)", code, () -> Signer.builder().configFile(null)),
                refused("sign(null, url)", code, () -> SIGNER.sign(null, URL)),
                refused("sign(method, null)", ErrorCode.INVALID_URL, () -> SIGNER.sign("GET", null)),
                refused(
                        "a null header name",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header(null, "x"), null)),
                refused("a null header value", code, () -> SIGNER.sign("GET", URL, header("A", null), null)),
                refused("Request body(null)", code, () -> Request.builder("GET", URL)
                        .body((byte[]) null)),
                refused("Request param(null)", code, () -> Request.builder("GET", URL)
                        .param("a", null)),
                refused("Headers.of(null)", code, () -> Headers.of("A", null)),
                refused("Headers.of(null name)", ErrorCode.INVALID_HEADER, () -> Headers.of(null, "A")),
                refused("Headers.of(odd)", code, () -> Headers.of("A")),
                refused("post(url, null)", code, () -> CLIENT.post(URL, null)),
                refused("resolve(null)", ErrorCode.RESOLVE_MALFORMED, () -> HttpsClient.builder()
                        .resolve(null, "127.0.0.1")),
                refused("resolve(host, null)", ErrorCode.RESOLVE_MALFORMED, () -> HttpsClient.builder()
                        .resolve("h", (String) null)),
                refused("verify(null)", code, () -> HttpsClient.builder().verify((String) null)),
                refused("cert(null)", code, () -> HttpsClient.builder().cert((byte[]) null)),
                refused("timeout(null)", code, () -> HttpsClient.builder().timeout(null)),
                refused("proxy(null)", code, () -> HttpsClient.builder().proxy(null)),
                refused("verify(null signature)", ErrorCode.SIGNATURE_EMPTY, () -> VERIFIER.verify((String) null)),
                refused("certificates(null)", code, () -> IdentityVerifier.builder()
                        .certificates((byte[]) null)),
                refused("accounts(null)", ErrorCode.INVALID_OPTION, () -> IdentityVerifier.builder()
                        .accounts((String) null)));
    }

    @TestFactory
    Stream<DynamicTest> whatMeansNothingIsRefused() {
        return Stream.of(
                refused("no address", ErrorCode.RESOLVE_MALFORMED, () -> HttpsClient.builder()
                        .resolve("host")),
                refused("an empty entry", ErrorCode.INVALID_OPTION, () -> HttpsClient.builder()
                        .resolve(Collections.singletonList(""))
                        .build()),
                refused("an empty CA", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .verify(new byte[0])),
                refused("an empty CA path", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .verify("")),
                refused("a blank CA", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .verify(new byte[] {'\n'})),
                refused("an empty certificate", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .cert(new byte[0])),
                refused("an empty key", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .key("")),
                refused("an unknown key", ErrorCode.UNKNOWN_OPTION, () -> InstanceMetadata.builder()
                        .option("metadata.nothing", "x")
                        .build()),
                refused("no pins", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .spkiPins()),
                refused("an empty pin", ErrorCode.INVALID_OPTION, () -> HttpsClient.builder()
                        .spkiPins("")),
                refused("two kinds of pins", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .verify("sha256//AA==")
                        .spkiPins("sha256//AA==")
                        .build()),
                refused("an empty password", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .keyPassword("")),
                refused("no time", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .timeout(Duration.ZERO)),
                refused("no pinned certificate", ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder()
                        .certificates(new byte[0][])),
                refused("no file of a pinned certificate", ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder()
                        .certificates(new Path[0])),
                refused("an empty pinned certificate", ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder()
                        .certificates(new byte[0])
                        .build()));
    }

    @TestFactory
    Stream<DynamicTest> aDurationWithoutEndIsRefused() {
        return Stream.of(
                refused(
                        "a long life",
                        ErrorCode.EXPIRES_OUT_OF_RANGE,
                        () -> SIGNER.presign("GET", URL, Duration.ofSeconds(Long.MAX_VALUE))),
                refused("a long time", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .timeout(Duration.ofSeconds(Long.MAX_VALUE))));
    }

    @TestFactory
    Stream<DynamicTest> whatCannotBeCarriedIsRefused() {
        return Stream.of(
                refused(
                        "a lone surrogate in a header",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header("A", LONE + "a"), null)),
                refused(
                        "a lone surrogate in a document",
                        ErrorCode.DOCUMENT_MALFORMED,
                        () -> VERIFIER.verify("MA==", LONE, null)),
                refused("a lone surrogate in a path", ErrorCode.INVALID_ARGUMENT, () -> METADATA.get("/" + LONE)),
                refused("UTF-8 in a method", ErrorCode.INVALID_ARGUMENT, () -> SIGNER.sign("G\u00c9T", URL)),
                refused("a line break in an entry", ErrorCode.INVALID_OPTION, () -> HttpsClient.builder()
                        .resolve(Collections.singletonList("h:1:127.0.0.1\nh:2:127.0.0.1"))
                        .build()),
                refused("a line break in a property", ErrorCode.MESSAGE_INVALID, () -> Message.builder("a")
                        .userProperty("a", "\n")
                        .build()),
                refused("a separator in a property", ErrorCode.MESSAGE_INVALID, () -> Message.builder("a")
                        .userProperty("a: b", "")
                        .build()),
                refused("a negative expiry", ErrorCode.MESSAGE_INVALID, () -> Message.builder("a")
                        .messageExpiry(Duration.ofSeconds(-1))
                        .build()),
                refused("half a second of expiry", ErrorCode.INVALID_ARGUMENT, () -> Message.builder("a")
                        .messageExpiry(Duration.ofMillis(1500))
                        .build()));
    }
}
