package io.sallyport.spark;

import java.util.Arrays;
import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** Scala's sequences, of which Spark's interfaces are full. */
final class Sequences {
    private Sequences() {}

    @SafeVarargs
    static <T> Seq<T> of(T... items) {
        return of(Arrays.asList(items));
    }

    static <T> Seq<T> of(List<T> items) {
        return JavaConverters.asScalaBufferConverter(items).asScala().toList();
    }

    static <T> List<T> list(Seq<T> items) {
        return JavaConverters.seqAsJavaListConverter(items).asJava();
    }
}
