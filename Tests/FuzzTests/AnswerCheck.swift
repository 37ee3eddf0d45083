// What holds for every answer, whatever was asked.

import JSON
import TestSupport

/// One answer, looked at against the description.
struct AnswerCheck {
    let interface: DescribedInterface
    let request: FuzzRequest
    let reply: Reply
    private var answer: Answer { reply.answer }

    /// What is wrong with it; empty where nothing is.
    ///
    /// - Parameter isThorough: whether the body is compared with its schema, which takes longer
    func faults(isThorough: Bool) -> [String] {
        // A server that is busy says so, and of a method that nobody knows that it is none.
        let mayBe = answer.status == 503 || (answer.status == 501 && request.method == "BREW")
        if answer.status >= 500, !mayBe { return ["a \(answer.status)"] }
        guard request.method != "HEAD", !isCoded else { return [] }
        if answer.status >= 400 { return problemFaults }
        guard isThorough, request.method == request.operation.method, answer.status < 300, !answer.body.isEmpty else { return [] }
        return schemaFaults
    }

    private var isCoded: Bool { answer.field("Content-Encoding") != nil }

    private var problemFaults: [String] {
        var faults: [String] = []
        if answer.field("Content-Type") != "application/problem+json" { faults.append("no problem+json") }
        if reply.code.map(interface.codes.contains) != true { faults.append("a code that is not described: \(reply.code ?? "none")") }
        if reply.integer("status") != Int64(answer.status) { faults.append("another status in the body") }
        if reply.string("detail")?.isEmpty != false { faults.append("no detail") }
        if reply.string("request_id")?.isEmpty != false { faults.append("no request id") }
        let hasBlank = reply.string("detail")?.contains("{") == true && reply.string("detail")?.firstMatch(of: /\{[a-z_]+\}/) != nil
        if hasBlank, !request.target.contains("{") { faults.append("a place in the text that nothing has filled") }
        return faults
    }

    private var schemaFaults: [String] {
        guard answer.field("Content-Type") == "application/json" else { return [] }
        // The description itself, indented, is longer than the reader takes.
        if reply.json.isNull { return answer.body.count > 1 << 20 ? [] : ["no JSON"] }
        guard let schema = request.operation.answers[String(answer.status)] else {
            return ["a status that is not described: \(answer.status)"]
        }
        return schema.isNull ? [] : interface.validator.faults(reply.json, schema)
    }
}
