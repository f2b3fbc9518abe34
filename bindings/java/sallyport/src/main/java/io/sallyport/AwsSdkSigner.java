package io.sallyport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.BaseSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;

/**
 * Signature Version 4 for the clients of the AWS SDK for Java 2, by Sallyport: a signer, and the authentication scheme
 * that clients are given.
 *
 * <pre>{@code
 * try (AwsSdkSigner scheme = new AwsSdkSigner()) {
 *     KmsClient kms = KmsClient.builder().putAuthScheme(scheme).build();
 * }
 * }</pre>
 *
 * <p>Credentials, region, signing name and the rules of the service are those that the client gives with each request.
 * A payload is read once for its hash and once for the server; if the client says that it need not be signed, over
 * https it is UNSIGNED-PAYLOAD. Payloads in signed chunks, with checksums behind them, or of asynchronous clients go
 * through the SDK's own signer: their bodies change when they are signed.
 *
 * <p>May be shared between threads and clients.
 */
public final class AwsSdkSigner implements AwsV4HttpSigner, AwsV4AuthScheme, AutoCloseable {
    /** Identities and scopes come and go; a program has few of them at a time. */
    private static final int SIGNERS = 16;

    private final AwsV4HttpSigner sdk = AwsV4HttpSigner.create();

    /** By what makes it, the least recently used first. Guarded by itself. */
    private final Map<List<Object>, Signer> signers = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    /** Makes the scheme; nothing native is loaded before the first signature. */
    public AwsSdkSigner() {}

