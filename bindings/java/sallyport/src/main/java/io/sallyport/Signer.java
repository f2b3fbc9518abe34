package io.sallyport;

import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Signs HTTP requests with AWS Signature Version 4.
 *
 * <p>One signer owns one set of credentials, or a source that renews them; it may be shared between threads.
 *
 * <pre>{@code
 * try (Signer signer = Signer.builder().fromProfile("default").build()) {
 *     SignedRequest signed = signer.sign("GET", "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity");
 * }
 * }</pre>
 *
 * <p>Specification: AWS, "Signature Version 4 for API requests".
 */
public final class Signer implements AutoCloseable {
    private static final int SMALLEST_ROOM = 512;

    private final Options options;
    private final String source;
    private final Channel channel;

    /** Bytes for the next result, and how many of the last ones left most of them unused. Races do no harm. */
    private int room = SMALLEST_ROOM;

    private int oversized;

    private Signer(Options options, String source) {
        this.options = options;
        this.source = source;
        this.channel = new Channel(Ops.SIGNER_NEW, options, this);
    }

    /**
     * Starts a signer.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Signs a request without body in its Authorization header, now.
     *
     * @param method such as "GET"
     * @param url absolute; may hold raw spaces and UTF-8
     * @return what to send
     * @throws UsageException as {@link #sign(Request)} does
     */
    public SignedRequest sign(String method, String url) {
        return sign(method, url, null, null);
    }

    /**
     * Signs a request in its Authorization header, now.
     *
     * @param method such as "GET"
     * @param url absolute; may hold raw spaces and UTF-8
     * @param headers to be sent and signed; null: none
     * @param body null: none
     * @return what to send
     * @throws UsageException as {@link #sign(Request)} does
     */
    public SignedRequest sign(String method, String url, Map<String, String> headers, byte[] body) {
        PackedRequest request = new PackedRequest(method, url, headers == null ? null : headers.entrySet(), null, body);
        return sign(false, method, request, Ops.NOW, 0);
    }

    /**
     * Signs a request in its Authorization header.
     *
     * @param request with the headers that are to be sent and signed; not Host, X-Amz-Date, Authorization: the signer
     *     makes them
     * @return what to send
     * @throws UsageException for a wrong argument, an unknown region or service, a request that is already signed, or a
     *     signer that was closed
     */
    public SignedRequest sign(Request request) {
        return sign(false, request, 0);
    }

    /**
     * Signs a request to S3 whose body is signed as it is sent, chunk by chunk, so that it is read once. For a checksum
     * behind the body see {@link Request.Builder#checksum}. {@link HttpsClient} does the same by itself; this is for
     * other HTTP libraries.
     *
     * @param request without body; its payload hash is one of the names that begin with "STREAMING-", or null: signed
     *     chunks
     * @param body is read as the result is read; closed with it
     * @param length of body in bytes
     * @return the body as it goes over the wire, and {@link SignedBody#request} to send before it
     * @throws UsageException as {@link #sign(Request)} does, and for a service that takes no chunks
     */
    public SignedBody signStream(Request request, InputStream body, long length) {
        return signStream(request, body, length, 0);
    }

    /**
     * The same with chunks of another size than 64 KiB.
     *
     * @param request as for the other method, and so for what is not said here
     * @param body is read as the result is read
     * @param length of body in bytes
     * @param chunkSize bytes of each chunk but the last, 8 KiB to 64 MiB
     * @return the body as it goes over the wire
     */
    public SignedBody signStream(Request request, InputStream body, long length, int chunkSize) {
        Call call = SignedBody.call(request, length, chunkSize);
        return fresh(() -> new SignedBody(channel, call, request.method, body, chunkSize));
    }

