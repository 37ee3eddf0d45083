// A field of a declaration: its type for rules, and everything that the kernel derives from it.

import JSON
package import SQLite

/// A field without its type. Name, column and place are set once, when its schema is made.
///
/// `@unchecked Sendable`: nothing changes after `Schema.init`, which runs inside a `static let`. For the same reason what it sets needs
/// no check for overlapping access, which would cost at each read of a field.
public class AnyField: @unchecked Sendable {
    /// The member's name in JSON, snake_case; a reference ends in `_id`.
    @safe @exclusivity(unchecked) package private(set) var name = ""
    /// `"name":`, ready to be written.
    @safe @exclusivity(unchecked) private(set) var prefix: [UInt8] = []
    /// The place of the value in a row.
    // Not inlined: in another module the access to `place` would be checked.
    @inline(never) public final var index: Int { place }
    @safe @exclusivity(unchecked) private var place = 0
    package let kind: FieldKind
    let form: ValueForm
    package let label: Label
    package let traits: FieldTraits

    init(kind: FieldKind, label: Label, traits: FieldTraits) {
        self.kind = kind
        form = kind.form
        self.label = label
        self.traits = traits
    }

    /// Called by the schema that owns the field.
    func place(name: String, index: Int) {
        self.name = name
        prefix = JSONWriter.prefix(name)
        place = index
    }

    /// The column as it stands in SQL: named as on the wire, in quotes where the word is SQL's own.
    package var column: String { AnyField.reservedWords.contains(name) ? "\"\(name)\"" : name }

    /// Words of SQL that suit a field and must be quoted as a column, in SQLite and PostgreSQL.
    private static let reservedWords: Set<String> = [
        "all", "case", "check", "collate", "column", "constraint", "default", "end", "from", "group", "having", "in", "index", "limit",
        "offset", "on",
        "order", "primary", "references", "select", "table", "to", "transaction", "unique", "user", "using", "values", "when", "where",
    ]

    /// The name that `expand` takes: the reference's without `_id`.
    package var expansionName: String { name.hasSuffix("_id") ? String(name.dropLast(3)) : name }

    package var referenceTarget: AnySchema? {
        if case .reference(let target) = kind { target.schema() } else { nil }
    }

    /// Whether a request's body may set it at all.
    package var isInput: Bool { !traits.isComputed && !traits.isState }

    /// Whether a body that creates a record has to name it.
    package var isRequired: Bool {
        isInput && !traits.isOptional && !traits.isFilled && !traits.isCallerByDefault && !traits.isCompanyCurrencyByDefault
            && traits.standard == nil
    }
}

/// What holds for a field beside its kind.
package struct FieldTraits: Sendable {
    package var isOptional = false
    package var isUnique = false
    /// A rule or a derivation sets it; refused in a body.
    package var isComputed = false
    package var isState = false
    /// Set at creation, never changed afterwards.
    package var isFixed = false
    /// May be left out of a body, because a rule then fills it: never empty in a record that was written.
    package var isFilled = false
    /// The fields, of the record or of the one around it, from which a rule fills it: filled anew when one of them changes.
    package var filledFrom: [String] = []
    /// Taken in, never given out: passwords.
    package var isSecret = false
    /// The record belongs to the person named here: row scope `own` and `team` look at it.
    package var isScoping = false
    /// What roles whoever is named here must have; nil: whoever works here.
    package var ownerRoles: RoleSet?
    /// The one named here works on the record: he or she reads it and takes the steps of an assignee.
    package var isAssigned = false
    /// The one named here reads the record.
    package var isInformed = false
    /// A rule says which records it may name, also of those that the caller does not see.
    package var isAskedByRule = false
    /// Goes to somebody else with all that is a person's, when he or she hands over; what only tells who did something stays.
    package var isHandedOver = false
    /// The id of a record of any kind that this one is about: the name of the field with the kind.
    package var subjectKindField: String?
    /// The way to the customer whom the record concerns: row scope, timeline and events follow it.
    package var concerns = false
    /// A value taken where a body gives none.
    package var standard: SQLiteValue?
    package var isCallerByDefault = false
    package var isCompanyCurrencyByDefault = false
    /// A number of a series, such as `SO-20261124-0001`: the series' prefix.
    package var series: String?
    /// A step gives the number, not the entry: drafts have none.
    package var isNumberedLater = false
    /// What a rule finds wrong with a value that a body gives.
    var check: FieldCheck?
    /// Who may see the field, where not everybody who sees the record may.
    package var group: FieldGroup?
    /// Who may set the field, where not everybody who may change the record may.
    package var writers: RoleSet?
    /// Tells of a person and is emptied when that person is erased.
    package var isPersonal = false
    /// Tells who the person is, as against what he or she does: where it stands, the person stands.
    package var isIdentifying = false
    /// Names the record in which this one lives on.
    package var isForwarding = false
    /// Is what people call the record by, beside its number.
    package var isNaming = false
    /// When what is personal in the record was erased.
    package var isErasureMark = false
    /// Names the version of the paper from which this one was made.
    package var isContinuing = false
    /// The record is found by any part of it.
    package var isSearched = false
    /// Imports find the record by it, where they refer to one.
    package var isLookedUp = false
    /// Marks imported history.
    package var isHistoryMark = false
    /// The record is read by it where else its id stands in the path.
    package var isPathWord = false
    /// What examples show of it; nil for what follows from the kind.
    var example: FieldExample?
    /// States in which the record may be changed; only on a state field.
    package var editableStates: [String]?
}

