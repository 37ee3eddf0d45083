// Audit records as somebody may read them: with the names of who acted, and without the fields that the reader may not see.

import JSON
import SQLite

/// A page of audit records for one reader.
struct AuditPage: Sendable {
    /// Who may read the whole audit.
    static let readers: RoleSet = [.auditor, .executive, .admin]

    private let records: [Told]
    /// Where the next page begins; nil on the last one.
    private let nextBefore: Int64?

    /// One record as it is told.
    private struct Told: Sendable {
        let link: AuditLink
        let user: String?
        let onBehalfOf: String?
        /// What was set or changed, and the form of a step; nil where it was erased.
        let content: JSONObject?
    }

    /// The newest records that satisfy a condition over the columns of the audit.
    ///
    /// - Parameter rowsAreSeen: whether the condition leaves out what was done to records that the reader does not see; else their
    ///   content is left out here, as of candidates, whom the audit's readers do not see
    init(
        _ condition: String, _ values: [SQLiteValue], limit: Int, for reader: Caller, _ registry: Registry, rowsAreSeen: Bool,
        on connection: Connection
    ) throws {
        let sql = "SELECT \(AuditLink.columns), content FROM audit WHERE \(condition) ORDER BY sequence DESC LIMIT \(limit + 1)"
        let rows = try connection.rows(sql, values)
        let sight = AuditSight(reader: reader, registry: registry)
        var names: [Int64: String] = [:]
        func name(_ id: Int64?) throws -> String? {
            guard let id else { return nil }
            if let known = names[id] { return known }
            names[id] = try registry.directory.displayName(id, connection)
            return names[id]
        }
        records = try rows.prefix(limit).compactMap { row in
            guard let link = AuditLink(row) else { return nil }
            let text = row[AuditLink.columnCount].text
            let isSeen = try rowsAreSeen || text == nil || sight.covers(link, connection)
            return Told(
                link: link, user: try name(link.userID), onBehalfOf: try name(link.onBehalfOfID),
                content: isSeen ? sight.content(text, of: link) : JSONObject())
        }
        nextBefore = rows.count > limit ? records.last?.link.sequence : nil
    }
}

// MARK: The answer

extension AuditPage {
    /// For who may read the whole audit: with key, address and request of each record.
    static let whole = shape(of: record(tellsOrigin: true))
    /// For who may see a record, and with it what happened to it.
    static let timeline = shape(of: record(tellsOrigin: false))

    private static func shape(of record: AnswerShape<Told>) -> AnswerShape<AuditPage> {
        AnswerShape(
            "Audit records, the newest first", "审计记录（最新在前）",
            [
                .list("items", of: record) { $0.records },
                .field(
                    "next_before", integer("Where the next page begins; none on the last one", "下一页的起点（空：已是最后一页）").optional(),
                    example: .null
                ) { $0.nextBefore },
            ])
    }

    /// Of ids and numbers.
    private static let fromOne: JSONValue = ["minimum": 1]

    private static func record(tellsOrigin: Bool) -> AnswerShape<Told> {
        let when: [AnswerShape<Told>.Member] = [
            .field("sequence", integer("Number in the chain", "链中序号"), more: fromOne) { $0.link.sequence },
            .field("at", instant("When", "时间")) { Instant(milliseconds: $0.link.at) },
            .field(
                "user_id", integer("Who did it; none for jobs and the machine's operator", "操作人（空：系统或主机操作员）").optional(), more: fromOne
            ) { $0.link.userID },
        ]
        let origin: [AnswerShape<Told>.Member] = [
            .field("key_id", integer("The API key, where one was used", "所用 API 密钥").optional(), example: .null, more: fromOne) {
                $0.link.keyID
            },
            .field("origin", text("Address of the peer, or who else", "来源地址"), example: "192.0.2.7") { $0.link.origin },
            .field("request_id", text("The request", "请求编号"), example: "01K9Z7Q5XJ4T") { $0.link.requestID },
        ]
        let what: [AnswerShape<Told>.Member] = [
            .field("action", text("What was done", "操作"), example: "updated") { $0.link.action },
            .field("entity", text("Kind of record", "记录类型"), example: "order") { $0.link.entity },
            .field(
                "entity_id", integer("The record's id; 0 for many at once, such as an export", "记录编号（0：多条记录，如导出）"), more: ["minimum": 0]
            ) { $0.link.entityID },
            .field("customer_id", integer("The customer whom it concerns", "相关客户").optional(), more: fromOne) { $0.link.customerID },
            .field("user", text("Name of who did it", "操作人姓名").optional(), example: "Nancy Davolio") { $0.user },
            .field("on_behalf_of_id", integer("In whose place", "代理的人员").optional(), example: .null, more: fromOne) {
                $0.link.onBehalfOfID
            },
            .field("on_behalf_of", text("Name of that person", "被代理人姓名").optional(), example: .null) { $0.onBehalfOf },
            .constant("erased", true, where: { $0.content == nil }),
        ]
        return AnswerShape(
            "Audit record", "审计记录", when + (tellsOrigin ? origin : []) + what,
            beside: .init("Beside these stand objects with the fields that were set or changed; erased where their content was erased.") {
                $0.content ?? JSONObject()
            })
    }
}

