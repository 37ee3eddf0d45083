// A report with more groups than the server has memory for: refused, and how to narrow it is said.

import App
import JSON
import Storage
import TestSupport
import Testing

struct WideReportTests {
    private let desk: InsightDesk
    private var world: World { desk.world }

    /// As much memory as one group takes, and not two.
    init() throws {
        desk = try InsightDesk(World(TestServer(changing: { $0.storage.groupBytes = 650 })))
        try desk.order(desk.first, by: "rep", "10")
        try desk.order(desk.second, by: "rep2", "20")
    }

    private static let trend = "group_by=customer&from=2026-11-01&to=2026-11-30"

    @Test func `what has too many groups is refused, and a narrower question is answered`() throws {
        let refused = try world.get("executive", "/v1/reports/sales-trend?" + Self.trend)
        #expect(refused.status == 422 && refused.code == "report_too_wide", "\(refused.answer.text)")
        let chinese = try world.get("executive", "/v1/reports/sales-trend?" + Self.trend, fields: [("Accept-Language", "zh-CN")])
        #expect(chinese.answer.text.contains("报表分组过多"))
        let narrow = try world.get("executive", "/v1/reports/sales-trend?\(Self.trend)&customer_id=\(desk.first)")
        #expect(narrow.status == 200 && narrow.array("items").count == 1, "\(narrow.answer.text)")
        #expect(try world.get("executive", "/v1/reports/sales-trend?group_by=month").status == 200)
    }

    @Test func `an export of it fails and says why`() throws {
        let body = "{\"report\":\"sales-trend\",\"format\":\"csv\",\"parameters\":\"\(Self.trend)\"}"
        let id = try world.created(world.post("executive", "/v1/exports", body))
        #expect(try eventually { try world.get("executive", "/v1/exports/\(id)").string("status") == "failed" })
        #expect(try world.get("executive", "/v1/exports/\(id)").string("failure") == "report_too_wide")
        #expect(try world.get("executive", "/v1/exports/\(id)/explain").answer.text.contains("filter more narrowly"))
    }
}
