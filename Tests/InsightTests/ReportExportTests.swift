// Exports of reports: the figures of the direct answer, for whoever asked, as long as he or she may still see them.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct ReportExportTests {
    private let desk: InsightDesk
    private var world: World { desk.world }

    init() throws { desk = try InsightDesk() }

    private static let trend = "group_by=customer&from=2026-11-01&to=2026-11-30&compare=previous"

    private func sell() throws {
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "20")
    }

    private func body(_ report: String, _ parameters: String, _ format: String, _ more: String = "") -> String {
        let asked = parameters.isEmpty ? "" : "\"parameters\":\"\(parameters)\","
        return "{\"report\":\"\(report)\",\(asked)\"format\":\"\(format)\"\(more)}"
    }

    /// The id of an export that is made. Throws how else it ended.
    private func made(_ name: String, _ report: String, _ parameters: String, _ format: String, _ more: String = "") throws -> Int64 {
        let id = try world.created(world.post(name, "/v1/exports", body(report, parameters, format, more)))
        try desk.waitForExport(id)
        return id
    }

    private func file(_ name: String, _ id: Int64) throws -> Answer { try world.get(name, "/v1/exports/\(id)/file").answer }

    @Test func `the three formats have the figures of the direct answer`() throws {
        try sell()
        let direct = "/v1/reports/sales-trend?" + Self.trend
        let csv = try file("manager", made("manager", "sales-trend", Self.trend, "csv", #","heads":"english""#))
        #expect(csv.text == (try world.get("manager", direct + "&format=csv").answer.text))
        #expect(csv.text.contains("First,1,0,,1,,,180.00"))
        let chinese = try file("manager", made("manager", "sales-trend", Self.trend, "csv", #","heads":"chinese","bom":true"#))
        #expect(chinese.text == (try world.get("manager", direct + "&format=csv&lang=zh-CN&bom=true").answer.text))

        let ndjson = try file("manager", made("manager", "sales-trend", Self.trend, "ndjson"))
        let lines = try ndjson.text.split(separator: "\n").map { try JSONReader.parse(String($0)) }
        let answer = try world.get("manager", direct)
        #expect(lines.dropLast() == answer.array("items")[...])
        #expect(lines.last?.object?["net"] == answer["total"].object?["net"] && lines.last?.object?["is_total"]?.bool == true)
        #expect(try world.get("manager", direct + "&format=ndjson").answer.text == ndjson.text)

        let sheets = try desk.sheets(file("manager", made("manager", "sales-trend", Self.trend, "xlsx", #","heads":"english""#)))
        let given = try desk.sheets(world.get("manager", direct + "&format=xlsx").answer)
        #expect(sheets[0] == given[0] && sheets.count == 2)
    }

    @Test func `heads are the names of the columns unless a language is named`() throws {
        try sell()
        let csv = try file("manager", made("manager", "sales-trend", Self.trend, "csv")).text
        #expect(csv.hasPrefix("customer_id,customer,orders,orders_before,orders_change,customers,"))
        let checks = try file("manager", made("manager", "data-quality", "", "csv")).text
        #expect(checks.hasPrefix("check,"))
    }

    @Test func `an export of a report says what it is, under which name it is fetched, and stands in the audit`() throws {
        let id = try made("manager", "sales-trend", "from=2026-11-01", "xlsx")
        let export = try world.get("manager", "/v1/exports/\(id)")
        #expect(export.string("report") == "sales-trend" && export["collection"].isNull)
        #expect(export.string("parameters") == "from=2026-11-01" && export.string("progress") == "1")
        #expect(export.integer("rows_written") == export.integer("rows_total"))
        #expect(export.string("expires_at") == "2026-11-26T01:00:00.000Z" && export["scheduled"].bool == false)
        let answer = try file("manager", id)
        #expect(answer.field("Content-Disposition") == "attachment; filename=\"sales-trend-\(id).xlsx\"")
        #expect(export.integer("bytes") == Int64(answer.body.count))
        let audited = try world.get("auditor", "/v1/audit?entity=order&limit=200").array("items").compactMap(\.object)
        let note = audited.first { $0["action"]?.string == "exported" }?["export"]?.object
        #expect(note?["format"]?.string == "sales-trend.xlsx")
        #expect(note?["query"]?.array?.compactMap(\.string) == ["from=2026-11-01"])
    }

    @Test func `what is wrong is said at once, and nothing is made of it`() throws {
        func faults(_ body: String, _ name: String = "manager") throws -> [String] {
            let reply = try world.post(name, "/v1/exports", body)
            #expect(reply.status == 422, "\(reply.answer.text)")
            return reply.faults
        }
        #expect(try faults(#"{"format":"csv"}"#) == ["/collection: export_subject"])
        #expect(
            try faults(#"{"format":"csv","collection":"orders","report":"funnel","filters":"status=draft","sort":"id","fields":["id"]}"#)
                == [
                    "/collection: export_subject", "/filters: export_list_member", "/sort: export_list_member",
                    "/fields: export_list_member",
                ])
        #expect(
            try faults(#"{"format":"csv","collection":"orders","parameters":"from=2026-01-01"}"#) == ["/parameters: export_report_member"])
        #expect(try faults(body("sales-trends", "", "csv")) == ["/report: unknown_report"])
        #expect(
            try faults(body("leaderboard", "period=2026-13&limit=0", "csv")) == ["/parameters: bad_period", "/parameters: bad_parameter"])
        #expect(
            try faults(body("sales-trend", "group_by=mont&from=soon&limit=0&compare=never&ownr_id=3", "csv")) == [
                "/parameters: unknown_parameter", "/parameters: bad_parameter", "/parameters: bad_parameter",
                "/parameters: bad_parameter", "/parameters: bad_parameter",
            ])
        #expect(
            try faults(body("sales-trend", "format=csv&lang=en", "csv")) == [
                "/parameters: export_no_parameter", "/parameters: export_no_parameter",
            ])
        #expect(try faults(body("funnel", "group_by=day&from=2020-01-01&to=2026-01-01", "csv")) == ["/parameters: unknown_parameter"])
        #expect(try faults(body("sales-trend", "group_by=day&from=2020-01-01&to=2026-01-01", "csv")) == ["/parameters: bad_parameter"])
        #expect(try world.post("manager", "/v1/exports", body("sales-trend", "", "pdf")).faults == ["/format: not_a_choice"])
        // Nobody sets what the server says.
        let set = try world.post("manager", "/v1/exports", body("sales-trend", "", "csv", #","scheduled":true,"keep_hours":9000"#))
        #expect(set.status == 422 && set.faults.count == 2)
        #expect(try world.get("auditor", "/v1/exports").array("items").isEmpty)
    }

    @Test func `whoever may not ask for the report has it not exported`() throws {
        for name in ["hr", "marketing"] {
            let direct = try world.get(name, "/v1/reports/forecast-accuracy")
            let refused = try world.post(name, "/v1/exports", body("forecast-accuracy", "", "csv"))
            #expect(refused.status == 403 && direct.status == 403 && refused.code == direct.code, "\(name)")
        }
        let byCustomer = try world.get("production", "/v1/reports/sales-trend?group_by=customer")
        let export = try world.post("production", "/v1/exports", body("sales-trend", "group_by=customer", "csv"))
        #expect(byCustomer.status == 403 && export.status == 403 && export.code == byCustomer.code)
    }

    @Test func `each has his or her own rows, and nobody another's file`() throws {
        try sell()
        for name in ["rep", "rep2", "manager", "executive", "production"] {
            let parameters = name == "production" ? "from=2026-11-01&to=2026-11-30" : Self.trend
            let id = try made(name, "sales-trend", parameters, "csv", #","heads":"english""#)
            let direct = try world.get(name, "/v1/reports/sales-trend?\(parameters)&format=csv").answer.text
            #expect(try file(name, id).text == direct, "\(name)")
            let seen = try world.get("admin", "/v1/exports/\(id)/file")
            #expect(seen.status == 403 && seen.code == "export_of_another")
        }
        // A filter that names somebody else's rows finds none of them.
        let parameters = Self.trend + "&owner_id=\(world.person("rep2").id)"
        #expect(try !file("rep", made("rep", "sales-trend", parameters, "csv")).text.contains("Second"))
    }

    @Test func `who has lost a right since does not get the file any more`() throws {
        try sell()
        let id = try made("manager", "sales-trend", Self.trend, "csv")
        #expect(try file("manager", id).status == 200)
        // Somebody who was below no longer is.
        _ = try world.patch("admin", "/v1/users/\(world.person("rep2").id)", "{\"manager_id\":\(world.person("executive").id)}")
        let refused = try world.get("manager", "/v1/exports/\(id)/file")
        #expect(refused.status == 403 && refused.code == "export_rights_changed")
        _ = try world.patch("admin", "/v1/users/\(world.person("rep2").id)", "{\"manager_id\":\(world.person("manager").id)}")
        #expect(try file("manager", id).status == 200)
        // More rights than then do no harm, others do.
        _ = try world.patch("admin", "/v1/users/\(world.person("manager").id)", #"{"roles":["sales_manager","product"]}"#)
        #expect(try file("manager", id).status == 200)
        _ = try world.patch("admin", "/v1/users/\(world.person("manager").id)", #"{"roles":["product"]}"#)
        #expect(try file("manager", id).status == 403)
    }

    @Test func `what was seen in another's place is gone with that place`() throws {
        try sell()
        try world.standIn("stranger", for: "rep")
        let id = try made("stranger", "sales-trend", Self.trend, "csv")
        #expect(try file("stranger", id).text.contains("First"))
        try desk.move(to: "2026-11-25 09:00")
        let refused = try world.get("stranger", "/v1/exports/\(id)/file")
        #expect(refused.status == 403 && refused.code == "export_rights_changed")
    }

    @Test func `when a person is erased the files that can name him or her go`() throws {
        let id = try made("manager", "sales-trend", "group_by=owner&owner_id=\(world.person("stranger").id)", "csv")
        let person = world.person("stranger").id
        _ = try world.patch("admin", "/v1/users/\(person)", #"{"active":false}"#)
        let erased = try world.post("admin", "/v1/users/\(person)/erase", #"{"reason":"requested"}"#)
        #expect(erased.status == 200, "\(erased.answer.text)")
        let export = try world.get("manager", "/v1/exports/\(id)")
        #expect(export.string("status") == "expired" && export["parameters"].isNull)
        #expect(try file("manager", id).status == 410)
    }
}
