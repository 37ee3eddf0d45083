// What may be asked of a report, and what is said of what may not.

import JSON
import Kernel
import TestSupport
import Testing

struct ReportWordTests {
    @Test func `a word that is no parameter is refused, and the nearest one named`() throws {
        let world = try World()
        for (path, near) in [
            ("sales-trend?fron=2026-01-01", "from"), ("sales-trend?groupby=owner", "group_by"), ("sales-trend?ownerid=5", "owner_id"),
            ("compliance?too=2026-01-01", "to"), ("sales-trend?compere=previous", "compare"), ("ageing?as_off=2026-01-01", "as_of"),
        ] {
            let reply = try world.get("executive", "/v1/reports/" + path)
            #expect(reply.status == 400 && reply.code == "unknown_parameter", "\(path)")
            #expect(reply.answer.text.contains("“\(near)”"), "\(path): \(reply.answer.text)")
        }
        // Words of lists that a report has no use for.
        for word in ["sort=id", "cursor=x", "fields=id", "expand=lines", "count=true", "archived=all"] {
            #expect(try world.get("executive", "/v1/reports/sales-trend?" + word).code == "unknown_parameter", "\(word)")
        }
    }

    @Test(
        arguments: [
            "sales-trend?from=2026-02-30", "sales-trend?to=yesterday", "sales-trend?from=2026-12-01&to=2026-11-30",
            "sales-trend?from=2010-01-01", "sales-trend?from=2024-01-01&group_by=day", "sales-trend?group_by=planet",
            "sales-trend?group_by=owner,team", "sales-trend?compare=tomorrow", "sales-trend?format=pdf", "sales-trend?lang=fr",
            "sales-trend?limit=0", "sales-trend?limit=1001", "sales-trend?bom=maybe", "sales-trend?status=nowhere",
            "ageing?as_of=2999-01-01",
            "ageing?group_by=owner,owner", "funnel?from=x", "data-quality?format=",
        ]
    )
    func `a value that cannot be is refused in both languages`(_ path: String) throws {
        let world = try World()
        for language in ["en", "zh-CN"] {
            let reply = try world.get("executive", "/v1/reports/" + path, fields: [("Accept-Language", language)])
            #expect(reply.status == 400 && reply.code == "bad_parameter", "\(path): \(reply.answer.text)")
            if language == "zh-CN" { #expect(reply.string("detail")?.contains("a ") == false, "\(reply.answer.text)") }
        }
    }

    @Test func `where nothing is said, it is the last twelve months, or those to come`() throws {
        let world = try World()
        let trend = try world.get("executive", "/v1/reports/sales-trend")
        #expect(trend.string("from") == "2025-12-01" && trend.string("to") == "2026-11-24" && trend.array("items").count == 12)
        let forecast = try world.get("executive", "/v1/reports/forecast")
        #expect(forecast.string("from") == "2026-11-01" && forecast.string("to") == "2027-10-31")
        let quality = try world.get("executive", "/v1/reports/data-quality")
        #expect(quality.string("as_of") == "2026-11-24" && quality["from"].isNull)
        let until = try world.get("executive", "/v1/reports/sales-trend?to=2020-01-05")
        #expect(until.string("from") == "2020-01-05" || until.string("from") == "2019-02-01" || until.status == 200)
    }

    @Test func `the form is said by Accept or by a word`() throws {
        let world = try World()
        let types = [
            "json": "application/json", "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "ndjson": "application/x-ndjson",
            "svg": "image/svg+xml",
        ]
        for (word, type) in types {
            #expect(try world.get("executive", "/v1/reports/sales-trend?format=\(word)").answer.field("Content-Type") == type)
            let accept = type.split(separator: ";")[0]
            let reply = try world.get("executive", "/v1/reports/sales-trend", fields: [("Accept", String(accept))])
            #expect(reply.answer.field("Content-Type") == type)
            #expect(reply.answer.field("Vary")?.contains("Accept") == true)
        }
        let refused = try world.get("executive", "/v1/reports/sales-trend", fields: [("Accept", "application/pdf")])
        #expect(refused.status == 406 && refused.code == "not_acceptable")
        let html = "text/html,application/xhtml+xml,image/svg+xml;q=0.5,*/*;q=0.1"
        let browser = try world.get("executive", "/v1/reports/sales-trend", fields: [("Accept", html)])
        #expect(browser.answer.field("Content-Type") == "image/svg+xml")
    }

    @Test func `the list tells of every report what it may be asked`() throws {
        let world = try World()
        let reply = try world.get("executive", "/v1/reports", fields: [("Accept-Language", "zh-CN")])
        let trend = try #require(reply.array("items").first { $0.object?["name"]?.string == "sales-trend" }?.object)
        #expect(trend["title"]?.string == "销售趋势" && trend["path"]?.string == "/v1/reports/sales-trend")
        #expect(trend["group_by"]?.array?.compactMap(\.string).prefix(2) == ["month", "day"])
        #expect(trend["formats"]?.array?.compactMap(\.string) == ["json", "csv", "xlsx", "ndjson", "svg"])
        let names = trend["parameters"]?.array?.compactMap { $0.object?["name"]?.string } ?? []
        #expect(Set(names).isSuperset(of: ["from", "to", "group_by", "compare", "limit", "format", "lang"]))
        #expect(reply.array("items").count >= 16)
    }
}
