// The description is true: what the server answers keeps the schemas that `GET /v1/openapi.json` gives for it.

import JSON
import Kernel
import TestSupport
import Testing

struct DescribedAnswersTests {
    @Test func `anybody may read the description, and its tag spares reading it again`() throws {
        let world = try World()
        let first = try world.get(nil, "/v1/openapi.json")
        #expect(first.status == 200)
        #expect(first.string("openapi") == "3.1.0")
        let tag = try #require(first.answer.field("ETag"))
        let second = try world.get(nil, "/v1/openapi.json", fields: [("If-None-Match", tag)])
        #expect(second.status == 304)
        #expect(second.answer.body.isEmpty)
    }

    @Test func `the indented description says the same and has a tag of its own`() throws {
        let world = try World()
        let indented = try world.get(nil, "/v1/openapi.json?pretty=true")
        let compact = try world.get(nil, "/v1/openapi.json")
        #expect(indented.status == 200 && indented.answer.body == JSONPretty.indent(compact.answer.body))
        #expect(indented.answer.text.hasPrefix("{\n  \"openapi\"") && !compact.answer.text.contains("\n"))
        let tags = [indented, compact].map { $0.answer.field("ETag") }
        #expect(tags[0] != tags[1])
        // Also the answers after the first are laid out once.
        #expect(try world.get(nil, "/v1/openapi.json?pretty=true").answer.body == indented.answer.body)
        let again = try world.get(nil, "/v1/openapi.json?pretty=true", fields: [("If-None-Match", tags[0] ?? "")])
        #expect(again.status == 304)
    }

