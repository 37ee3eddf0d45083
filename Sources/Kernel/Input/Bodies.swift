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

extension ReadInput {
    /// The input; where it has faults, those that only the database tells are looked up as well, so that all are told at once.
    func checked(completing complete: ([Fault], Input) throws -> [Fault]) throws -> Input {
        guard !faults.isEmpty else { return input }
        throw Failure.invalid(try complete(faults, input))
    }
}

extension ReadContext {
    /// What the fields' own checks find wrong with a form.
    fileprivate func checkFaults(of schema: AnySchema, _ input: Input, _ caller: Caller) throws -> [Fault] {
        guard !schema.checkedFields.isEmpty else { return [] }
        return try read { connection in
            let reader = RuleReader(caller: caller, now: registry.clock.now, registry: registry, connection: connection)
            return try ReferenceCheck(reader: reader).checkFaults(of: schema, input.values)
        }
    }

    /// The faults of a new record's body with those of its references and of its rules, looked up beside the writer.
    func completed(_ faults: [Fault], of input: Input, _ resource: AnyResource, _ caller: Caller) throws -> [Fault] {
        try read { connection in
            let reader = RuleReader(caller: caller, now: registry.clock.now, registry: registry, connection: connection)
            return try reader.completed(faults, of: input, resource)
        }
    }
}

extension RuleReader {
    /// The faults of a body with those of its references and of its rules.
    func completed(_ faults: [Fault], of input: Input, _ resource: AnyResource, from old: Row? = nil) throws -> [Fault] {
        let all = faults + (try ReferenceCheck(reader: self).faults(of: resource.schema, input))
        return try resource.completed(all, of: input, from: old, self)
    }
}

extension APIRequest {
    /// The body as a form. Throws every fault at once.
    package func form<F: Form>(_ schema: Schema<F>, _ context: any ReadContext) throws -> Record<F> {
        let body = readBody(try bodyObject(optional: true), schema, .form, nil, currency: context.registry.companyCurrency)
        let faults = try body.faults + context.checkFaults(of: schema, body.input, caller ?? .nobody)
        guard faults.isEmpty else { throw Failure.invalid(faults) }
        return Record(schema, body.input.row(of: schema))
    }
}
