import io.sallyport.IdentityVerifier;

/** The runtime sees nothing of the JVM's environment. Argument: NAME=VALUE, as set. */
public final class Environment {
  public static void main(String[] args) throws Exception {
    String[] pair = args[0].split("=", 2);
    for (int i = 0; i < 1000; i++) {
      check(IdentityVerifier.newAudience().length() > 10, "an audience");
    }
    check(pair[1].equals(System.getenv(pair[0])), "the variable of this process");
    Process child = new ProcessBuilder("sh", "-c", "test \"$" + pair[0] + "\" = '" + pair[1] + "'").start();
    check(child.waitFor() == 0, "the variable of a child");
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
