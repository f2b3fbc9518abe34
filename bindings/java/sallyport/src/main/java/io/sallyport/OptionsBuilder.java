package io.sallyport;

/**
 * Collects the options of an object. Not for use by several threads.
 *
 * @param <B> the builder itself
 */
public abstract class OptionsBuilder<B extends OptionsBuilder<B>> {
    final Options options = new Options();

    OptionsBuilder() {}

    abstract B self();

    /**
     * Sets an option by its key, for those who read options from a configuration.
     *
     * @param key as in {@code docs/options.md}
     * @param value its text; a list has one entry per line; null: not given
     * @return this
     */
    public B option(String key, String value) {
        options.set(key, value);
        return self();
    }

    /** Everything that was given, as it is now. */
    Options options() {
        return new Options(options);
    }
}
