package io.sallyport;

import java.io.Serializable;
import java.time.Duration;

/** Where the time of an exchange went. A phase that did not happen is null. Immutable. */
public final class Timings implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Duration dns;
    private final Duration connect;
    private final Duration tls;
    private final Duration firstByte;
    private final Duration total;
    private final boolean reused;

    Timings(Facts facts) {
        dns = duration(facts, Ops.RESPONSE_TIME_DNS);
        connect = duration(facts, Ops.RESPONSE_TIME_CONNECT);
        tls = duration(facts, Ops.RESPONSE_TIME_TLS);
        firstByte = duration(facts, Ops.RESPONSE_TIME_FIRST_BYTE);
        total = duration(facts, Ops.RESPONSE_TIME_TOTAL);
        reused = facts.text(Ops.RESPONSE_REUSED).equals("true");
    }

    private static Duration duration(Facts facts, int at) {
        long micros = facts.number(at, -1);
        return micros < 0 ? null : Duration.ofNanos(micros * 1000);
    }

    /**
     * Returns the time of asking for the address.
     *
     * @return null or zero if it was pinned
     */
    public Duration dns() {
        return dns;
    }

    /**
     * Returns the time of the TCP connection.
     *
     * @return null or zero if an open one was used
     */
    public Duration connect() {
        return connect;
    }

    /**
     * Returns the time of the TLS handshake.
     *
     * @return null or zero if there was none
     */
    public Duration tls() {
        return tls;
    }

    /**
     * Returns the time from the request sent to the first byte of the answer.
     *
     * @return the time
     */
    public Duration firstByte() {
        return firstByte;
    }

    /**
     * Returns the time of the whole call, repetitions included.
     *
     * @return the time
     */
    public Duration total() {
        return total;
    }

    /**
     * Says whether an open connection was used again.
     *
     * @return true if so
     */
    public boolean reused() {
        return reused;
    }

    /** All of it. */
    @Override
    public String toString() {
        return "Timings[dns=" + dns + ", connect=" + connect + ", tls=" + tls + ", firstByte=" + firstByte + ", total="
                + total + ", reused=" + reused + "]";
    }
}
