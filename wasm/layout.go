//go:build wasip1

package main

import "structs"

// The structs of sallyport.h as the host lays them out; doc.go has the offsets.
// Go's own pointers have 8 bytes on this target, so pointers here are numbers.
type (
	str struct {
		_    structs.HostLayout
		data uint32
		size uint32
	}

	errorOut struct {
		_       structs.HostLayout
		code    int32
		detail  int32
		message [504]byte
	}

	requestIn struct {
		_           structs.HostLayout
		size        uint32
		method      str
		url         str
		headers     str
		body        str
		payloadHash str
		time        int64
		expires     int64
		timeoutMS   int64
		flags       uint64
	}

	messageIn struct {
		_               structs.HostLayout
		size            uint32
		topic           str
		payload         str
		qos             int32
		retain          int32
		contentType     str
		responseTopic   str
		correlationData str
		payloadFormat   str
		userProperties  str
		messageExpiry   int64
		timeoutMS       int64
	}

	signedOut struct {
		_                structs.HostLayout
		url              str
		headers          str
		signature        str
		canonicalRequest str
		stringToSign     str
	}

	identityOut struct {
		_                 structs.HostLayout
		raw               str
		provider          str
		instanceID        str
		accountID         str
		regionID          str
		zoneID            str
		imageID           str
		instanceType      str
		privateIPv4       str
		mac               str
		serialNumber      str
		createTime        str
		audience          str
		digestAlgorithm   str
		signerFingerprint str
	}

	columnIn struct {
		_        structs.HostLayout
		validity uint32
		offsets  uint32
		data     uint32
		length   int64
		offset   int64
	}

	scopeOut struct {
		_       structs.HostLayout
		service str
		region  str
	}

	preparedOut struct {
		_       structs.HostLayout
		method  str
		url     str
		headers str
	}
)

// sally_request.flags
const duplicatesAllowed = 1
