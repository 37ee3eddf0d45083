// The parameters of operations: places of the path, query strings with their filters, header fields.

import HTTP
import JSON

/// The parameters that many operations share, by their names under `components`.
enum SharedParameters {
    static let json: JSONValue = .object(JSONObject(headers.members + words.members + baseFilters.members))

    /// A reference to the shared parameter that stands for the name alone; nil where there is none.
    static func named(_ name: String) -> JSONValue? {
        words[name].map { _ in reference(name) }
    }

    static func reference(_ key: String) -> JSONValue {
        ["$ref": .string("#/components/parameters/" + key)]
    }

    private static let headers: JSONObject = [
        "Accept-Language": header(
            "Accept-Language", "The language of texts: en or zh-CN.", "文本语言：en 或 zh-CN。", ["type": "string", "examples": ["zh-CN"]]),
        "Idempotency-Key": header(
            "Idempotency-Key", "Makes a repetition harmless: the first answer is given again.", "幂等键：重复请求返回首次的结果。",
            ["type": "string", "minLength": 1, "maxLength": 257, "pattern": "^[!-~]+$"]),
        "If-Match": header(
            "If-Match", "The ETag of the version that is meant; 412 where it is no longer the current one.", "目标版本的 ETag；版本已过期时返回 412。",
            ["type": "string", "examples": ["\"7.1x4k2\""]]),
        "Last-Event-ID": header(
            "Last-Event-ID", "The number of the last event that was read, by who comes back to a stream.", "已读取的最后一个事件编号（重新连接事件流时）。",
            ["type": "string", "pattern": "^[0-9]+$", "examples": ["5"]]),
        "Prefer": header(
            "Prefer", "return=minimal: no record in the answer (RFC 7240).", "return=minimal：应答不含记录（RFC 7240）。",
            ["type": "string", "examples": ["return=minimal"]]),
        "If-None-Match": header(
            "If-None-Match", "The ETag of what the client has; 304 where it is still the same.", "客户端已有内容的 ETag；未变化时返回 304。",
            ["type": "string", "examples": ["\"7.1x4k2\""]]),
    ]

    private static let words: JSONObject = [
        "limit": queryParameter(
            "limit", Label("How many at most", "最多条数"), PageSize.schema),
        "cursor": queryParameter(
            "cursor", Label("Where the page begins: next_cursor of the one before", "分页游标：上一页的 next_cursor"), ["type": "string"]),
        "count": queryParameter("count", Label("Whether the total is counted as well", "是否返回总数"), flag),
        "archived": queryParameter(
            "archived", Label("Whether archived records are listed", "是否包含已归档记录"),
            ["type": "string", "enum": ["false", "true", "all"], "default": "false"]),
        "bom": queryParameter("bom", Label("Whether CSV begins with a byte order mark, for Excel", "CSV 是否以字节顺序标记开头（用于 Excel）"), flag),
        "pretty": queryParameter("pretty", Label("Whether the answer is indented", "是否缩进输出"), flag),
        "dry_run": queryParameter("dry_run", Label("Whether to try without doing", "仅试运行，不保存"), flag),
        "after": queryParameter("after", Label("What came after this number", "此序号之后的内容"), count),
        "before": queryParameter("before", Label("What came before this number", "此序号之前的内容"), count),
        "q": queryParameter("q", Label("What is searched for", "搜索内容"), ["type": "string", "minLength": 1]),
    ]

    /// The filters by what every record has.
    private static let baseFilters = JSONObject(
        SchemaKind.resource(collection: "", entity: "", label: Label("", "")).baseFields
            .flatMap(FilterParameters.parameters).map { (name: "filter." + $0.name, value: $0.json) })

    private static let flag: JSONValue = ["type": "boolean", "default": false]
    private static let count: JSONValue = ["type": "integer", "format": "int64", "minimum": 0]

    private static func header(_ name: String, _ english: String, _ chinese: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": "header", "description": .string(english), "x-description-zh": .string(chinese), "schema": schema]
    }
}

/// A parameter of a query string.
func queryParameter(_ name: String, _ label: Label, _ schema: JSONValue, isList: Bool = false, isRequired: Bool = false) -> JSONValue {
    let form: JSONValue = isList ? ["style": "form", "explode": false] : [:]
    let must: JSONValue = isRequired ? ["required": true] : [:]
    let described: JSONValue = ["description": .string(label.english), "x-description-zh": .string(label.chinese)]
    return .joined(["name": .string(name), "in": "query"], must, described, form, ["schema": schema])
}

/// The parameters by which a list is filtered.
enum FilterParameters {
    static func parameters(of resource: AnyResource) -> [JSONValue] {
        let declared = resource.schema.fields.filter { !$0.traits.isSecret }.flatMap { field -> [JSONValue] in
            let isBase = resource.schema.isBase(field)
            let filters = parameters(field).filter { !ListQuery.reserved.contains($0.name) }
            return filters.map { isBase ? SharedParameters.reference("filter." + $0.name) : $0.json }
        }
        return declared + resource.filters.map(named)
    }

    /// One for equality, and one for each comparison where values have an order. The other operators stand in `x-operators`.
    static func parameters(_ field: AnyField) -> [(name: String, json: JSONValue)] {
        let value = field.kind.filterSchema
        let values: JSONValue = ["type": "array", "minItems": 1, "items": value]
        let equality = queryParameter(field.name, field.label, values, isList: true)
            .adding(["x-operators": .strings(operators(field.kind))]).adding(field.sight)
        let comparisons = field.kind.comparesByOrder ? ["gte", "gt", "lte", "lt"] : []
        return [(field.name, equality)]
            + comparisons.map { word in
                let name = field.name + "." + word
                let signs = ["gte": "≥", "gt": ">", "lte": "≤", "lt": "<"]
                let label = Label("\(field.label.english) \(signs[word] ?? word)", "\(field.label.chinese) \(signs[word] ?? word)")
                return (name, queryParameter(name, label, value).adding(field.sight))
            }
    }

