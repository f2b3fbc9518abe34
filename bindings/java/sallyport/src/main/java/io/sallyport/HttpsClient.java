package io.sallyport;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An HTTPS client that can be told where a name is.
 *
 * <p>The URL keeps the server's real name; {@code resolve} says which address to connect to. SNI, the Host header and
 * the certificate check use the name, and no DNS is asked. Connections stay open for the next request. A client may be
 * shared between threads.
 *
 * <pre>{@code
 * try (HttpsClient client = HttpsClient.builder().resolve("kms-vpc.cn-shanghai.aliyuncs.com", "100.100.0.7").build()) {
 *     Response response = client.get("https://kms-vpc.cn-shanghai.aliyuncs.com/");
 * }
 * }</pre>
 */
public final class HttpsClient implements AutoCloseable {
    private final Channel channel;
    private final long retries;

    private HttpsClient(Builder builder) {
        Options options = builder.options();
        channel = new Channel(Ops.CLIENT_NEW, options, this);
        retries = options.number("client.retries", 2);
    }

    /**
     * Starts a client.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sends a request and reads the whole response. A status of 400 or above is a response too.
     *
     * <p>Interrupting the thread ends the call.
     *
     * @param request to send; its time is not used
     * @return the response
     * @throws NetworkException if there was no exchange; a {@link TimeoutException} is one, and so is a
     *     {@link CancelledException}
     * @throws TlsException if the handshake failed; a {@link CertificateException} is one
     * @throws HttpException if the answer is cut off, too large or not HTTP
     * @throws UsageException for a wrong argument, or if the client was closed
     */
    public Response send(Request request) {
        LongBody body = new LongBody(request, call(request), retries);
        return Log.exchange(
                request.method,
                request.url,
                () -> new Response(
                        request.method,
                        channel.with(request.connection, handle -> Call.await(handle, body)),
                        body.content()));
    }

    /**
     * Sends a request, and does not wait for the response.
     *
     * @param request to send; its time is not used
     * @return the response, or what {@link #send} throws; {@code cancel} ends the exchange
     */
    public CompletableFuture<Response> sendAsync(Request request) {
        return Exchange.started(() -> {
            LongBody body = new LongBody(request, call(request), retries);
            return Log.exchange(
                    request.method,
                    request.url,
                    channel.start(
                            request.connection,
                            handle -> Exchange.start(
                                    handle,
                                    () -> body,
                                    results -> new Response(request.method, results, body.content()))));
        });
    }

    /**
     * Sends a request and returns when the head of the response is there; its body is read as it arrives, in constant
     * memory. {@code max_body} does not apply; the request's timeout, or the client's, is for the body too.
     *
     * @param request to send; its time is not used
     * @return the response, to be closed
     * @throws SallyportException as {@link #send} does
     */
    public StreamedResponse stream(Request request) {
        return StreamedResponse.of(opened(request, false, -1));
    }

    /**
     * The same with a body that is sent as it is read. Such a request is not repeated. A client that signs signs the
     * body as UNSIGNED-PAYLOAD over https, and over http in chunks, if its length is known; the request's payload hash
     * and checksum say otherwise.
     *
     * @param request to send, without a body
     * @param body is read up to its end, or to that of the bytes that the server takes; not closed
     * @param length of body in bytes, or -1: in chunks
     * @return the response, to be closed
     * @throws SallyportException as {@link #send} does
     * @throws IOException if body cannot be read
     */
    public StreamedResponse stream(Request request, InputStream body, long length) throws IOException {
        Text.given(body, "body");
        if (length < -1) {
            throw SallyportException.usage("length is " + length + "; it is a number of bytes, or -1");
        }
        return StreamedResponse.upload(opened(request, true, length), body);
    }

    private StreamedResponse.Stream opened(Request request, boolean upload, long length) {
        Duration limit = Text.given(request, "request", ErrorCode.NULL_POINTER).timeout;
        Call call = request.packed()
                .into(Ops.clientOpen())
                .number(Ops.CLIENT_OPEN_TIMEOUT_MS, limit == null ? 0 : Text.milliseconds(limit, "timeout"))
                .number(Ops.CLIENT_OPEN_MAX_REDIRECTS, request.followRedirects ? -1 : 0)
                .number(Ops.CLIENT_OPEN_UPLOAD, upload ? 1 : 0)
                .number(Ops.CLIENT_OPEN_CONTENT_LENGTH, length);
        return channel.with(request.connection, handle -> new StreamedResponse.Stream(request, call, handle));
    }

