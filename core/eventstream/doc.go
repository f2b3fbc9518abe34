// Package eventstream reads and writes the messages of AWS's event streams
// (application/vnd.amazon.eventstream): those of Transcribe Streaming, Kinesis'
// SubscribeToShard, S3 Select and Bedrock.
//
// A message is its length, its headers and its payload, with a CRC-32 of the
// beginning and one of the whole. [Decode] takes no message whose sums are wrong or
// that is over the limits of the service (128 KiB of headers, 16 MiB of payload), and
// allocates nothing before it has seen that.
//
// How a message is signed is in package sigv4 (StreamEvents).
//
// Source: AWS, "Event stream encoding" in the Amazon Transcribe Developer Guide and
// the Smithy specification, "Amazon Event Stream".
package eventstream
