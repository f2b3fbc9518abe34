package io.sallyport;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An exchange in the words of OpenTelemetry's semantic conventions for HTTP clients (1.23 and later). */
final class Attributes {
    private final Map<String, Object> found = new LinkedHashMap<>();

    Attributes(String method, Response response) {
        String url = Forms.withoutSecrets(response.url());
        int host = url.indexOf("://") + 3;
        int slash = url.indexOf('/', host);
        String authority = url.substring(host, slash < 0 ? url.length() : slash);
        int colon = authority.lastIndexOf(':');
        boolean port = colon >= 0 && authority.substring(colon + 1).matches("[0-9]+");
        found.put("http.request.method", method);
        found.put("url.full", url);
        found.put("server.address", (port ? authority.substring(0, colon) : authority).replaceAll("[\\[\\]]", ""));
        found.put(
                "server.port",
                port ? Long.parseLong(authority.substring(colon + 1)) : url.startsWith("https:") ? 443L : 80L);
        found.put("http.response.status_code", (long) response.statusCode());
        found.put("network.protocol.name", "http");
        found.put("network.protocol.version", "1.1");
        peer(response.peer());
        if (response.attempts() > 1) {
            found.put("http.request.resend_count", response.attempts() - 1L);
        }
        if (!response.ok()) {
            found.put("error.type", Integer.toString(response.statusCode()));
        }
    }

    private void peer(Peer peer) {
        if (!peer.ip().isEmpty()) {
            found.put("network.peer.address", peer.ip());
            found.put("network.peer.port", (long) peer.port());
        }
        if (!peer.tlsVersion().isEmpty()) {
            found.put("tls.protocol.name", "tls");
            found.put(
                    "tls.protocol.version",
                    peer.tlsVersion().substring(peer.tlsVersion().lastIndexOf(' ') + 1));
            found.put("tls.cipher", peer.tlsCipher());
        }
        if (!peer.alpn().isEmpty()) {
            found.put("tls.next_protocol", peer.alpn());
        }
    }

    Map<String, Object> found() {
        return Collections.unmodifiableMap(found);
    }
}
