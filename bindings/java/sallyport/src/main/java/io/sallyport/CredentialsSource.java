package io.sallyport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What gives the credentials of each signature, and asks for new ones in time. One thread renews while others go on with
 * what is still valid. A source that fails is asked again, and its exception thrown once nothing valid is left.
 */
final class CredentialsSource {
    /**
     * Renewed by then, or when a third of a shorter life is left, so that a request that waits on its way still has a
     * good signature; Python's time too.
     */
    private static final Duration AHEAD = Duration.ofMinutes(15);

    /** After a failure it is not asked again for so long while there is something valid. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /** The time that sources see; another one in tests. */
    static volatile Clock clock = Clock.systemUTC();

    private final Supplier<Credentials> given;
    private final ReentrantLock renewing = new ReentrantLock();

    /** Null before the first. */
    private volatile Credentials current;

    private volatile Duration ahead = AHEAD;
    private volatile Instant quiet = Instant.MIN;

    CredentialsSource(Supplier<Credentials> given) {
        this.given = given;
    }

    /**
     * The credentials of now. The same object until there are others.
     *
     * @throws CredentialsException if the source gave none, or expired ones; what it throws passes through
     */
    Credentials now() {
        Credentials known = current;
        if (isValid(known, ahead)) {
            return known;
        }
        if (isValid(known, Duration.ZERO)) {
            if (!clock.instant().isBefore(quiet) && renewing.tryLock()) {
                renewUnlessDone(true);
            }
        } else {
            renewing.lock();
            renewUnlessDone(false);
        }
        return current;
    }

    /** Without an end they are never valid: the source knows when. */
    private static boolean isValid(Credentials known, Duration left) {
        return known != null
                && known.expires != null
                && known.expires.isAfter(clock.instant().plus(left));
    }

    /** With the lock, which is given back. */
    private void renewUnlessDone(boolean optional) {
        try {
            if (!isValid(current, ahead)) {
                renew();
            }
        } catch (RuntimeException e) {
            if (!optional) { // else there is time for another try
                throw e;
            }
            quiet = clock.instant().plus(AGAIN);
        } finally {
            renewing.unlock();
        }
    }

    private void renew() {
        Credentials made;
        try {
            made = given.get();
        } catch (RuntimeException e) {
            Log.source(given, null, e);
            throw e;
        }
        if (made == null) {
            throw SallyportException.of(ErrorCode.CREDENTIALS_MISSING, "the source of credentials has none");
        }
        if (made.expires != null && !isValid(made, Duration.ZERO)) {
            throw SallyportException.of(
                    ErrorCode.CREDENTIALS_EXPIRED,
                    "the credentials of " + Text.show(String.valueOf(made.accessKeyId)) + " have expired at "
                            + made.expires);
        }
        if (made.expires != null) {
            Duration third = Duration.between(clock.instant(), made.expires).dividedBy(3);
            ahead = third.compareTo(AHEAD) < 0 ? third : AHEAD;
        }
        if (!isSame(made, current)) {
            Log.source(given, made, null);
            current = made;
        }
    }

    private static boolean isSame(Credentials a, Credentials b) {
        return b != null
                && Objects.equals(a.accessKeyId, b.accessKeyId)
                && Objects.equals(a.secretAccessKey, b.secretAccessKey)
                && Objects.equals(a.sessionToken, b.sessionToken)
                && Objects.equals(a.expires, b.expires);
    }
}
