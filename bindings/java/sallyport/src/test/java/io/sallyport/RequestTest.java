package io.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RequestTest {
    private static String body(Request.Builder request) {
        return new String(request.build().body, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h/, https://h/?a=1",
        "https://h/?, https://h/?a=1",
        "https://h/?b=2, https://h/?b=2&a=1",
        "https://h/?b=2&, https://h/?b=2&a=1",
        "https://h/#f, https://h/?a=1#f",
        "https://h/?b=2#f?g, https://h/?b=2&a=1#f?g",
    })
    void paramsGoToTheEndOfTheQuery(String url, String want) {
        assertEquals(want, Request.builder("GET", url).param("a", "1").build().url);
    }

    @Test
    void paramsAndFormsArePercentEncoded() {
        String all = "a b+c&d=e/\u00fc~";
        assertEquals(
                "https://h/?a%20b%2Bc%26d%3De%2F%C3%BC~=a%20b%2Bc%26d%3De%2F%C3%BC~",
                Request.builder("GET", "https://h/").param(all, all).build().url);
        Request.Builder form =
                Request.builder("POST", "https://h/").form("a b", "\u00fc").form("c", "");
        assertEquals("a+b=%C3%BC&c=", body(form));
        assertEquals("application/x-www-form-urlencoded", form.build().headers.get("content-type"));
    }

    @Test
    void jsonHasItsContentTypeUnlessGiven() {
        Request.Builder json = Request.builder("POST", "https://h/").json("{}");
        assertEquals("application/json", json.build().headers.get("Content-Type"));
        json.header("content-type", "application/x-amz-json-1.1");
        assertEquals(1, json.build().headers.size());
        assertEquals("{}", body(json));
        assertEquals(
                0,
                Request.builder("POST", "https://h/").body("{}").build().headers.size());
    }

    @Test
    void aRequestHasOneBody() {
        Failures.fails(ErrorCode.INVALID_ARGUMENT, () -> Request.builder("POST", "https://h/")
                .body("x")
                .form("a", "b")
                .build());
    }

    @Test
    void textFormsHaveNoSecrets() {
        Stream.of("https://user:pass@h:1/p?token=x#f", "https://h:1/p#f", "https://user:p@ss@h:1/p")
                .forEach(url -> {
                    assertEquals(
                            "Request[GET https://h:1/p]",
                            Request.builder("GET", url).build().toString());
                });
        assertEquals("nonsense", Forms.withoutSecrets("nonsense?x"));
        assertEquals("https://h/a@b", Forms.withoutSecrets("https://h/a@b"));
    }
}
