/**
 * Sallyport: sign, reach, publish and verify from locked-down compute.
 *
 * <ul>
 * <li>{@link io.sallyport.Signer} signs requests with AWS Signature Version 4.
 * <li>{@link io.sallyport.Endpoint} says for which service and region requests to a host are signed.
 * <li>{@link io.sallyport.HttpsClient} reaches an HTTPS server by a pinned address under its real name.
 * <li>{@link io.sallyport.IotPublisher} publishes to AWS IoT Core.
 * <li>{@link io.sallyport.IdentityVerifier} verifies who an instance is; {@link io.sallyport.InstanceMetadata} fetches
 *     the proof on the instance itself.
 * </ul>
 *
 * <p>Objects are made by builders, whose methods have the names of the options in {@code docs/options.md}. Each object
 * may be shared between threads and is closed when it is no longer needed; results are immutable and hold nothing
 * native. Everything that fails throws a {@link io.sallyport.SallyportException} with a stable code and a hint.
 *
 * <p>Nothing native is loaded, and no thread started, before the first object is made. The library is looked for in
 * this order:
 *
 * <ol>
 * <li>the file that the system property {@code sallyport.library.path} names, and then nowhere else;
 * <li>{@code libsallyport.so} on {@code java.library.path};
 * <li>the jar, whose files are put for a moment into the first directory that allows it: the property
 *     {@code sallyport.tmpdir}, {@code java.io.tmpdir} unless it is {@code /tmp}, then the places of the front door and of
 *     Python: the variable {@code TMPDIR}, {@code /dev/shm}, {@code XDG_RUNTIME_DIR}, {@code /tmp}, {@code /var/tmp}, the
 *     working directory. What a JVM leaves there that is killed meanwhile, a later one removes.
 * </ol>
 *
 * <p>It is looked for once for each class loader. If it cannot be loaded, every later attempt throws at once, with the
 * first exception as its cause: what was wrong (a property, a directory without room) has to be put right before the JVM
 * is started again. A core that cannot start, for want of address space, say, is tried anew by each call.
 *
 * <p>A call that waits for the network ends when its thread is interrupted, with a
 * {@link io.sallyport.CancelledException}. Its twin {@code ...Async} returns a {@link java.util.concurrent.CompletableFuture}
 * at once, which has whatever fails, a wrong argument too; to cancel it, or to complete it otherwise, ends the exchange. What
 * depends on the future runs where CompletableFuture's own asynchronous actions do.
 *
 * <p>Text is UTF-8 wherever it becomes bytes. Times are {@link java.time.Instant}, durations
 * {@link java.time.Duration}.
 */
package io.sallyport;
