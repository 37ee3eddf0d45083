// Rows of the table of bad input: what is sent, and what the answer has to say (issue 4, section 7).

import TestSupport
import Testing

/// One way in which a request is wrong.
struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let method: String
    let target: String
    var body: [UInt8]?
    var fields: [(String, String)]
    let status: Int
    let code: String
    /// `pointer: code` of each fault.
    let faults: [String]
    /// A part of what is told in English, which says how to mend it.
    let advice: String

    init(
        _ name: String, _ method: String, _ target: String, _ body: String?, fields: [(String, String)] = [], _ status: Int,
        _ code: String,
        _ faults: [String] = [], says advice: String
    ) {
        self.init(name, method, target, bytes: body.map { Array($0.utf8) }, fields: fields, status, code, faults, says: advice)
    }

    init(
        _ name: String, _ method: String, _ target: String, bytes: [UInt8]?, fields: [(String, String)] = [], _ status: Int, _ code: String,
        _ faults: [String] = [], says advice: String
    ) {
        testDescription = name
        self.method = method
        self.target = target
        body = bytes
        self.fields = fields
        self.status = status
        self.code = code
        self.faults = faults
        self.advice = advice
    }
}

/// In the company of `BadInputTests`: product 1 (archived: 2), customer 1 of the rep's, 2 of a stranger's, order 1 a draft of the rep's, 2
/// cancelled. The rep asks.
let badInputs: [BadInput] =
    badBodies + badValues + badReferences + badStates + badQueries + badMessages

private let order = #""customer_id":1,"payment_method":"cash","payment_terms_days":0,"transport_mode":"road""#

