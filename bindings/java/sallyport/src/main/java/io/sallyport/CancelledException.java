package io.sallyport;

/** The thread was interrupted while it waited: CANCELLED. Its interrupt status is still set. */
public class CancelledException extends NetworkException {
    private static final long serialVersionUID = 1L;

    CancelledException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
