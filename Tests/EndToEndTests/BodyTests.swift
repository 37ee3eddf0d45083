// What a body may hold, and how everything that is wrong with it is told at once.

import JSON
import Kernel
import TestSupport
import Testing

struct BodyTests {
    private let world: World

    init() throws { world = try World() }

    @Test func `all faults of a body are told at once, each with its pointer`() throws {
        let reply = try world.post(
            "admin", "/v1/products",
            #"{"sku":7,"nane":"Chai","list_price":"1.23456","tax_rate":"2","category_id":99,"made_to_order":"yes","active":null,"id":3}"#)
        #expect(reply.status == 422)
        #expect(reply.code == "invalid_body")
        #expect(
            Set(reply.faults) == [
                "/sku: wrong_type", "/nane: unknown_field", "/name: required", "/list_price: too_many_places", "/tax_rate: out_of_range",
                "/category_id: unknown_reference", "/made_to_order: wrong_type", "/active: required", "/id: read_only_field",
            ])
        let unknown = reply.array("errors").first { $0.object?["code"]?.string == "unknown_field" }
        #expect(unknown?.object?["message"]?.string?.contains("“name”") == true)
    }

    @Test func `faults in the items of a list point at the item`() throws {
        let customer = try world.customer(limit: nil)
        let reply = try world.post(
            "rep", "/v1/orders",
            """
            {"customer_id":\(customer),"payment_method":"barter","payment_terms_days":30,"transport_mode":"road",
             "lines":[{"product_id":1,"quantity":"1"},{"product_id":77,"quantity":"-1","unit_prise":"1"},7]}
            """)
        #expect(
            Set(reply.faults) == [
                "/payment_method: not_a_choice", "/lines/0/product_id: unknown_reference", "/lines/1/product_id: unknown_reference",
                "/lines/1/quantity: out_of_range", "/lines/1/unit_prise: unknown_field", "/lines/2: wrong_type",
            ])
    }

    @Test(arguments: [
        (#"{"name":"a","name":"b"}"#, "malformed_json"), (#"{"name":}"#, "malformed_json"), ("{", "malformed_json"), ("", "malformed_json"),
        ("[]", "body_not_object"), ("null", "body_not_object"), (#""text""#, "body_not_object"), (#"{"name":"\ud800"}"#, "malformed_json"),
        (#"{"name":"a"} x"#, "malformed_json"), (#"{'name':'a'}"#, "malformed_json"), (#"{"name":"a",}"#, "malformed_json"),
        (#"{"name":01}"#, "malformed_json"), (#"{"name":NaN}"#, "malformed_json"),
    ])
    func `what is no JSON object is a 400`(_ body: String, _ code: String) throws {
        let reply = try world.post("admin", "/v1/categories", body)
        #expect(reply.status == 400)
        #expect(reply.code == code)
    }

    @Test func `a duplicate key is named by its pointer`() throws {
        let reply = try world.post("admin", "/v1/categories", #"{"name":"a","description":"b","name":"c"}"#)
        #expect(reply.status == 400)
        #expect(reply.faults == ["/name: malformed_json"])
    }

    @Test(arguments: [
        (#""18.5""#, "18.50"), ("18.5", "18.50"), ("18", "18.00"), (#""18""#, "18.00"), ("1.85e1", "18.50"), (#""0.1234""#, "0.1234"),
        ("0", "0.00"), ("18.5000", "18.50"),
    ])
    func `a price is taken as string or number and given as a string`(_ literal: String, _ text: String) throws {
        let reply = try world.post("admin", "/v1/products", "{\"sku\":\"a\",\"name\":\"A\",\"list_price\":\(literal)}")
        #expect(reply.string("list_price") == text)
    }

    @Test(arguments: [
        (#""1.005""#, "too_many_places"), ("1.005", "too_many_places"), (#""""#, "bad_format"), (#""1,50""#, "bad_format"),
        (#"" 1""#, "bad_format"),
        (#""+1""#, "bad_format"), (#""0x10""#, "bad_format"), (#""NaN""#, "bad_format"), (#""-1""#, "out_of_range"), ("true", "wrong_type"),
        (#"{"amount":1}"#, "wrong_type"), (#""99999999999999999999999""#, "out_of_range"), ("1e30", "out_of_range"),
        (#""90000000000000.01""#, "out_of_range"), (#"".5""#, "bad_format"), (#""5.""#, "bad_format"), (#""１２""#, "bad_format"),
    ])
    func `an amount that is none, or has more decimals than the currency, is refused`(_ literal: String, _ code: String) throws {
        let customer = try world.customer(limit: nil)
        let reply = try world.post("finance", "/v1/credit-investigations", investigation(customer, limit: literal))
        #expect(reply.status == 422)
        #expect(reply.faults == ["/limit: \(code)"])
    }

    @Test func `an amount has the decimals of its currency`() throws {
        let customer = try world.customer(limit: nil)
        for currency in ["JPY", "KWD"] {
            let rate = "{\"currency\":\"\(currency)\",\"starts_on\":\"2026-01-01\",\"rate\":\"0.05\"}"
            #expect(try world.post("finance", "/v1/exchange-rates", rate).status == 201)
        }
        let yen = try world.post("finance", "/v1/credit-investigations", investigation(customer, limit: #""1000.5""#, currency: "JPY"))
        #expect(yen.faults == ["/limit: too_many_places"])
        let whole = try world.post("finance", "/v1/credit-investigations", investigation(customer, limit: #""1000""#, currency: "JPY"))
        #expect(whole.string("limit") == "1000")
        let dinar = try world.post("finance", "/v1/credit-investigations", investigation(customer, limit: #""1.234""#, currency: "KWD"))
        #expect(dinar.string("limit") == "1.234")
        // A change is read in the record's own currency.
        let path = "/v1/credit-investigations/\(dinar.id)"
        #expect(try world.patch("finance", path, #"{"limit":"2.345"}"#).string("limit") == "2.345")
        #expect(try world.patch("finance", path, #"{"limit":"2.3456"}"#).faults == ["/limit: too_many_places"])
        #expect(try world.get("finance", path).string("limit") == "2.345")
    }

    private func investigation(_ customer: Int64, limit: String, currency: String = "CNY") -> String {
        """
        {"customer_id":\(customer),"findings":"Fine","rating":"A","limit":\(limit),"currency":"\(currency)","payment_terms_days":30,
         "valid_until_on":"2027-11-24"}
        """
    }

    @Test(arguments: [
        (#""2026-02-30""#, "bad_format"), (#""2026-2-3""#, "bad_format"), (#""24.11.2026""#, "bad_format"), ("20261124", "wrong_type"),
        (#""2026-11-24T00:00:00Z""#, "bad_format"), (#""0000-00-00""#, "bad_format"),
    ])
    func `a day is a civil date`(_ literal: String, _ code: String) throws {
        let reply = try world.post("finance", "/v1/exchange-rates", "{\"currency\":\"USD\",\"starts_on\":\(literal),\"rate\":\"7.1\"}")
        #expect(reply.faults == ["/starts_on: \(code)"])
    }

    @Test func `texts are bounded, have no control characters, and are not empty`() throws {
        func fault(_ name: String) throws -> [String] { try world.post("admin", "/v1/categories", "{\"name\":\"\(name)\"}").faults }
        #expect(try fault("") == ["/name: empty"])
        #expect(try fault("   ") == ["/name: empty"])
        #expect(try fault(#"a\u0000b"#) == ["/name: bad_characters"])
        #expect(try fault(#"a\nb"#) == ["/name: bad_characters"])
        #expect(try fault(String(repeating: "茶", count: 101)) == ["/name: too_long"])
        #expect(try world.post("admin", "/v1/categories", "{\"name\":\"\(String(repeating: "茶", count: 100))\"}").status == 201)
    }

    @Test func `what the server computes is refused by name`() throws {
        let customer = try world.customer(limit: nil)
        let reply = try world.patch(
            "rep", "/v1/customers/\(customer)",
            #"{"status":"active","version":9,"created_at":"2020-01-01T00:00:00Z","last_activity_at":null}"#)
        #expect(
            Set(reply.faults) == [
                "/status: read_only_field", "/version: read_only_field", "/created_at: read_only_field",
                "/last_activity_at: read_only_field",
            ])
    }

    // MARK: Content types

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/x-www-form-urlencoded",
    ])
    func `JSON is taken as such, also when curl labels it as a form`(_ type: String) throws {
        #expect(try world.post("admin", "/v1/categories", #"{"name":"Tea"}"#, fields: [("Content-Type", type)]).status == 201)
    }

    @Test func `a body without a content type is taken as JSON`() throws {
        let fields = [("Authorization", "Bearer \(world.person("admin").token)")]
        let answer = try world.server.client().send("POST", "/v1/categories", fields: fields, body: #"{"name":"Tea"}"#)
        #expect(answer.status == 201)
    }

    @Test(arguments: ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/jsonp", "json"])
    func `any other content type is a 415`(_ type: String) throws {
        let reply = try world.post("admin", "/v1/categories", #"{"name":"Tea"}"#, fields: [("Content-Type", type)])
        #expect(reply.status == 415)
        #expect(reply.code == "unsupported_media_type")
    }

    @Test func `a form that is no JSON is told so`() throws {
        let form = [("Content-Type", "application/x-www-form-urlencoded")]
        #expect(try world.post("admin", "/v1/categories", "name=Tea", fields: form).code == "malformed_json")
    }

    @Test func `an empty body is an empty form where nothing is required, and a fault where something is`() throws {
        let customer = try world.customer(limit: nil)
        let order = try world.created(
            world.post(
                "rep", "/v1/orders",
                "{\"customer_id\":\(customer),\"payment_method\":\"cash\",\"payment_terms_days\":0,\"transport_mode\":\"road\"}"))
        #expect(try world.post("rep", "/v1/orders/\(order)/cancel").faults == ["/reason: required"])
        #expect(try world.post("rep", "/v1/orders/\(order)/cancel", #"{"reason":"x","why":1}"#).faults == ["/why: unknown_field"])
        let id = try world.created(world.post("admin", "/v1/categories", #"{"name":"Old"}"#))
        #expect(try world.send("admin", "DELETE", "/v1/categories/\(id)", #"{"force":true}"#).status == 400)
        #expect(try world.send("admin", "DELETE", "/v1/categories/\(id)", "{}").status == 200)
    }
}
