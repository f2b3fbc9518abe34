package io.sallyport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Reads the metadata service of the instance that this process runs on. Uses the service's token mode where it has one,
 * and never a proxy. Interrupting a thread ends its call. May be shared between threads.
 *
 * <p>Specification: Alibaba Cloud ECS, "Obtain instance metadata".
 */
public final class InstanceMetadata implements AutoCloseable {
    private static final String IDENTITY = "metadata:/identity";

    private final Handle handle;

    private InstanceMetadata(Builder builder) {
        handle = Handle.open(Ops.METADATA_NEW, builder.options(), this);
    }

    /**
     * Starts a reader.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the identity document and the signature over it, without audience.
     *
     * @return for {@link IdentityVerifier}
     * @throws SallyportException as {@link #identity(String)} does
     */
    public SignedDocument identity() {
        return identity(null);
    }

    /**
     * Asks for the identity document and the signature over it, without audience, and does not wait for them.
     *
     * @return as {@link #identityAsync(String)} does
     */
    public CompletableFuture<SignedDocument> identityAsync() {
        return identityAsync(null);
    }

    /**
     * Returns the identity document and the signature over it.
     *
     * @param audience to be signed with the document; ask the verifying side for one
     *     ({@link IdentityVerifier#newAudience}); null: none
     * @return for {@link IdentityVerifier}
     * @throws NetworkException if the service did not answer; a {@link TimeoutException} is one, and so is a
     *     {@link CancelledException}
     * @throws HttpException if it answered with another status than 200
     * @throws UsageException if this was closed
     */
    public SignedDocument identity(String audience) {
        return Log.exchange(
                "GET", IDENTITY, () -> document(identityCall(audience).await(handle)));
    }

    /**
     * Asks for the identity document and the signature over it, and does not wait for them.
     *
     * @param audience as for {@link #identity(String)}
     * @return both, or what {@link #identity(String)} throws; {@code cancel} ends the exchange
     */
    public CompletableFuture<SignedDocument> identityAsync(String audience) {
        return Log.exchange(
                "GET", IDENTITY, Exchange.start(handle, () -> identityCall(audience), InstanceMetadata::document));
    }

    private static Call identityCall(String audience) {
        return Ops.metadataIdentity().text(Ops.METADATA_IDENTITY_AUDIENCE, Text.encodeOptional(audience, "audience"));
    }

    /**
     * Returns the answer for one path.
     *
     * @param path such as "/latest/meta-data/instance-id"
     * @return the answer; bytes that are not UTF-8 are read as Latin-1
     * @throws SallyportException as {@link #identity(String)} does
     */
    public String get(String path) {
        return Log.exchange(
                "GET", "metadata:" + path, () -> answer(getCall(path).await(handle)));
    }

    /**
     * Asks for one path, and does not wait for the answer.
     *
     * @param path as for {@link #get(String)}
     * @return the answer, or what {@link #get(String)} throws; {@code cancel} ends the exchange
     */
    public CompletableFuture<String> getAsync(String path) {
        return Log.exchange(
                "GET", "metadata:" + path, Exchange.start(handle, () -> getCall(path), InstanceMetadata::answer));
    }

    private static Call getCall(String path) {
        return Ops.metadataGet().text(Ops.METADATA_GET_PATH, Text.encode(path, "path"));
    }

    private static SignedDocument document(byte[][] results) {
        Log.exchanges(results[Ops.PROOF_EXCHANGES]);
        return new SignedDocument(results);
    }

    private static String answer(byte[][] results) {
        Log.exchanges(results[Ops.ANSWER_EXCHANGES]);
        return Text.decode(results[Ops.ANSWER_ANSWER]);
    }

    /**
     * Closes idle connections. Calls in progress finish; later ones throw {@link UsageException} (HANDLE_CLOSED).
     * Closing twice does nothing.
     */
    @Override
    public void close() {
        handle.close();
    }

    /** Says what it is. */
    @Override
    public String toString() {
        return "InstanceMetadata[]";
    }

    /** Collects the options of a reader. */
    public static final class Builder extends OptionsBuilder<Builder> {
        private Builder() {
            options.set("client.proxy", "none");
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the cloud.
         *
         * @param name "alibaba", the default, or "aws", whose documents are not verified here
         * @return this
         */
        public Builder provider(String name) {
            options.set(
                    "metadata.provider",
                    Text.encode(name, "provider", ErrorCode.UNSUPPORTED, ErrorCode.INVALID_ARGUMENT));
            return this;
        }

        /**
         * Sets the address of the service.
         *
         * @param url base URL; default: the provider's link-local address
         * @return this
         */
        public Builder endpoint(String url) {
            options.set(
                    "metadata.endpoint",
                    Text.encode(url, "endpoint", ErrorCode.INVALID_OPTION, ErrorCode.INVALID_ARGUMENT));
            return this;
        }

        /**
         * Sets the lifetime of the service's token.
         *
         * @param lifetime 1 to 21,600 seconds, the default; zero: never use a token
         * @return this
         */
        public Builder tokenTtl(Duration lifetime) {
            options.set("metadata.token_ttl", Text.positiveSeconds(lifetime, "tokenTtl", ErrorCode.INVALID_ARGUMENT));
            return this;
        }

        /**
         * Limits one call.
         *
         * @param limit more than 0
         * @return this
         */
        public Builder timeout(Duration limit) {
            options.set("client.timeout", Text.milliseconds(limit, "timeout"));
            return this;
        }

        /**
         * Makes the reader.
         *
         * @return a reader
         * @throws UsageException for an option that cannot be used
         * @throws InternalException if the native library cannot be loaded
         */
        public InstanceMetadata build() {
            return new InstanceMetadata(this);
        }
    }
}