    private static Call call(Request request) {
        Duration limit = Text.given(request, "request", ErrorCode.NULL_POINTER).timeout;
        return request.packed()
                .into(Ops.clientDo())
                .number(Ops.CLIENT_DO_MAX_REDIRECTS, request.followRedirects ? -1 : 0)
                .number(Ops.CLIENT_DO_TIMEOUT_MS, limit == null ? 0 : Text.milliseconds(limit, "timeout"));
    }

    /**
     * Sends a GET request.
     *
     * @param url absolute, http or https
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response get(String url) {
        return send(Request.builder("GET", url).build());
    }

    /**
     * Sends a GET request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> getAsync(String url) {
        return Exchange.started(() -> sendAsync(Request.builder("GET", url).build()));
    }

    /**
     * Sends a GET request.
     *
     * @param url absolute, http or https
     * @param headers to send
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response get(String url, Map<String, String> headers) {
        return send(Request.builder("GET", url).headers(headers).build());
    }

    /**
     * Sends a GET request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @param headers to send
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> getAsync(String url, Map<String, String> headers) {
        return Exchange.started(
                () -> sendAsync(Request.builder("GET", url).headers(headers).build()));
    }

    /**
     * Sends a HEAD request.
     *
     * @param url absolute, http or https
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response head(String url) {
        return send(Request.builder("HEAD", url).build());
    }

    /**
     * Sends a HEAD request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> headAsync(String url) {
        return Exchange.started(() -> sendAsync(Request.builder("HEAD", url).build()));
    }

    /**
     * Sends a POST request.
     *
     * @param url absolute, http or https
     * @param body to send
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response post(String url, byte[] body) {
        return send(Request.builder("POST", url).body(body).build());
    }

    /**
     * Sends a POST request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @param body to send
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> postAsync(String url, byte[] body) {
        return Exchange.started(
                () -> sendAsync(Request.builder("POST", url).body(body).build()));
    }

    /**
     * Sends a POST request.
     *
     * @param url absolute, http or https
     * @param headers to send
     * @param body to send
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response post(String url, Map<String, String> headers, byte[] body) {
        return send(Request.builder("POST", url).headers(headers).body(body).build());
    }

    /**
     * Sends a POST request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @param headers to send
     * @param body to send
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> postAsync(String url, Map<String, String> headers, byte[] body) {
        return Exchange.started(() -> sendAsync(
                Request.builder("POST", url).headers(headers).body(body).build()));
    }

    /**
     * Sends a PUT request.
     *
     * @param url absolute, http or https
     * @param body to send
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response put(String url, byte[] body) {
        return send(Request.builder("PUT", url).body(body).build());
    }

    /**
     * Sends a PUT request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @param body to send
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> putAsync(String url, byte[] body) {
        return Exchange.started(
                () -> sendAsync(Request.builder("PUT", url).body(body).build()));
    }

    /**
     * Sends a DELETE request.
     *
     * @param url absolute, http or https
     * @return the response
     * @throws SallyportException as {@link #send} does
     */
    public Response delete(String url) {
        return send(Request.builder("DELETE", url).build());
    }

    /**
     * Sends a DELETE request, and does not wait for the response.
     *
     * @param url absolute, http or https
     * @return as {@link #sendAsync} does
     */
    public CompletableFuture<Response> deleteAsync(String url) {
        return Exchange.started(() -> sendAsync(Request.builder("DELETE", url).build()));
    }

    /**
     * Connects to a URL step by step, as a GET of it would, and says what is wrong: the URL, the proxy, DNS, each
     * address, the TLS handshake, the certificates of either side, the head of the answer. What fails is the result and
     * not an exception. Nothing is signed, redirected or repeated. Some causes need further connections, which carry
     * neither path nor query. The total time of a call bounds all of it.
     *
     * <p>Interrupting the thread ends it.
     *
     * @param url absolute, http or https
     * @return the one cause, its evidence and its fix
     * @throws UsageException for a wrong argument, or if the client was closed
     * @throws CancelledException if the thread was interrupted
     */
    public Diagnosis diagnose(String url) {
        Call call = diagnosing(url);
        return new Diagnosis(channel.with(call::await));
    }

    /**
     * Diagnoses a URL, and does not wait for the result.
     *
     * @param url absolute, http or https
     * @return the diagnosis, or what {@link #diagnose} throws; {@code cancel} ends it
     */
    public CompletableFuture<Diagnosis> diagnoseAsync(String url) {
        return channel.start(handle -> Exchange.start(handle, () -> diagnosing(url), Diagnosis::new));
    }

