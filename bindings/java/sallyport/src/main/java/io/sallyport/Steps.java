package io.sallyport;

/** Calls that wait for the network, one after the other, however they are waited for. */
interface Steps {
    /**
     * Starts the next call. Natives.freeTicket must follow.
     *
     * @param object entered meanwhile
     * @return its ticket; 0: there is none
     */
    long start(long object);

    /** Takes what the call gives; false if it is not done within the time, in milliseconds (below 0: no limit). */
    boolean finish(long ticket, long millis);

    /** What all of them gave, after the last one. */
    byte[][] results();

    /** Gives up what is held, after the last one or before. */
    void end();
}
