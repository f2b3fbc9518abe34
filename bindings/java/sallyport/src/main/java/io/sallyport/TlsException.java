package io.sallyport;

/** The handshake failed, or the trust store or client certificate is unusable. */
public class TlsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    TlsException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
