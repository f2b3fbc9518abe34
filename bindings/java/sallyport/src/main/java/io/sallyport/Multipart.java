package io.sallyport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A body of the type multipart/form-data (RFC 7578), in memory. */
final class Multipart {
    private final String boundary = UUID.randomUUID().toString().replace("-", "");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void field(String name, String value) {
        begin("name=\"" + escaped(name, "a name in form") + "\"", null);
        write(Text.encode(value, "form[" + Text.show(name) + "]"));
        write("\r\n");
    }

    void file(String name, String fileName, byte[] content, String contentType) {
        begin(
                "name=\"" + escaped(name, "a name in files") + "\"; filename=\"" + escaped(fileName, "a file name")
                        + "\"",
                contentType);
        write(content);
        write("\r\n");
    }

    private void begin(String disposition, String contentType) {
        write("--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n");
        if (contentType != null) {
            if (contentType.indexOf('\r') >= 0 || contentType.indexOf('\n') >= 0) {
                throw SallyportException.usage("the content type of a file holds a line break");
            }
            write("Content-Type: " + contentType + "\r\n");
        }
        write("\r\n");
    }

    /** As browsers do: what would end the text or the line is percent-encoded. */
    private static String escaped(String text, String argument) {
        return Text.given(text, argument)
                .replace("\"", "%22")
                .replace("\r", "%0D")
                .replace("\n", "%0A");
    }

    private void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    byte[] toBytes() {
        write("--" + boundary + "--\r\n");
        return out.toByteArray();
    }
}