    @Test func `operation ids are unique and every example keeps its schema`() throws {
        let described = try Description(World())
        #expect(described.operations.count > 50)
        #expect(Set(described.operations.map(\.id)).count == described.operations.count)
        for operation in described.operations {
            for content in operation.contents { #expect(described.exampleFaults(content) == [], "\(operation.id)") }
        }
    }

    @Test(arguments: ["/v1/exports", "/v1/report-schedules"])
    func `the examples of bodies are taken as they stand`(_ path: String) throws {
        let world = try World()
        let described = try Description(world)
        let body = try described.bodyExample("post", path)
        for name in ["admin", "manager"] {
            let made = try world.post(name, path, body)
            #expect(made.status == 201, "\(path) \(made.answer.text)")
            described.check(made, "post", path)
            guard described.operation("patch", path + "/{id}") != nil else { continue }
            let changed = try world.patch(name, "\(path)/\(made.id)", described.bodyExample("patch", path + "/{id}"))
            #expect(changed.status == 200, "\(path) \(changed.answer.text)")
        }
        let batch = try world.post("admin", path + "/batch", described.bodyExample("post", path + "/batch"))
        #expect(batch.status == 200, "\(path) \(batch.answer.text)")
    }

    @Test func `a write takes the parameters that are described, and no others`() throws {
        let world = try World()
        let described = try Description(world)
        let writes = described.operations.filter { $0.method != "get" && !$0.path.hasPrefix("/v1/sessions") }
        func code(_ operation: Description.Operation, _ query: String) throws -> String? {
            let path = operation.path.split(separator: "/").map { $0.hasPrefix("{") ? "987654" : String($0) }.joined(separator: "/")
            return try world.send("admin", operation.method.uppercased(), "/\(path)?\(query)", "{}").code
        }
        var compared = 0
        for operation in writes {
            // Who may not do it at all is told that first.
            guard try code(operation, "no_such_parameter=1") == "unknown_parameter" else { continue }
            compared += 1
            for (name, value) in [("dry_run", "true"), ("pretty", "true"), ("mode", "atomic"), ("limit", "1"), ("charset", "utf-8")] {
                let isTaken = try code(operation, "\(name)=\(value)") != "unknown_parameter"
                #expect(isTaken == operation.parameters.contains(name), "\(operation.method) \(operation.path) \(name)")
            }
        }
        #expect(compared > writes.count / 2, "\(compared) of \(writes.count)")
        for collection in ["leads", "customers"] {
            let path = "/v1/imports/\(collection)"
            let operation = try #require(described.operation("post", path))
            #expect(operation.parameters.filter { !$0.contains("-") && $0 != "Prefer" } == ["name", "dry_run", "pretty"])
            for name in ["name", "dry_run", "pretty", "charset", "mode", "bom"] {
                let fields = [("Content-Type", "text/csv; charset=gbk")]
                let reply = try world.send("admin", "POST", "\(path)?\(name)=true", "name\r\nTea\r\n", fields: fields)
                #expect((reply.code != "unknown_parameter") == operation.parameters.contains(name), "\(path) \(name): \(reply.answer.text)")
            }
            let note = operation.object["requestBody"]?.object?["description"]?.string
            #expect(note?.contains("charset") == true && note?.contains("gb18030") == true)
        }
    }

    @Test func `what is written and read keeps its schema`() throws {
        let world = try World()
        let described = try Description(world)
        let customer = try world.customer()
        let product = try world.product("CHAI")
        let body = """
            {"customer_id":\(customer),"currency":"CNY","payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":\(product),"quantity":"10","unit_price":"18.00"}]}
            """
        let order = try world.post("rep", "/v1/orders", body)
        #expect(order.status == 201)
        described.check(order, "post", "/v1/orders")
        let path = "/v1/orders/\(order.id)"
        described.check(try world.patch("rep", path, #"{"delivery_on":"2026-12-25"}"#), "patch", "/v1/orders/{id}")
        described.check(try world.post("rep", path + "/submit", #"{"no_contract_reason":"Small order"}"#), "post", "/v1/orders/{id}/submit")
        for name in ["rep", "finance", "production", "admin"] {
            for question in ["", "?fields=id,number", "?expand=customer"] {
                described.check(try world.get(name, path + question), "get", "/v1/orders/{id}")
            }
        }
        described.check(try world.get("rep", path + "/timeline"), "get", "/v1/orders/{id}/timeline")
        #expect(try world.get("rep", "/v1/orders", fields: [("Accept", "text/csv")]).status == 200)
        described.check(try world.get("admin", "/v1/audit"), "get", "/v1/audit")
        described.check(try world.get("admin", "/v1/events"), "get", "/v1/events")
        described.check(try world.get(nil, "/healthz"), "get", "/healthz")
        try described.checkWhole(world.get(nil, "/readyz"), "get", "/readyz")
    }

    @Test func `whether something was made or changed, and what became of each of many, is described`() throws {
        let world = try World()
        let described = try Description(world)
        let path = "/v1/customers/by-external-id/7"
        for name in ["A", "B"] {
            described.check(try world.send("key", "PUT", path, "{\"name\":\"\(name)\"}"), "put", "/v1/customers/by-external-id/{key}")
        }
        let items = #"{"items":[{"name":"C"},{"nam":"D"}]}"#
        described.check(try world.post("key", "/v1/customers/batch?mode=independent", items), "post", "/v1/customers/batch")
        described.check(try world.post("key", "/v1/customers/batch", #"{"items":[{"name":"E"}]}"#), "post", "/v1/customers/batch")
    }

    @Test func `the short answer of every sort of write is described, and what asks for it`() throws {
        let world = try World()
        let described = try Description(world)
        let minimal = [("Prefer", "return=minimal")]
        func check(_ method: String, _ path: String, _ template: String, _ body: String? = nil) throws {
            let reply = try world.send("manager", method, path, body, fields: minimal)
            #expect(reply.status == 204 && reply.answer.field("Preference-Applied") == "return=minimal", "\(method) \(path)")
            described.check(reply, method.lowercased(), template)
            #expect(described.operation(method.lowercased(), template)?.parameters.contains("Prefer") == true, "\(method) \(template)")
        }
        try check("POST", "/v1/customers", "/v1/customers", #"{"name":"A"}"#)
        try check("PATCH", "/v1/customers/1", "/v1/customers/{id}", #"{"city":"x"}"#)
        try check("DELETE", "/v1/customers/1", "/v1/customers/{id}")
        try check("POST", "/v1/customers/1/restore", "/v1/customers/{id}/restore")
        for name in ["B", "C"] {
            let path = "/v1/customers/by-external-id/"
            try check("PUT", path + "7", path + "{key}", "{\"name\":\"\(name)\"}")
        }
        let lead = try world.created(world.post("rep", "/v1/leads", #"{"company":"Northern Tea","channel":"exhibition"}"#))
        try check("POST", "/v1/leads/\(lead)/disqualify", "/v1/leads/{id}/disqualify", #"{"reason":"x"}"#)
        let batch = try world.send("manager", "POST", "/v1/customers/batch", #"{"items":[{"name":"D"}]}"#, fields: minimal)
        try described.checkWhole(batch, "post", "/v1/customers/batch")
        #expect(described.operation("post", "/v1/customers/batch")?.parameters.contains("Prefer") == true)
        #expect(described.operation("get", "/v1/customers/{id}")?.parameters.contains("Prefer") == false)
    }

    @Test func `items of a batch are described as what they do: making a record, or changing one`() throws {
        let world = try World()
        let described = try Description(world)
        let schema = try #require(described.bodySchema("post", "/v1/customers/batch"))
        let id = try world.customer(limit: nil)
        for (item, isValid) in [
            (#"{"name":"A"}"#, true), ("{\"id\":\(id),\"city\":\"x\"}", true), (#"{"city":"x"}"#, false),
            (#"{"name":"A","cty":"x"}"#, false),
            ("{\"id\":\(id),\"nam\":\"x\"}", false), (#"{"id":"x","name":"A"}"#, false),
        ] {
            let body = "{\"items\":[\(item)]}"
            let reply = try world.post("manager", "/v1/customers/batch", body)
            #expect((reply.status == 200) == isValid, "\(item)")
            #expect(described.faults(try JSONReader.parse(Array(body.utf8)), schema).isEmpty == isValid, "\(item)")
            if isValid { try described.checkWhole(reply, "post", "/v1/customers/batch") }
        }
    }

    @Test func `what no resource declares is described member by member`() throws {
        let world = try World()
        let described = try Description(world)
        let password = #"{"password":"correct horse"}"#
        #expect(try world.post("admin", "/v1/users/\(world.person("hr").id)/password", password).status == 204)
        let signIn = try world.post(nil, "/v1/sessions", #"{"username":"hr","password":"correct horse"}"#)
        try described.checkWhole(signIn, "post", "/v1/sessions")
        for name in ["rep", "key"] { try described.checkWhole(world.get(name, "/v1/sessions/current"), "get", "/v1/sessions/current") }
        try described.checkWhole(world.post("admin", "/v1/api-keys", #"{"name":"x","roles":["integration"]}"#), "post", "/v1/api-keys")
        let bare = try world.customer(limit: nil)
        let customer = try world.customer("Other")
        for id in [bare, customer] {
            try described.checkWhole(world.get("finance", "/v1/customers/\(id)/credit"), "get", "/v1/customers/{id}/credit")
        }
        _ = try world.product("CHAI")
        let body = """
            {"customer_id":\(customer),"payment_method":"bank_transfer","payment_terms_days":30,"transport_mode":"road",
             "delivery_on":"2026-12-24","lines":[{"product_id":1,"quantity":"10"}]}
            """
        let order = try world.created(world.post("rep", "/v1/orders", body))
        #expect(try world.post("rep", "/v1/orders/\(order)/submit", #"{"no_contract_reason":"Small"}"#).status == 200)
        for department in ["finance", "logistics", "sales"] {
            try described.checkWhole(
                world.get("manager", "/v1/orders/\(order)/reviews/\(department)"), "get", "/v1/orders/{id}/reviews/\(department)")
        }
    }

    @Test func `no answer is described as a plain object`() throws {
        let described = try Description(World())
        for operation in described.operations {
            for content in operation.contents {
                let schema = described.resolved(content["schema"])
                // It is text.
                if operation.id == "metrics" { continue }
                let isPlain = ["properties", "allOf", "anyOf"].allSatisfy { schema?.object?[$0] == nil }
                // The streams of a list are texts.
                let isText = schema?.object?["type"]?.string == "string"
                #expect(!isPlain || isText, "\(operation.id)")
            }
        }
    }

    @Test func `every list keeps its schema, with its lists expanded and its total counted`() throws {
        let world = try World()
        let described = try Description(world)
        _ = try world.customer()
        _ = try world.product("CHAI")
        for operation in described.operations where operation.id.hasSuffix(".list") && operation.parameters.contains("count") {
            let expansions = described.words(of: operation, "expand").joined(separator: ",")
            let question = expansions.isEmpty ? "?count=true" : "?count=true&expand=\(expansions)"
            // Candidates are personnel's.
            let reply = try world.get(operation.path == "/v1/candidates" ? "hr" : "admin", operation.path + question)
            #expect(reply.status == 200, "\(operation.path)")
            described.check(reply, "get", operation.path)
        }
    }

    @Test func `refusals are problems with codes that are described`() throws {
        let world = try World()
        let described = try Description(world)
        described.check(try world.get(nil, "/v1/orders"), "get", "/v1/orders")
        described.check(try world.get("rep", "/v1/orders?colour=red"), "get", "/v1/orders")
        described.check(try world.get("rep", "/v1/orders/999999"), "get", "/v1/orders/{id}")
        described.check(try world.post("rep", "/v1/orders", #"{"currency":7,"lines":[{}]}"#), "post", "/v1/orders")
        described.check(try world.post("rep", "/v1/orders", "{"), "post", "/v1/orders")
        described.check(try world.get("rep", "/v1/audit"), "get", "/v1/audit")
    }
}

/// The description as a client reads it.
private struct Description {
    struct Operation {
        let method: String
        let path: String
        let object: JSONObject
        let parameters: [String]

        var id: String { object["operationId"]?.string ?? "" }
        var contents: [JSONObject] {
            let holders = (object["responses"]?.object ?? JSONObject()).map(\.value) + [object["requestBody"] ?? .null]
            let contents = holders.flatMap { holder in (holder.object?["content"]?.object ?? JSONObject()).compactMap(\.value.object) }
            // The empty schema is that of bytes, of which no JSON is an example.
            return contents.filter { $0["schema"]?.object?.members.isEmpty != true }
        }
    }

    let operations: [Operation]
    private let validator: SchemaValidator

    init(_ world: World) throws {
        let document = try world.get(nil, "/v1/openapi.json").json
        let validator = SchemaValidator(document: document)
        self.validator = validator
        operations = (document.object?["paths"]?.object ?? JSONObject()).flatMap { path in
            (path.value.object ?? JSONObject()).map { member in
                let object = member.value.object ?? JSONObject()
                let parameters = (object["parameters"]?.array ?? []).map { $0.object?["$ref"]?.string.flatMap(validator.resolve) ?? $0 }
                return Operation(
                    method: member.name, path: path.name, object: object, parameters: parameters.compactMap { $0.object?["name"]?.string })
            }
        }
    }

    func operation(_ method: String, _ path: String) -> Operation? {
        operations.first { $0.method == method && $0.path == path }
    }

    /// The schema of the JSON that the operation takes.
    func bodySchema(_ method: String, _ path: String) -> JSONValue? {
        let body = operation(method, path)?.object["requestBody"]?.object
        return body?["content"]?.object?["application/json"]?.object?["schema"]
    }

    /// The example of the JSON that the operation takes, as a client would send it.
    func bodyExample(_ method: String, _ path: String) throws -> String {
        let body = operation(method, path)?.object["requestBody"]?.object
        let example = try #require(body?["content"]?.object?["application/json"]?.object?["example"])
        var writer = JSONWriter()
        writer.value(example)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    func faults(_ value: JSONValue, _ schema: JSONValue) -> [String] {
        validator.faults(value, schema)
    }

    /// Records an issue where the answer is not as the operation says.
    func check(_ reply: Reply, _ method: String, _ path: String) {
        guard let operation = self.operation(method, path) else {
            Issue.record("\(method) \(path) is not described")
            return
        }
        let responses = operation.object["responses"]?.object
        guard let response = resolved(responses?[String(reply.status)])?.object else {
            Issue.record("\(method) \(path) does not say that it answers \(reply.status): \(reply.answer.text)")
            return
        }
        for header in ["ETag", "Location", "X-Request-Id", "Preference-Applied"] where reply.answer.field(header) != nil {
            #expect(response["headers"]?.object?[header] != nil, "\(method) \(path) does not tell of \(header)")
        }
        if response["content"] == nil, reply.answer.body.isEmpty { return }
        let type = reply.answer.field("Content-Type") ?? ""
        guard let schema = response["content"]?.object?[type]?.object?["schema"] else {
            Issue.record("\(method) \(path) does not say that \(reply.status) has a body of \(type)")
            return
        }
        #expect(validator.faults(reply.json, schema) == [], "\(method) \(path)")
    }

    /// The same, and that the operation says something of every member, at any depth.
    func checkWhole(_ reply: Reply, _ method: String, _ path: String) throws {
        #expect(reply.status < 300, "\(reply.answer.text)")
        check(reply, method, path)
        let operation = try #require(self.operation(method, path))
        let response = try #require(resolved(operation.object["responses"]?.object?[String(reply.status)])?.object)
        let schema = response["content"]?.object?["application/json"]?.object?["schema"] ?? .null
        #expect(undescribed(reply.json, schema, at: "") == [], "\(method) \(path)")
    }

    private func undescribed(_ value: JSONValue, _ schema: JSONValue?, at place: String) -> [String] {
        guard let rules = resolved(schema)?.object else { return [place] }
        switch value {
        case .object(let object):
            return object.flatMap { undescribed($0.value, property($0.name, of: schema), at: "\(place)/\($0.name)") }
        case .array(let elements):
            return elements.flatMap { undescribed($0, rules["items"], at: place + "/0") }
        default: return rules["type"] == nil ? [place] : []
        }
    }

    /// What an object's schema, or one that it is made of, says of a member.
    private func property(_ name: String, of schema: JSONValue?) -> JSONValue? {
        guard let rules = resolved(schema)?.object else { return nil }
        return rules["properties"]?.object?[name] ?? rules["allOf"]?.array?.lazy.compactMap { property(name, of: $0) }.first
    }

    func exampleFaults(_ content: JSONObject) -> [String] {
        guard let schema = content["schema"], let example = content["example"] else { return ["there is no example"] }
        return validator.faults(example, schema)
    }

    /// The words that a parameter takes.
    func words(of operation: Operation, _ name: String) -> [String] {
        let parameters = (operation.object["parameters"]?.array ?? []).compactMap { resolved($0)?.object }
        let schema = parameters.first { $0["name"]?.string == name }?["schema"]?.object
        return schema?["items"]?.object?["enum"]?.array?.compactMap(\.string) ?? []
    }

    func resolved(_ value: JSONValue?) -> JSONValue? {
        value?.object?["$ref"]?.string.flatMap(validator.resolve) ?? value
    }
}
