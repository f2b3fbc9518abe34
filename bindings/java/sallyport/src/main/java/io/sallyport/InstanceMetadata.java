package io.sallyport;

import java.time.Duration;

/**
 * Reads the metadata service of the instance that this process runs on. Uses the service's token mode where it has one,
 * and never a proxy. May be shared between threads.
 *
 * <p>Specification: Alibaba Cloud ECS, "Obtain instance metadata".
 */
public final class InstanceMetadata implements AutoCloseable {
    private final Handle handle;

    private InstanceMetadata(Builder builder) {
        handle = Handle.open(Natives.METADATA, builder.options, this);
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
     * Returns the identity document and the signature over it.
     *
     * @param audience to be signed with the document; ask the verifying side for one
     *     ({@link IdentityVerifier#newAudience}); null: none
     * @return for {@link IdentityVerifier}
     * @throws NetworkException if the service did not answer; a {@link TimeoutException} is one
     * @throws HttpException if it answered with another status than 200
     * @throws UsageException if this was closed
     */
    public SignedDocument identity(String audience) {
        byte[] text = Text.encodeOptional(audience, "audience");
        long number = handle.enter();
        try {
            byte[][] answer = Natives.identity(number, text);
            return new SignedDocument(answer[0], answer[1]);
        } finally {
            handle.exit();
        }
    }

    /**
     * Returns the answer for one path.
     *
     * @param path such as "/latest/meta-data/instance-id"
     * @return the answer; bytes that are not UTF-8 are read as Latin-1
     * @throws SallyportException as {@link #identity(String)} does
     */
    public String get(String path) {
        byte[] text = Text.encode(path, "path");
        long number = handle.enter();
        try {
            return Text.decode(Natives.get(number, text));
        } finally {
            handle.exit();
        }
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

    /** Collects the options of a reader. Not for use by several threads. */
    public static final class Builder {
        private final Options options = new Options();

        private Builder() {
            options.set("client.proxy", "none");
        }

        /**
         * Sets the cloud.
         *
         * @param name "alibaba", the default
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
            options.set("metadata.token_ttl", Text.positiveSeconds(lifetime, "tokenTtl"));
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
