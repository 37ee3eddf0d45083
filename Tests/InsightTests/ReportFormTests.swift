// The same report as CSV, as a spreadsheet and as a picture, in both languages.

import Foundation
import JSON
import Kernel
import TestSupport
import Testing

struct ReportFormTests {
    private func desk() throws -> InsightDesk {
        let desk = try InsightDesk()
        _ = try desk.world.patch("admin", "/v1/customers/\(desk.first)", #"{"name":"=1+1, \"Alfreds\""}"#)
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "20")
        return desk
    }

    @Test func `CSV has the same figures, in the reader's language, and no formulas`() throws {
        let desk = try desk()
        let question = "/v1/reports/sales-trend?group_by=customer&from=2026-11-01&to=2026-11-30"
        let english = try desk.world.get("rep", question + "&format=csv").answer.text
        #expect(
            english == """
                "Customer, id",Customer,Orders,Customers,Net,Tax,Gross,Net per order\r
                \(desk.first),"'=1+1, ""Alfreds""\",1,1,180.00,23.40,203.40,180.00\r
                Total,,1,1,180.00,23.40,203.40,180.00\r

                """)
        let chinese = try desk.world.get("rep", question + "&format=csv&lang=zh-CN&bom=true").answer
        #expect(chinese.body.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(chinese.text.contains("客户编号,客户,订单数,客户数,不含税金额") && chinese.text.contains("合计"))
        let accepted = try desk.world.get("rep", question, fields: [("Accept", "text/csv"), ("Accept-Language", "zh-CN")]).answer
        #expect(accepted.text.hasPrefix("客户编号") && accepted.field("Content-Language") == "zh-CN")
        #expect(accepted.field("Content-Disposition") == "attachment; filename=\"sales-trend-2026-11-24.csv\"")
        let compared = try desk.world.get("rep", question + "&format=csv&compare=previous").answer.text
        #expect(compared.contains("Orders,\"Orders, before\",\"Orders, change\""))
    }

    @Test func `a spreadsheet has numbers as numbers, days as days, and says what it is`() throws {
        let desk = try desk()
        let path = "/v1/reports/sales-trend?from=2026-11-01&to=2026-11-30&currency=CNY&format=xlsx"
        let sheets = try read(desk.world.get("manager", path))
        #expect(sheets.count == 2)
        let figures = try #require(sheets.first?.object)
        #expect(figures["name"]?.string == "Sales trend" && figures["frozen"]?.bool == true)
        let row = try #require(figures["rows"]?.array?[1].object)
        #expect(row["A"]?.object?["text"]?.string == "2026-11")
        #expect(row["B"]?.object?["number"]?.string == "46327" && row["B"]?.object?["format"]?.string == "yyyy-mm-dd")
        #expect(row["D"]?.object?["number"]?.string == "2")
        #expect(row["F"]?.object?["number"]?.string == "540" && row["F"]?.object?["format"]?.string == "#,##0.00")
        #expect(figures["rows"]?.array?.count == 3)
        let about = (sheets[1].object?["rows"]?.array ?? []).map { row in
            ["A", "B"].map { row.object?[$0]?.object?["text"]?.string ?? row.object?[$0]?.object?["number"]?.string ?? "" }
        }
        #expect(about.contains(["For", "manager"]) && about.contains(["Filter", "currency=CNY"]) && about.contains(["Policy", "P5.2"]))
        #expect(about.contains(["From", "46327"]) && about.contains(["Grouped by", "Month"]))
        // 9 o'clock in Shanghai.
        #expect(about.contains { $0[0] == "Made at" && $0[1].hasPrefix("46350.375") })
        let chinese = try read(desk.world.get("manager", path + "&lang=zh-CN"))
        #expect(chinese.compactMap { $0.object?["name"]?.string } == ["销售趋势", "说明"])
    }

    private func read(_ reply: Reply) throws -> [JSONValue] {
        #expect(reply.status == 200)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString.prefix(8)).xlsx")
        try Data(reply.answer.body).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try readSpreadsheet(file.path)
    }

    @Test func `every report is given in every form, and nothing is left behind`() throws {
        let desk = try desk()
        let names = try desk.world.get("executive", "/v1/reports").array("items").compactMap { $0.object?["name"]?.string }
        #expect(names.count == 17)
        for name in names {
            for language in ["en", "zh-CN"] {
                let path = "/v1/reports/\(name)?lang=\(language)&format="
                #expect(try desk.world.get("executive", path + "json").status == 200, "\(name)")
                let csv = try desk.world.get("executive", path + "csv").answer
                #expect(csv.status == 200 && csv.text.contains("\r\n"))
                #expect(try read(desk.world.get("executive", path + "xlsx")).count == 2)
                let picture = try desk.world.get("executive", path + "svg").answer
                #expect(XMLParser(data: Data(picture.body)).parse(), "\(name)")
                #expect(picture.text.contains("<title id=\"\(name)-title\">") && picture.text.contains("lang=\"\(language)\""))
            }
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: desk.world.server.directory).filter { $0.hasPrefix("report-") }
        #expect(left.isEmpty)
    }
}

#if canImport(FoundationXML)
    import FoundationXML
#endif
