// Lists as CSV and NDJSON: all rows, safely, to those who may see them, and with a record of it.

import App
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct ExportTests {
    private let world: World

    init() throws { world = try World() }

    private func export(_ name: String, _ path: String, _ type: String = "text/csv") throws -> Answer {
        try world.get(name, path, fields: [("Accept", type)]).answer
    }

    private func lines(_ answer: Answer) -> [String] {
        answer.text.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
    }

    private func addCategories(_ range: Range<Int>, _ description: String = "") throws {
        try world.server.application.database.write { transaction in
            let sql = "INSERT INTO categories (version, created_at, updated_at, name, description) VALUES (1, 0, 0, ?, ?)"
            for number in range { try transaction.connection.run(sql, [.text("C\(number)"), .text(description)]) }
        }
    }

    @Test func `a list longer than a page comes whole, in its order`() throws {
        try addCategories(0..<1203)
        let csv = try export("rep", "/v1/categories?fields=name&sort=id")
        #expect(csv.status == 200)
        #expect(csv.field("Content-Type") == "text/csv; charset=utf-8")
        #expect(csv.field("Content-Disposition") == "attachment; filename=\"categories.csv\"")
        #expect(csv.field("Vary") == "Accept, Accept-Encoding")
        #expect(lines(csv) == ["name"] + (0..<1203).map { "C\($0)" })
        let ndjson = try export("rep", "/v1/categories?fields=name", "application/x-ndjson")
        #expect(lines(ndjson) == (0..<1203).reversed().map { "{\"name\":\"C\($0)\"}" })
        let item = try world.get("rep", "/v1/categories?limit=1")["items/0"]
        let whole = lines(try export("rep", "/v1/categories", "application/x-ndjson"))
        #expect(try JSONReader.parse(whole[0]) == item)
    }

    /// More than all buffers on the way hold: the last pages are made only when the client reads.
    private func beginLongExport() throws -> HTTPClient {
        try addCategories(0..<5000, String(repeating: "x", count: 4000))
        let client = try world.server.client()
        let request = "GET /v1/categories?fields=id,name,description HTTP/1.1\r\nHost: t\r\nAccept: text/csv\r\n"
        try client.write(Array((request + "Authorization: Bearer \(world.person("rep").token)\r\n\r\n").utf8))
        try client.waitForHead()
        return client
    }

    @Test func `rows that are added and archived meanwhile make none come twice or vanish`() throws {
        let client = try beginLongExport()
        let first = try #require(try world.get("rep", "/v1/categories?sort=id&limit=1").integer("items/0/id"))
        for id in first..<(first + 10) { #expect(try world.send("admin", "DELETE", "/v1/categories/\(id)").status == 200) }
        for number in 0..<20 {
            let made = try world.post("product", "/v1/categories", "{\"name\":\"N\(number)\"}")
            #expect(try world.send("admin", "DELETE", "/v1/categories/\(made.id)").status == 200)
        }
        let names = lines(try client.readAnswer()).dropFirst().compactMap { $0.split(separator: ",").dropFirst().first.map(String.init) }
        #expect(names.filter { $0.hasPrefix("C") } == (10..<5000).reversed().map { "C\($0)" })
    }

    @Test func `who may not read any more gets no further page`() throws {
        let client = try beginLongExport()
        #expect(try world.patch("admin", "/v1/users/\(world.person("rep").id)", #"{"active":false}"#).status == 200)
        #expect(throws: ClientError.self) { try client.readAnswer() }
    }

    @Test func `texts are quoted and formulas defused, numbers are not`() throws {
        for name in ["a,b", "say \\\"hi\\\"", "=1+1", "+1", "-1", "@x", "茶"] {
            #expect(try world.post("product", "/v1/categories", "{\"name\":\"\(name)\"}").status == 201, "\(name)")
        }
        #expect(try world.post("product", "/v1/categories", #"{"name":"b","description":"two\nlines"}"#).status == 201)
        let csv = try export("rep", "/v1/categories?fields=name,description&sort=id&bom=true")
        #expect(
            csv.body == [0xEF, 0xBB, 0xBF]
                + Array(
                    """
                    name,description\r
                    "a,b",\r
                    "say ""hi""\",\r
                    "'=1+1",\r
                    "'+1",\r
                    "'-1",\r
                    "'@x",\r
                    茶,\r
                    b,"two\nlines"\r

                    """.utf8))
    }

    @Test func `hidden fields and rows stay hidden`() throws {
        _ = try world.product("CHAI")
        let header = { (name: String) in try lines(export(name, "/v1/products"))[0].split(separator: ",").map(String.init) }
        #expect(try header("finance").contains("standard_cost"))
        #expect(try !header("rep").contains("standard_cost"))
        #expect(try lines(export("finance", "/v1/products?fields=standard_cost,sku")).last == "CHAI,12.60")
        #expect(try export("rep", "/v1/products?fields=standard_cost").status == 400)
        _ = try world.customer("Mine", limit: nil)
        _ = try world.customer("Other", owner: "stranger", limit: nil)
        #expect(try lines(export("rep", "/v1/customers?fields=name")) == ["name", "Mine"])
        // Orders are seen by whoever works on a ticket about one.
        #expect(try lines(export("hr", "/v1/orders?fields=number")) == ["number"])
        #expect(try export("hr", "/v1/credit-investigations").status == 403)
    }

    @Test func `pages and what a cell cannot hold are refused`() throws {
        for query in ["limit=5", "cursor=x", "count=true", "expand=lines", "fields=id,lines", "expand=customer", "bom=perhaps"] {
            #expect(try export("rep", "/v1/orders?" + query).status == 400, "\(query)")
        }
        #expect(try export("rep", "/v1/orders?expand=lines", "application/x-ndjson").status == 200)
    }

    @Test func `Accept chooses the form`() throws {
        let forms = [
            ("text/csv;q=0.5, application/json", "application/json"), ("application/json;q=0.1, text/*", "text/csv; charset=utf-8"),
            ("*/*", "application/json"), ("application/json;q=0, */*", "text/csv; charset=utf-8"),
            ("text/html, application/xml;q=0.9, */*;q=0.8", "application/json"), ("Application/X-NDJSON", "application/x-ndjson"),
        ]
        for (accept, type) in forms { #expect(try export("rep", "/v1/categories", accept).field("Content-Type") == type, "\(accept)") }
        for accept in ["text/html", "application/json;q=0", "image/*"] {
            let refused = Reply(try export("rep", "/v1/categories", accept))
            #expect(refused.status == 406 && refused.code == "not_acceptable", "\(accept)")
        }
        #expect(try world.get("rep", "/v1/categories").answer.field("Vary") == "Accept")
    }

    private func exports() throws -> [JSONValue] {
        try world.get("auditor", "/v1/audit?entity=product&limit=200").array("items").filter { $0.object?["action"]?.string == "exported" }
    }

    @Test func `an export leaves one audit record, HEAD and a refusal none`() throws {
        #expect(try world.send("rep", "HEAD", "/v1/products", fields: [("Accept", "text/csv")]).status == 200)
        #expect(try export("rep", "/v1/products?limit=1").status == 400)
        #expect(try exports().isEmpty)
        #expect(try export("finance", "/v1/products?standard_cost.gt=1&sku=CHAI").status == 200)
        let record = try #require(try exports().first?.object)
        #expect(record["user_id"]?.number?.int64 == world.person("finance").id)
        #expect(record["entity_id"]?.number?.int64 == 0)
        #expect(record["export"]?.object?["format"]?.string == "csv")
        #expect(record["export"]?.object?["query"]?.array?.compactMap(\.string) == ["standard_cost.gt=1", "sku=CHAI"])
    }

    @Test func `the description names the forms`() throws {
        let path = try world.get(nil, "/v1/openapi.json").json.object?["paths"]?.object?["/v1/orders"]?.object
        let content = path?["get"]?.object?["responses"]?.object?["200"]?.object?["content"]?.object
        #expect(content?.members.map(\.name) == ["application/json", "text/csv", "application/x-ndjson"])
    }
}
