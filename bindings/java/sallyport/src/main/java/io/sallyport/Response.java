package io.sallyport;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An HTTP response, read completely. Immutable; holds nothing native. */
public final class Response implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final List<Integer> REDIRECTS = Arrays.asList(301, 302, 303, 307, 308);

    private final String method;
    private final int statusCode;
    private final String reason;
    private final String url;
    private final Headers headers;

    /** In the arrays that it was read into. */
    private final byte[][] content;

    private final int attempts;
    private final String resigned;
    private final Timings timings;
    private final Peer peer;
    private final String history;
    private final Headers trailers;

    Response(String method, byte[][] results) {
        this(method, results, new byte[][] {results[Ops.RESPONSE_BODY]});
    }

    /** With a body in several arrays. */
    Response(String method, byte[][] results, byte[][] content) {
        Facts facts = new Facts(results);
        this.method = method;
        statusCode = (int) facts.number(Ops.RESPONSE_STATUS, 0);
        reason = facts.text(Ops.RESPONSE_REASON);
        url = facts.text(Ops.RESPONSE_URL);
        headers = Headers.parse(facts.bytes(Ops.RESPONSE_HEADERS));
        this.content = content;
        attempts = (int) facts.number(Ops.RESPONSE_ATTEMPTS, 1);
        resigned = facts.text(Ops.RESPONSE_RESIGNED);
        timings = new Timings(facts);
        peer = new Peer(facts);
        history = facts.text(Ops.RESPONSE_HISTORY);
        trailers = Headers.parse(facts.bytes(Ops.RESPONSE_TRAILERS));
        Log.answered(method, results);
    }

    /**
     * Returns the status.
     *
     * @return such as 200
     */
    public int statusCode() {
        return statusCode;
    }

    /**
     * Returns the reason phrase.
     *
     * @return such as "OK"; may be ""
     */
    public String reason() {
        return reason;
    }

    /**
     * Says whether the status is below 400.
     *
     * @return true if so
     */
    public boolean ok() {
        return statusCode < 400;
    }

    /**
     * Returns the final URL.
     *
     * @return after redirects
     */
    public String url() {
        return url;
    }

    /**
     * Returns the header fields.
     *
     * @return the fields
     */
    public Headers headers() {
        return headers;
    }

    /**
     * Returns the fields behind a body in chunks.
     *
     * @return the fields, possibly none
     */
    public Headers trailers() {
        return trailers;
    }

    /**
     * Returns the redirects that were followed.
     *
     * @return the first one first, possibly none
     */
    public List<Hop> history() {
        List<Hop> hops = new ArrayList<>();
        for (String line : history.split("\n")) {
            if (!line.isEmpty()) {
                hops.add(new Hop(line));
            }
        }
        return Collections.unmodifiableList(hops);
    }

    /**
     * Says whether this is a redirect, which was not followed.
     *
     * @return true if so
     */
    public boolean isRedirect() {
        return REDIRECTS.contains(statusCode) && headers.get("Location") != null;
    }

    /**
     * Returns the body; gzip and deflate are decoded, unless the client was made without.
     *
     * @return a copy
     */
    public byte[] content() {
        int length = 0;
        for (byte[] piece : content) {
            length = Math.addExact(length, piece.length);
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] piece : content) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return whole;
    }

    /**
     * Returns the body, without copying it.
     *
     * @return a new stream; it needs no closing
     */
    public InputStream contentStream() {
        List<InputStream> streams = new ArrayList<>();
        for (byte[] piece : content) {
            streams.add(new ByteArrayInputStream(piece));
        }
        return streams.size() == 1 ? streams.get(0) : new SequenceInputStream(Collections.enumeration(streams));
    }

    /**
     * Returns the body as text.
     *
     * @return by the charset of the Content-Type if the JVM knows it, else by UTF-8; bytes that are not of the charset
     *     become U+FFFD
     */
    public String text() {
        return new String(content.length == 1 ? content[0] : content(), charset());
    }

    private Charset charset() {
        String type = headers.get("Content-Type");
        for (String parameter : (type == null ? "" : type).split(";")) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2 && pair[0].trim().toLowerCase(Locale.ROOT).equals("charset")) {
                try {
                    return Charset.forName(pair[1].trim().replaceAll("^[\"']|[\"']$", ""));
                } catch (IllegalArgumentException e) {
                    break;
                }
            }
        }
        return StandardCharsets.UTF_8;
    }

    /**
     * Returns this response unless its status is 400 or above, or it is a redirect that was not followed.
     *
     * @return this
     * @throws HttpException (HTTP_STATUS, the detail being the status) if it is
     */
    public Response raiseForStatus() {
        if (!ok() || isRedirect()) {
            throw new HttpException(
                    statusCode + " " + reason + " for " + method + " " + Forms.withoutSecrets(url), this);
        }
        return this;
    }

    /**
     * Returns how often the request was sent.
     *
     * @return 1 or more
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Returns why the request was signed a second time.
     *
     * @return such as "region: the bucket is in eu-west-1"; "" if it was not
     */
    public String resigned() {
        return resigned;
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

    /**
     * Returns the exchange in the words of OpenTelemetry's semantic conventions for HTTP clients, for a span or a log.
     *
     * @return such as "server.address"; values are text or Long; no secrets: the URL has no query
     */
    public Map<String, Object> attributes() {
        return new Attributes(method, this).found();
    }

    /** The status. */
    @Override
    public String toString() {
        return "Response[" + statusCode + "]";
    }
}
