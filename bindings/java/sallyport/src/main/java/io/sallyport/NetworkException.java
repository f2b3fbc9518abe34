package io.sallyport;

/** The server could not be reached, or the connection broke. */
public class NetworkException extends SallyportException {
    private static final long serialVersionUID = 1L;

    NetworkException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
