import io.sallyport.IdentityVerifier;
import io.sallyport.SallyportException;
import io.sallyport.Signer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.time.Duration;

/**
 * Many mixed calls; prints KiB of RSS, threads and descriptors after three tenths of them and at the end. Argument: how many.
 */
public final class Calls {
  private static final String URL = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";

  public static void main(String[] args) throws Exception {
    long count = Long.parseLong(args[0]);
    try (Signer signer = signer(); IdentityVerifier verifier = IdentityVerifier.builder().build()) {
      for (long i = 0; i < count; i++) {
        if (i == 3 * count / 10) { // by then everything is compiled
          usage();
        }
        switch ((int) (i % 100)) {
          case 97:
            signer().close();
            break;
          case 98:
            refused(() -> verifier.verify("????"));
            break;
          case 99:
            refused(() -> signer.sign("GET", "nonsense"));
            break;
          default:
            if (i % 4 == 0) {
              signer.presign("GET", URL, Duration.ofSeconds(60));
            } else {
              signer.sign("GET", URL);
            }
        }
      }
      usage();
    }
  }

  private static Signer signer() {
    return Signer.builder().accessKeyId("AKIDEXAMPLE").secretAccessKey("secret").region("us-east-1").service("iam").build();
  }

  private static void refused(Runnable call) {
    try {
      call.run();
    } catch (SallyportException e) {
      return;
    }
    throw new AssertionError("a bad call was accepted");
  }

  private static void usage() throws Exception {
    String rss = "";
    String threads = "";
    for (String line : Files.readAllLines(Paths.get("/proc/self/status"))) {
      rss = line.startsWith("VmRSS:") ? line.replaceAll("[^0-9]", "") : rss;
      threads = line.startsWith("Threads:") ? line.replaceAll("[^0-9]", "") : threads;
    }
    System.out.println(rss + " " + threads + " " + (new File("/proc/self/fd").list().length - 1));
  }
}
