// What the columns of a file mean: names of fields, their labels in either language, and other ways to name what a record refers to.

import JSON

/// Where in a record a cell belongs.
struct ImportTarget: Sendable {
    enum Part: Sendable {
        case record
        /// The columns that only history has.
        case history
    }

    let field: AnyField
    let part: Part
    /// By which fields of what it refers to a record is looked for; empty where the cell holds the value itself.
    let keys: [AnyField]

    init(_ field: AnyField, _ part: Part = .record, by keys: [AnyField] = []) {
        self.field = field
        self.part = part
        self.keys = keys
    }
}

/// The names that a file may use for one kind of record, as far as whoever sends it may set the fields.
struct ImportNames: Sendable {
    /// What the record itself is named by, beside `external_id`.
    static let idName = "id"
    static let versionName = "version"

    let resource: AnyResource
    let roles: RoleSet
    private let mayImportHistory: Bool
    private var targets: [String: ImportTarget] = [:]
    /// Labels that two fields share name neither.
    private var labels: [String: ImportTarget?] = [:]

    init(_ resource: AnyResource, for caller: Caller) {
        self.resource = resource
        roles = caller.roles
        mayImportHistory = caller.mayImportHistory
        let viewer = Viewer(roles: caller.roles)
        for field in resource.schema.fields where field.isInput && (viewer.sees(field) || field.traits.isSecret) {
            add(field, .record, viewer)
        }
        guard mayImportHistory else { return }
        for field in resource.history?.form.fields ?? [] { add(field, .history, viewer) }
    }

    private mutating func add(_ field: AnyField, _ part: ImportTarget.Part, _ viewer: Viewer) {
        targets[field.name] = ImportTarget(field, part)
        let keys = (field.referenceTarget?.lookupKeys ?? []).filter(viewer.sees)
        for key in keys { targets["\(field.expansionName)_\(key.name)"] = ImportTarget(field, part, by: [key]) }
        let labelled = ImportTarget(field, part, by: keys)
        for label in Set([field.label.english, field.label.chinese].map(ImportNames.folded)) {
            labels.updateValue(labels[label] == nil ? labelled : nil, forKey: label)
        }
    }

    private static func folded(_ label: String) -> String { label.lowercased() }

    /// What a member of a line of NDJSON means, where it is no field of the record.
    func otherWay(_ name: String) -> ImportTarget? {
        guard let target = targets[name], !target.keys.isEmpty || target.part == .history else { return nil }
        return target
    }

    /// What a column means.
    func target(ofColumn name: String) -> ImportTarget? {
        targets[name] ?? labels[ImportNames.folded(name)].flatMap(\.self)
    }

    /// Why a column means nothing to this caller.
    func fault(ofColumn name: String, _ place: Int) -> Fault {
        let pointer = "/columns/\(place - 1)"
        if let history = resource.history?.form, !mayImportHistory, history.fields.contains(where: { $0.isCalled(name) }) {
            return Fault(.historyByAdministrator, at: pointer, ["name": name])
        }
        if let field = resource.schema.fields.first(where: { $0.isCalled(name) }), Viewer(roles: roles).sees(field) {
            return Fault(.readOnlyField, at: pointer, ["name": name])
        }
        if let list = resource.schema.children.first(where: { $0.name == name }) {
            return Fault(.listInCSV, at: pointer, ["name": list.name])
        }
        let right = targets.keys.sorted() + labels.compactMap { $0.value?.field.label.chinese } + labels.keys.sorted()
        return Fault(.unknownColumn, at: pointer, NearestName.hints(for: name, among: right).merging(["place": String(place)]) { $1 })
    }
}

/// The columns of one CSV file, in order.
struct ImportColumns: Sendable {
    enum Meaning: Sendable {
        case id, version
        case value(ImportTarget)
        /// A column without a name, in which nothing may stand.
        case nothing
    }

    struct Column: Sendable {
        /// As it stands in the file.
        let name: String
        let meaning: Meaning
    }

    let columns: [Column]

    /// Throws `import_columns` with every fault.
    init(_ cells: [String], _ names: ImportNames) throws {
        var faults: [Fault] = []
        var places: [String: Int] = [:]
        columns = cells.enumerated().map { index, cell in
            let name = cell.trimmedBlanks
            let meaning = ImportColumns.meaning(of: name, names)
            guard let meaning else {
                faults.append(names.fault(ofColumn: name, index + 1))
                return Column(name: name, meaning: .nothing)
            }
            if let word = meaning.word, let other = places.updateValue(index + 1, forKey: word) {
                let details = ["name": name, "place": String(index + 1), "other": String(other)]
                faults.append(Fault(.columnTwice, at: "/columns/\(index)", details))
            }
            return Column(name: name, meaning: meaning)
        }
        guard faults.isEmpty else { throw Failure(.importColumns, faults: Array(faults.prefix(InputReader.mostFaults))) }
    }

    private static func meaning(of name: String, _ names: ImportNames) -> Meaning? {
        switch name {
        case "": .nothing
        case ImportNames.idName: .id
        case ImportNames.versionName: .version
        default: names.target(ofColumn: name).map { .value($0) }
        }
    }
}

extension ImportColumns.Meaning {
    /// What two columns must not both say; nil for a column without a name.
    fileprivate var word: String? {
        switch self {
        case .id: ImportNames.idName
        case .version: ImportNames.versionName
        case .value(let target): (target.part == .history ? "history " : "") + target.field.name
        case .nothing: nil
        }
    }
}

extension AnyField {
    fileprivate func isCalled(_ name: String) -> Bool {
        self.name == name || label.english.lowercased() == name.lowercased() || label.chinese == name
    }
}

extension AnySchema {
    /// The fields by which people and other systems name a record, the surest first.
    var lookupKeys: [AnyField] {
        [externalIDField].compactMap(\.self) + fields.filter(\.traits.isLookedUp)
    }
}

extension String {
    /// Without blanks before and behind, such as spreadsheets leave.
    var trimmedBlanks: String {
        guard let first = utf8.first, let last = utf8.last else { return self }
        // What ends in letters on both sides has none; most cells are so.
        if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return self }
        return String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
