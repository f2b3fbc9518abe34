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
     * Returns the diagnosis that an error stands for, from the error alone: of options with which no client could be
     * made, for one. Its cause is "" for an error that has none.
     *
     * @param error what was thrown
     * @return the cause, with what the error tells as its evidence
     * @throws UsageException (NULL_POINTER) for null
     */
    public static Diagnosis of(SallyportException error) {
        Text.given(error, "error", ErrorCode.NULL_POINTER);
        return new Diagnosis(Ops.errorDiagnose()
                .text(Ops.ERROR_DIAGNOSE_CAUSE, Text.encode(error.causeId(), "causeId"))
                .text(Ops.ERROR_DIAGNOSE_MESSAGE, Text.encode(error.text(), "text"))
                .number(Ops.ERROR_DIAGNOSE_CODE, error.code())
                .run());
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
