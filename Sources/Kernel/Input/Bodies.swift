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
    /// The input; where it has faults, those of its references are looked up as well, so that all are told at once.
    func checked(_ referenceFaults: (Input) throws -> [Fault]) throws -> Input {
        guard !faults.isEmpty else { return input }
        throw Failure.invalid(try faults + referenceFaults(input))
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

    /// The faults of the references in a body, looked up beside the writer.
    func referenceFaults(of schema: AnySchema, _ input: Input, _ caller: Caller) throws -> [Fault] {
        try read { connection in
            let reader = RuleReader(caller: caller, now: registry.clock.now, registry: registry, connection: connection)
            return try ReferenceCheck(reader: reader).faults(of: schema, input)
        }
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
