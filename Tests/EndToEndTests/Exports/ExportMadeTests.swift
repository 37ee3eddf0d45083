// Exports that become files: what is in them is what the list gives to the same person.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct ExportMadeTests {
    private let desk: ExportDesk

    init() throws { desk = try ExportDesk() }

    private func list(_ name: String, _ path: String, _ type: String = "text/csv") throws -> String {
        try desk.world.get(name, path, fields: [("Accept", type)]).answer.text
    }

    private func enterOrder(_ name: String, of customer: Int64, _ product: Int64) throws {
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road","delivery_on":"2026-12-24",
             "lines":[{"product_id":\(product),"quantity":"2"}]}
            """
        _ = try desk.world.created(desk.world.post(name, "/v1/orders", body))
    }

    @Test func `an export is asked for, made, and fetched under a link that ends`() throws {
        _ = try desk.world.customer("Tea House", limit: nil)
        let reply = try desk.world.post("rep", "/v1/exports", #"{"collection":"customers","format":"csv","fields":["id","name"]}"#)
        #expect(reply.status == 201)
        #expect(reply.answer.field("Location") == "/v1/exports/\(reply.id)")
        #expect(["queued", "running", "finished"].contains(reply.string("status")))
        #expect(try desk.end(of: reply.id) == "finished")
        let export = try desk.world.get("rep", "/v1/exports/\(reply.id)")
        #expect(export.string("link") == "/v1/exports/\(reply.id)/file")
        #expect(export.string("expires_at") == "2026-11-26T01:00:00.000Z")
        #expect(export.integer("rows_written") == 1)
        #expect(export.integer("rows_total") == 1)
        for secret in ["file", "reach", "key_id", "attempts"] { #expect(export[secret] == .null) }
        let answer = try desk.file("rep", reply.id)
        #expect(answer.status == 200)
        #expect(answer.field("Content-Type") == "text/csv; charset=utf-8")
        #expect(answer.field("Content-Disposition") == "attachment; filename=\"customers-\(reply.id).csv\"")
        #expect(answer.text == "id,name\r\n1,Tea House\r\n")
        #expect(export.integer("bytes") == Int64(answer.body.count))
    }

    @Test func `rows and fields are those that the list gives to the same person`() throws {
        let product = try desk.world.product("A-1")
        for owner in ["rep", "rep2", "stranger"] {
            let customer = try desk.world.customer("Of \(owner)", owner: owner)
            try enterOrder(owner, of: customer, product)
        }
        for name in ["rep", "manager", "executive", "logistics", "production", "admin", "key"] {
            for collection in ["orders", "customers", "products", "users"] {
                let path = "/v1/\(collection)"
                guard try desk.world.get(name, path).status == 200 else {
                    let refused = try desk.world.post(name, "/v1/exports", "{\"collection\":\"\(collection)\",\"format\":\"csv\"}")
                    #expect(refused.status == 403, "\(name) \(collection)")
                    continue
                }
                #expect(try desk.made(name, collection).text == list(name, path), "\(name) \(collection)")
                #expect(
                    try desk.made(name, collection, "ndjson").text == list(name, path, "application/x-ndjson"), "\(name) \(collection)")
            }
        }
    }

    @Test func `filters, order and fields are the list's`() throws {
        try desk.addCategories(4_321)
        let more = #","filters":"name.contains=C1&id.gte=9","sort":"-name","fields":["name","id"]"#
        let made = try desk.made("rep", "categories", "csv", more)
        #expect(made.text == (try list("rep", "/v1/categories?name.contains=C1&id.gte=9&sort=-name&fields=name,id")))
        #expect(made.text.split(separator: "\r\n").count > 1_100)
        let whole = try desk.made("rep", "categories", "ndjson", #","fields":["id"]"#)
        #expect(whole.text.split(separator: "\n").count == 4_321)
        let lines = try desk.made("admin", "price-lists", "ndjson", #","fields":["id","prices"]"#)
        #expect(lines.status == 200)
    }

    @Test func `texts are defused as in CSV, heads are in the language that is asked for, and a mark is there where it is wanted`() throws {
        for name in ["a,b", "=1+1", "@x", "茶"] {
            #expect(try desk.world.post("product", "/v1/categories", "{\"name\":\"\(name)\"}").status == 201)
        }
        let more = #","fields":["name","description"],"sort":"id","heads":"chinese","bom":true"#
        let csv = try desk.made("rep", "categories", "csv", more)
        #expect(csv.text == "\u{FEFF}名称,说明\r\n\"a,b\",\r\n\"'=1+1\",\r\n\"'@x\",\r\n茶,\r\n")
        let english = try desk.made("rep", "categories", "csv", #","fields":["name"],"heads":"english","filters":"name=茶""#)
        #expect(english.text == "Name\r\n茶\r\n")
    }

    @Test func `a workbook has numbers as numbers, days as days, money with its decimals, and no formula`() throws {
        let product = try desk.world.product("=A-1", price: "1234.50")
        let customer = try desk.world.customer("=1+1 公司")
        try enterOrder("rep", of: customer, product)
        let more = #","fields":["number","net","delivery_on","status"],"heads":"chinese""#
        let book = try read(try desk.made("rep", "orders", "xlsx", more))
        #expect(book.count == 2)
        #expect(cell(book, 0, "A")["text"]?.string == "编号")
        let cells = ["A", "B", "C", "D"].map { cell(book, 1, $0) }
        #expect(cells.contains { $0["text"]?.string == "草稿" })
        #expect(cells.contains { $0["number"]?.string.flatMap { Double($0) } == 2469 && $0["format"]?.string == "#,##0.00" })
        #expect(cells.contains { $0["format"]?.string == "yyyy-mm-dd" })
        let customers = try read(try desk.made("rep", "customers", "xlsx", #","fields":["name"]"#))
        #expect(cell(customers, 0, "A")["text"]?.string == "name")
        #expect(cell(customers, 1, "A")["text"]?.string == "=1+1 公司")
        #expect(customers[0].object?["frozen"]?.bool == true)
    }

    private func cell(_ book: [JSONValue], _ row: Int, _ column: String) -> JSONObject {
        let rows = book[0].object?["rows"]?.array ?? []
        return rows.indices.contains(row) ? rows[row].object?[column]?.object ?? [:] : [:]
    }

    private func read(_ answer: Answer) throws -> [JSONValue] {
        #expect(answer.field("Content-Type") == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("book-\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data(answer.body).write(to: path)
        return try readSpreadsheet(path.path)
    }

    @Test func `what the list would refuse is refused at once, at its place in the body`() throws {
        func faults(_ name: String, _ body: String) throws -> [String] { try desk.world.post(name, "/v1/exports", body).faults }
        #expect(try faults("rep", #"{"collection":"ordrs","format":"csv"}"#) == ["/collection: unknown_collection"])
        #expect(try faults("rep", #"{"collection":"settings/orders","format":"csv"}"#) == ["/collection: unknown_collection"])
        #expect(try faults("rep", #"{"collection":"orders","format":"pdf"}"#) == ["/format: not_a_choice"])
        #expect(try faults("rep", #"{"format":"csv"}"#) == ["/collection: export_subject"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","filters":"statos=draft"}"#) == ["/filters: unknown_parameter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","filters":"status=drft"}"#) == ["/filters: bad_parameter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","filters":"limit=5"}"#) == ["/filters: export_no_filter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","filters":"a=%G"}"#) == ["/filters: bad_query"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","sort":"colour"}"#) == ["/sort: bad_parameter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"xlsx","fields":["lines"]}"#) == ["/fields: export_no_list"])
        // What one may not see is as if it did not exist: neither shown, nor filtered by, nor sorted by.
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","fields":["margin"]}"#) == ["/fields: bad_parameter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","filters":"margin.gte=1"}"#) == ["/filters: unknown_parameter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","sort":"margin"}"#) == ["/sort: bad_parameter"])
        #expect(try faults("rep", #"{"collection":"orders","format":"csv","status":"finished"}"#) == ["/status: read_only_field"])
        #expect(try desk.world.post("rep", "/v1/exports", #"{"collection":"credit-investigations","format":"csv"}"#).status == 403)
        #expect(try desk.world.get("rep", "/v1/exports").array("items").isEmpty)
    }

    @Test func `all that is wrong with an export is said at once, also where a part of the body cannot be read`() throws {
        func faults(_ body: String, _ name: String = "rep") throws -> [String] {
            let reply = try desk.world.post(name, "/v1/exports", body)
            #expect(reply.status == 422, "\(reply.answer.text)")
            return reply.faults
        }
        let list =
            #""filters":"status=drft&statos=1&limit=5&margin.gte=1&number=A","sort":"colour,-id,margin","fields":["id","lines","margin","x"]"#
        let found = [
            "/filters: export_no_filter", "/filters: bad_parameter", "/filters: unknown_parameter", "/filters: unknown_parameter",
            "/sort: bad_parameter", "/sort: bad_parameter", "/fields: bad_parameter", "/fields: bad_parameter",
        ]
        let whole = "{\"collection\":\"orders\",\"format\":\"csv\",\(list)}"
        #expect(try faults(whole) == found + ["/fields: export_no_list"])
        // What the format would refuse nobody knows.
        #expect(
            try faults("{\"collection\":\"orders\",\"format\":\"pdf\",\"heads\":\"latin\",\(list)}") == [
                "/format: not_a_choice", "/heads: not_a_choice",
            ] + found)
        #expect(try faults("{\"collection\":\"orders\",\(list)}") == ["/format: required"] + found)
        #expect(
            try faults(#"{"collection":"ordrs","format":"pdf","parameters":"a=1"}"#) == [
                "/format: not_a_choice", "/parameters: export_report_member", "/collection: unknown_collection",
            ])
        #expect(try faults(#"{"format":"pdf"}"#) == ["/format: not_a_choice", "/collection: export_subject"])
        // Neither list nor report is missing where one was named, and could not be read.
        #expect(try faults(#"{"format":"pdf","collection":7}"#).sorted() == ["/collection: wrong_type", "/format: not_a_choice"])
        #expect(
            try faults(#"{"report":"sales-trend","format":"pdf","parameters":"group_by=mont&ownr_id=3&limit=0&lang=en&cuntry=x"}"#) == [
                "/format: not_a_choice", "/parameters: export_no_parameter", "/parameters: unknown_parameter",
                "/parameters: unknown_parameter",
                "/parameters: bad_parameter", "/parameters: bad_parameter",
            ])
        // Of a list that one may not read nothing is told.
        #expect(try faults(#"{"collection":"credit-investigations","format":"pdf","filters":"statos=1"}"#) == ["/format: not_a_choice"])
        let many = (0..<300).map { "a\($0)=1" }.joined(separator: "&")
        #expect(try faults("{\"collection\":\"orders\",\"format\":\"pdf\",\"filters\":\"\(many)\"}").count == 100)
        let reply = try desk.world.post("rep", "/v1/exports", whole, fields: [("Accept-Language", "zh-CN")])
        #expect(reply.answer.text.contains("不是筛选条件") && reply.answer.text.contains("statos"))
        #expect(try desk.world.get("auditor", "/v1/exports").array("items").isEmpty)
    }

    @Test func `a key exports what its scopes cover`() throws {
        let body = #"{"name":"n","roles":["integration"],"scopes":["exports:write","products:read"]}"#
        let key = try desk.world.post("admin", "/v1/api-keys", body)
        desk.world.admit("narrow", id: key.integer("user_id") ?? 0, token: key.string("key") ?? "")
        _ = try desk.world.product("K-1")
        #expect(try desk.made("narrow", "products", "csv", #","fields":["sku"]"#).text == "sku\r\nK-1\r\n")
        #expect(try desk.world.post("narrow", "/v1/exports", #"{"collection":"orders","format":"csv"}"#).code == "outside_scope")
    }

    @Test func `asking and fetching stand in the audit`() throws {
        let id = try desk.ask("rep", "products", "csv", #","filters":"active=true""#)
        let asked = try desk.audited("product", "exported")
        #expect(asked.count == 1)
        #expect(try desk.end(of: id) == "finished")
        #expect(try desk.audited("export", "downloaded").isEmpty)
        _ = try desk.world.send("rep", "HEAD", "/v1/exports/\(id)")
        _ = try desk.file("rep", id)
        let fetched = try desk.audited("export", "downloaded")
        #expect(fetched.count == 1)
        #expect(fetched.first?.object?["user_id"]?.number?.int64 == desk.world.person("rep").id)
    }

    @Test func `a part can be fetched, and what one has already is not sent again`() throws {
        try desk.addCategories(50)
        let id = try desk.ask("rep", "categories", "csv", #","fields":["name"]"#)
        #expect(try desk.end(of: id) == "finished")
        let whole = try desk.file("rep", id)
        let part = try desk.file("rep", id, fields: [("Range", "bytes=6-9")])
        #expect(part.status == 206)
        #expect(part.body == Array(whole.body[6...9]))
        #expect(part.field("Content-Range") == "bytes 6-9/\(whole.body.count)")
        #expect(try desk.file("rep", id, fields: [("If-None-Match", whole.field("ETag") ?? "")]).status == 304)
        #expect(try desk.file("rep", id, fields: [("Range", "bytes=99999-")]).status == 416)
    }
}
