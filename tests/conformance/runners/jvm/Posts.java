import io.sallyport.PostPolicy;
import io.sallyport.PresignedPost;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Uploads by a form. */
final class Posts {
    private Posts() {}

    static Map<String, byte[]> presignPost(Call call) {
        PostPolicy.Builder b = PostPolicy.builder(call.text("url"), call.text("bucket"), call.text("key"));
        StringBuilder made = new StringBuilder();
        for (String[] pair : call.pairs("field")) b.field(pair[0], pair[1]);
        PresignedPost post = Runner.signer(call)
                .presignPost(b.conditions(call.text("conditions"))
                        .time(Instant.ofEpochSecond(call.number("time")))
                        .expires(Duration.ofSeconds(call.number("expires")))
                        .build());
        post.fields().forEach((name, value) -> {
            boolean own = name.equals("key");
            for (String[] pair : call.pairs("field")) own |= pair[0].equals(name);
            if (!own) made.append(name).append(": ").append(value).append("\r\n");
        });
        return Wire.fields("url", post.url(), "fields", made.toString());
    }
}
