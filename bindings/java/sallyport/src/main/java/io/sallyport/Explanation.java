package io.sallyport;

/**
 * Why a server refused a signature: the cause is "not_refused" or "unknown" where that is so. No secret and no session
 * token is in it. Immutable.
 *
 * <p>Specification: docs/causes.md lists the causes.
 */
public final class Explanation extends Finding {
    private static final long serialVersionUID = 2L;

    Explanation(byte[][] results) {
        super(
                results[Ops.EXPLANATION_CAUSE],
                results[Ops.EXPLANATION_SUMMARY],
                results[Ops.EXPLANATION_EVIDENCE],
                results[Ops.EXPLANATION_FIX]);
    }
}
