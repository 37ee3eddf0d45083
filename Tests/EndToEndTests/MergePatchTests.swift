// The laws of JSON merge patch (RFC 7396), over HTTP with random patches; null and absent are the same in answers (api.md).

import JSON
import Kernel
import TestSupport
import Testing

struct MergePatchTests {
    private let world: World

    init() throws { world = try World() }

    /// What RFC 7396 §2 says of objects without nested ones.
    private func merged(_ target: JSONObject, _ patch: JSONObject) -> JSONObject {
        var result = target
        for member in patch { result[member.name] = member.value.isNull ? nil : member.value }
        return result
    }

    /// Members that have a value, but those that count and date the changes themselves.
    private func lasting(_ reply: Reply) -> JSONObject {
        let passing = ["version", "updated_at", "actions"]
        return JSONObject((reply.json.object ?? JSONObject()).filter { !$0.value.isNull && !passing.contains($0.name) })
    }

    private func text(_ object: JSONObject) -> String {
        var writer = JSONWriter()
        writer.value(.object(object))
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    private static let optional = ["region", "phone", "website", "address", "city", "postal_code", "country", "bank_name", "notes"]

    private func patch(_ random: inout SeededRandom) -> JSONObject {
        var patch = JSONObject()
        for name in Self.optional where random.oneIn(3) {
            patch[name] =
                random.oneIn(3)
                ? .null : .string(name == "phone" ? "010 \(random.integer(1000...9999))" : "é茶\"\\ \(random.integer(1...9))")
        }
        if random.oneIn(3) { patch["name"] = .string("Name \(random.integer(1...9))") }
        if random.oneIn(4) { patch["level"] = .string(random.pick(["A", "B", "C", "D"])) }
        return patch
    }

    @Test func `a patched record is what RFC 7396 makes of it, once or twice, in one patch or in two`() throws {
        let seed = SeededRandom.seed(standard: 7_396)
        var random = SeededRandom(seed: seed)
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let twin = "/v1/customers/\(try world.customer("Twin", limit: nil))"
        #expect(try world.patch("rep", twin, #"{"name":"公司"}"#).status == 200)
        for _ in 0..<SeededRandom.rounds(standard: 60) {
            let (first, second) = (patch(&random), patch(&random))
            let place: Testing.Comment = "seed \(seed): \(text(first)) and \(text(second))"
            let before = lasting(try world.get("rep", path))
            let once = try world.patch("rep", path, text(first))
            #expect(once.status == 200, place)
            #expect(lasting(once) == merged(before, first), place)
            #expect(lasting(try world.patch("rep", path, text(first))) == lasting(once), "twice, \(place)")
            let both = lasting(try world.patch("rep", path, text(second)))
            // One patch made of both: a null stays a null in it.
            var joined = first
            for member in second { joined[member.name] = member.value }
            var expected = lasting(try world.patch("rep", twin, text(joined)))
            for name in ["id", "created_at"] { expected[name] = both[name] }
            #expect(both == expected, "in two, \(place)")
            #expect(lasting(try world.patch("rep", path, "{}")) == both, "an empty patch, \(place)")
            #expect(lasting(try world.get("rep", path)) == both, place)
        }
    }

    @Test func `what must not be missing cannot be cleared, and nothing of the patch is kept`() throws {
        let path = "/v1/customers/\(try world.customer(limit: nil))"
        let before = try world.get("rep", path).answer.body
        for name in ["name", "level", "owner_id"] {
            let reply = try world.patch("rep", path, "{\"city\":\"Wuxi\",\"\(name)\":null}")
            #expect(reply.status == 422 && reply.faults == ["/\(name): required"], "\(reply.answer.text)")
        }
        #expect(try world.get("rep", path).answer.body == before)
    }

    @Test func `a list is replaced as a whole: items that carry their id stay the same lines, in the new order`() throws {
        let seed = SeededRandom.seed(standard: 7_397)
        var random = SeededRandom(seed: seed)
        let product = try world.product("CHAI")
        let customer = try world.customer()
        let body = """
            {"customer_id":\(customer),"payment_method":"cash","payment_terms_days":0,"transport_mode":"road",
             "lines":[{"product_id":\(product),"quantity":"1"},{"product_id":\(product),"quantity":"2"}]}
            """
        let path = "/v1/orders/\(try world.created(world.post("rep", "/v1/orders", body)))"
        for _ in 0..<(SeededRandom.rounds(standard: 40)) {
            let before = try world.get("rep", path)
            let known = before.array("lines").compactMap { $0.object?["id"]?.number?.int64 }
            let kept = known.filter { _ in !random.oneIn(3) }.shuffled(using: &random)
            var wanted = kept.map { (id: $0 as Int64?, quantity: random.integer(1...99)) }
            for _ in 0..<random.integer(0...2) where wanted.count < 6 {
                wanted.insert((id: nil, quantity: random.integer(1...99)), at: Int(random.integer(0...Int64(wanted.count))))
            }
            let items = wanted.map { item in
                let name = item.id.map { "\"id\":\($0)" } ?? "\"product_id\":\(product)"
                return "{\(name),\"quantity\":\"\(item.quantity)\"}"
            }
            let reply = try world.patch("rep", path, "{\"lines\":[\(items.joined(separator: ","))]}")
            let place: Testing.Comment = "seed \(seed): \(items) of \(known)"
            #expect(reply.status == 200, place)
            let lines = reply.array("lines").compactMap(\.object)
            #expect(lines.map { $0["quantity"]?.string } == wanted.map { String($0.quantity) }, place)
            for (line, item) in zip(lines, wanted) {
                let id = line["id"]?.number?.int64
                #expect(item.id.map { $0 == id } ?? !known.contains(id ?? 0), place)
                #expect(line["product_id"] == .integer(product), place)
            }
            #expect(try world.get("rep", path)["lines"] == reply["lines"], place)
        }
    }
}
