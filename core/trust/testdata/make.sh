#!/bin/sh
# Makes the files of this directory anew, with OpenSSL 3. All passwords are "secret".
set -eu
cd "$(dirname "$0")"
openssl ecparam -name prime256v1 -genkey -out params.key 2>/dev/null # with its EC PARAMETERS block
openssl req -x509 -new -key params.key -subj /CN=a.test -addext subjectAltName=DNS:a.test -days 36500 -out cert.pem
openssl x509 -in cert.pem -outform DER -out cert.der
openssl x509 -in cert.pem -trustout -addtrust serverAuth -setalias "a test" -out trusted.pem
openssl x509 -in cert.pem -trustout -addreject serverAuth -out rejected.pem
openssl x509 -in cert.pem -trustout -addtrust emailProtection -out mail.pem
openssl crl2pkcs7 -nocrl -certfile cert.pem -out cert.p7b
openssl crl2pkcs7 -nocrl -certfile cert.pem -outform DER -out cert.p7c
for cipher in aes-128-cbc aes-192-cbc aes-256-cbc des3; do
	openssl pkcs8 -topk8 -in params.key -v2 $cipher -passout pass:secret -out pkcs8-$cipher.key
	openssl ec -in params.key -$cipher -passout pass:secret -out traditional-$cipher.key 2>/dev/null
done
openssl pkcs8 -topk8 -in params.key -v2 aes256 -v2prf hmacWithSHA512 -passout pass:secret -outform DER -out pkcs8-sha512.der
openssl pkcs8 -topk8 -in params.key -v2 aes256 -v2prf hmacWithSHA1 -passout pass:secret -out pkcs8-sha1.key
openssl pkcs8 -topk8 -in params.key -scrypt -passout pass:secret -out pkcs8-scrypt.key
openssl pkcs12 -export -in cert.pem -inkey params.key -passout pass:secret -out modern.p12
openssl pkcs12 -export -legacy -in cert.pem -inkey params.key -passout pass:secret -out legacy.p12
openssl pkcs12 -export -in cert.pem -inkey params.key -passout pass: -out open.p12
openssl pkcs12 -export -in cert.pem -inkey params.key -keypbe AES-128-CBC -certpbe NONE -macalg sha512 -passout pass:secret -out mixed.p12
openssl pkcs12 -export -in cert.pem -inkey params.key -keypbe NONE -certpbe NONE -nomac -passout pass: -out plain.p12
rm -f java.p12
keytool -genkeypair -keystore java.p12 -storetype PKCS12 -storepass secret -keypass secret -alias a -keyalg EC -groupname secp256r1 -dname CN=a.test -validity 36500
for scheme in PBE-MD5-DES PBE-SHA1-DES PBE-SHA1-3DES; do
	openssl pkcs8 -topk8 -in params.key -v1 $scheme -provider legacy -provider default -passout pass:secret -out pkcs8-$scheme.key
done
openssl pkcs12 -export -in cert.pem -inkey params.key -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1 -passout pass:secret -out des3.p12
