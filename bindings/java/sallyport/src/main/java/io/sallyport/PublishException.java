package io.sallyport;

/** AWS IoT refused the message, or would have: quotas are checked before sending. */
public class PublishException extends SallyportException {
    private static final long serialVersionUID = 1L;

    PublishException(int code, String text, int detail, Throwable cause) {
        super(code, text, detail, cause);
    }
}
