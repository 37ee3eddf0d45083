// The description of the interface: whole, consistent in itself, and the same every time.

import HTTP
import JSON
import Kernel
import TestSupport
import Testing

@Suite struct OpenAPITests {
    let registry: Registry
    let document: JSONValue
    let validator: SchemaValidator

    init() throws {
        registry = try Samples.registry()
        document = try JSONReader.parse(OpenAPIDocument(registry: registry).json(), limits: JSONLimits(bytes: 64 << 20, values: 10_000_000))
        validator = SchemaValidator(document: document)
    }

    // MARK: The whole

    @Test func `the same declarations give the same bytes`() throws {
        #expect(OpenAPIDocument(registry: try Samples.registry()).json() == OpenAPIDocument(registry: registry).json())
    }

    @Test func `every route has its operation, and no operation lacks a route`() {
        let routes = registry.routes.map { "\($0.method.description.lowercased()) \($0.path)" }
        #expect(Set(operations.map { "\($0.method) \($0.path)" }) == Set(routes))
        #expect(operations.count == routes.count)
    }

    @Test func `operation ids are unique`() {
        let ids = operations.compactMap { $0.object["operationId"]?.string }
        #expect(ids.count == operations.count)
        #expect(Set(ids).count == ids.count)
    }

    @Test func `every reference resolves`() {
        let references = references(in: document)
        #expect(references.count > 50)
        #expect(references.filter { validator.resolve($0) == nil } == [])
    }

    @Test func `tags are described in both languages`() throws {
        let tags = try #require(document.object?["tags"]?.array).compactMap(\.object)
        let used = Set(operations.compactMap { $0.object["tags"]?.array?.first?.string })
        #expect(Set(tags.compactMap { $0["name"]?.string }) == used)
        #expect(tags.first { $0["name"] == .string("sample-papers") }?["x-description-zh"] == .string("样例单据"))
    }

    // MARK: Examples

    @Test func `every operation has an example that keeps its schema`() {
        for operation in operations {
            let contents =
                responses(operation).filter { $0.status.hasPrefix("2") }.flatMap { media($0.object) }
                + media(operation.object["requestBody"]?.object)
            let statuses = responses(operation).map(\.status).filter { $0.hasPrefix("2") }
            let isEmpty = statuses == ["204"]
            #expect(!contents.isEmpty || isEmpty, "\(operation.path)")
            for content in contents { checkExample(content, of: operation.path) }
        }
    }

    @Test func `every problem has an example that keeps its schema`() throws {
        let responses = try #require(member("components", "responses")?.object)
        for response in responses {
            for content in media(response.value.object) { checkExample(content, of: response.name) }
        }
    }

    @Test func `parameters of the path are typed and have examples`() {
        for operation in operations {
            let places = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
            let described = parameters(operation).filter { $0["in"] == .string("path") }
            #expect(described.compactMap { $0["name"]?.string } == places)
            for parameter in described {
                #expect(parameter["required"] == .bool(true))
                #expect(validator.faults(parameter["example"] ?? .null, parameter["schema"] ?? .null) == [])
            }
        }
    }

    // MARK: Records

    @Test func `null, absent and read only are told of a record as it is read`() throws {
        let properties = try #require(schema("SamplePaper")?["properties"]?.object)
        #expect(properties["subject"]?.object?["type"] == .string("string"))
        #expect(properties["notes"]?.object?["type"] == .array([.string("string"), .string("null")]))
        #expect(properties["colour"]?.object?["enum"] == .array([.string("red"), .string("dark_blue"), .null]))
        #expect(properties["status"]?.object?["readOnly"] == .bool(true))
        #expect(properties["subject"]?.object?["readOnly"] == nil)
        #expect(properties["owner"]?.object?["anyOf"]?.array?.count == 2)
        #expect(properties["actions"] != nil)
        #expect(schema("SamplePaper")?["required"] == nil, "fields= leaves out any of them")
        #expect(schema("User")?["properties"]?.object?["password"] == nil)
    }

    @Test func `a write answers everything but what only some may see`() throws {
        let required = try #require(schema("SamplePaperWhole")?["required"]?.array).compactMap(\.string)
        #expect(required.contains("budget") && required.contains("lines") && required.contains("log") && required.contains("actions"))
        #expect(!required.contains("cost"))
        let cost = schema("SamplePaper")?["properties"]?.object?["cost"]?.object
        #expect(cost?["x-seen-by"] == .array([.string("finance"), .string("admin")]))
    }

