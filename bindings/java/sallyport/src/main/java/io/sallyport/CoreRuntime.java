package io.sallyport;

/**
 * Settings of the one native runtime that a process has, so of no object. To be made before the first object is; the
 * variables GOMAXPROCS and GOMEMLIMIT of the environment have no effect.
 */
public final class CoreRuntime {
    private CoreRuntime() {}

    /**
     * Sets how many threads of the library work at the same time.
     *
     * @param threads 1 to 1024; without this call as many as the process has CPUs
     * @throws UsageException (INVALID_OPTION) for another number, or if the library works already
     * @throws InternalException if the native library cannot be loaded
     */
    public static void maxProcs(int threads) {
        set("runtime.max_procs", threads);
    }

    /**
     * Sets above which size the library collects garbage more eagerly. It is no hard limit.
     *
     * @param bytes at least 16 MiB; without this call there is none
     * @throws UsageException (INVALID_OPTION) for another number, or if the library works already
     * @throws InternalException if the native library cannot be loaded
     */
    public static void memoryLimit(long bytes) {
        set("runtime.memory_limit", bytes);
    }

    private static void set(String key, long value) {
        Loader.load(false);
        Natives.runtimeSet(Text.encode(key, "key"), Text.encode(Long.toString(value), "value"));
    }
}
