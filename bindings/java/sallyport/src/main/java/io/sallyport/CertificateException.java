package io.sallyport;

/** The server's certificate was refused. */
public class CertificateException extends TlsException {
    private static final long serialVersionUID = 1L;

    CertificateException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
