// Records of any kind, as those that hang on them need them: whose they are and whom they concern.

import SQLite

/// A record that something else is about, such as the lead of an activity.
package struct Subject: Sendable {
    /// The customer whom it concerns; its own id for a customer.
    package let customerID: Int64?
    /// Whom it belongs to.
    package let ownerID: Int64?
}

extension RuleReader {
    /// The living record of that kind and id, where the caller may change it. Throws `unknown_reference`, `archived_reference` and
    /// `not_allowed`; what the caller may not see is as if it did not exist.
    ///
    /// - Parameters:
    ///   - entity: such as `lead`
    ///   - pointer: of the member that names the id, for the fault
    package final func changeableSubject(_ entity: String, _ id: Int64, at pointer: String) throws -> Subject {
        let details = ["name": String(pointer.dropFirst()), "target": entity, "target_zh": entity]
        guard let resource = registry.resource(entity: entity), resource.isSubject, try isInScope(resource, id, for: .read),
            let row = try row(of: resource, id: id)
        else { throw Failure.invalid(.unknownReference, at: pointer, details) }
        guard row.values[BaseColumn.archivedAt] == .null else { throw Failure.invalid(.archivedReference, at: pointer, details) }
        guard try isInScope(resource, id, for: .update) else { throw Failure.notAllowed(needed: resource.roles(for: .update)) }
        return Subject(
            customerID: try customerID(of: resource, row), ownerID: resource.ownerField.flatMap { row.integer($0.index) })
    }

    /// The living record of any kind and that id, where the caller may read it. Throws `unknown_reference` and `archived_reference`.
    ///
    /// - Parameters:
    ///   - entity: such as `competitor`; any of which executives see all
    ///   - pointer: of the member that names the id, for the fault
    package final func readableSubject(_ entity: String, _ id: Int64, at pointer: String) throws -> Subject {
        let details = ["name": String(pointer.dropFirst()), "target": entity, "target_zh": entity]
        guard let resource = registry.resource(entity: entity), !resource.schema.isSingleton,
            resource.roles(for: .read).contains(.executive), caller.covers(resource.schema.collection, writing: false),
            try isInScope(resource, id, for: .read), let row = try row(of: resource, id: id)
        else { throw Failure.invalid(.unknownReference, at: pointer, details) }
        guard row.values[BaseColumn.archivedAt] == .null else { throw Failure.invalid(.archivedReference, at: pointer, details) }
        return Subject(
            customerID: try customerID(of: resource, row), ownerID: resource.ownerField.flatMap { row.integer($0.index) })
    }

    /// Whether the caller sees the record of that kind and id.
    package final func seesSubject(_ entity: String, _ id: Int64) throws -> Bool {
        guard let resource = registry.resource(entity: entity), caller.covers(resource.schema.collection, writing: false) else {
            return false
        }
        return try isInScope(resource, id, for: .read)
    }

    /// The customer whom a record concerns, over as many references as it takes.
    func customerID(of resource: AnyResource, _ row: Row) throws -> Int64? {
        if resource.schema.isOfCustomers { return row.id }
        if resource.followsSubject {
            guard let (idField, kindField) = resource.schema.subjectFields, let id = row.integer(idField.index),
                let subject = row.text(kindField.index).flatMap(registry.resource(entity:)),
                let referred = try self.row(of: subject, id: id)
            else { return nil }
            return try customerID(of: subject, referred)
        }
        guard let field = resource.concernField, let target = field.referenceTarget, let id = row.integer(field.index) else { return nil }
        if target.isOfCustomers { return id }
        guard let next = registry.resource(table: target.table), let referred = try self.row(of: next, id: id) else { return nil }
        return try customerID(of: next, referred)
    }
}

extension AnyResource {
    /// Whether something can be about its records: those of the process, which belong to somebody or concern a customer. What executives
    /// do not see is none: they see all that is done about others.
    var isSubject: Bool { (ownerField != nil || concernField != nil) && roles(for: .read).contains(.executive) }
}
