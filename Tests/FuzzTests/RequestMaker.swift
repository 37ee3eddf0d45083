// Random requests by the description: half of them as a client would mean them, the others broken in one way or in several.

import JSON
import Kernel
import TestSupport

/// Somebody who is signed in.
struct FuzzPerson {
    let role: String
    let token: String
}

/// Makes requests; what the server has answered makes the next ones better.
struct RequestMaker {
    let interface: DescribedInterface
    /// Whoever calls.
    let people: [FuzzPerson]
    var knowledge = Knowledge()
    private let values: ValueMaker
    private let operations: [DescribedOperation]

    init(_ interface: DescribedInterface, people: [FuzzPerson]) {
        self.interface = interface
        self.people = people
        values = ValueMaker(interface: interface)
        // Signing out would end the test's own sessions.
        operations = interface.operations.filter { $0.id != "session.delete" }
    }

    mutating func request(_ random: inout SeededRandom) -> FuzzRequest {
        let operation = random.pick(operations)
        var request = FuzzRequest(
            operation: operation, method: operation.method, target: path(operation, &random), fields: [], body: body(operation, &random))
        request.target += query(operation, &random)
        if random.oneIn(60) { request.method = random.pick(["HEAD", "OPTIONS", "PUT", "DELETE", "GET", "PATCH", "BREW"]) }
        addFields(to: &request, &random)
        if random.oneIn(4) { RequestBreaker.damage(&request, &random) }
        return spared(request)
    }

    /// What would take the test's own people their sessions or roles is tried only, and nobody signs out by another method's turn.
    private func spared(_ request: FuzzRequest) -> FuzzRequest {
        var request = request
        if request.method == "DELETE", request.target.hasPrefix("/v1/sessions") { request.method = "GET" }
        let touchesPeople = ["users", "api-keys", "absences"].contains { request.target.hasPrefix("/v1/\($0)") }
        guard touchesPeople, request.method != "GET", !request.target.contains("dry_run=true") else { return request }
        request.target += (request.target.contains("?") ? "&" : "?") + "dry_run=true"
        return request
    }

    // MARK: Target

    private func path(_ operation: DescribedOperation, _ random: inout SeededRandom) -> String {
        var path = ""
        for segment in operation.path.split(separator: "/") {
            path += "/"
            switch segment {
            case "{key}": path += random.oneIn(8) ? random.pick(RequestBreaker.segments) : knowledge.externalID(&random)
            case _ where segment.hasPrefix("{"):
                path += random.oneIn(15) ? random.pick(RequestBreaker.segments) : String(knowledge.id(of: operation.tag, &random))
            default: path += segment
            }
        }
        return path
    }

    private func query(_ operation: DescribedOperation, _ random: inout SeededRandom) -> String {
        var items: [String] = []
        let count = random.oneIn(3) ? random.integer(1...4) : operation.queryParameters.count > 4 ? random.integer(0...2) : 0
        for _ in 0..<count where !operation.queryParameters.isEmpty {
            let parameter = random.pick(operation.queryParameters)
            var name = parameter.name
            if !parameter.operators.isEmpty, random.oneIn(3) { name += "." + random.pick(parameter.operators) }
            items.append(name + "=" + value(of: parameter, named: name, &random))
        }
        if operation.isWrite, random.oneIn(6) { items.append("dry_run=" + random.pick(["true", "true", "false", "1"])) }
        if random.oneIn(12) { items.append(random.pick(RequestBreaker.queries)) }
        return items.isEmpty ? "" : "?" + items.joined(separator: "&")
    }

    private func value(of parameter: DescribedParameter, named name: String, _ random: inout SeededRandom) -> String {
        if random.oneIn(6) { return RequestBreaker.encoded(random.pick(OddValue.texts + OddValue.numbers)) }
        if name.hasSuffix(".null") { return random.pick(["true", "false"]) }
        if name == "cursor", !knowledge.cursors.isEmpty { return random.pick(knowledge.cursors) }
        let made = values.value(parameter.schema, knowledge, &random)
        let words = (made.array ?? [made]).map { element -> String in
            switch element {
            case .string(let text): RequestBreaker.encoded(text)
            case .number(let number): number.literal
            case .bool(let flag): flag ? "true" : "false"
            default: ""
            }
        }
        return words.joined(separator: ",")
    }

    // MARK: Body

    private func body(_ operation: DescribedOperation, _ random: inout SeededRandom) -> [UInt8]? {
        guard let schema = operation.body else {
            return operation.isWrite && random.oneIn(8) ? Array(random.pick(["{}", "{\"a\":1}", "null", ""]).utf8) : nil
        }
        var value = operation.id.hasSuffix(".batch") ? batch(operation, &random) : values.value(schema, knowledge, &random)
        if random.oneIn(3) { value = RequestBreaker.broken(value, &random) }
        let bytes = RequestBreaker.written(value)
        return random.oneIn(12) ? RequestBreaker.damaged(bytes, &random) : bytes
    }

    private func batch(_ operation: DescribedOperation, _ random: inout SeededRandom) -> JSONValue {
        guard let schema = interface.creation(operation) else { return ["items": []] }
        var items: [JSONValue] = []
        for _ in 0..<random.integer(0...4) {
            var item = values.value(schema, knowledge, &random)
            if random.oneIn(3), var object = item.object {
                object["id"] = .integer(knowledge.id(of: operation.tag, &random))
                item = .object(object)
            }
            items.append(item)
        }
        return ["items": .array(items)]
    }

    // MARK: Fields

    /// Mostly of somebody whose role may do it.
    private func token(for operation: DescribedOperation, _ random: inout SeededRandom) -> String {
        if random.oneIn(40) { return "st_nobody" }
        let able = people.filter { operation.roles.contains($0.role) }
        return random.pick(able.isEmpty || random.oneIn(4) ? people : able).token
    }

    private func addFields(to request: inout FuzzRequest, _ random: inout SeededRandom) {
        func add(_ name: String, _ value: String) { request.fields.append((name: name, value: Array(value.utf8))) }
        if !random.oneIn(40) { add("Authorization", "Bearer " + token(for: request.operation, &random)) }
        if request.body != nil, !random.oneIn(10) {
            add("Content-Type", random.oneIn(12) ? random.pick(RequestBreaker.types) : "application/json")
        }
        if request.operation.isWrite, random.oneIn(6) {
            add("Idempotency-Key", random.oneIn(6) ? random.pick(RequestBreaker.keys) : "k\(random.integer(1...40))")
        }
        if random.oneIn(5) {
            let tag = knowledge.tags.isEmpty || random.oneIn(4) ? random.pick(RequestBreaker.tags) : random.pick(knowledge.tags)
            add(request.operation.isWrite ? "If-Match" : "If-None-Match", tag)
        }
        if random.oneIn(6) { add("Accept-Language", random.pick(["zh-CN", "en", "zh;q=0.1, en;q=x", "*", "", "de-DE,de"])) }
        if random.oneIn(8) { add("Accept-Encoding", random.pick(RequestBreaker.codings)) }
        if random.oneIn(20) { add("Accept", random.pick(RequestBreaker.accepts)) }
        if random.oneIn(12) { add("Prefer", random.pick(["return=minimal", "return=representation", "respond-async", "return=", ",,;"])) }
    }
}
