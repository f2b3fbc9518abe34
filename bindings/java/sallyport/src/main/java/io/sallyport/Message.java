package io.sallyport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A message for {@link IotPublisher}. Immutable. */
public final class Message {
    final int qos;
    final String topic;
    final boolean retain;
    final long messageExpiry;
    final long timeoutMillis;

    /** By the names Ops.MESSAGE_... */
    private final byte[][] texts = new byte[Ops.MESSAGE_COUNT][];

    private final String shown;

    private Message(Builder builder) {
        text(Ops.MESSAGE_TOPIC, builder.topic, "topic", ErrorCode.TOPIC_INVALID);
        texts[Ops.MESSAGE_PAYLOAD] = builder.payload;
        text(Ops.MESSAGE_CONTENT_TYPE, builder.contentType, "contentType", ErrorCode.MESSAGE_INVALID);
        text(Ops.MESSAGE_RESPONSE_TOPIC, builder.responseTopic, "responseTopic", ErrorCode.MESSAGE_INVALID);
        texts[Ops.MESSAGE_CORRELATION_DATA] = builder.correlationData;
        text(Ops.MESSAGE_PAYLOAD_FORMAT, builder.payloadFormat, "payloadFormat", ErrorCode.MESSAGE_INVALID);
        texts[Ops.MESSAGE_USER_PROPERTIES] = Packer.propertyLines(Headers.of(builder.userProperties));
        topic = builder.topic;
        qos = builder.qos;
        retain = builder.retain;
        messageExpiry = builder.messageExpiry == null
                ? -1
                : Text.positiveSeconds(builder.messageExpiry, "messageExpiry", ErrorCode.MESSAGE_INVALID);
        timeoutMillis = builder.timeout == null ? 0 : Text.milliseconds(builder.timeout, "timeout");
        shown = "Message[" + builder.topic + ", " + payload().length + " bytes]";
    }

    private void text(int at, String value, String argument, ErrorCode code) {
        texts[at] = Text.encodeOptional(value, argument, code);
    }

    byte[] payload() {
        byte[] given = texts[Ops.MESSAGE_PAYLOAD];
        return given == null ? new byte[0] : given;
    }

    /** The texts of an operation on a message. */
    Call into(Call call) {
        for (int i = 0; i < texts.length; i++) {
            call.text(i, texts[i]);
        }
        return call;
    }

    /**
     * Starts a message.
     *
     * @param topic one concrete topic, up to 256 bytes and 7 slashes
     * @return a builder
     */
    public static Builder builder(String topic) {
        return new Builder(topic);
    }

    /** Topic and size. */
    @Override
    public String toString() {
        return shown;
    }

    /** Collects the parts of a message; null is "not given". Not for use by several threads. */
    public static final class Builder {
        private final String topic;
        private final List<String> userProperties = new ArrayList<>();
        private byte[] payload;
        private int qos;
        private boolean retain;
        private String contentType;
        private String responseTopic;
        private Duration messageExpiry;
        private byte[] correlationData;
        private String payloadFormat;
        private Duration timeout;

        private Builder(String topic) {
            this.topic = Text.given(topic, "topic", ErrorCode.TOPIC_INVALID);
        }

        /**
         * Sets the payload.
         *
         * @param bytes up to 131,072; they are not copied and must not be changed before the call has returned
         * @return this
         */
        public Builder payload(byte[] bytes) {
            payload = bytes;
            return this;
        }

        /**
         * Sets the payload.
         *
         * @param text sent as UTF-8
         * @return this
         * @throws UsageException if UTF-8 cannot carry it
         */
        public Builder payload(String text) {
            return payload(Text.encodeOptional(text, "payload"));
        }

        /**
         * Sets the quality of service.
         *
         * @param level 0, the default, is sent once; with 1 it is repeated when the answer was lost: at least once
         * @return this
         */
        public Builder qos(int level) {
            qos = level;
            return this;
        }

        /**
         * Asks AWS IoT to keep the message for later subscribers.
         *
         * @param keep default false
         * @return this
         */
        public Builder retain(boolean keep) {
            retain = keep;
            return this;
        }

        /**
         * Sets the MQTT 5 property.
         *
         * @param type a MIME type
         * @return this
         */
        public Builder contentType(String type) {
            contentType = type;
            return this;
        }

        /**
         * Sets the MQTT 5 property.
         *
         * @param topic where an answer is expected
         * @return this
         */
        public Builder responseTopic(String topic) {
            responseTopic = topic;
            return this;
        }

        /**
         * Sets the MQTT 5 property.
         *
         * @param time whole seconds, from 1; null: never
         * @return this
         */
        public Builder messageExpiry(Duration time) {
            messageExpiry = time;
            return this;
        }

        /**
         * Adds an MQTT 5 user property. It arrives as it is; order and repetition are kept.
         *
         * @param name without line break or ": "
         * @param value without line break
         * @return this
         */
        public Builder userProperty(String name, String value) {
            userProperties.add(Text.given(name, "a name in userProperties"));
            userProperties.add(Text.given(value, "userProperties[" + Text.show(name) + "]"));
            return this;
        }

        /**
         * Sets the MQTT 5 property.
         *
         * @param data bytes
         * @return this
         */
        public Builder correlationData(byte[] data) {
            correlationData = data == null ? null : data.clone();
            return this;
        }

        /**
         * Sets the MQTT 5 property.
         *
         * @param format "UTF8_DATA" or "UNSPECIFIED_BYTES"
         * @return this
         */
        public Builder payloadFormat(String format) {
            payloadFormat = format;
            return this;
        }

        /**
         * Limits the publish.
         *
         * @param limit more than 0; null: the publisher's
         * @return this
         */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /**
         * Finishes the message. What only the library can judge is judged when it is published.
         *
         * @return the message
         * @throws PublishException for a topic or properties that UTF-8 cannot carry, or that cannot be sent
         * @throws UsageException for a duration out of range
         */
        public Message build() {
            return new Message(this);
        }
    }
}
