import io.sallyport.Signer;

/** Signs from a few threads for some seconds, while something else profiles the JVM. */
public final class Signals {
  public static void main(String[] args) throws Exception {
    try (Signer signer = Signer.builder().accessKeyId("AKIDEXAMPLE").secretAccessKey("secret").build()) {
      Thread[] threads = new Thread[3];
      for (int i = 0; i < threads.length; i++) {
        threads[i] = new Thread(() -> {
          long end = System.nanoTime() + 3_000_000_000L;
          int faults = 0;
          while (System.nanoTime() < end) {
            signer.sign("GET", "https://sts.amazonaws.com/");
            faults += fault(null); // the JVM's own use of SIGSEGV
            byte[] garbage = new byte[1 << 16];
            faults += garbage.length;
          }
          System.out.print(faults == 0 ? "no faults" : "");
        });
        threads[i].start();
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static int fault(String text) {
    try {
      return text.length();
    } catch (NullPointerException e) {
      return 1;
    }
  }
}