    @Override
    public String schemeId() {
        return AwsV4AuthScheme.SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
        return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public AwsV4HttpSigner signer() {
        return this;
    }

    @Override
    public CompletableFuture<AsyncSignedRequest> signAsync(AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        if (request.payload().isPresent() || changesBody(request)) {
            return sdk.signAsync(request);
        }
        CompletableFuture<AsyncSignedRequest> done = new CompletableFuture<>();
        try {
            done.complete(
                    AsyncSignedRequest.builder().request(signed(request, null)).build());
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    @Override
    public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        ContentStreamProvider payload = request.payload().orElse(null);
        if (changesBody(request)) {
            return sdk.sign(request);
        }
        return SignedRequest.builder()
                .request(signed(request, payload))
                .payload(payload)
                .build();
    }

    /** Whether the body that is sent is not the one that is given. */
    private static boolean changesBody(BaseSignRequest<?, ?> request) {
        return request.payload().isPresent()
                && (request.requireProperty(CHUNK_ENCODING_ENABLED, false)
                        || request.property(CHECKSUM_ALGORITHM) != null);
    }

    private SdkHttpRequest signed(
            BaseSignRequest<?, ? extends AwsCredentialsIdentity> request, ContentStreamProvider payload) {
        SdkHttpRequest given = request.request();
        boolean inQuery = request.requireProperty(AUTH_LOCATION, AuthLocation.HEADER) == AuthLocation.QUERY_STRING;
        Request.Builder builder =
                Request.builder(given.method().name(), given.getUri().toString());
        given.forEachHeader((name, values) -> values.forEach(value -> {
            if (!ofEarlierSignature(name)) {
                builder.header(name, value);
            }
        }));
        builder.time(request.requireProperty(HttpSigner.SIGNING_CLOCK, Clock.systemUTC())
                .instant());
        builder.payloadHash(hash(request, payload));
        if (inQuery) {
            Duration expires = request.requireProperty(EXPIRATION_DURATION, Duration.ofDays(7));
            return presigned(given, signer(request).presign(builder.build(), expires));
        }
        return with(given, signer(request).sign(builder.build()));
    }

    /** Null: the signer's own choice, for no body. */
    private static String hash(BaseSignRequest<?, ?> request, ContentStreamProvider payload) {
        boolean https = "https".equals(request.request().protocol());
        if (https && !request.requireProperty(PAYLOAD_SIGNING_ENABLED, true)) {
            return "UNSIGNED-PAYLOAD";
        }
        if (payload == null) {
            return null;
        }
        try {
            return Unsigned.sha256(out -> copy(payload, out));
        } catch (IOException e) {
            throw new UncheckedIOException("the payload cannot be read for its hash", e);
        }
    }

    private static void copy(ContentStreamProvider payload, OutputStream out) throws IOException {
        try (InputStream in = payload.newStream()) {
            byte[] piece = new byte[16 << 10];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                out.write(piece, 0, n);
            }
        }
    }

    private static boolean ofEarlierSignature(String name) {
        return Arrays.asList("host", "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256")
                .contains(name.toLowerCase(Locale.ROOT));
    }

    /** The SDK writes the query itself, as it is signed; the path it takes as it is. */
    private static SdkHttpRequest with(SdkHttpRequest given, io.sallyport.SignedRequest signed) {
        URI url = URI.create(signed.url());
        SdkHttpRequest.Builder builder = given.toBuilder().encodedPath(url.getRawPath());
        signed.headers().toMap().keySet().forEach(builder::removeHeader);
        for (Map.Entry<String, String> field : signed.headers()) {
            builder.appendHeader(field.getKey(), field.getValue());
        }
        return builder.build();
    }

    /** The same with the signature in the query. */
    private static SdkHttpRequest presigned(SdkHttpRequest given, io.sallyport.SignedRequest signed) {
        SdkHttpRequest.Builder builder = with(given, signed).toBuilder().clearQueryParameters();
        for (String parameter : URI.create(signed.url()).getRawQuery().split("&")) {
            String[] pair = parameter.split("=", 2);
            builder.appendRawQueryParameter(decoded(pair[0]), pair.length == 1 ? null : decoded(pair[1]));
        }
        return builder.build();
    }

    private static String decoded(String escaped) {
        try {
            return URLDecoder.decode(escaped, "UTF-8"); // a plus sign is escaped in what was signed
        } catch (UnsupportedEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private Signer signer(BaseSignRequest<?, ? extends AwsCredentialsIdentity> request) {
        AwsCredentialsIdentity identity = request.identity();
        String token = identity instanceof AwsSessionCredentialsIdentity
                ? ((AwsSessionCredentialsIdentity) identity).sessionToken()
                : null;
        List<Object> key = Arrays.asList(
                identity.accessKeyId(),
                identity.secretAccessKey(),
                token,
                request.requireProperty(REGION_NAME),
                request.requireProperty(SERVICE_SIGNING_NAME),
                request.requireProperty(DOUBLE_URL_ENCODE, true),
                request.requireProperty(NORMALIZE_PATH, true));
        synchronized (signers) {
            if (closed) {
                throw SallyportException.of(ErrorCode.HANDLE_CLOSED, "this AwsSdkSigner was closed");
            }
            Signer known = signers.get(key);
            if (known == null) {
                known = Signer.builder()
                        .accessKeyId(identity.accessKeyId())
                        .secretAccessKey(identity.secretAccessKey())
                        .sessionToken(token)
                        .region(request.requireProperty(REGION_NAME))
                        .service(request.requireProperty(SERVICE_SIGNING_NAME))
                        .doubleEncode(request.requireProperty(DOUBLE_URL_ENCODE, true))
                        .normalizePath(request.requireProperty(NORMALIZE_PATH, true))
                        .contentSha256Header(true)
                        .build();
                if (signers.size() >= SIGNERS) {
                    signers.remove(
                            signers.keySet().iterator().next()); // its last user may hold it: freed when forgotten
                }
                signers.put(key, known);
            }
            return known;
        }
    }

    /** How many signers there are, for tests. */
    int signers() {
        synchronized (signers) {
            return signers.size();
        }
    }

    /** Frees the signers. Later signatures throw {@link UsageException} (HANDLE_CLOSED). Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (signers) {
            closed = true;
            signers.values().forEach(Signer::close);
            signers.clear();
        }
    }

    /** Says what it is, and nothing of the credentials. */
    @Override
    public String toString() {
        return "AwsSdkSigner[]";
    }
}
