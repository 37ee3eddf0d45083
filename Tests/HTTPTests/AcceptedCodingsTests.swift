// Accept-Encoding as RFC 9110 12.5.3 has it.

import HTTP
import Testing

struct AcceptedCodingsTests {
    @Test(arguments: [
        ("gzip", true, false), ("GZIP", true, false), ("x-gzip", true, false), ("gzip, deflate, br", true, false), ("*", true, false),
        ("", false, false), ("deflate, br", false, false), ("identity", false, false), ("gzip;q=0", false, false),
        ("*, gzip;q=0", false, false), ("*;q=0, gzip", true, true), ("gzip;q=0, *;q=0", false, true), ("*;q=0", false, true),
        ("identity;q=0", false, true), ("identity;q=0, gzip;q=0.1", true, true), ("identity, gzip;q=0.5", false, false),
        ("identity;q=0.5, gzip;q=0.5", true, false), ("gzip ; q=0.001", true, false), ("gzip;q=0.000", false, false),
        ("gzip;q=2", true, false), ("gzip;q=nan", true, false), ("gzip;q=-1", true, false), (";;q=,,", false, false),
        ("*;q=0, identity;q=0.5, gzip;q=0.4", false, false), ("gzipped", false, false), ("\u{0}gzip", false, false),
    ])
    func `what is accepted`(_ field: String, _ prefersGzip: Bool, _ refusesIdentity: Bool) {
        let accepted = AcceptedCodings(field)
        #expect(accepted.prefersGzip == prefersGzip)
        #expect(accepted.refusesIdentity == refusesIdentity)
    }

    @Test func `several lines are one list`() throws {
        let request = try #require(HTTPRequest(.get, "/", fields: [("Accept-Encoding", "br"), ("accept-encoding", "gzip")]))
        #expect(request.acceptedCodings?.prefersGzip == true)
        #expect(try #require(HTTPRequest(.get, "/")).acceptedCodings == nil)
    }

    @Test func `the tag of the coded content is another, and of the same version`() {
        #expect(GzipTag.of("\"7.k\"") == "\"7.k-gz\"")
    }
}
