// Package inspect takes a signed request apart: a presigned URL, or the headers
// of a request with Authorization.
//
// [Read] says what the request says about its own signature, whatever signer made
// it; [Inspect] says further what a service will refuse, each finding with the id
// of a cause of core/explain. No network, key or secret is needed. What cannot be
// parsed is a finding and not an error: a URL is inspected because something is
// wrong with it.
//
// Known are AWS Signature Version 4 and 4A, Google's form of it (GOOG4), Alibaba's
// OSS4 and ACS3; the older signatures of AWS (Version 2), OSS and MaxCompute are
// named and not checked. Signature and session token are not part of the result,
// nor an access key id that looks like a secret.
//
// Sources: AWS IAM User Guide, "Create a signed AWS API request"; Amazon S3 API
// Reference, "Authenticating Requests"; Alibaba Cloud, "Request syntax and
// signature method V3" and OSS "Signature version 4"; Google Cloud Storage,
// "Signatures".
package inspect
