// Whether derived columns say what they follow from: each is computed anew and compared.

package import SQLite

/// Compares derived columns with a fresh computation.
package enum DerivationCheck {
    /// One sentence for each record that differs, at most `limit`.
    package static func differences(_ registry: Registry, at now: Instant, limit: Int = 20, on connection: Connection) throws -> [String] {
        var sentences: [String] = []
        for resource in registry.resources {
            let derivations = registry.derivations.filter { $0.target === resource }.map(\.derivation)
            guard !derivations.isEmpty else { continue }
            let ids = try connection.rows("SELECT id FROM \(resource.schema.table) ORDER BY id").compactMap { $0[0].integer }
            for id in ids where sentences.count < limit {
                let reader = RuleReader(caller: .operator, now: now, registry: registry, connection: connection)
                sentences +=
                    try difference(resource, derivations, id, reader).map {
                        ["\(resource.schema.entity) \(id): \($0) is not what it follows from"]
                    }
                    ?? []
            }
        }
        return sentences
    }

    /// The names of the fields that differ; nil where none does.
    private static func difference(_ resource: AnyResource, _ derivations: [AnyDerivation], _ id: Int64, _ reader: RuleReader) throws
        -> String?
    {
        guard let row = try reader.row(of: resource, id: id) else { return nil }
        var fresh = row
        for derivation in derivations { try derivation.compute(&fresh, reader) }
        let names = resource.schema.changedNames(from: row, to: fresh)
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }
}
