// What a request says about itself: fields, path segments, query items.

import HTTP
import Testing

struct HTTPRequestTests {
    @Test func `fields are found in any case and joined in order`() throws {
        let request = try #require(
            HTTPRequest(.get, "/", fields: [("X-Tag", "a"), ("If-Match", "\"1\""), ("x-TAG", "b"), ("Content-Type", "text/plain")]))
        #expect(request.field("x-tag") == "a, b")
        #expect(request.field(.ifMatch) == "\"1\"")
        #expect(request.field(.contentType) == "text/plain")
        #expect(request.field(.authorization) == nil)
        #expect(request.fieldBytes(.range) == nil)
        #expect(request.fieldBytes(.ifMatch).map(Array.init) == Array("\"1\"".utf8))
    }

    @Test func `a request is made of its parts`() throws {
        let request = try #require(HTTPRequest(.post, "/v1/a?b=c", body: [1, 2], remoteAddress: "10.0.0.1"))
        #expect(request.method == .post && request.target == "/v1/a?b=c" && request.path == "/v1/a" && request.query == "b=c")
        #expect(request.body == [1, 2] && request.remoteAddress == "10.0.0.1")
        #expect(HTTPRequest(.get, "no slash") == nil)
    }

    @Test(arguments: [
        ("/", []), ("/a", ["a"]), ("/a/", ["a", ""]), ("//", ["", ""]), ("/v1/orders/7", ["v1", "orders", "7"]),
        ("/%E4%B8%AD", ["中"]), ("/a%20b+c", ["a b+c"]), ("/...", ["..."]), ("/.a", [".a"]), ("/%25", ["%"]),
    ])
    func `path segments are decoded`(path: String, segments: [String]) throws {
        #expect(try #require(HTTPRequest(.get, path)).pathSegments() == segments)
    }

    @Test(arguments: [
        "/a%2Fb", "/a%2fb", "/%00", "/.", "/..", "/a/../b", "/%2e%2E", "/.%2e", "/%2E", "/%FF", "/%C0%AF", "/%ED%A0%80", "/%E4%B8",
    ])
    func `path segments that could deceive are refused`(path: String) throws {
        #expect(try #require(HTTPRequest(.get, path)).pathSegments() == nil)
    }

    @Test(arguments: [
        ("", []), ("a=b", ["a:b"]), ("a", ["a:"]), ("a=", ["a:"]), ("=b", [":b"]), ("a=b=c", ["a:b=c"]), ("&a=b&&c=d&", ["a:b", "c:d"]),
        ("a=b+c%2Bd", ["a:b c+d"]), ("a=1&a=2", ["a:1", "a:2"]), ("%E4%B8%AD=%E6%96%87", ["中:文"]),
    ])
    func `query items are decoded in order`(query: String, items: [String]) {
        #expect(HTTPRequest.queryItems(query)?.map { "\($0.name):\($0.value)" } == items)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "%00=a", "a=%FF", "a=%C0%80"])
    func `malformed queries are refused`(query: String) {
        #expect(HTTPRequest.queryItems(query) == nil)
    }

    @Test func `a request without query has no items`() throws {
        #expect(try #require(HTTPRequest(.get, "/")).queryItems()?.isEmpty == true)
    }

    @Test func `the server itself is asked with an asterisk`() throws {
        let request = try #require(HTTPRequest(.options, "*"))
        #expect(request.concernsServer && request.pathSegments() == nil)
        #expect(try #require(HTTPRequest(.options, "/")).concernsServer == false)
    }
}
