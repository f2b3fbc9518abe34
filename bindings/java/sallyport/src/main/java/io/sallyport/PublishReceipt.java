package io.sallyport;

import java.io.Serializable;
import java.time.Duration;

/** AWS IoT's acceptance of a message. Immutable. */
public final class PublishReceipt implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int statusCode;
    private final String requestId;
    private final String traceId;
    private final int attempts;
    private final Timings timings;
    private final Peer peer;

    PublishReceipt(byte[][] results) {
        Facts facts = new Facts(results);
        statusCode = (int) facts.number(Ops.RESPONSE_STATUS, 0);
        requestId = facts.text(Ops.RESPONSE_IOT_REQUEST_ID);
        traceId = facts.text(Ops.RESPONSE_IOT_TRACE_ID);
        attempts = (int) facts.number(Ops.RESPONSE_ATTEMPTS, 1);
        timings = new Timings(facts);
        peer = new Peer(facts);
        Log.answered("POST", results);
    }

    /**
     * Returns the status.
     *
     * @return 200
     */
    public int statusCode() {
        return statusCode;
    }

    /**
     * Returns the request id, to quote to AWS support.
     *
     * @return may be ""
     */
    public String requestId() {
        return requestId;
    }

    /**
     * Returns the trace id, to quote to AWS support.
     *
     * @return may be ""
     */
    public String traceId() {
        return traceId;
    }

    /**
     * Returns how often the message was sent.
     *
     * @return 1 or more
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Returns the time of the whole call.
     *
     * @return repetitions included
     */
    public Duration elapsed() {
        return timings.total() == null ? Duration.ZERO : timings.total();
    }

    /**
     * Says where the time went.
     *
     * @return the timings
     */
    public Timings timings() {
        return timings;
    }

    /**
     * Says who answered.
     *
     * @return the peer
     */
    public Peer peer() {
        return peer;
    }

    /** Status and request id. */
    @Override
    public String toString() {
        return "PublishReceipt[" + statusCode + " " + requestId + "]";
    }
}
