package io.sallyport;

/**
 * Why a connection fails: the cause is "ok" where it does not. No secret is in it. Immutable.
 *
 * <p>Specification: docs/causes/README.md lists the causes.
 */
public final class Diagnosis extends Finding {
    private static final long serialVersionUID = 1L;

    private final String stage;

    Diagnosis(byte[][] results) {
        super(
                results[Ops.DIAGNOSIS_CAUSE],
                results[Ops.DIAGNOSIS_SUMMARY],
                results[Ops.DIAGNOSIS_EVIDENCE],
                results[Ops.DIAGNOSIS_FIX]);
        stage = Text.decode(results[Ops.DIAGNOSIS_STAGE]);
    }

    /**
     * Returns how far the connection came.
     *
     * @return "configuration", "proxy", "dns", "tcp", "hello", "certificate", "mutual", "http" or "done"
     */
    public String stage() {
        return stage;
    }
}
