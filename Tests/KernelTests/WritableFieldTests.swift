// Every role tries to change every field of a record, one by one, to what stands there already (access.md).

import JSON
import Kernel
import TestSupport
import Testing

struct WritableFieldTests {
    private static let collections = writableFields.keys.sorted()

    @Test func `the table of fields is about the same records as the table of rights`() {
        #expect(Set(Self.collections) == Set(accessTable.keys))
    }

    @Test(arguments: collections)
    func `each field is set by those who may, and refused by name to all others`(_ collection: String) throws {
        let company = try AccessCompany(collection)
        let world = company.world
        let path = try "/v1/\(collection)/\(company.records(of: collection)[0])"
        let record = try world.get(keeper(of: collection), path).json.object ?? [:]
        let writable = writableFields[collection] ?? []
        for holder in holders(of: collection) {
            for (name, value) in record where name != "actions" {
                let reply = try world.patch(holder, path, body(name, value))
                let place = "\(collection)/\(holder)/\(name)"
                guard mayChange(collection, holder) else {
                    let refusals = unwritableCollections.union(unchangeableCollections).contains(collection) ? [405] : [403, 404]
                    #expect(refusals.contains(reply.status), "\(place): \(reply.answer.text)")
                    continue
                }
                if let fault = fieldExceptions[place] {
                    #expect(reply.faults == ["/\(name): \(fault)"], "\(place)")
                } else if writable.contains(name) {
                    #expect(reply.status == 200, "\(place): \(reply.answer.text)")
                } else {
                    #expect(reply.faults == ["/\(name): read_only_field"], "\(place): \(reply.answer.text)")
                }
            }
            #expect(Set(writable).isSubset(of: record.map(\.name)), "\(collection)")
        }
    }

    @Test func `nothing of what was refused was written`() throws {
        let world = try World()
        let product = try world.product("CHAI")
        for (method, path, body) in [
            ("PATCH", "/v1/products/\(product)", #"{"standard_cost":"1","name":"X"}"#),
            ("POST", "/v1/products/batch", "{\"items\":[{\"id\":\(product),\"standard_cost\":\"1\",\"name\":\"X\"}]}"),
            ("PATCH", "/v1/products/\(product)?dry_run=true", #"{"standard_cost":"1","name":"X"}"#),
            ("PUT", "/v1/products/by-external-id/P1", #"{"sku":"P1","name":"X","list_price":"1","standard_cost":"1"}"#),
        ] {
            let reply = try world.send("key", method, path, body)
            #expect(reply.status == 422, "\(method) \(path)")
            #expect(reply.faults.allSatisfy { $0.hasSuffix("/standard_cost: unknown_field") }, "\(method) \(path)")
        }
        #expect(try world.get("admin", "/v1/products/\(product)").string("standard_cost") == "12.60")
        #expect(try world.get("admin", "/v1/products?count=true").integer("total") == 1)
    }

    /// The fourteen roles; finance2 has entered what is a paper of finance's.
    private func holders(of collection: String) -> [String] {
        ["credit-investigations", "invoices", "credit-notes"].contains(collection) ? roleHolders + ["finance2"] : roleHolders
    }

    /// Whether the first record, the rep's, is for somebody to change.
    private func mayChange(_ collection: String, _ holder: String) -> Bool {
        // A paper is changed by its owner or creator alone, and the key has created none of these.
        if ["orders", "proposals", "contracts", "order-amendments"].contains(collection) && holder == "key" { return false }
        let rights = accessTable[collection] ?? [:]
        switch (rights[holder] ?? rights["*"] ?? .nothing).changes {
        case .none, .others: return false
        case .own: return holder == firstOwner(of: collection)
        case .team: return ["manager", "executive"].contains(holder)
        case .all: return true
        }
    }

    /// A change of one field to what it is; lines are named by their ids, which keeps them as they are.
    private func body(_ name: String, _ value: JSONValue) -> String {
        var value = value
        if let items = value.array, items.contains(where: { $0.object != nil }) {
            value = .array(items.map { .object(JSONObject([(name: "id", value: $0.object?["id"] ?? .null)])) })
        }
        var writer = JSONWriter()
        writer.value(.object(JSONObject([(name: name, value: value)])))
        return String(decoding: writer.finish(), as: UTF8.self)
    }
}