// MARK: What the reader sees

/// What of an audit record's content somebody may see.
private struct AuditSight {
    let reader: Caller
    let registry: Registry

    /// Whether the reader sees the record of which a link tells; of many at once, any of that kind.
    func covers(_ link: AuditLink, _ connection: Connection) throws -> Bool {
        guard let resource = registry.resource(entity: link.entity) else { return true }
        guard link.entityID != 0 else { return covers(manyOf: resource) }
        // A key's scopes are about records; who reads the audit by one reads it by audit:read.
        return try reader.standings.contains { try resource.covers(link.entityID, for: $0, to: .read, on: connection) }
    }

    /// Whether somebody who reads the audit by one of these roles reads such records by it as well, or all of them by another.
    private func covers(manyOf resource: AnyResource) -> Bool {
        resource.scope(of: reader.roles, for: .read).coversAll
            || !resource.roles(for: .read).isDisjoint(with: reader.roles.intersection(AuditPage.readers))
    }

    /// What was set or changed, and the form of a step, without the fields that the reader may not see; nil where it was erased.
    func content(_ text: String?, of link: AuditLink) -> JSONObject? {
        guard let text, let object = (try? JSONReader.parse(text))?.object else { return nil }
        let resource = registry.resource(entity: link.entity)
        let form = resource?.steps.first { $0.name == link.action }?.form
        return JSONObject(
            object.compactMap { part, content in
                guard let members = content.object else { return nil }
                if part == "export", let resource { return (part, exported(members, resource.schema)) }
                let shown = members.compactMap { name, value in
                    (part == "form" ? inForm(name, value, form, resource) : inRecord(name, value, resource?.schema, link.entityID))
                        .map { (name: name, value: $0) }
                }
                return (part, .object(JSONObject(shown)))
            })
    }

    /// What was asked of an export, without the filters by what the reader may not see.
    private func exported(_ members: JSONObject, _ schema: AnySchema) -> JSONValue {
        var members = members
        let items = members["query"]?.array?.compactMap(\.string) ?? []
        let shown = items.filter { item in
            let name = String(item.prefix { $0 != "=" && $0 != "." })
            return schema.field(name) == nil || schema.shows(name, to: reader.roles)
        }
        members["query"] = .array(shown.map(JSONValue.string))
        return .object(members)
    }

    /// What the reader may see of a record's member; nil for nothing.
    private func inRecord(_ name: String, _ value: JSONValue, _ schema: AnySchema?, _ id: Int64) -> JSONValue? {
        guard let schema, schema.shows(name, ofRow: id, to: reader) else { return nil }
        return schema.childList(name).map { value.hiding($0.schema(), from: reader.roles) } ?? value
    }

    /// What the reader may see of a form's member: what is hidden in the record is hidden in a form that asks for it by the same name.
    private func inForm(_ name: String, _ value: JSONValue, _ form: AnySchema?, _ resource: AnyResource?) -> JSONValue? {
        guard let form, form.shows(name, to: reader.roles) else { return nil }
        if let field = resource?.schema.field(name), !Viewer(roles: reader.roles).sees(field) { return nil }
        return form.childList(name).map { value.hiding($0.schema(), from: reader.roles) } ?? value
    }
}

extension JSONValue {
    /// Lists of items, at any depth, without the members that somebody with these roles may not see.
    fileprivate func hiding(_ schema: AnySchema, from roles: RoleSet) -> JSONValue {
        switch self {
        case .array(let elements): .array(elements.map { $0.hiding(schema, from: roles) })
        case .object(let object): .object(JSONObject(object.members.filter { schema.shows($0.name, to: roles) }))
        default: self
        }
    }
}
