package io.sallyport;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** What an instance proves its identity with: a document, and the signature over it. Immutable. */
public final class SignedDocument implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] document;
    private final byte[] signature;

    SignedDocument(byte[][] results) {
        document = results[Ops.PROOF_DOCUMENT];
        signature = results[Ops.PROOF_SIGNATURE];
    }

    /**
     * Returns the document.
     *
     * @return a copy, as the metadata service answered
     */
    public byte[] document() {
        return document.clone();
    }

    /**
     * Returns the signature.
     *
     * @return a copy, as the metadata service answered: PKCS#7 in base64
     */
    public byte[] signature() {
        return signature.clone();
    }

    /** The document. */
    @Override
    public String toString() {
        return new String(document, StandardCharsets.UTF_8);
    }
}
