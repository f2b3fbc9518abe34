package io.sallyport;

/** A phase, or the whole call, took too long. */
public class TimeoutException extends NetworkException {
    private static final long serialVersionUID = 1L;

    TimeoutException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
