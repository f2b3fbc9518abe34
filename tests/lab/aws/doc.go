// Package aws is the stand-in for AWS's request front end: it checks the signature of a request
// and then answers the few operations that the demo and the tests call.
//
// The check recomputes the signature with the signer of aws-sdk-go-v2, so that no line of
// Sallyport judges Sallyport. Refusals have the codes, messages and statuses of AWS, in JSON for
// requests with an X-Amz-Target header and in XML for the query protocol, including the echo of
// the canonical request that AWS sends when signatures differ.
package aws
