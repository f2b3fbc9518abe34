module github.com/sallyport/sallyport/tests

go 1.26

require github.com/aws/smithy-go v1.28.8

require github.com/aws/aws-sdk-go-v2 v1.47.7

require go.mozilla.org/pkcs7 v0.10.0

replace github.com/sallyport/sallyport => ../
