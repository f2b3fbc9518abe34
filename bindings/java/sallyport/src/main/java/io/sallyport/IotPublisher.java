package io.sallyport;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes messages to one AWS IoT Core endpoint over HTTPS.
 *
 * <p>Connections stay open for the next message. A publisher may be shared between threads.
 *
 * <pre>{@code
 * try (IotPublisher publisher = IotPublisher.builder("a1b2c3-ats.iot.eu-west-1.amazonaws.com")
 *         .cert(Paths.get("device.pem")).key(Paths.get("device.key")).build()) {
 *     publisher.publish("data/test", payload, 1);
 * }
 * }</pre>
 *
 * <p>Specification: AWS IoT Core developer guide, "HTTPS" and "Device communication protocols".
 */
public final class IotPublisher implements AutoCloseable {
    private final String endpoint;
    private final Channel channel;

    private IotPublisher(Builder builder) {
        endpoint = builder.endpoint;
        channel = new Channel(Ops.PUBLISHER_NEW, builder.options(), this);
    }

    /**
     * Starts a publisher.
     *
     * @param endpoint host name of the account's data endpoint (aws iot describe-endpoint --endpoint-type iot:Data-ATS)
     * @return a builder
     */
    public static Builder builder(String endpoint) {
        return new Builder(endpoint);
    }

    /**
     * Publishes a message and returns when AWS IoT has accepted it. AWS's quotas are checked before anything is sent.
     *
     * <p>Interrupting the thread ends the call.
     *
     * @param message to publish
     * @return the acceptance
     * @throws PublishException if it was refused, or is not a valid message
     * @throws NetworkException if there was no exchange; a {@link TimeoutException} is one, and so is a
     *     {@link CancelledException}
     * @throws TlsException if the handshake failed; a {@link CertificateException} is one
     * @throws UsageException for a wrong argument, or if the publisher was closed
     */
    public PublishReceipt publish(Message message) {
        Call call = call(message);
        return Log.exchange("POST", url(message), () -> new PublishReceipt(channel.with(call::await)));
    }

    /**
     * Publishes a message, and does not wait for the acceptance.
     *
     * @param message to publish
     * @return the acceptance, or what {@link #publish(Message)} throws; {@code cancel} ends the exchange
     */
    public CompletableFuture<PublishReceipt> publishAsync(Message message) {
        return Exchange.started(() -> {
            Call call = call(message);
            return Log.exchange(
                    "POST",
                    url(message),
                    channel.start(handle -> Exchange.start(handle, () -> call, PublishReceipt::new)));
        });
    }

    /** For the log, which cuts a URL at what begins a query or a fragment. */
    private String url(Message message) {
        String topic = message.topic.replace("/", "%2F").replace("?", "%3F").replace("#", "%23");
        return "https://" + endpoint + "/topics/" + topic;
    }

    private static Call call(Message message) {
        return Text.given(message, "message", ErrorCode.NULL_POINTER)
                .into(Ops.publisherPublish())
                .number(Ops.PUBLISHER_PUBLISH_QOS, message.qos)
                .number(Ops.PUBLISHER_PUBLISH_RETAIN, message.retain ? 1 : 0)
                .number(Ops.PUBLISHER_PUBLISH_MESSAGE_EXPIRY, message.messageExpiry)
                .number(Ops.PUBLISHER_PUBLISH_TIMEOUT_MS, message.timeoutMillis);
    }

    /**
     * Publishes a message with QoS 0.
     *
     * @param topic one concrete topic
     * @param payload up to 131,072 bytes
     * @return the acceptance
     * @throws SallyportException as {@link #publish(Message)} does
     */
    public PublishReceipt publish(String topic, byte[] payload) {
        return publish(topic, payload, 0);
    }

    /**
     * Publishes a message with QoS 0, and does not wait for the acceptance.
     *
     * @param topic one concrete topic
     * @param payload up to 131,072 bytes
     * @return as {@link #publishAsync(Message)} does
     */
    public CompletableFuture<PublishReceipt> publishAsync(String topic, byte[] payload) {
        return publishAsync(topic, payload, 0);
    }

    /**
     * Publishes a message.
     *
     * @param topic one concrete topic
     * @param payload up to 131,072 bytes
     * @param qos 0 is sent once; with 1 it is repeated when the answer was lost: at least once
     * @return the acceptance
     * @throws SallyportException as {@link #publish(Message)} does
     */
    public PublishReceipt publish(String topic, byte[] payload, int qos) {
        return publish(message(topic, payload, qos));
    }

