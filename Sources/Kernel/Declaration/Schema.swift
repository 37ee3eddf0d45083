// A declaration, read once by reflection: names, places and columns of its fields.

import SQLite

/// What the kernel knows of a declaration, without its type. Nothing changes after it is made.
///
/// `@unchecked Sendable`: immutable after `init`; subclasses add only immutable members.
public class AnySchema: @unchecked Sendable {
    /// The path's segment, kebab-case and plural: `credit-investigations`. Empty for items and forms.
    package let collection: String
    /// One of them, snake_case: `credit_investigation`. It names the record in audit and events.
    package let entity: String
    package let table: String
    package let label: Label
    /// Every stored value in the order of a row: first those that all records have, then the declared ones.
    package let fields: [AnyField]
    package let children: [AnyChildren]
    /// The column of a parent's id; only for items.
    package let parentColumn: String?
    /// Whether there is exactly one record, with the id 1: settings.
    package let isSingleton: Bool
    /// The state that steps lead through.
    package let stateField: AnyField?
    /// The currency of the record's amounts.
    package let currencyField: AnyField?
    /// Names the record in which one lives on that was merged.
    let forwardingField: AnyField?
    /// The number that people read.
    package let numberField: AnyField?
    /// When what is personal in a record was erased.
    let erasureMark: AnyField?
    /// Whether a record is imported history.
    let historyMark: AnyField?
    /// Whether an answer with such a record may tell of a person: by a field that says so, or by a phone or an address of mail.
    let tellsOfPeople: Bool
    /// What no record may be without when it is written.
    let neverEmpty: [AnyField]
    /// What the audit keeps of a new record, where there is a value: all but what every record has, and secrets.
    let audited: [AnyField]
    /// How many of the fields all records have.
    private let baseCount: Int
    /// Texts by which a record is found.
    let searchedFields: [AnyField]
    /// Fields whose values a rule looks at.
    let checkedFields: [AnyField]
    /// Fields that refer to another record.
    let references: [AnyField]
    private let byName: [String: AnyField]
    private let blank: Row

    init(_ kind: SchemaKind, reflecting declaration: any Declaration) {
        var fields = kind.baseFields
        let baseCount = fields.count
        var children: [AnyChildren] = []
        for (index, field) in fields.enumerated() { field.place(name: field.name, index: index) }
        for property in Mirror(reflecting: declaration).children {
            let word = snakeCase(property.label ?? "")
            if let field = property.value as? AnyField {
                let isReference = if case .reference = field.kind { true } else { false }
                field.place(name: isReference ? word + "_id" : word, index: fields.count)
                fields.append(field)
            } else if let list = property.value as? AnyChildren {
                list.place(name: word, index: children.count)
                children.append(list)
            }
        }
        self.fields = fields
        self.children = children
        self.baseCount = baseCount
        (collection, entity, table, label, parentColumn) = kind.names
        isSingleton = kind.isSingleton
        byName = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        stateField = fields.first { $0.traits.isState }
        currencyField = byName["currency"]
        forwardingField = fields.first(where: \.traits.isForwarding)
        numberField = fields.first { $0.traits.series != nil }
        erasureMark = fields.first { $0.traits.isErasureMark }
        historyMark = fields.first(where: \.traits.isHistoryMark)
        tellsOfPeople = fields.contains { $0.traits.isPersonal || $0.kind.reachesSomebody }
        neverEmpty = fields.dropFirst(baseCount).filter { !$0.traits.isOptional && $0.traits.series == nil }
        references = fields.filter { if case .reference = $0.kind { true } else { false } }
        checkedFields = fields.filter { $0.traits.check != nil }
        // A hidden text would be found out letter by letter.
        searchedFields = fields.filter { $0.traits.isSearched && $0.traits.group == nil && !$0.traits.isSecret }
        blank = Row(values: fields.map { $0.traits.standard ?? .null }, children: children.map { _ in [] })
        audited = fields.filter { !$0.traits.isSecret && ($0.name == "id" || $0.index >= baseCount) }
    }

    /// The field of that name on the wire; nil for none.
    package func field(_ name: String) -> AnyField? {
        byName[name]
    }

    /// Where a record is served.
    package func path(of id: Int64) -> String {
        isSingleton ? "/v1/" + collection : "/v1/\(collection)/\(id)"
    }

    /// The list of that name; nil for none.
    package func childList(_ name: String) -> AnyChildren? {
        children.first { $0.name == name }
    }

    /// Whether its rows are the users: then a caller has a row of his or her own.
    var isOfUsers: Bool { table == AnySchema.userTable }

    /// Whether its records are the customers, whom everything else in the process concerns.
    var isOfCustomers: Bool { entity == "customer" }