    @Test func `items stand without their parent and their position`() throws {
        let properties = try #require(schema("SampleLine")?["properties"]?.object)
        #expect(properties.map(\.name) == ["id", "amount_ordered", "price", "cost", "product"])
    }

    @Test(
        arguments: [
            ("subject", ["type": "string", "minLength": 1, "maxLength": 80, "pattern": "\\S"]),
            ("copies", ["type": "integer", "format": "int64", "minimum": 1, "maximum": 9]),
            ("due_on", ["type": "string", "format": "date"]),
            ("sent_at", ["type": ["string", "null"], "format": "date-time"]),
            (
                "discount",
                [
                    "type": ["string", "null"], "format": "decimal", "pattern": "^[0-9]+(\\.[0-9]{1,4})?$", "x-minimum": "0",
                    "x-maximum": "1",
                ]
            ),
            ("budget", ["type": ["string", "null"], "format": "decimal", "pattern": "^[0-9]+(\\.[0-9]{1,3})?$"]),
            ("limit", ["type": ["string", "null"], "format": "decimal", "pattern": "^[0-9]+\\.[0-9]{2,4}$"]),
            ("owner_id", ["type": "integer", "format": "int64", "minimum": 1, "x-refers-to": "users"]),
            ("mail", ["type": ["string", "null"], "minLength": 1, "maxLength": 254, "format": "email"]),
            ("is_urgent", ["type": "boolean"]),
        ] as [(String, JSONValue)])
    func `the schema of a value follows from its kind`(_ name: String, _ expected: JSONValue) throws {
        let property = try #require(schema("SamplePaper")?["properties"]?.object?[name]?.object)
        let rules = try #require(expected.object)
        for rule in rules { #expect(property[rule.name] == rule.value, "\(name).\(rule.name)") }
    }

    // MARK: Bodies

    @Test func `a creation names what it must have, and nothing that rules set`() throws {
        let creation = try #require(schema("SamplePaperCreate"))
        #expect(creation["required"]?.array?.compactMap(\.string) == ["subject", "copies", "colours", "due_on", "kind", "lines"])
        #expect(creation["additionalProperties"] == .bool(false))
        let properties = try #require(creation["properties"]?.object)
        #expect(properties["number"] == nil && properties["status"] == nil && properties["log"] == nil && properties["id"] == nil)
        #expect(properties["limit"]?.object?["x-set-by"] == .array([.string("admin")]))
        #expect(properties["is_urgent"]?.object?["default"] == .bool(false))
        #expect(schema("UserCreate")?["properties"]?.object?["password"]?.object?["writeOnly"] == .bool(true))
    }

    @Test func `a change requires nothing, and takes no fixed field`() throws {
        let change = try #require(schema("SamplePaperChange"))
        #expect(change["required"] == nil)
        #expect(change["properties"]?.object?["kind"] == nil)
        let body = try #require(operation("patch", "/v1/sample-papers/{id}")?.object["requestBody"]?.object?["content"]?.object)
        #expect(body.map(\.name) == ["application/merge-patch+json", "application/json"])
    }

    @Test(
        arguments: [
            (["id": 5], true), (["id": 5, "price": "2"], true), (["amount_ordered": 2, "product": "A"], true), (["price": "2"], false),
            (["id": 5, "colour": "red"], false),
        ] as [(JSONValue, Bool)])
    func `a changed line keeps its id or is whole`(_ line: JSONValue, _ isValid: Bool) throws {
        let change = try #require(schema("SampleLineChange"))
        #expect(validator.faults(line, .object(change)).isEmpty == isValid)
    }

    @Test func `a step has its form, its roles and its clause`() throws {
        let approve = try #require(operation("post", "/v1/sample-papers/{id}/reviews/finance/approve")).object
        #expect(approve["x-roles"] == .array([.string("finance")]))
        #expect(approve["x-policy-clause"] == .string("P2.5.2"))
        #expect(approve["requestBody"]?.object?["required"] == .bool(true))
        #expect(schema("SamplePaperReviewsFinanceApproveForm")?["required"] == .array([.string("comment"), .string("parts")]))
        let submit = try #require(operation("post", "/v1/sample-papers/{id}/submit")).object
        #expect(submit["requestBody"] == nil)
    }

    // MARK: Parameters and answers

    @Test func `a list takes a filter for each visible field and comparisons where values have an order`() throws {
        let names = parameters(try #require(operation("get", "/v1/sample-papers"))).compactMap { $0["name"]?.string }
        for name in [
            "limit", "cursor", "sort", "fields", "expand", "count", "archived", "pretty", "subject", "budget.gte", "created_at.lt",
            "review_open",
        ] {
            #expect(names.contains(name), "\(name)")
        }
        #expect(!names.contains("subject.gte") && !names.contains("colour.lt"))
        let users = parameters(try #require(operation("get", "/v1/users"))).compactMap { $0["name"]?.string }
        #expect(!users.contains("password"))
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: [
        ("get", "/v1/sample-papers/{id}", ["If-None-Match"], ["200", "304", "400", "401", "403", "404", "default"]),
        (
            "post", "/v1/sample-papers", ["Idempotency-Key", "Prefer"],
            ["201", "204", "400", "401", "403", "409", "413", "415", "422", "default"]
        ),
        (
            "patch", "/v1/sample-papers/{id}", ["Idempotency-Key", "If-Match", "Prefer"],
            ["200", "204", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "default"]
        ),
        (
            "delete", "/v1/sample-papers/{id}", ["If-Match", "Prefer"],
            ["200", "204", "400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "default"]
        ),
        ("get", "/healthz", [], ["200", "400", "default"]),
    ])
    func `an operation tells its header fields and statuses`(_ method: String, _ path: String, _ fields: [String], _ statuses: [String])
        throws
    {
        let operation = try #require(self.operation(method, path))
        let headers = parameters(operation).filter { $0["in"] == .string("header") }.compactMap { $0["name"]?.string }
        #expect(headers == ["Accept-Language"] + fields)
        #expect(responses(operation).map(\.status).sorted() == statuses)
    }

    @Test func `nobody has to sign in for what is open to all`() throws {
        let open = try #require(operation("get", "/v1/openapi.json")).object
        let closed = try #require(operation("get", "/v1/users")).object
        #expect(open["security"] == .array([]))
        #expect(closed["security"] == nil)
    }

    @Test func `a module's refusals are among the codes of problems`() throws {
        let code = try #require(schema("Problem")?["properties"]?.object?["code"]?.object)
        #expect(code["enum"]?.array?.contains(.string("sample_refused")) == true)
        #expect(code["x-codes"]?.object?["sample_refused"]?.object?["zh-CN"] == .string("样例被拒绝。"))
        #expect(member("components", "responses", "Problem409")?.object?["x-codes"]?.array?.contains(.string("sample_refused")) == true)
    }
}

// MARK: - Looking into the document

private struct DescribedOperation {
    let method: String
    let path: String
    let object: JSONObject
}

extension OpenAPITests {
    private var operations: [DescribedOperation] {
        (document.object?["paths"]?.object ?? JSONObject()).flatMap { path in
            (path.value.object ?? JSONObject()).map {
                DescribedOperation(method: $0.name, path: path.name, object: $0.value.object ?? JSONObject())
            }
        }
    }

    private func operation(_ method: String, _ path: String) -> DescribedOperation? {
        operations.first { $0.method == method && $0.path == path }
    }

    private func schema(_ name: String) -> JSONObject? {
        member("components", "schemas", name)?.object
    }

    private func member(_ names: String...) -> JSONValue? {
        names.reduce(document as JSONValue?) { value, name in value?.object?[name] }
    }

    private func parameters(_ operation: DescribedOperation) -> [JSONObject] {
        (operation.object["parameters"]?.array ?? []).compactMap { parameter in
            guard let reference = parameter.object?["$ref"]?.string else { return parameter.object }
            return validator.resolve(reference)?.object
        }
    }

    private func responses(_ operation: DescribedOperation) -> [(status: String, object: JSONObject)] {
        (operation.object["responses"]?.object ?? JSONObject()).map { ($0.name, $0.value.object ?? JSONObject()) }
    }

    private func media(_ holder: JSONObject?) -> [JSONObject] {
        (holder?["content"]?.object ?? JSONObject()).compactMap(\.value.object)
    }

    private func checkExample(_ content: JSONObject, of place: String) {
        // The empty schema is that of bytes, of which no JSON is an example.
        if content["schema"]?.object?.members.isEmpty == true { return }
        guard let schema = content["schema"], let example = content["example"] else {
            Issue.record("\(place) has no example")
            return
        }
        #expect(validator.faults(example, schema) == [], "\(place)")
    }

    private func references(in value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap(references)
        case .object(let object): object.flatMap { $0.name == "$ref" ? [$0.value.string ?? ""] : references(in: $0.value) }
        default: []
        }
    }
}
