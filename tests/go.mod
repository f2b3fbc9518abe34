module github.com/sallyport/sallyport/tests

go 1.26.0

require (
	github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream v1.7.27
	github.com/aws/rolesanywhere-credential-helper v1.4.0
	github.com/sallyport/sallyport v0.0.0
)

// Judges that are not ours.
require (
	github.com/aws/aws-sdk-go-v2 v1.48.0
	github.com/aws/smithy-go v1.28.9
	go.mozilla.org/pkcs7 v0.10.0
	golang.org/x/net v0.62.0
)

require (
	github.com/aws/aws-sdk-go v1.55.5 // indirect
	github.com/google/go-tpm v0.3.3 // indirect
	github.com/jmespath/go-jmespath v0.4.0 // indirect
	github.com/miekg/pkcs11 v1.1.1 // indirect
	github.com/stefanberger/go-pkcs11uri v0.0.0-20230803200340-78284954bff6 // indirect
	github.com/tetratelabs/wazero v1.12.0 // indirect
	golang.org/x/crypto v0.59.0 // indirect
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d // indirect
	golang.org/x/sys v0.50.0 // indirect
	golang.org/x/term v0.48.0 // indirect
	golang.org/x/text v0.44.0 // indirect
)

replace github.com/sallyport/sallyport => ../
