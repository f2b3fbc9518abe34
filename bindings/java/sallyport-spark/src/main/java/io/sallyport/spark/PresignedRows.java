package io.sallyport.spark;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** Rows with presigned URLs: reads a batch of rows ahead, has their URLs presigned, gives them out. */
final class PresignedRows extends AbstractIterator<InternalRow> {
    /** So many rows that the cost of a call is lost among them, so few that all stay in the processor's caches. */
    private static final int ROWS = 256;

    /** Rows that are large end a batch early. */
    private static final long BYTES = 4 << 20;

    private final Iterator<InternalRow> from;
    private final PresignedColumn[] columns;
    private final PresignMetrics metrics;
    private final InternalRow[] rows = new InternalRow[ROWS];
    private final GenericInternalRow signed;
    private final JoinedRow both = new JoinedRow();
    private int count;
    private int next;

    PresignedRows(Iterator<InternalRow> from, PresignedColumn[] columns, PresignMetrics metrics) {
        this.from = from;
        this.columns = columns;
        this.metrics = metrics;
        signed = new GenericInternalRow(columns.length);
    }

    @Override
    public boolean hasNext() {
        return next < count || fill();
    }

    @Override
    public InternalRow next() {
        if (!hasNext()) {
            throw new java.util.NoSuchElementException();
        }
        for (int i = 0; i < columns.length; i++) {
            signed.update(i, columns[i].get(next));
        }
        metrics.countRow();
        return both.apply(rows[next++], signed);
    }

    private boolean fill() {
        next = 0;
        count = 0;
        for (long bytes = 0; count < ROWS && bytes < BYTES && from.hasNext(); count++) {
            InternalRow row = from.next().copy(); // whoever gives it out may use its memory again
            rows[count] = row;
            bytes += row instanceof UnsafeRow ? ((UnsafeRow) row).getSizeInBytes() : BYTES / ROWS;
        }
        if (count == 0) {
            return false;
        }
        long start = System.nanoTime();
        long failed = 0;
        for (PresignedColumn column : columns) {
            failed += column.presign(rows, count);
        }
        metrics.countBatch(failed, System.nanoTime() - start);
        return true;
    }
}