    /**
     * Signs a request without headers or body in its query, now.
     *
     * @param method such as "GET"
     * @param url absolute; may hold raw spaces and UTF-8
     * @param expires lifetime, 1 second to 7 days, whole seconds
     * @return the URL, which works for anybody until it expires
     * @throws UsageException as {@link #sign(Request)} does, and for a lifetime out of range
     */
    public String presign(String method, String url, Duration expires) {
        PackedRequest request = new PackedRequest(method, url, null, null, null);
        return sign(true, method, request, Ops.NOW, Text.seconds(expires, "expires"))
                .url();
    }

    /**
     * Signs a request in its query.
     *
     * @param request whose headers and body are those that the user of the URL must send
     * @param expires lifetime, 1 second to 7 days, whole seconds
     * @return the URL, which works for anybody until it expires, and how it came about
     * @throws UsageException as {@link #sign(Request)} does, and for a lifetime out of range
     */
    public SignedRequest presign(Request request, Duration expires) {
        return sign(true, request, Text.seconds(expires, "expires"));
    }

    /**
     * Signs the head of an event stream whose messages are signed one by one, such as that of Transcribe Streaming.
     *
     * @param request without body; its payload hash is not used
     * @return the head, and what signs the messages
     * @throws UsageException as {@link #sign(Request)} does
     */
    public SignedEvents signEvents(Request request) {
        Text.given(request, "request", ErrorCode.NULL_POINTER);
        return fresh(() -> new SignedEvents(channel, request));
    }

    /**
     * Signs a POST policy of S3, with which a browser's form may upload a file without credentials.
     *
     * @param policy what is allowed
     * @return the form's action and its fields
     * @throws UsageException for a wrong argument or an unknown region, and for a lifetime out of range
     */
    public PresignedPost presignPost(PostPolicy policy) {
        Text.given(policy, "policy", ErrorCode.NULL_POINTER);
        return new PresignedPost(policy, fresh(() -> channel.with(policy.into(Ops.signerPresignPost())::run)));
    }

    /** The results of an operation that does not wait, with credentials that are valid. */
    byte[][] run(Call call) {
        return fresh(() -> channel.with(call::run));
    }

    /**
     * Prepares to presign many URLs that have all else in common.
     *
     * @param method such as "GET"
     * @param expires lifetime, 1 second to 7 days, whole seconds
     * @return what presigns them; it works as long as this signer is open
     */
    public Presigner presigner(String method, Duration expires) {
        return new Presigner(this, method, Collections.emptyList(), null, Ops.NOW, Text.seconds(expires, "expires"));
    }

    /**
     * Says why a server refused what this signer has signed. The server's canonical request is compared with the signed
     * one if it is echoed; else its code and message, and the credentials themselves, are looked at. Nothing is sent.
     *
     * @param signed what {@link #sign(Request)} returned
     * @param status HTTP status of the answer; 0: not known
     * @param headers fields of the answer; null: none
     * @param body body of the answer, of which 64 KiB are read; null: none
     * @return the one cause, its evidence and its fix
     * @throws UsageException (NULL_POINTER) for null as signed; (INVALID_HEADER) for a field that is none
     */
    public Explanation explain(SignedRequest signed, int status, Map<String, String> headers, byte[] body) {
        Text.given(signed, "signed", ErrorCode.NULL_POINTER);
        Call call = Ops.signerExplain()
                .text(Ops.REFUSAL_METHOD, Text.encodeOptional(signed.method(), "method"))
                .text(Ops.REFUSAL_URL, signed.urlBytes())
                .text(Ops.REFUSAL_CANONICAL_REQUEST, Text.encode(signed.canonicalRequest(), "canonicalRequest"))
                .text(Ops.REFUSAL_STRING_TO_SIGN, Text.encode(signed.stringToSign(), "stringToSign"))
                .text(Ops.REFUSAL_RESPONSE_HEADERS, Explanation.lines(headers))
                .text(Ops.REFUSAL_RESPONSE_BODY, body)
                .number(Ops.SIGNER_EXPLAIN_STATUS, status);
        return new Explanation(channel.with(call::run));
    }

