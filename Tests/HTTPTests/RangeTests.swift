// Ranges of content, and names of files in header fields.

import HTTP
import Testing

struct RangeTests {
    @Test(arguments: [
        ("bytes=0-0", RangeRequest.part(0..<1)), ("bytes=0-", .part(0..<10)), ("bytes=9-9", .part(9..<10)), ("bytes=5-99", .part(5..<10)),
        ("bytes=-3", .part(7..<10)), ("bytes=-99", .part(0..<10)), ("BYTES= 2 - 4 ", .part(2..<5)), ("bytes=10-", .unsatisfiable),
        ("bytes=10-12", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=99999999999999999999-", .unsatisfiable),
        ("bytes=0-99999999999999999999", .part(0..<10)), ("bytes=4-2", .whole), ("bytes=0-1,3-4", .whole), ("bytes=", .whole),
        ("bytes=-", .whole), ("bytes=a-b", .whole), ("bytes=1", .whole), ("lines=1-2", .whole), ("bytes", .whole), ("", .whole),
        ("bytes=--1", .whole), ("bytes=+1-2", .whole), ("bytes=1-2-3", .whole), ("bytes=0x1-2", .whole),
    ])
    func `a range is read by its grammar`(_ field: String, _ expected: RangeRequest) {
        #expect(RangeRequest(field, of: 10) == expected, "\(field)")
    }

    @Test func `of nothing there is no part`() {
        for field in ["bytes=0-", "bytes=-1", "bytes=0-0"] { #expect(RangeRequest(field, of: 0) == .unsatisfiable) }
    }

    @Test func `a condition that does not hold, and another method, mean everything`() throws {
        func asked(_ method: HTTPMethod, _ condition: String?) throws -> RangeRequest {
            let fields = [("Range", "bytes=1-2")] + (condition.map { [("If-Range", $0)] } ?? [])
            return RangeRequest(try #require(HTTPRequest(method, "/", fields: fields)), of: 10, tag: "\"a\"")
        }
        #expect(try asked(.get, nil) == .part(1..<3))
        #expect(try asked(.get, "\"a\"") == .part(1..<3))
        for condition in ["\"b\"", "W/\"a\"", "Sun, 06 Nov 1994 08:49:37 GMT", ""] { #expect(try asked(.get, condition) == .whole) }
        #expect(try asked(.head, nil) == .whole)
    }

    @Test(arguments: [
        ("plan.pdf", "attachment; filename=\"plan.pdf\""),
        ("合同 1.pdf", "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E5%90%88%E5%90%8C%201.pdf"),
        ("a\"; filename=\"b.exe", "attachment; filename=\"a__ filename__b.exe\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe"),
        ("a\r\nSet-Cookie: x", "attachment; filename=\"a__Set-Cookie_ x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x"),
    ])
    func `no name can be more than a name`(_ name: String, _ expected: String) {
        #expect(ContentDisposition.attachment(name) == expected)
        #expect(ContentDisposition.fileName(ContentDisposition.attachment(name)) == name)
    }

    @Test(arguments: [
        ("attachment; filename=a.txt", "a.txt"), ("attachment; filename=\"a b.txt\"", "a b.txt"), ("attachment", nil),
        ("attachment; filename*=utf-8'zh'%E5%90%88", "合"), ("attachment; filename=x; filename*=UTF-8''y", "y"),
        ("attachment; filename*=UTF-8''%E5%9", nil), ("attachment; filename*=UTF-8''%FF", nil), ("attachment; filename*=GBK''a", nil),
        ("attachment; filename=\"a\\\"b\"", "a\"b"), ("attachment; filename=\"open", "open"), ("; ; filename", nil), ("", nil),
        ("attachment; FileName=\"A\"; filename=b", "A"),
    ])
    func `a name is read as browsers send it`(_ field: String, _ expected: String?) {
        #expect(ContentDisposition.fileName(field) == expected, "\(field)")
    }
}
