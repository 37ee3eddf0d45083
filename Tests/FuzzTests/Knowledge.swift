// What a client has learned from answers: ids, external ids, cursors and tags that exist.

import JSON
import TestSupport

/// Bounded, so that a long run needs no more memory than a short one.
struct Knowledge {
    private var ids: [String: [Int64]] = [:]
    private var externalIDs: [String] = []
    private(set) var cursors: [String] = []
    private(set) var tags: [String] = []
    private static let most = 64

    /// Notes what an answer tells about a collection's records.
    mutating func learn(_ reply: Reply, about collection: String) {
        if let tag = reply.answer.field("ETag") { Knowledge.keep(tag, in: &tags) }
        if let cursor = reply.string("next_cursor") { Knowledge.keep(cursor, in: &cursors) }
        for record in reply.array("items").prefix(8) + [reply.json] {
            if let id = record.member("id").number?.int64 { Knowledge.keep(id, in: &ids[collection, default: []]) }
            if let key = record.member("external_id").string { Knowledge.keep(key, in: &externalIDs) }
        }
    }

    /// Mostly an id that exists.
    func id(of collection: String, _ random: inout SeededRandom) -> Int64 {
        guard let known = ids[collection], !known.isEmpty, !random.oneIn(5) else { return random.integer(1...40) }
        return random.pick(known)
    }

    func externalID(_ random: inout SeededRandom) -> String {
        externalIDs.isEmpty || random.oneIn(4) ? "X-\(random.integer(1...20))" : random.pick(externalIDs)
    }

    private static func keep<Element: Equatable>(_ element: Element, in list: inout [Element]) {
        guard !list.contains(element) else { return }
        if list.count >= most { list.removeFirst() }
        list.append(element)
    }
}
