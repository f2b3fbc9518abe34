module github.com/sallyport/sallyport

go 1.26.0

require (
	github.com/tetratelabs/wazero v1.12.0
	go.mozilla.org/pkcs7 v0.10.0
	golang.org/x/crypto v0.59.0
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d
)

require golang.org/x/sys v0.50.0 // indirect