private let badBodies: [BadInput] = [
    BadInput(
        "JSON that ends too early", "POST", "/v1/customers", #"{"name":"A""#, 400, "malformed_json", [": malformed_json"],
        says: "line 1, column 12: the document ends too early"),
    BadInput(
        "single quotes", "POST", "/v1/customers", "{'name':'A'}", 400, "malformed_json", [": malformed_json"],
        says: "line 1, column 2: a member's name in double quotes is expected"),
    BadInput(
        "the same member twice", "POST", "/v1/customers", #"{"name":"A","name":"B"}"#, 400, "malformed_json", ["/name: malformed_json"],
        says: "used before in this object"),
    BadInput(
        "a list for a body", "POST", "/v1/customers", #"[{"name":"A"}]"#, 400, "body_not_object", says: "must be a JSON object"),
    BadInput("no body", "POST", "/v1/customers", nil, 400, "malformed_json", [": malformed_json"], says: "ends too early"),
    BadInput(
        "33 levels", "POST", "/v1/customers", #"{"name":"# + String(repeating: "[", count: 33) + String(repeating: "]", count: 33) + "}",
        400,
        "malformed_json", [], says: "nested too deeply"),
    BadInput(
        "invalid UTF-8 in a value", "POST", "/v1/customers", bytes: Array(#"{"name":"A"#.utf8) + [0xFF] + Array("\"}".utf8), 400,
        "malformed_json", ["/name: malformed_json"], says: "not valid UTF-8"),
    BadInput(
        "overlong UTF-8 in a name", "PATCH", "/v1/customers/1", bytes: Array(#"{"na"#.utf8) + [0xC0, 0xAF] + Array("\":1}".utf8), 400,
        "malformed_json", [": malformed_json"], says: "not valid UTF-8"),
    BadInput(
        "half of a surrogate pair", "PATCH", "/v1/customers/1", #"{"name":"\ud800"}"#, 400, "malformed_json", ["/name: malformed_json"],
        says: "half of a surrogate pair"),
    BadInput(
        "a body where none is expected", "DELETE", "/v1/orders/1", #"{"force":true}"#, 400, "bad_request", says: "no body is expected"),
]

private let badValues: [BadInput] = [
    BadInput(
        "a misspelt member", "POST", "/v1/customers", #"{"name":"A","phnoe":"010 1234"}"#, 422, "invalid_body", ["/phnoe: unknown_field"],
        says: "“phone”"),
    BadInput(
        "a misspelt member of an item", "POST", "/v1/orders", "{\(order),\"lines\":[{\"product_id\":1,\"quantty\":\"1\"}]}", 422,
        "invalid_body",
        ["/lines/0/quantty: unknown_field"], says: "“quantity”"),
    BadInput(
        "a member of the server's own", "PATCH", "/v1/customers/1", #"{"version":7}"#, 422, "invalid_body", ["/version: read_only_field"],
        says: "version"),
    BadInput("a number for a text", "POST", "/v1/customers", #"{"name":7}"#, 422, "invalid_body", ["/name: wrong_type"], says: "a string"),
    BadInput(
        "a text for a number", "PATCH", "/v1/orders/1", #"{"payment_terms_days":"30"}"#, 422, "invalid_body",
        ["/payment_terms_days: wrong_type"], says: "an integer"),
    BadInput(
        "a list that is none", "PATCH", "/v1/orders/1", #"{"lines":{}}"#, 422, "invalid_body", ["/lines: wrong_type"],
        says: "a list of objects"),
    BadInput(
        "null for what must not be missing", "PATCH", "/v1/customers/1", #"{"name":null}"#, 422, "invalid_body", ["/name: required"],
        says: "name"),
    BadInput(
        "five decimals of a price", "PATCH", "/v1/orders/1", #"{"lines":[{"product_id":1,"quantity":"1","unit_price":"1.23456"}]}"#, 422,
        "invalid_body", ["/lines/0/unit_price: too_many_places"], says: "4"),
    BadInput(
        "an amount beyond all", "PATCH", "/v1/orders/1", #"{"lines":[{"product_id":1,"quantity":"1","unit_price":"90000000000.01"}]}"#, 422,
        "invalid_body", ["/lines/0/unit_price: out_of_range"], says: "90000000000"),
    BadInput(
        "a product beyond all", "PATCH", "/v1/orders/1",
        #"{"lines":[{"product_id":1,"quantity":"10000000000","unit_price":"90000000000"}]}"#, 422, "amount_out_of_range",
        says: "90,000,000,000,000.00"),
    BadInput(
        "an exponent beyond all", "PATCH", "/v1/orders/1", #"{"lines":[{"product_id":1,"quantity":1e99999}]}"#, 422, "invalid_body",
        ["/lines/0/quantity: bad_format"], says: "a decimal such as"),
    BadInput(
        "a choice that is none", "POST", "/v1/customers", #"{"name":"A","level":"E"}"#, 422, "invalid_body", ["/level: not_a_choice"],
        says: "A, B, C, D"),
    BadInput(
        "a day that is none", "PATCH", "/v1/orders/1", #"{"delivery_on":"2026-02-30"}"#, 422, "invalid_body", ["/delivery_on: bad_format"],
        says: "2026-11-24"),
    BadInput(
        "a control character", "POST", "/v1/customers", #"{"name":"A\u0000"}"#, 422, "invalid_body", ["/name: bad_characters"], says: "name"
    ),
    BadInput(
        "a text too long", "POST", "/v1/customers", "{\"name\":\"\(String(repeating: "长", count: 256))\"}", 422, "invalid_body",
        ["/name: too_long"], says: "at most"),
]

private let badReferences: [BadInput] = [
    BadInput(
        "a reference to nothing", "POST", "/v1/contacts", #"{"customer_id":99,"name":"A"}"#, 422, "invalid_body",
        ["/customer_id: unknown_reference"], says: "names no customer that you may see"),
    BadInput(
        "a reference to somebody else's", "POST", "/v1/contacts", #"{"customer_id":2,"name":"A"}"#, 422, "invalid_body",
        ["/customer_id: unknown_reference"], says: "names no customer that you may see"),
    BadInput(
        "a reference to what is archived", "PATCH", "/v1/orders/1", #"{"lines":[{"product_id":2,"quantity":"1"}]}"#, 422, "invalid_body",
        ["/lines/0/product_id: archived_reference"], says: "an archived product"),
    BadInput(
        "a reference that is no id", "POST", "/v1/contacts", #"{"customer_id":"1","name":"A"}"#, 422, "invalid_body",
        ["/customer_id: wrong_type"], says: "the integer id of a record"),
    BadInput("a record that is not there", "GET", "/v1/orders/99", nil, 404, "not_found", says: "nothing that you may see"),
    BadInput("somebody else's record", "PATCH", "/v1/customers/2", #"{"city":"x"}"#, 404, "not_found", says: "nothing that you may see"),
    BadInput("an id that is none", "GET", "/v1/orders/1e0", nil, 404, "not_found", says: "nothing here"),
    BadInput("invalid UTF-8 in the path", "GET", "/v1/orders/%ff", nil, 404, "not_found", says: "nothing here"),
]

private let badStates: [BadInput] = [
    BadInput(
        "a step from another state", "POST", "/v1/orders/2/submit", "{}", 409, "wrong_state", says: "only from draft"),
    BadInput("a change in another state", "PATCH", "/v1/orders/2", "{}", 409, "not_editable", says: "state cancelled"),
    BadInput(
        "a version that is old", "PATCH", "/v1/customers/1", #"{"city":"x"}"#, fields: [("If-Match", "\"9.a\"")], 412, "stale_version",
        says: "version"),
    BadInput(
        "a version that is none", "PATCH", "/v1/customers/1", #"{"city":"x"}"#, fields: [("If-Match", "9")], 400, "bad_header",
        says: "If-Match"),
    BadInput(
        "a key that was used for something else", "POST", "/v1/customers", #"{"name":"Other"}"#, fields: [("Idempotency-Key", "used")], 422,
        "idempotency_key_reused", says: "used with another body"),
    BadInput(
        "a key that is none", "POST", "/v1/customers", #"{"name":"A"}"#, fields: [("Idempotency-Key", "two words")], 400, "bad_header",
        says: "Idempotency-Key"),
]

private let badQueries: [BadInput] = [
    BadInput("a misspelt parameter", "GET", "/v1/customers?regoin=x", nil, 400, "unknown_parameter", says: "“region”"),
    BadInput("a misspelt dry run", "POST", "/v1/customers?dryrun=true", #"{"name":"A"}"#, 400, "unknown_parameter", says: "“dry_run”"),
    BadInput(
        "a dry run of a kind that is none", "POST", "/v1/customers?dry_run=yes", #"{"name":"A"}"#, 400, "bad_parameter",
        says: "true or false is expected"),
    BadInput("a parameter that this has not", "GET", "/v1/customers/1?limit=5", nil, 400, "unknown_parameter", says: "“limit”"),
    BadInput(
        "a batch of a kind that is none", "POST", "/v1/customers/batch?mode=all", #"{"items":[]}"#, 400, "bad_parameter",
        says: "atomic or independent is expected"),
    BadInput("a cursor of another's making", "GET", "/v1/customers?cursor=AAAA", nil, 400, "bad_cursor", says: "Start again without it"),
    BadInput("invalid UTF-8 in the query", "GET", "/v1/customers?name=%ff%fe", nil, 400, "bad_query", says: "not well-formed"),
    BadInput("an amount that is none", "GET", "/v1/orders?gross.gte=1,5", nil, 400, "bad_parameter", says: "a decimal is expected"),
]

private let badMessages: [BadInput] = [
    BadInput(
        "another content type", "POST", "/v1/customers", #"{"name":"A"}"#, fields: [("Content-Type", "text/plain")], 415,
        "unsupported_media_type", says: "application/json"),
    BadInput(
        "a coded body", "POST", "/v1/customers", #"{"name":"A"}"#, fields: [("Content-Encoding", "gzip")], 415,
        "unsupported_content_coding",
        says: "without Content-Encoding"),
    BadInput(
        "a body over the limit", "POST", "/v1/customers", String(repeating: " ", count: 1 << 20) + #"{"name":"A"}"#, 413, "body_too_large",
        says: "larger than"),
    BadInput(
        "a form that nobody has", "GET", "/v1/customers", nil, fields: [("Accept", "text/html")], 406, "not_acceptable", says: "text/csv"),
    BadInput("a method that is not possible", "PUT", "/v1/customers/1", "{}", 405, "method_not_allowed", says: "GET"),
    BadInput("a role that may not", "POST", "/v1/products", #"{"sku":"X"}"#, 403, "not_allowed", says: "product"),
]
