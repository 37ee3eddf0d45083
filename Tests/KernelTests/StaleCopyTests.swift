// A record is written as it was read, or not at all; and the answer tells what stands in the database.

import JSON
import Kernel
import TestSupport
import Testing

struct StaleCopyTests {
    private let server: SampleServer

    init() throws { server = try SampleServer() }

    @Test func `an answer shows what reactions have changed in the record`() throws {
        let made = try server.send(.salesRep, "POST", "/v1/folders", #"{"title":"A"}"#)
        #expect(made.status == 201)
        #expect([made.integer("version"), made.integer("changes"), made.integer("checks")] == [3, 1, 1])
        #expect(made.answer.field("ETag")?.hasPrefix("\"3.") == true)
        let changed = try server.send(.salesRep, "PATCH", "/v1/folders/1", #"{"title":"B"}"#)
        #expect([changed.integer("version"), changed.integer("changes"), changed.integer("checks")] == [6, 2, 2])
        let read = try server.send(.salesRep, "GET", "/v1/folders/1")
        #expect(read.json == changed.json)
        #expect(read.answer.field("ETag") == changed.answer.field("ETag"))
    }

    @Test func `a rule that saves an old copy fails the request, and nothing of it is kept`() throws {
        _ = try server.send(.salesRep, "POST", "/v1/folders", #"{"title":"A"}"#)
        let before = try (server.count("audit"), server.count("event"))
        let reply = try server.send(.finance, "POST", "/v1/folders/1/muddle")
        #expect(reply.status == 500)
        #expect(reply.code == "internal_error")
        let read = try server.send(.salesRep, "GET", "/v1/folders/1")
        #expect(read.string("title") == "A")
        #expect(read.string("status") == "open")
        #expect(read.integer("version") == 3)
        #expect(try (server.count("audit"), server.count("event")) == before)
    }
}
