import io.sallyport.HttpsClient;
import io.sallyport.Response;
import io.sallyport.SallyportException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Calls go on while something closes the descriptors. Argument: a URL that answers "hello". */
public final class Closed {
  public static void main(String[] args) throws Exception {
    int failed = 0;
    int worked = 0;
    try (HttpsClient client = HttpsClient.builder().timeout(Duration.ofSeconds(20)).retries(0).build()) {
      long end = System.nanoTime() + 3_500_000_000L;
      while (System.nanoTime() < end) {
        try {
          worked += body(client.get(args[0]));
        } catch (SallyportException e) {
          failed++;
        }
        CompletableFuture<Response> future = client.getAsync(args[0]);
        try {
          worked += body(future.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof SallyportException)) {
            throw e;
          }
          failed++;
        }
        Thread.sleep(5);
      }
      for (int i = 0; i < 3; i++) { // nothing is closed any more
        body(client.get(args[0]));
      }
    }
    if (worked < 20 || failed > worked) {
      throw new AssertionError(worked + " worked, " + failed + " failed");
    }
  }

  private static int body(Response response) {
    if (!response.text().equals("hello")) {
      throw new AssertionError(response.text());
    }
    return 1;
  }
}
