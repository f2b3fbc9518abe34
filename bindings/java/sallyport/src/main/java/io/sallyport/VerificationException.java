package io.sallyport;

/** An instance identity was refused; {@link #name()} says why. */
public class VerificationException extends SallyportException {
    private static final long serialVersionUID = 1L;

    VerificationException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
