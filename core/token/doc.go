// Package token makes tokens of signed requests that are not sent: passwords of
// databases and caches, bearer tokens of clusters, proofs of who one is. No secret is
// stored for them, and whoever gets one asks AWS, or checks it as AWS does.
//
// Each is a presigned URL without its scheme or in base64, good for a quarter of an
// hour; Vault's is a signed request of GetCallerIdentity, in JSON.
//
// [Verify] is for the other side: it takes such a proof from whoever presents it, looks
// that it is a request for GetCallerIdentity and nothing else, and asks STS whose it is.
// [Presented] reads the proof in a bearer token of EKS and in a login at Vault.
//
// Sources: botocore (signers.py, dsql), the AWS CLI ("eks get-token"),
// aws-msk-iam-sasl-signer, the ElastiCache and MemoryDB guides ("Authenticating with
// IAM"), HashiCorp Vault (builtin/credential/aws, cli.go).
package token
