package io.sallyport;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.protocol.RedirectLocations;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Signs what Apache HttpClient 5 sends, in the form in which it sends it: the last of the request interceptors.
 *
 * <pre>{@code
 * HttpClients.custom().addRequestInterceptorLast(new HttpClient5Signer(signer)).build();
 * }</pre>
 *
 * <p>Every attempt, and every redirect to the same scheme, host and port, is signed anew; one to elsewhere is sent
 * unsigned. Signed are the headers of AWS, Content-Type and a few more; what libraries and proxies change is not.
 *
 * <p>A repeatable entity is written once for its hash and once for the server. One that is not, and every entity of the
 * asynchronous client, cannot be; it is UNSIGNED-PAYLOAD for S3, OSS, MaxCompute and VPC Lattice over https, and refused otherwise. A hash
 * that the request has in X-Amz-Content-Sha256 is taken as it is.
 *
 * <p>What cannot be signed is an {@link HttpException} caused by a {@link SallyportException}; the client makes a
 * ClientProtocolException of it and does not try again.
 */
public final class HttpClient5Signer implements HttpRequestInterceptor {
    /** The attribute of a context that says which server its exchange began with. */
    private static final String SERVER = HttpClient5Signer.class.getName() + ".server";

    private final Signer signer;

    /**
     * Signs with a signer, which stays the caller's to close.
     *
     * @param signer with its service and region, unless the URLs tell them
     */
    public HttpClient5Signer(Signer signer) {
        this.signer = Text.given(signer, "signer");
    }

    @Override
    public void process(HttpRequest request, EntityDetails entity, HttpContext context)
            throws HttpException, IOException {
        String server = server(request);
        RedirectLocations redirects = HttpClientContext.adapt(context).getRedirectLocations();
        if (redirects == null || redirects.size() == 0) {
            context.setAttribute(SERVER, server);
        } else if (!server.equals(context.getAttribute(SERVER))) {
            return;
        }
        try {
            Unsigned unsigned = new Unsigned(request.getMethod(), server + request.getPath());
            for (Header header : request.getHeaders()) {
                unsigned.header(header.getName(), header.getValue());
            }
            if (entity instanceof HttpEntity && isRepeatable((HttpEntity) entity)) {
                unsigned.body(((HttpEntity) entity)::writeTo);
            } else if (entity != null) {
                unsigned.bodyReadOnce();
            }
            apply(unsigned.by(signer), request);
        } catch (SallyportException e) {
            throw new HttpException("not signed: " + e.getMessage(), e);
        }
    }

    /** The client's own wrapper calls a stream repeatable until it has been read. */
    private static boolean isRepeatable(HttpEntity entity) {
        return entity.isRepeatable() && !entity.isStreaming();
    }

    /** Such as "https://host:8443", without a port that the scheme has anyway. */
    private static String server(HttpRequest request) throws HttpException {
        URIAuthority authority = request.getAuthority();
        if (authority == null || request.getScheme() == null) {
            throw new HttpException("not signed: the request has no scheme or no host");
        }
        String scheme = request.getScheme().toLowerCase(Locale.ROOT);
        String host = authority.getHostName().toLowerCase(Locale.ROOT);
        boolean usual = authority.getPort() < 0 || authority.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + (usual ? "" : ":" + authority.getPort());
    }

    private static void apply(SignedRequest signed, HttpRequest request) {
        int path = signed.url().indexOf('/', signed.url().indexOf("://") + 3);
        request.setPath(signed.url().substring(path));
        for (Header header : request.getHeaders()) {
            if (Unsigned.isSignatures(header.getName())) {
                request.removeHeader(header);
            }
        }
        for (Map.Entry<String, String> field : signed.headers()) {
            request.removeHeaders(field.getKey());
        }
        for (Map.Entry<String, String> field : signed.headers()) {
            request.addHeader(field.getKey(), field.getValue());
        }
    }

    /** Whose signatures they are. */
    @Override
    public String toString() {
        return "HttpClient5Signer[" + signer + "]";
    }
}
