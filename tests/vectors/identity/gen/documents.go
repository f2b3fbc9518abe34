package main

import "strings"

// documentVectors are about the document: every one is signed by the pinned key.
func documentVectors() []vector {
	test := func(name, comment, document, expect string) vector {
		return testVector("document-"+name, comment, signed(document), expect)
	}
	withField := func(member string) string { return testFields + "," + member + "}" }
	without := func(field string) string { return strings.Replace(testDocument, `"`+field+`"`, `"x-`+field+`"`, 1) }

	old := test("old-names", "the names of the fields before December 2025", `{"account-id":"1000000000000001","create-time":"2018-07-01T00:00:00Z",`+
		`"instance-id":"i-test000000000000001","mac":"00:16:3e:00:00:07","region-id":"cn-test-1","serial-number":"s","zone-id":"cn-test-1a",`+
		`"instance-type":"ecs.test.large","image-id":"m-test","private-ip":"192.0.2.7"}`, "OK")
	old.want = append(old.want, "private_ipv4: 192.0.2.7", "create_time: 2018-07-01T00:00:00Z")
	escaped := test("escapes", "escapes in a name and in a value", `{"instance\u002did":"i-test000000000000001","owner-account-id":"1000000000000001",`+
		`"region-id":"cn\/test\u00e9\ud83d\ude00\n"}`, "OK")
	escaped.signature = text64(signed(`{"instance\u002did":"i-test000000000000001","owner-account-id":"1000000000000001",` +
		`"region-id":"cn\/test\u00e9\ud83d\ude00"}`).der())
	escaped.want = append(escaped.want, "region_id: cn/testé😀")
	newline := signed(testDocument + "\n")

	return []vector{
		old, escaped,
		test("spaces", "white space between the tokens", "{ "+testDocument[1:len(testDocument)-1]+"\t}", "OK"),
		test("unknown-fields", "fields of the future", withField(`"n":-1.5e3,"t":true,"f":false,"z":null,"s":""`), "OK"),
		test("both-names", "old and new name of the account with one value", withField(`"account-id":"1000000000000001"`), "OK"),
		test("both-names-differ", "old and new name of the account with two values", withField(`"account-id":"1000000000000002"`), "DOCUMENT_DUPLICATE_FIELD"),
		test("duplicate", "the instance id twice", withField(`"instance-id":"i-victim"`), "DOCUMENT_DUPLICATE_FIELD"),
		test("duplicate-case", "the instance id twice, once in capitals", withField(`"Instance-ID":"i-victim"`), "DOCUMENT_DUPLICATE_FIELD"),
		test("duplicate-escape", "the instance id twice, once with an escape", withField(`"instance\u002did":"i-victim"`), "DOCUMENT_DUPLICATE_FIELD"),
		test("no-instance", "no instance id", without("instance-id"), "DOCUMENT_MISSING_FIELD"),
		test("no-account", "no account id", without("owner-account-id"), "DOCUMENT_MISSING_FIELD"),
		test("no-region", "no region id", without("region-id"), "DOCUMENT_MISSING_FIELD"),
		test("empty-instance", "an empty instance id", strings.Replace(testDocument, "i-test000000000000001", "", 1), "DOCUMENT_MISSING_FIELD"),
		test("capital-instance", "the instance id under a name in capitals", strings.Replace(testDocument, "instance-id", "Instance-Id", 1), "DOCUMENT_MISSING_FIELD"),
		test("empty", "no field", "{}", "DOCUMENT_MISSING_FIELD"),
		test("number", "the instance id is a number", strings.Replace(testDocument, `"i-test000000000000001"`, "7", 1), "DOCUMENT_MALFORMED"),
		test("nested", "an object among the values", withField(`"x":{"instance-id":"i-victim"}`), "DOCUMENT_MALFORMED"),
		test("array", "an array among the values", withField(`"x":[]`), "DOCUMENT_MALFORMED"),
		test("latin-1", "not UTF-8", withField("\"x\":\"\xe9\""), "DOCUMENT_MALFORMED"),
		test("control", "a control character in a string", withField("\"x\":\"\x01\""), "DOCUMENT_MALFORMED"),
		test("surrogate", "half of a surrogate pair", withField(`"x":"\ud83d"`), "DOCUMENT_MALFORMED"),
		test("trailing-comma", "a comma before the end", withField(""), "DOCUMENT_MALFORMED"),
		test("leading-zero", "a number that JSON does not have", withField(`"x":01`), "DOCUMENT_MALFORMED"),
		test("two-objects", "two objects", testDocument+testDocument, "DOCUMENT_MALFORMED"),
		test("not-json", "text", "i-test000000000000001", "DOCUMENT_MALFORMED"),
		test("no-content", "an empty document", "", "DOCUMENT_MALFORMED"),
		testVector("document-newline", "a newline after the object", newline, "DOCUMENT_MALFORMED"),
	}
}