    /// The id of the record that one is about, and the field that says of which kind that is.
    var subjectFields: (id: AnyField, kind: AnyField)? {
        guard let id = fields.first(where: { $0.traits.subjectKindField != nil }), let kind = id.traits.subjectKindField.flatMap(field)
        else { return nil }
        return (id, kind)
    }

    /// Whom every record names as its creator.
    static let userTable = "users"

    /// Whether the field is one of those that every record has.
    func isBase(_ field: AnyField) -> Bool { field.index < baseCount }

    /// Whether the field says where an item stands, which the list around it says already.
    func isItemPlace(_ field: AnyField) -> Bool {
        parentColumn != nil && (field.index == ItemColumn.parentID || field.index == ItemColumn.position)
    }

    /// A row with every declared standard value in it.
    package func blankRow() -> Row { blank }
}

/// What sort of declaration a schema is read from.
package enum SchemaKind: Sendable {
    case resource(collection: String, entity: String, label: Label)
    case item(table: String, entity: String, parent: String, label: Label)
    /// A single record, served at `/v1/settings/{name}`.
    case settings(name: String, label: Label)
    case form

    var names: (collection: String, entity: String, table: String, label: Label, parent: String?) {
        switch self {
        case .resource(let collection, let entity, let label): (collection, entity, collection.replacing("-", with: "_"), label, nil)
        case .item(let table, let entity, let parent, let label): ("", entity, table, label, parent)
        case .settings(let name, let label): ("settings/" + name, name + "_settings", name + "_settings", label, nil)
        case .form: ("", "", "", Label("Form", "表单"), nil)
        }
    }

    var isSingleton: Bool {
        if case .settings = self { true } else { false }
    }

    /// The values that every row has before its declared ones.
    var baseFields: [AnyField] {
        switch self {
        case .resource, .settings:
            [
                base("id", .integer(1...Int64.max), "Id", "编号"),
                base("version", .integer(1...Int64.max), "Version", "版本"),
                base("created_at", .instant, "Created at", "创建时间"),
                base("created_by_id", .integer(1...Int64.max), "Created by", "创建人", optional: true),
                base("updated_at", .instant, "Updated at", "更新时间"),
                base("archived_at", .instant, "Archived at", "归档时间", optional: true),
            ]
        case .item(_, _, let parent, _):
            [
                base("id", .integer(1...Int64.max), "Id", "编号"),
                base(parent, .integer(1...Int64.max), "Belongs to", "所属"),
                base("position", .integer(0...Int64.max), "Position", "序号"),
            ]
        case .form: []
        }
    }

    private func base(_ name: String, _ kind: FieldKind, _ english: String, _ chinese: String, optional: Bool = false) -> AnyField {
        var traits = FieldTraits()
        traits.isComputed = true
        traits.isOptional = optional
        let field = AnyField(kind: kind, label: Label(english, chinese), traits: traits)
        field.place(name: name, index: 0)
        return field
    }
}

/// Places of the values that every resource's row has.
package enum BaseColumn {
    package static let id = 0
    package static let version = 1
    package static let createdAt = 2
    package static let createdByID = 3
    package static let updatedAt = 4
    package static let archivedAt = 5
}

/// Places of the values that every item's row has.
package enum ItemColumn {
    package static let id = 0
    package static let parentID = 1
    package static let position = 2
}

/// A declaration with its fields at hand, for rules.
public final class Schema<D: Declaration>: AnySchema, @unchecked Sendable {
    /// The instance whose fields were read: a key path into it names a field.
    public let declaration: D

    init(_ kind: SchemaKind) {
        declaration = D()
        super.init(kind, reflecting: declaration)
    }
}

extension Schema where D: Resource {
    /// The schema of a resource served at `/v1/{collection}` and stored in the table of the same name.
    package convenience init(_ collection: String, one entity: String, _ english: String, _ chinese: String) {
        self.init(.resource(collection: collection, entity: entity, label: Label(english, chinese)))
    }
}

extension Schema where D: Item {
    /// The schema of an item, stored in a table of its own with the parent's id in the column `parent`.
    package convenience init(table: String, one entity: String, parent: String, _ english: String, _ chinese: String) {
        self.init(.item(table: table, entity: entity, parent: parent, label: Label(english, chinese)))
    }
}

extension Schema where D: Form {
    /// The schema of a step's body.
    package convenience init(form: D.Type) {
        self.init(.form)
    }
}

/// `customerPONumber` → `customer_po_number`.
func snakeCase(_ property: String) -> String {
    var word = ""
    var characters = Array(property)[...]
    while let character = characters.popFirst() {
        let startsWord = character.isUppercase && (word.last?.isUppercase == false || characters.first?.isLowercase == true)
        if startsWord, !word.isEmpty { word.append("_") }
        word.append(character)
    }
    return word.lowercased()
}