    private static func operators(_ kind: FieldKind) -> [String] {
        let order = kind.comparesByOrder ? ["gte", "gt", "lte", "lt"] : []
        let text = if case .text = kind { ["contains"] } else { [String]() }
        return ["not", "null"] + order + text
    }

    private static func named(_ filter: NamedFilter) -> JSONValue {
        let values: JSONValue = filter.values.isEmpty ? [:] : ["enum": .strings(filter.values)]
        return queryParameter(filter.name, filter.label, .joined(["type": "string"], values))
    }
}

/// The parameters of one operation.
struct OperationParameters {
    let route: Route
    let resource: AnyResource?
    let filtered: AnyResource?
    private var operation: OperationDescription { route.operation }

    var json: JSONValue {
        let everywhere = (route.takesTrials ? ["dry_run"] : []) + ["pretty"]
        return .array(path + operation.queryParameters.map(query) + filters + everywhere.map(SharedParameters.reference) + headers)
    }

    private var path: [JSONValue] {
        route.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { segment in
            let name = String(segment.dropFirst().dropLast())
            let described = operation.pathParameters.first { $0.name == name }
            let isID = name == "id" || name.hasSuffix("_id")
            let schema = described?.kind?.filterSchema ?? (isID ? idSchema : ["type": "string"])
            let label = described?.label ?? (isID ? Label("Id of the record", "记录编号") : Label(name, name))
            return [
                "name": .string(name), "in": "path", "required": true, "description": .string(label.english),
                "x-description-zh": .string(label.chinese),
                "schema": schema, "example": described?.kind?.example(label) ?? (isID ? 5 : .string(name)),
            ]
        }
    }

    private func query(_ parameter: ParameterDescription) -> JSONValue {
        switch (parameter.name, resource) {
        case ("sort", let resource?): words("sort", Label("The order, - for descending", "排序，- 表示降序"), resource.schema.sortWords)
        case ("fields", let resource?): words("fields", Label("Only these members", "仅返回这些成员"), resource.schema.fieldWords)
        case ("expand", let resource?):
            words("expand", Label("What referred records and lists are put in", "展开引用的记录与明细"), resource.schema.expansionWords)
        default:
            parameter.kind == nil ? SharedParameters.named(parameter.name) ?? described(parameter) : described(parameter)
        }
    }

    private func described(_ parameter: ParameterDescription) -> JSONValue {
        let label = parameter.label ?? Label(parameter.name.replacing("_", with: " "), parameter.name)
        let schema = parameter.kind?.filterSchema ?? (parameter.name.hasSuffix("_id") ? idSchema : ["type": "string"])
        return queryParameter(parameter.name, label, schema, isRequired: parameter.isRequired)
    }

    private func words(_ name: String, _ label: Label, _ words: [String]) -> JSONValue {
        queryParameter(name, label, ["type": "array", "items": ["type": "string", "enum": .strings(words)]], isList: true)
    }

    /// What the operation has a word of its own for is no filter there.
    private var filters: [JSONValue] {
        let own = Set(operation.queryParameters.map(\.name))
        let all = (operation.takesFilters ? resource : filtered).map(FilterParameters.parameters) ?? []
        return all.filter { $0.object?["name"]?.string.map { !own.contains($0) } ?? true }
    }

    private var headers: [JSONValue] {
        var names = ["Accept-Language"]
        if [.post, .put, .patch].contains(route.method), route.isWrite, route.keeps != .nothing { names.append("Idempotency-Key") }
        if case .live = route.lane { names.append("Last-Event-ID") }
        if operation.conditions.contains(.ifMatch) { names.append("If-Match") }
        if operation.conditions.contains(.ifNoneMatch) { names.append("If-None-Match") }
        if route.heedsPreference { names.append("Prefer") }
        return names.map(SharedParameters.reference)
    }
}

extension Route {
    /// Whether it heeds `dry_run=true`: a secret that was not kept would be none.
    var takesTrials: Bool { isWrite && method != .get && keeps == .answer }

    /// Whether it may change something.
    var isWrite: Bool {
        switch lane {
        case .write, .heavyWrite, .upload: true
        case .read, .list, .live, .heavy, .heavyExport: false
        }
    }

    /// Whether it answers the record that it has written, or by a 204 where no more than the fact is wanted.
    var answersWrittenRecord: Bool {
        if case .record(_, isWhole: true) = operation.answer { isWrite } else { false }
    }

    /// Whether `Prefer: return=minimal` shortens its answer.
    var heedsPreference: Bool {
        if case .batch = operation.body { true } else { answersWrittenRecord }
    }
}

extension AnySchema {
    fileprivate var sortWords: [String] {
        fields.filter { !$0.traits.isSecret }.flatMap { [$0.name, "-" + $0.name] }
    }

    fileprivate var fieldWords: [String] {
        fields.filter { !$0.traits.isSecret }.map(\.name) + children.map(\.name) + ["actions"]
    }

    /// Empty where there is nothing to expand.
    var expansionWords: [String] {
        answeredFields.filter { $0.referenceTarget?.collection.isEmpty == false }.map(\.expansionName) + children.map(\.name)
    }
}

extension PageSize {
    fileprivate static let schema: JSONValue = [
        "type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound)),
        "default": .integer(Int64(standard)),
    ]
}