/// A field of a declaration, typed for rules.
public final class Field<Value: FieldValue>: AnyField, @unchecked Sendable {
    /// The field may be absent, so rules must unwrap it.
    package func optional() -> Field<Value?> {
        var traits = traits
        traits.isOptional = true
        return Field<Value?>(kind: kind, label: label, traits: traits)
    }

    /// Taken where a body that creates says nothing.
    package func byDefault(_ value: Value) -> Field {
        with { $0.standard = value.stored }
    }

    /// Whoever calls, where the body names nobody.
    package func callerByDefault() -> Field {
        with { $0.isCallerByDefault = true }
    }

    /// The currency that the company keeps its books in, where the body names none.
    package func companysByDefault() -> Field {
        with { $0.isCompanyCurrencyByDefault = true }
    }

    /// No two living records have the same.
    package func unique() -> Field {
        with { $0.isUnique = true }
    }

    /// A rule sets it; refused in a body by name.
    package func computed() -> Field {
        with { $0.isComputed = true }
    }

    /// Set at creation, refused in a change.
    package func fixed() -> Field {
        with { $0.isFixed = true }
    }

    /// A rule fills it where the body leaves it out.
    ///
    /// - Parameter sources: names of fields of the record, or of the one around it, from which the rule takes the value. When one of them
    ///   changes and the body does not name this field as well, the field is emptied for the rule to fill anew.
    package func filled(from sources: String...) -> Field {
        with {
            $0.isFilled = true
            $0.filledFrom = sources
        }
    }

    /// Taken in, never given out.
    package func secret() -> Field {
        with { $0.isSecret = true }
    }

    /// The record belongs to the person named here.
    ///
    /// - Parameter roles: one of which the person must have; nil for no matter which
    package func scoped(among roles: RoleSet? = nil) -> Field {
        with {
            $0.isScoping = true
            $0.ownerRoles = roles
        }
    }

    /// The one named here works on the record: row scope `assigned` and the actor `assignee` look at it.
    package func assigned() -> Field {
        with { $0.isAssigned = true }
    }

    /// The one named here has been told of the record, and reads it: row scope `assigned` looks at it.
    package func informed() -> Field {
        with { $0.isInformed = true }
    }

    /// A rule of the record says which others it may name, such as orders of its customer, whether or not the caller sees those: the kernel
    /// asks only whether there is such a record. The rule must not tell more of one that the caller does not see.
    package func askedByRule() -> Field {
        with { $0.isAskedByRule = true }
    }

    /// The person named here can hand the record over to another (`RuleContext.handOver`).
    ///
    /// - Parameter roles: one of which the other one must have; nil for what else the field demands
    package func handedOver(among roles: RoleSet? = nil) -> Field {
        with {
            $0.isHandedOver = true
            $0.ownerRoles = roles ?? $0.ownerRoles
        }
    }

    /// The id of the record that this one is about: it stands on that record's timeline.
    ///
    /// - Parameter kind: the name of the field that says of which kind, as in the audit
    package func subject(kindIn kind: String) -> Field {
        with { $0.subjectKindField = kind }
    }

    /// The record in which this one lives on, once it was merged: whoever asks for this one is shown the way there.
    package func forwarding() -> Field {
        with { $0.isForwarding = true }
    }

    /// What people call the record by, beside its number: papers that refer to it say so.
    package func naming() -> Field {
        with { $0.isNaming = true }
    }

    /// The version from which this one was made: its authors are authors of this one, too.
    package func continuing() -> Field {
        with { $0.isContinuing = true }
    }

    /// The way to the customer whom the record concerns.
    package func concerned() -> Field {
        with { $0.concerns = true }
    }

    /// The record is found by any part of it (`GET /v1/search`). For a text that everybody sees who sees the record.
    package func searched() -> Field {
        with { $0.isSearched = true }
    }

    /// For those alone who see the group.
    package func seen(in group: FieldGroup) -> Field {
        with { $0.group = group }
    }

    /// For those roles alone to set; who else changes the record leaves it as it is.
    package func written(by roles: RoleSet) -> Field {
        with { $0.writers = roles }
    }

    /// Tells of a person: emptied when the person is erased (`RuleContext.erase`).
    ///
    /// - Parameter identifies: whether it tells who that is, such as a name or a number, so that answers of others that hold the same are
    ///   about that person; a title or a note is not
    package func personal(identifies: Bool = true) -> Field {
        with {
            $0.isPersonal = true
            $0.isIdentifying = identifies
        }
    }

    /// People name the record by it: an import finds it so where it refers to one. The column has an index.
    package func lookedUp() -> Field {
        with { $0.isLookedUp = true }
    }

    /// Says whether the record is imported history (`ImportableHistory`): the kernel then lets nobody change it but another import.
    package func historyMark() -> Field {
        with { $0.isHistoryMark = true }
    }

    /// People ask for the record by it: `GET /v1/{collection}/{word}` reads it, beside the id. For a word that no two records share.
    package func pathWord() -> Field {
        with { $0.isPathWord = true }
    }

    func with(_ change: (inout FieldTraits) -> Void) -> Field {
        var traits = traits
        change(&traits)
        return Field(kind: kind, label: label, traits: traits)
    }
}