    /**
     * Publishes a message, and does not wait for the acceptance.
     *
     * @param topic one concrete topic
     * @param payload up to 131,072 bytes
     * @param qos as for {@link #publish(String, byte[], int)}
     * @return as {@link #publishAsync(Message)} does
     */
    public CompletableFuture<PublishReceipt> publishAsync(String topic, byte[] payload, int qos) {
        return Exchange.started(() -> publishAsync(message(topic, payload, qos)));
    }

    private static Message message(String topic, byte[] payload, int qos) {
        return Message.builder(topic).payload(payload).qos(qos).build();
    }

    /**
     * Makes the request that publishes a message, signed for now if this publisher signs, and sends nothing.
     *
     * @param message to publish; its timeout is not used
     * @return the request, for whoever sends it himself
     * @throws SallyportException as {@link #prepare(Message, Instant)} does
     */
    public PreparedPublish prepare(Message message) {
        return prepare(message, null);
    }

    /**
     * Makes the request that publishes a message, and sends nothing to AWS IoT. Credentials that the signer does not have
     * yet are fetched.
     *
     * @param message to publish; its timeout is not used
     * @param time of signing, in whole seconds; null: now
     * @return the request, for whoever sends it himself
     * @throws PublishException if it is not a valid message
     * @throws UsageException for a wrong argument, or if the publisher was closed
     */
    public PreparedPublish prepare(Message message, Instant time) {
        Call call = Text.given(message, "message", ErrorCode.NULL_POINTER)
                .into(Ops.publisherPrepare())
                .number(Ops.PUBLISHER_PREPARE_QOS, message.qos)
                .number(Ops.PUBLISHER_PREPARE_RETAIN, message.retain ? 1 : 0)
                .number(Ops.PUBLISHER_PREPARE_MESSAGE_EXPIRY, message.messageExpiry)
                .number(Ops.PUBLISHER_PREPARE_TIME, Text.time(time));
        return new PreparedPublish(channel.fresh(Ops.publisherRefresh(), call::run), message.payload());
    }

    /**
     * Closes idle connections. Calls in progress finish; later ones throw {@link UsageException} (HANDLE_CLOSED).
     * Closing twice does nothing.
     */
    @Override
    public void close() {
        channel.close();
    }

    /** The endpoint. */
    @Override
    public String toString() {
        return "IotPublisher[" + endpoint + "]";
    }

    /** Collects the options of a publisher. */
    public static final class Builder extends ConnectionBuilder<Builder> {
        private final String endpoint;

        private Builder(String endpoint) {
            Text.encode(endpoint, "endpoint", ErrorCode.ENDPOINT_INVALID); // refuses what can be none
            this.endpoint = endpoint;
            option("iot.endpoint", endpoint);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Sets the port.
         *
         * @param number 443, the default (with a certificate: ALPN x-amzn-http-ca), or 8443
         * @return this
         */
        public Builder port(int number) {
            return option("iot.port", Integer.toString(number));
        }

        /**
         * Lets the publisher find the port: 443, and 8443 where 443 cannot be reached. What was found is kept.
         *
         * @return this
         */
        public Builder autoPort() {
            return option("iot.port", "auto");
        }

        /**
         * Names the service in signatures, for a signed publisher.
         *
         * @param name default "iotdata"
         * @return this
         */
        public Builder service(String name) {
            return option("iot.service", name);
        }

        /**
         * Lets a custom authorizer decide, in place of a certificate or signature.
         *
         * @param name of the authorizer; null: the endpoint's default
         * @param tokenKey name of the header that carries the token; null: none
         * @param token the token; null: none
         * @param signature base64 of the token's signature; null: none
         * @return this
         */
        public Builder authorizer(String name, String tokenKey, String token, String signature) {
            option("iot.authorizer_name", name);
            option("iot.authorizer_token_key", tokenKey);
            option("iot.authorizer_token", token);
            return option("iot.authorizer_signature", signature);
        }

        /**
         * Makes the publisher.
         *
         * @return a publisher
         * @throws UsageException for an option that cannot be used
         * @throws PublishException for an endpoint that is not the host name of one
         * @throws TlsException for roots or a client certificate that cannot be used
         * @throws InternalException if the native library cannot be loaded
         */
        public IotPublisher build() {
            return new IotPublisher(this);
        }
    }
}
