package io.sallyport;

import java.io.ByteArrayOutputStream;
import java.time.Instant;

/**
 * Signs the messages of an event stream, each of which covers the one before. Not for use by several threads.
 * Specification: Amazon Transcribe Developer Guide, "Event stream encoding".
 */
public final class SignedEvents {
    private static final String FORM = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

    private final Handle signer;
    private final SignedRequest request;
    private byte[] state;

    SignedEvents(Channel channel, Request request) {
        this(
                channel,
                request.packed()
                        .into(Ops.signerSignChunks())
                        .text(Ops.REQUEST_PAYLOAD_HASH, Text.encode(FORM, "payloadHash"))
                        .number(Ops.SIGNER_SIGN_CHUNKS_TIME, Text.time(request.time)),
                request.method);
    }

    /** The head that call signs. */
    SignedEvents(Channel channel, Call call, String method) {
        signer = channel.begin(this);
        byte[][] spans = call.run(signer);
        request = SignedRequest.of(method, spans);
        state = spans[Ops.CHUNKED_STATE];
        if (!FORM.equals(request.headers().get("X-Amz-Content-Sha256"))) {
            throw SallyportException.of(
                    ErrorCode.PAYLOAD_HASH_MALFORMED, "the body is no event stream; resignStream is for it");
        }
    }

    /**
     * Returns the head of the stream.
     *
     * @return what to send first
     */
    public SignedRequest request() {
        return request;
    }

    /**
     * Signs a message.
     *
     * @param message encoded as application/vnd.amazon.eventstream; an empty one ends the stream
     * @param time whole seconds count; null: now
     * @return the message that carries it, with its date and signature, as it is sent
     * @throws SallyportException (REQUEST_BODY_FAILED) if the stream was ended, (EVENT_MALFORMED) for more than 16 MiB
     */
    public byte[] sign(byte[] message, Instant time) {
        Text.given(message, "message");
        byte[][] spans = Ops.signerNextChunk()
                .text(Ops.SIGNER_NEXT_CHUNK_STATE, state)
                .text(Ops.SIGNER_NEXT_CHUNK_DATA, message)
                .number(Ops.SIGNER_NEXT_CHUNK_TIME, Text.time(time))
                .run(signer);
        state = spans[Ops.FRAME_STATE];
        byte[] head = spans[Ops.FRAME_HEAD];
        byte[] tail = spans[Ops.FRAME_TAIL];
        ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length + message.length + tail.length);
        whole.write(head, 0, head.length);
        whole.write(message, 0, message.length);
        whole.write(tail, 0, tail.length);
        return whole.toByteArray();
    }

    /** Nothing of the stream. */
    @Override
    public String toString() {
        return "SignedEvents";
    }
}
