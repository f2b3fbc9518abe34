package io.sallyport;

/** Credentials are missing, incomplete or malformed, or a profile is. */
public class CredentialsException extends SallyportException {
    private static final long serialVersionUID = 1L;

    CredentialsException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