    /** The results of an operation that waits. */
    byte[][] await(Call call) {
        return channel.with(call::await);
    }

    private static Call diagnosing(String url) {
        return Ops.clientDiagnose()
                .text(Ops.CLIENT_DIAGNOSE_URL, Text.encode(url, "url", ErrorCode.INVALID_URL, ErrorCode.INVALID_URL));
    }

    /**
     * Says where each trusted root came from, as of now: files that have changed are read again. Nothing is connected.
     *
     * @return the roots, and what is not used
     * @throws UsageException if the client was closed
     */
    public TrustReport trustReport() {
        return new TrustReport(channel.with(Ops.clientTrustReport()::run));
    }

    /**
     * Closes idle connections. Calls in progress finish; later ones throw {@link UsageException} (HANDLE_CLOSED).
     * Closing twice does nothing.
     */
    @Override
    public void close() {
        channel.close();
    }

    /** Says what it is, and nothing of its options. */
    @Override
    public String toString() {
        return "HttpsClient[]";
    }

    /** Collects the options of a client. */
    public static final class Builder extends ConnectionBuilder<Builder> {
        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /**
         * Limits the body of a response.
         *
         * @param bytes default 64 MiB
         * @return this
         */
        public Builder maxBody(long bytes) {
            return option("client.max_body", Long.toString(bytes));
        }

        /**
         * Limits the header of a response.
         *
         * @param bytes default 64 KiB
         * @return this
         */
        public Builder maxHeader(long bytes) {
            return option("client.max_header", Long.toString(bytes));
        }

        /**
         * Limits how slowly a server may send a response.
         *
         * @param bytesPerSecond least rate, while the response is waited for; default 0, any
         * @param mean of how long it is the mean
         * @return this
         */
        public Builder minRate(long bytesPerSecond, Duration mean) {
            option("client.min_rate_time", Long.toString(Text.milliseconds(mean, "mean")));
            return option("client.min_rate", Long.toString(bytesPerSecond));
        }

        /**
         * Limits the redirects that are followed.
         *
         * @param redirects 0: none, they are returned; default 10
         * @return this
         */
        public Builder maxRedirects(int redirects) {
            return option("client.max_redirects", Integer.toString(redirects));
        }

        /**
         * Says how long cookies are kept that servers set, as browsers do it (RFC 6265). A Cookie header of a request
         * goes alone with it; what a redirect sets takes the place of what that has of the name.
         *
         * @param keep "call" (those that redirects set, for the requests that they lead to; the default), "client" (those
         *     of all responses, for all later requests), or "none"
         * @return this
         */
        public Builder cookies(String keep) {
            return option("client.cookies", Text.given(keep, "keep"));
        }

        /**
         * Says whether to ask for gzip and deflate, and to decode bodies.
         *
         * @param decode false: a body is given as it comes; default true
         * @return this
         */
        public Builder decode(boolean decode) {
            return option("client.decode", Boolean.toString(decode));
        }

        /**
         * Says whether to get certificates that a server should have sent from where its certificate says they are
         * (AIA), by plain HTTP and under the same addresses, {@link #allow} and proxy. Whoever answers as the server
         * chooses that address.
         *
         * @param fetch default false
         * @return this
         */
        public Builder fetchIntermediates(boolean fetch) {
            return option("tls.fetch_intermediates", Boolean.toString(fetch));
        }

        /**
         * Limits the addresses that may be dialled. Each dial is asked about, after the look-up, also for redirects and
         * proxies.
         *
         * @param entries each allows more: "public" (all that are global), a network ("10.0.0.0/8"), an address or a
         *     host name; at least one
         * @return this
         */
        public Builder allow(String... entries) {
            return list("client.allow", entries);
        }

        /**
         * Says which ALPN protocols to offer; the server must select one of them.
         *
         * @param protocols such as "x-amzn-http-ca", at least one; default: http/1.1, not demanded
         * @return this
         */
        public Builder alpn(String... protocols) {
            return list("client.alpn", protocols);
        }

        private Builder list(String key, String[] values) {
            if (Text.given(values, key).length == 0) {
                throw SallyportException.usage(key + " is empty; leave it out to limit nothing");
            }
            options.setList(key, Arrays.asList(values));
            return this;
        }

        /**
         * Makes the client.
         *
         * @return a client
         * @throws UsageException for an option that cannot be used
         * @throws TlsException for roots or a client certificate that cannot be used
         * @throws InternalException if the native library cannot be loaded
         */
        public HttpsClient build() {
            return new HttpsClient(this);
        }
    }
}
