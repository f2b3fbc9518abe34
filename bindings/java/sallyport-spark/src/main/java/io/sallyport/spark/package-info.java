/**
 * Sallyport's functions for Spark SQL.
 *
 * <p>{@code spark.sql.extensions=io.sallyport.spark.SallyportExtensions} adds them; {@code spark.sallyport.*} sets the
 * options of {@code docs/options.md}. Secrets are not among those: executors take them from their environment or files.
 */
package io.sallyport.spark;
