package io.sallyport;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.Map;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.Okio;

/**
 * Signs what OkHttp sends, in the form in which it sends it: a network interceptor.
 *
 * <pre>{@code
 * new OkHttpClient.Builder().addNetworkInterceptor(new OkHttpSigner(signer)).build();
 * }</pre>
 *
 * <p>Every attempt, and every redirect to the same scheme, host and port, is signed anew; one to elsewhere is sent
 * unsigned. Signed are the headers of AWS, Content-Type and a few more; what libraries and proxies change is not.
 *
 * <p>A body is written once for its hash and once for the server. A one-shot body cannot be; it is UNSIGNED-PAYLOAD
 * for S3, OSS, MaxCompute and VPC Lattice over https, and refused otherwise. A hash that the request has in X-Amz-Content-Sha256 is taken
 * as it is.
 *
 * <p>What cannot be signed is an {@link IOException} caused by a {@link SallyportException}, and not tried again.
 */
public final class OkHttpSigner implements Interceptor {
    private final Signer signer;

    /**
     * Signs with a signer, which stays the caller's to close.
     *
     * @param signer with its service and region, unless the URLs tell them
     */
    public OkHttpSigner(Signer signer) {
        this.signer = Text.given(signer, "signer");
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        return chain.proceed(sameServer(request.url(), chain.call().request().url()) ? signed(request) : request);
    }

    private static boolean sameServer(HttpUrl a, HttpUrl b) {
        return a.host().equals(b.host()) && a.port() == b.port() && a.scheme().equals(b.scheme());
    }

    private Request signed(Request request) throws IOException {
        String url = request.url()
                .newBuilder()
                .username("")
                .password("")
                .fragment(null)
                .build()
                .toString();
        try {
            Unsigned unsigned = new Unsigned(request.method(), url);
            for (int i = 0; i < request.headers().size(); i++) {
                unsigned.header(request.headers().name(i), request.headers().value(i));
            }
            RequestBody body = request.body();
            if (body != null && (body.isOneShot() || body.isDuplex())) {
                unsigned.bodyReadOnce();
            } else if (body != null) {
                unsigned.body(out -> {
                    BufferedSink sink = Okio.buffer(Okio.sink(out));
                    body.writeTo(sink);
                    sink.flush();
                });
            }
            return with(request, unsigned.by(signer));
        } catch (SallyportException e) {
            throw (IOException) new ProtocolException("not signed: " + e.getMessage()).initCause(e);
        }
    }

    private static Request with(Request request, SignedRequest signed) throws IOException {
        HttpUrl url = HttpUrl.get(signed.url());
        if (!url.toString().equals(signed.url())) {
            throw new ProtocolException("OkHttp would send another URL than the one that was signed");
        }
        Request.Builder builder = request.newBuilder().url(url);
        for (String name : request.headers().names()) {
            if (Unsigned.isSignatures(name)) {
                builder.removeHeader(name);
            }
        }
        for (Map.Entry<String, String> field : signed.headers()) {
            builder.removeHeader(field.getKey());
        }
        for (Map.Entry<String, String> field : signed.headers()) {
            builder.addHeader(field.getKey(), field.getValue());
        }
        return builder.build();
    }

    /** Whose signatures they are. */
    @Override
    public String toString() {
        return "OkHttpSigner[" + signer + "]";
    }
}
