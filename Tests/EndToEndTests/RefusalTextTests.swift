// What people read when something is refused: whole sentences in their language (api.md, errors).

import JSON
import TestSupport
import Testing

struct RefusalTextTests {
    private static let sorts = "sort=" + Array(repeating: "name", count: 11).joined(separator: ",")
    private static let filters = (0..<51).map { "name.not=x\($0)" }.joined(separator: "&")
    private static let values = "name=" + Array(repeating: "x", count: 501).joined(separator: ",")

    @Test(arguments: [
        "fields=nothing", "fields=nane", "sort=nothing", "sort=-nane", "expand=nothing", "expand=ownr", "limit=x", "limit=201", "count=x",
        "archived=x", "pretty=x", "owner_id=x", "created_at=x", "created_at.gt=x", "name.gt=1", "owner_id.contains=x", "name.null=x",
        "level=x", "status=x", "nane=x", "quandary_toad=x", "name.foo=x", "cursor=x", "version=x", sorts, filters, values,
    ])
    func `a query is refused in whole sentences`(_ query: String) throws {
        let world = try World()
        try check(world, "GET", "/v1/customers?" + query, nil)
    }

    @Test func `a body and a request are refused in whole sentences`() throws {
        let world = try World()
        for body in [
            "{", "[]", #"{"name":7,"nane":"x","level":"x","owner_id":"x","phone":"x","website":5,"quandary":1}"#, "{}",
            #"{"name":"","owner_id":999,"id":1}"#, #"{"name":"\#u{1}"}"#,
        ] { try check(world, "POST", "/v1/customers", body) }
        for body in ["{}", #"{"customer_id":999,"lines":{},"currency":"X","delivery_on":"x","payment_terms_days":-1}"#, #"{"lines":[7]}"#] {
            try check(world, "POST", "/v1/orders", body)
        }
        for (method, path) in [
            ("DELETE", "/v1/orders"), ("BREW", "/v1/orders"), ("GET", "/v1/nothing"), ("GET", "/v1/audit?limit=0"),
            ("GET", "/v1/audit?before=x"), ("GET", "/v1/events?aftr=1"),
        ] { try check(world, method, path, nil) }
    }

    private func check(_ world: World, _ method: String, _ path: String, _ body: String?) throws {
        for language in ["en", "zh-CN"] {
            let reply = try world.send("admin", method, path, body, fields: [("Accept-Language", language)])
            #expect((400..<600).contains(reply.status), "\(path)")
            let messages = reply.array("errors").compactMap { $0.object?["message"]?.string }
            for text in [reply.string("detail") ?? ""] + messages {
                #expect(text.firstMatch(of: /[.?!。？！][.?!。？！]/) == nil, "\(text)")
                #expect(text.firstMatch(of: /[.?!。？！]$/) != nil, "\(text)")
                // Names and values stay as they are; the kernel's own words do not.
                if language == "zh-CN" {
                    #expect(text.firstMatch(of: /expected|there is|did you|must be|more than|such as/) == nil, "\(text)")
                }
            }
        }
    }
}