    /**
     * Signs a request anew that somebody signed with credentials of no worth, such as those that a gateway hands out.
     * It is read for the service, the region and the names of the headers that are to be signed; its own signature is
     * replaced, and not verified: for that there is {@link RequestVerifier}. A presigned URL keeps the end of its life.
     *
     * @param method of the request line
     * @param url the target of the request line, or the absolute URL
     * @param headers all of the request
     * @param body goes on as it is; null: not at hand, which takes a request that declares its hash
     * @param origin where the request goes on to, such as "https://s3.eu-west-1.amazonaws.com"; null: the URL's, or
     *     https and the Host header
     * @param now null: the clock's time
     * @return what to send
     * @throws VerificationException if the request cannot be signed anew
     * @throws UsageException for a wrong argument, or if the signer was closed
     */
    public SignedRequest resign(String method, String url, Headers headers, byte[] body, String origin, Instant now) {
        RequestVerifier.Incoming incoming = new RequestVerifier.Incoming(method, url, headers);
        Call call = Ops.signerResign()
                .text(Ops.SIGNER_RESIGN_METHOD, incoming.method)
                .text(Ops.SIGNER_RESIGN_URL, incoming.url)
                .text(Ops.SIGNER_RESIGN_HEADERS, incoming.headers)
                .text(Ops.SIGNER_RESIGN_BODY, body)
                .text(Ops.SIGNER_RESIGN_ORIGIN, Text.encodeOptional(origin, "origin"))
                .number(Ops.SIGNER_RESIGN_TIME, Text.time(now));
        return SignedRequest.of(method, fresh(() -> channel.with(call::run)));
    }

    /**
     * Signs a request anew whose body is in chunks, which are signed anew as they are read.
     *
     * @param method of the request line
     * @param url the target of the request line, or the absolute URL
     * @param headers all of the request
     * @param body what the chunks hold, without their frames: a {@link VerifiedBody}; closed with the result
     * @param origin as for {@link #resign}
     * @param chunkSize bytes of each new chunk but the last, 8 KiB to 64 MiB; 0: 64 KiB
     * @param now null: the clock's time
     * @return the body as it goes over the wire, with a trailer that is computed anew, and {@link SignedBody#request} to
     *     send before it
     * @throws VerificationException if the request cannot be signed anew
     * @throws UsageException for a wrong argument, a body that is not in chunks, or if the signer was closed
     */
    public SignedBody resignStream(
            String method, String url, Headers headers, InputStream body, String origin, int chunkSize, Instant now) {
        Call call = again(method, url, headers, origin, now).number(Ops.SIGNER_RESIGN_CHUNKS_CHUNK_SIZE, chunkSize);
        return fresh(() -> new SignedBody(channel, call, method, body, chunkSize));
    }

    /**
     * Signs a request anew whose body is an event stream, and each of its messages as it is sent: those that
     * {@link VerifiedBody#readMessage} gives, and an empty one at the end.
     *
     * @param method of the request line
     * @param url the target of the request line, or the absolute URL
     * @param headers all of the request
     * @param origin as for {@link #resign}
     * @param now null: the clock's time
     * @return what signs the messages, and {@link SignedEvents#request} to send before them
     * @throws VerificationException if the request cannot be signed anew
     * @throws UsageException for a wrong argument, a body that is no event stream, or if the signer was closed
     */
    public SignedEvents resignEvents(String method, String url, Headers headers, String origin, Instant now) {
        Call call = again(method, url, headers, origin, now);
        return fresh(() -> new SignedEvents(channel, call, method));
    }

    private static Call again(String method, String url, Headers headers, String origin, Instant now) {
        RequestVerifier.Incoming incoming = new RequestVerifier.Incoming(method, url, headers);
        return Ops.signerResignChunks()
                .text(Ops.SIGNER_RESIGN_CHUNKS_METHOD, incoming.method)
                .text(Ops.SIGNER_RESIGN_CHUNKS_URL, incoming.url)
                .text(Ops.SIGNER_RESIGN_CHUNKS_HEADERS, incoming.headers)
                .text(Ops.SIGNER_RESIGN_CHUNKS_ORIGIN, Text.encodeOptional(origin, "origin"))
                .number(Ops.SIGNER_RESIGN_CHUNKS_TIME, Text.time(now));
    }

