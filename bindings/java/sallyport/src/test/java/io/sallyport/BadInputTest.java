package io.sallyport;

import static io.sallyport.Examples.URL;
import static io.sallyport.Examples.repeat;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** null, empty, huge, wrong encoding: the code that Go gives where Go can see the value, and the JVM goes on. */
final class BadInputTest {
    private static final String LONE = "\ud800";
    private static final String HOST = "a1-ats.iot.eu-west-1.amazonaws.com";

    private static final Signer SIGNER = Examples.signer().build();
    private static final HttpsClient CLIENT =
            HttpsClient.builder().trustEnv(false).retries(0).build();
    private static final IotPublisher PUBLISHER = IotPublisher.builder(HOST)
            .trustEnv(false)
            .signer(SIGNER)
            .resolve(HOST, "127.0.0.1")
            .build();
    private static final IdentityVerifier VERIFIER = IdentityVerifier.builder().build();
    private static final InstanceMetadata METADATA =
            InstanceMetadata.builder().endpoint("http://127.0.0.1:1").build();

    @AfterAll
    static void close() {
        for (AutoCloseable object : Arrays.asList(SIGNER, CLIENT, PUBLISHER, VERIFIER, METADATA)) {
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
                refused("accessKeyId(null)", ErrorCode.CREDENTIALS_INCOMPLETE, () -> Examples.signer()
                        .accessKeyId(null)
                        .build()),
                refused("secretAccessKey(null)", ErrorCode.CREDENTIALS_INCOMPLETE, () -> Signer.builder()
                        .accessKeyId(Examples.KEY_ID)
                        .secretAccessKey(null)
                        .build()),
                refused("fromEnv(null)", code, () -> Signer.builder().fromEnv(null)),
                refused("fromEnv(null name)", code, () -> Signer.builder()
                        .fromEnv(Collections.singletonMap(null, "a"))),
                refused("option(null)", ErrorCode.UNKNOWN_OPTION, () -> Signer.builder()
                        .option(null, "a")),
                refused("configFile(null)", code, () -> Signer.builder().configFile(null)),
                refused("sign(null, url)", code, () -> SIGNER.sign(null, URL)),
                refused("sign(method, null)", ErrorCode.INVALID_URL, () -> SIGNER.sign("GET", null)),
                refused("sign(null)", ErrorCode.NULL_POINTER, () -> SIGNER.sign(null)),
                refused(
                        "a null header name",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header(null, "x"), null)),
                refused("a null header value", code, () -> SIGNER.sign("GET", URL, header("A", null), null)),
                refused("presign(expires null)", code, () -> SIGNER.presign("GET", URL, null)),
                refused("Request.builder(null, url)", code, () -> Request.builder(null, URL)),
                refused("Request.builder(method, null)", ErrorCode.INVALID_URL, () -> Request.builder("GET", null)),
                refused("Request header(null)", ErrorCode.INVALID_HEADER, () -> Request.builder("GET", URL)
                        .header(null, "")),
                refused("Request body(null)", code, () -> Request.builder("GET", URL)
                        .body((byte[]) null)),
                refused("Request param(null)", code, () -> Request.builder("GET", URL)
                        .param("a", null)),
                refused("Headers.of(null)", code, () -> Headers.of("A", null)),
                refused("Headers.of(null name)", ErrorCode.INVALID_HEADER, () -> Headers.of(null, "A")),
                refused("Headers.of(odd)", code, () -> Headers.of("A")),
                refused("send(null)", ErrorCode.NULL_POINTER, () -> CLIENT.send(null)),
                refused("get(null)", ErrorCode.INVALID_URL, () -> CLIENT.get(null)),
                refused("post(url, null)", code, () -> CLIENT.post(URL, null)),
                refused("resolve(null)", ErrorCode.RESOLVE_MALFORMED, () -> HttpsClient.builder()
                        .resolve(null, "127.0.0.1")),
                refused("resolve(host, null)", ErrorCode.RESOLVE_MALFORMED, () -> HttpsClient.builder()
                        .resolve("h", (String) null)),
                refused("verify(null)", code, () -> HttpsClient.builder().verify((String) null)),
                refused("cert(null)", code, () -> HttpsClient.builder().cert((byte[]) null)),
                refused("timeout(null)", code, () -> HttpsClient.builder().timeout(null)),
                refused("proxy(null)", code, () -> HttpsClient.builder().proxy(null)),
                refused("endpoint(null)", ErrorCode.ENDPOINT_INVALID, () -> IotPublisher.builder(null)),
                refused("publish(null)", ErrorCode.NULL_POINTER, () -> PUBLISHER.publish(null)),
                refused("publish(topic null)", ErrorCode.TOPIC_INVALID, () -> PUBLISHER.publish(null, new byte[0])),
                refused("verify(null signature)", ErrorCode.SIGNATURE_EMPTY, () -> VERIFIER.verify((String) null)),
                refused(
                        "verify(null proof)",
                        ErrorCode.NULL_POINTER,
                        () -> VERIFIER.verify((SignedDocument) null, "a")),
                refused("verifyBatch(null)", ErrorCode.NULL_POINTER, () -> VERIFIER.verifyBatch(null, null, null)),
                refused("presign(null column)", ErrorCode.NULL_POINTER, () -> SIGNER.presigner(
                                "GET", Duration.ofMinutes(1))
                        .presign((Column) null)),
                refused("provider(null)", code, () -> IdentityVerifier.builder().provider(null)),
                refused("certificates(null)", code, () -> IdentityVerifier.builder()
                        .certificates((byte[]) null)),
                refused("accounts(null)", ErrorCode.INVALID_OPTION, () -> IdentityVerifier.builder()
                        .accounts((String) null)),
                refused("get(null path)", code, () -> METADATA.get(null)));
    }

    @TestFactory
    Stream<DynamicTest> emptyIsRefusedWhereItCannotWork() {
        return Stream.of(
                refused("no credentials", ErrorCode.CREDENTIALS_MISSING, () -> Signer.builder()
                        .build()),
                refused("empty credentials", ErrorCode.CREDENTIALS_MISSING, () -> Signer.builder()
                        .accessKeyId("")
                        .secretAccessKey("")
                        .build()),
                refused("half of them", ErrorCode.CREDENTIALS_INCOMPLETE, () -> Signer.builder()
                        .accessKeyId(Examples.KEY_ID)
                        .build()),
                refused("an empty method", ErrorCode.INVALID_ARGUMENT, () -> SIGNER.sign("", URL)),
                refused("an empty URL to sign", ErrorCode.INVALID_URL, () -> SIGNER.sign("GET", "")),
                refused(
                        "an empty header name",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header("", ""), null)),
                refused("no lifetime", ErrorCode.EXPIRES_OUT_OF_RANGE, () -> SIGNER.presign("GET", URL, Duration.ZERO)),
                refused("an empty URL to get", ErrorCode.INVALID_URL, () -> CLIENT.get("")),
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
                refused("no pins", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .spkiPins()),
                refused("an empty pin", ErrorCode.INVALID_OPTION, () -> HttpsClient.builder()
                        .spkiPins("")),
                refused("no time", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .timeout(Duration.ZERO)),
                refused("an empty endpoint", ErrorCode.ENDPOINT_INVALID, () -> IotPublisher.builder("")
                        .build()),
                refused("an empty topic", ErrorCode.TOPIC_INVALID, () -> PUBLISHER.publish("", new byte[0])),
                refused("an empty signature", ErrorCode.SIGNATURE_EMPTY, () -> VERIFIER.verify("")),
                refused("no pinned certificate", ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder()
                        .certificates(new byte[0][])),
                refused("no file of a pinned certificate", ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder()
                        .certificates(new Path[0])),
                refused("an empty key of an option", ErrorCode.UNKNOWN_OPTION, () -> Signer.builder()
                        .option("", "a")
                        .build()),
                refused("an empty pinned certificate", ErrorCode.PIN_MALFORMED, () -> IdentityVerifier.builder()
                        .certificates(new byte[0])
                        .build()));
    }

    @TestFactory
    Stream<DynamicTest> hugeIsRefused() {
        return Stream.of(
                refused(
                        "a URL of 20 MB",
                        ErrorCode.INPUT_TOO_LARGE,
                        () -> SIGNER.sign("GET", URL + repeat('a', 20_000_000))),
                refused("an option of 17 MiB", ErrorCode.INPUT_TOO_LARGE, () -> Signer.builder()
                        .accessKeyId(Examples.KEY_ID)
                        .secretAccessKey(repeat('a', 17 << 20))
                        .build()),
                refused(
                        "the end of time",
                        ErrorCode.INVALID_ARGUMENT,
                        () -> SIGNER.sign(
                                Request.builder("GET", URL).time(Instant.MAX).build())),
                refused(
                        "a long life",
                        ErrorCode.EXPIRES_OUT_OF_RANGE,
                        () -> SIGNER.presign("GET", URL, Duration.ofSeconds(Long.MAX_VALUE))),
                refused("a long time", ErrorCode.INVALID_ARGUMENT, () -> HttpsClient.builder()
                        .timeout(Duration.ofSeconds(Long.MAX_VALUE))),
                refused(
                        "a topic of 257 bytes",
                        ErrorCode.TOPIC_TOO_LONG,
                        () -> PUBLISHER.publish(repeat('a', 257), null)),
                refused(
                        "a payload of 131,073 bytes",
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        () -> PUBLISHER.publish("a", new byte[131_073])),
                refused(
                        "a QoS below all",
                        ErrorCode.MESSAGE_INVALID,
                        () -> PUBLISHER.publish("a", null, Integer.MIN_VALUE)),
                refused(
                        "a signature of 65,537 bytes",
                        ErrorCode.SIGNATURE_TOO_LARGE,
                        () -> VERIFIER.verify(repeat('A', 65_537))));
    }

    @TestFactory
    Stream<DynamicTest> wrongEncodingIsRefused() {
        return Stream.of(
                refused("a lone surrogate in a URL", ErrorCode.INVALID_URL, () -> SIGNER.sign("GET", URL + LONE)),
                refused("a lone surrogate in a method", ErrorCode.INVALID_ARGUMENT, () -> SIGNER.sign(LONE, URL)),
                refused(
                        "a lone surrogate in a header",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header("A", LONE + "a"), null)),
                refused("a lone surrogate in a key", ErrorCode.CREDENTIALS_MALFORMED, () -> Signer.builder()
                        .accessKeyId(LONE)),
                refused("a lone surrogate in a region", ErrorCode.REGION_MALFORMED, () -> Signer.builder()
                        .region(LONE)),
                refused("a lone surrogate in a topic", ErrorCode.TOPIC_INVALID, () -> PUBLISHER.publish(LONE, null)),
                refused(
                        "a lone surrogate in an endpoint",
                        ErrorCode.ENDPOINT_INVALID,
                        () -> IotPublisher.builder(LONE)),
                refused("a lone surrogate in a content type", ErrorCode.MESSAGE_INVALID, () -> Message.builder("a")
                        .contentType(LONE)
                        .build()),
                refused("a lone surrogate in a signature", ErrorCode.SIGNATURE_MALFORMED, () -> VERIFIER.verify(LONE)),
                refused(
                        "a lone surrogate in a document",
                        ErrorCode.DOCUMENT_MALFORMED,
                        () -> VERIFIER.verify("MA==", LONE, null)),
                refused("a lone surrogate in a path", ErrorCode.INVALID_ARGUMENT, () -> METADATA.get("/" + LONE)),
                refused("a lone low surrogate", ErrorCode.INVALID_URL, () -> CLIENT.get("https://h/\udc00")),
                refused(
                        "a line break in a header",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header("A", "x\r\nB: y"), null)),
                refused(
                        "a colon in a header name",
                        ErrorCode.INVALID_HEADER,
                        () -> SIGNER.sign("GET", URL, header("A:B", "x"), null)),
                refused("a NUL in a credential", ErrorCode.CREDENTIALS_MALFORMED, () -> Signer.builder()
                        .accessKeyId("AK\0ID")
                        .secretAccessKey(Examples.SECRET)
                        .build()),
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
                refused("a lone surrogate in a property", ErrorCode.MESSAGE_INVALID, () -> Message.builder("a")
                        .userProperty("a", LONE)
                        .build()),
                refused("half a second of expiry", ErrorCode.INVALID_ARGUMENT, () -> Message.builder("a")
                        .messageExpiry(Duration.ofMillis(1500))
                        .build()),
                refused("UTF-8 in base64", ErrorCode.SIGNATURE_MALFORMED, () -> VERIFIER.verify("\u00e9")));
    }
}
