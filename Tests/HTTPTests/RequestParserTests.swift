// The parser by its table: whole, at every split, byte by byte, and with bytes that make no sense.

import HTTP
import Testing

struct RequestParserTests {
    @Test(arguments: acceptedRows + refusedRows + smugglingRows)
    func `gives the events of the table`(row: ParserRow) {
        #expect(eventsWhole(row.bytes) == row.expected)
    }

    @Test(arguments: acceptedRows + refusedRows + smugglingRows)
    func `gives the same events however the bytes are split`(row: ParserRow) {
        for split in 0...row.bytes.count {
            #expect(eventsFed([Array(row.bytes[..<split]), Array(row.bytes[split...])]) == row.expected, "split at \(split)")
        }
        #expect(eventsFed(row.bytes.map { [$0] }) == row.expected, "byte by byte")
    }

    @Test(arguments: acceptedRows + refusedRows + smugglingRows)
    func `gives the same events where content beyond the limit is asked about, and the answer is no`(row: ParserRow) {
        for split in 0...row.bytes.count {
            let portions = [Array(row.bytes[..<split]), Array(row.bytes[split...])]
            #expect(eventsFed(portions, asksAboutContent: true) == row.expected, "split at \(split)")
        }
    }

    @Test func `a table has a name for each row only once`() {
        let names = (acceptedRows + refusedRows + smugglingRows).map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: refusedRows + smugglingRows)
    func `what is refused never becomes another request`(row: ParserRow) {
        let seen = eventsFed([row.bytes + Array(smuggled.utf8)])
        #expect(!seen.contains { $0.contains("smuggled") } && seen.last?.first?.isNumber == true, "\(seen)")
    }

    @Test func `stays failed whatever follows`() {
        var parser = RequestParser()
        parser.feed(Array("BAD\r\n".utf8))
        #expect(events(of: &parser) == ["400 bad_request_line"])
        parser.feed(Array("GET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
        #expect(events(of: &parser) == ["400 bad_request_line"])
    }

    @Test func `a thousand pipelined requests come out in order`() {
        var parser = RequestParser()
        let bytes = (0..<1000).flatMap { Array("GET /\($0) HTTP/1.1\r\nHost: h\r\n\r\n".utf8) }
        var seen: [String] = []
        for start in stride(from: 0, to: bytes.count, by: 777) {
            parser.feed(Array(bytes[start..<min(start + 777, bytes.count)]))
            seen += events(of: &parser)
        }
        #expect(seen == (0..<1000).map { "GET /\($0) @h" })
        #expect({ parser.isIdle }())
    }

    @Test func `says what it is in the middle of`() {
        var parser = RequestParser()
        #expect({ parser.isIdle }())
        parser.feed(Array("P".utf8))
        _ = parser.next()
        #expect({ !parser.isIdle && !parser.isReadingContent }())
        parser.feed(Array("OST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab".utf8))
        _ = parser.next()
        #expect({ parser.isReadingContent && parser.contentBytes == 2 }())
        parser.feed(Array("c".utf8))
        #expect(events(of: &parser) == ["POST / @h [abc]"])
        #expect({ parser.isIdle }())
    }

    @Test func `tells the languages of the request that it is in the middle of, or has refused, and of no other`() {
        let head = "POST / HTTP/1.1\r\nHost: h\r\nAccept-Language: zh\r\naccept-language: en;q=0.5\r\nContent-Length: 3\r\n\r\n"
        let text = "GET /before HTTP/1.1\r\nHost: h\r\nAccept-Language: de\r\n\r\n" + head + "abc"
        var parser = RequestParser()
        var seen: [String?] = []
        for byte in text.utf8 {
            parser.feed([byte])
            _ = parser.next()
            if seen.last != .some(parser.acceptLanguage) { seen.append(parser.acceptLanguage) }
        }
        #expect(seen == [nil, "de", nil, "zh", "zh, en;q=0.5", nil])
        for fault in ["Content-Length: x\r\n", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"] {
            var parser = RequestParser()
            parser.feed(Array("POST / HTTP/1.1\r\nHost: h\r\nAccept-Language: zh\r\n\(fault)".utf8))
            #expect(events(of: &parser).last?.hasPrefix("400") == true)
            parser.feed(Array("Accept-Language: de\r\n\r\n".utf8))
            #expect({ parser.acceptLanguage == "zh" }())
        }
    }

    @Test func `random bytes never trap and give the same events at once and byte by byte`() {
        var random = FixedRandom(state: 20_261_124)
        for _ in 0..<4000 {
            let bytes = randomBytes(&random)
            #expect(eventsWhole(bytes) == eventsFed(bytes.map { [$0] }), "\(bytes)")
        }
    }

    @Test func `damaged rows of the table never trap and give the same events however they are split`() {
        var random = FixedRandom(state: 9112)
        for row in acceptedRows + refusedRows + smugglingRows where !row.bytes.isEmpty {
            for _ in 0..<40 {
                let bytes = damaged(row.bytes, &random)
                let split = Int(random.next() % UInt64(bytes.count + 1))
                #expect(eventsWhole(bytes) == eventsFed([Array(bytes[..<split]), Array(bytes[split...])]), "\(bytes) at \(split)")
            }
        }
    }

    private func eventsWhole(_ bytes: [UInt8]) -> [String] {
        eventsFed([bytes])
    }

    private func eventsFed(_ portions: [[UInt8]], asksAboutContent: Bool = false) -> [String] {
        var parser = RequestParser(limits: tableLimits, asksAboutContent: asksAboutContent)
        var seen: [String] = []
        for portion in portions {
            parser.feed(portion)
            seen += events(of: &parser)
            if case .failure = parser.next() { break }
        }
        return seen
    }

    /// Bytes that are often those of the grammar.
    private func randomBytes(_ random: inout FixedRandom) -> [UInt8] {
        let words = [
            "GET ", "POST ", "/", " HTTP/1.1", "\r\n", "\r\n", "\r\n\r\n", "Host: h", "Content-Length: ", "5", ":",
            "Transfer-Encoding: chunked", "0", ";", "\"",
        ]
        return (0..<Int(random.next() % 24)).flatMap { _ -> [UInt8] in
            let roll = random.next()
            return roll % 3 == 0 ? [UInt8(truncatingIfNeeded: roll >> 8)] : Array(words[Int(roll >> 8) % words.count].utf8)
        }
    }

    private func damaged(_ bytes: [UInt8], _ random: inout FixedRandom) -> [UInt8] {
        var bytes = bytes
        for _ in 0...(random.next() % 3) {
            let index = Int(random.next() % UInt64(bytes.count))
            switch random.next() % 3 {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
            default: if bytes.count > 1 { bytes.remove(at: index) }
            }
        }
        return bytes
    }
}

/// The same numbers in every run (SplitMix64).
struct FixedRandom {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ (mixed >> 31)) >> 1
    }
}
