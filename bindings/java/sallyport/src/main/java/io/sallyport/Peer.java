package io.sallyport;

import java.io.Serializable;

/** Who answered. What belongs to TLS is "" without it. Immutable. */
public final class Peer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String ip;
    private final int port;
    private final String tlsVersion;
    private final String tlsCipher;
    private final String alpn;
    private final byte[] certificate;
    private final String trustSource;

    Peer(Facts facts) {
        String address = facts.text(Ops.RESPONSE_PEER_ADDRESS);
        int colon = address.lastIndexOf(':');
        ip = address.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
        port = colon < 0 ? 0 : Integer.parseInt(address.substring(colon + 1));
        tlsVersion = facts.text(Ops.RESPONSE_TLS_VERSION);
        tlsCipher = facts.text(Ops.RESPONSE_TLS_CIPHER);
        alpn = facts.text(Ops.RESPONSE_TLS_ALPN);
        certificate = facts.bytes(Ops.RESPONSE_TLS_CERTIFICATE);
        trustSource = facts.text(Ops.RESPONSE_TLS_TRUST);
    }

    /**
     * Returns the address that was connected to.
     *
     * @return IPv4 or IPv6, without brackets
     */
    public String ip() {
        return ip;
    }

    /**
     * Returns the port that was connected to.
     *
     * @return the port
     */
    public int port() {
        return port;
    }

    /**
     * Returns the version of TLS.
     *
     * @return such as "TLS 1.3"
     */
    public String tlsVersion() {
        return tlsVersion;
    }

    /**
     * Returns the cipher suite.
     *
     * @return such as "TLS_AES_128_GCM_SHA256"
     */
    public String tlsCipher() {
        return tlsCipher;
    }

    /**
     * Returns the application protocol that was negotiated.
     *
     * @return "" for none
     */
    public String alpn() {
        return alpn;
    }

    /**
     * Returns the server's own certificate.
     *
     * @return a copy of the DER; empty without TLS
     */
    public byte[] certificate() {
        return certificate.clone();
    }

    /**
     * Says where the trusted roots came from.
     *
     * @return a path, a variable, or words
     */
    public String trustSource() {
        return trustSource;
    }

    /** All but the certificate. */
    @Override
    public String toString() {
        return "Peer[ip=" + ip + ", port=" + port + ", tlsVersion=" + tlsVersion + ", tlsCipher=" + tlsCipher
                + ", alpn=" + alpn + ", trustSource=" + trustSource + "]";
    }
}
