// Bodies of requests, read by a declaration, with every fault at once.

import JSON
import SQLite

/// A body that was read, with its faults.
struct ReadInput: Sendable {
    let input: Input
    let faults: [Fault]

    /// Throws every fault at once.
    func checked() throws -> Input {
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        return input
    }
}

func readBody(_ object: JSONObject, _ schema: AnySchema, _ mode: InputReader.Mode, _ caller: Caller?, currency: String) -> ReadInput {
    var reader = InputReader(schema, mode, roles: caller?.roles, currency: currency)
    let input = reader.read(object)
    return ReadInput(input: input, faults: reader.faults)
}

/// Reads a body; where it has faults, those of its references are looked up as well, so that all are told at once.
func decodeBody(
    _ object: JSONObject, _ schema: AnySchema, _ mode: InputReader.Mode, _ caller: Caller, currency: String, _ context: any ReadContext
) throws -> Input {
    let result = readBody(object, schema, mode, caller, currency: currency)
    guard !result.faults.isEmpty else { return result.input }
    let referenceFaults = try context.read { connection in
        try ReferenceCheck(
            reader: RuleReader(caller: caller, now: context.registry.clock.now, registry: context.registry, connection: connection)
        )
        .faults(of: schema, result.input)
    }
    throw Failure.invalid(result.faults + referenceFaults)
}

extension RuleContext {
    /// The same inside the writer.
    func decode(_ object: JSONObject, _ schema: AnySchema, _ mode: InputReader.Mode) throws -> Input {
        let result = readBody(object, schema, mode, caller, currency: registry.companyCurrency)
        guard !result.faults.isEmpty else { return result.input }
        throw Failure.invalid(try result.faults + ReferenceCheck(reader: self).faults(of: schema, result.input))
    }
}

/// The currency in which a change's amounts are meant: the record's own; nil where it has none or the caller may not see it.
func recordCurrency(_ resource: AnyResource, _ id: Int64, _ caller: Caller, _ context: any ReadContext) throws -> String? {
    guard let field = resource.schema.currencyField else { return nil }
    let scope = resource.scope(of: caller.roles, for: .read)
    let sql = "SELECT t.\(field.column) FROM \(resource.schema.table) t WHERE t.id = ? AND (\(scope.sql))"
    return try context.read { try $0.first(sql, [.integer(id)] + scope.bindings(for: caller))?.first?.text }
}

extension APIRequest {
    /// The body as a form. Throws every fault at once.
    package func form<F: Form>(_ schema: Schema<F>, _ context: any ReadContext) throws -> Record<F> {
        let input = try readBody(try bodyObject(optional: true), schema, .form, nil, currency: context.registry.companyCurrency).checked()
        return Record(schema, input.row(of: schema))
    }
}