    private SignedRequest sign(boolean presign, Request request, long expires) {
        long time = Text.time(Text.given(request, "request", ErrorCode.NULL_POINTER).time);
        return sign(presign, request.method, request.packed(), time, expires);
    }

    SignedRequest sign(boolean presign, String method, PackedRequest request, long time, long expires) {
        return fresh(() -> signNow(presign, method, request, time, expires));
    }

    /** Signs again once there are credentials, which signing itself never waits for. */
    private <T> T fresh(Supplier<T> signing) {
        try {
            T signed = signing.get();
            if (Log.isWanted()) { // of what was renewed meanwhile
                channel.with(Log::sources);
            }
            return signed;
        } catch (CredentialsException e) {
            if (e.errorCode() != ErrorCode.CREDENTIALS_STALE) {
                throw e;
            }
        }
        refresh();
        return signing.get();
    }

    private SignedRequest signNow(boolean presign, String method, PackedRequest request, long time, long expires) {
        byte[] result = new byte[room];
        Handle handle = channel.enter();
        int length;
        try {
            while ((length = request.sign(handle.number(), presign, time, expires, result)) < 0) {
                result = new byte[-length];
            }
        } finally {
            handle.exit();
        }
        adapt(length);
        return new SignedRequest(method, result);
    }

    /** The next result is made as large as the last ones needed, so that it needs no copy. */
    private void adapt(int length) {
        if (length > room) {
            room = length;
            oversized = 0;
        } else if (length < room / 2 && ++oversized > 64) {
            room = Math.max(length, SMALLEST_ROOM);
            oversized = 0;
        }
    }

    /** A batch on this signer. */
    Batch batch(Call call) {
        return fresh(() -> channel.with(call::batch));
    }

    /**
     * Waits for credentials if there are none that are valid, and says which there are. Signing does so itself.
     *
     * @return what the credentials are at the moment
     * @throws CredentialsException if the source gave none
     * @throws NetworkException if the source could not be reached
     * @throws CancelledException if the thread is interrupted
     */
    public Renewal refresh() {
        return channel.with(handle -> {
            try {
                return new Renewal(Ops.signerRefresh().await(handle));
            } finally {
                Log.sources(handle);
            }
        });
    }

    /**
     * Asks for credentials as {@link #refresh} does, and does not wait for them.
     *
     * @return what the credentials are, or what {@link #refresh} throws; {@code cancel} ends the exchange
     */
    public CompletableFuture<Renewal> refreshAsync() {
        return channel.start(handle -> Exchange.start(handle, Ops::signerRefresh, Renewal::new));
    }

    /** What a client needs to sign with this signer's credentials. */
    Options options() {
        if (channel.isClosed()) {
            throw Handle.closed(this);
        }
        return options;
    }

    /**
     * Frees the signer. Calls in progress finish; later ones throw {@link UsageException}
     * (HANDLE_CLOSED). Clients that were made with it go on. Closing twice does nothing.
     */
    @Override
    public void close() {
        channel.close();
    }

    /** The access key id, or where the credentials came from. */
    @Override
    public String toString() {
        return "Signer[" + source + "]";
    }

    /**
     * Collects the options of a signer. Credentials are explicit, or come from {@link #fromEnv()} or
     * {@link #fromProfile}.
     */
    public static final class Builder extends CredentialsBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Makes the signer.
         *
         * @return a signer
         * @throws CredentialsException for credentials that cannot work, a source that has none, or a profile that is not
         *     there; what a source throws passes through
         * @throws UsageException for a value that AWS never uses
         * @throws InternalException if the native library cannot be loaded
         */
        public Signer build() {
            if (options.source != null && options.hasPrefix("credentials.")) {
                throw SallyportException.usage("give credentials, or a key pair, an environment or a profile");
            }
            return new Signer(options(), source);
        }
    }
}
