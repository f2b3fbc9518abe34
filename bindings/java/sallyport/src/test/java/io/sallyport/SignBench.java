package io.sallyport;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Signs the request of tests/bench/sign_test.go with Sallyport and with the AWS SDK for Java v2, in one JVM, and prints
 * "name nanoseconds" lines: the best of many short, interleaved slices, as noise only ever adds.
 */
public final class SignBench {
    private static final String URL = "https://autoscaling.ap-northeast-1.amazonaws.com/";
    private static final String KEY_ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String TOKEN = repeat("IQoJb3JpZ2luX2Vj", 19).substring(0, 300);
    private static final String REGION = "ap-northeast-1";
    private static final String SERVICE = "autoscaling-plans";
    private static final byte[] BODY = "{\"MaxResults\":50}".getBytes(StandardCharsets.UTF_8);
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Map<String, String> HEADERS = new LinkedHashMap<>();

    static {
        HEADERS.put("Content-Type", "application/x-amz-json-1.1");
        HEADERS.put("X-Amz-Target", "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans");
    }

    /** Nanoseconds. */
    private static final double SLICE = 500_000;

    private final Signer signer = Signer.builder()
            .accessKeyId(KEY_ID)
            .secretAccessKey(SECRET)
            .sessionToken(TOKEN)
            .region(REGION)
            .service(SERVICE)
            .build();
    private final AwsV4HttpSigner peer = AwsV4HttpSigner.create();
    private final AwsSessionCredentialsIdentity identity = AwsSessionCredentialsIdentity.create(KEY_ID, SECRET, TOKEN);
    private final Clock clock = Clock.fixed(AT, ZoneOffset.UTC);

    private SignBench() {}

    private static String repeat(String text, int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(text);
        }
        return all.toString();
    }

    private final Request request =
            Request.builder("POST", URL).headers(HEADERS).body(BODY).time(AT).build();

    /** One call, as sign_test.go measures it. */
    private Object signed() {
        return signer.sign(request);
    }

    /** From the request's parts to all that a sender needs, as the peer does. */
    private Object ours() {
        SignedRequest signed = signer.sign("POST", URL, HEADERS, BODY);
        consume(signed.url());
        return signed.headers();
    }

    /** Takes a result. java.mk forbids the compiler to look inside, so that no work is optimized away. */
    private static void consume(Object result) {}

    private SdkHttpRequest theirs() {
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(URL));
        HEADERS.forEach(request::putHeader);
        return peer.sign(s -> s.identity(identity)
                        .request(request.build())
                        .payload(() -> new ByteArrayInputStream(BODY))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request();
    }

    /** The SDK signs x-amz-content-sha256 too; the comparison is of the same work otherwise. */
    private boolean peersAgree() {
        try (Signer like = Signer.builder()
                .accessKeyId(KEY_ID)
                .secretAccessKey(SECRET)
                .sessionToken(TOKEN)
                .region(REGION)
                .service(SERVICE)
                .contentSha256Header(true)
                .build()) {
            Request request = Request.builder("POST", URL)
                    .headers(HEADERS)
                    .body(BODY)
                    .time(AT)
                    .build();
            String mine = like.sign(request).headers().get("Authorization");
            return mine.equals(theirs().firstMatchingHeader("Authorization").orElse(""));
        }
    }

    /** Nanoseconds of one call, in a slice that is so short that many are not interrupted. */
    private static double slice(Supplier<Object> work, int calls) {
        long start = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            consume(work.get());
        }
        return (double) (System.nanoTime() - start) / calls;
    }

    /**
     * Measures.
     *
     * @param arguments how many slices of each; default 400
     */
    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
        SignBench bench = new SignBench();
        if (!bench.peersAgree()) {
            throw new IllegalStateException("the two signatures differ: nothing to compare");
        }
        Map<String, Supplier<Object>> works = new LinkedHashMap<>();
        works.put("java_sign", bench::signed);
        works.put("java_sign_all", bench::ours);
        works.put("java_aws_sdk", bench::theirs);
        works.put("java_empty", () -> {
            Natives.free(Ops.SIGNER_NEW, 0); // as far as the door
            return null;
        });
        Map<String, Integer> calls = new LinkedHashMap<>();
        works.forEach((name, work) -> {
            double cost = slice(work, 50_000); // compiled by now
            calls.put(name, Math.max(1, (int) (SLICE / cost)));
        });
        Map<String, Double> best = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            works.forEach((name, work) -> best.merge(name, slice(work, calls.get(name)), Math::min));
        }
        best.forEach((name, nanoseconds) -> System.out.printf("%s %.1f%n", name, nanoseconds));
    }
}
