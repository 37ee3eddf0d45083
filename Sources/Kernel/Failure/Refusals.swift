// Refusals that several rooms give, each with the header fields that belong to it.

extension Failure {
    /// Nobody has signed in.
    static let notSignedIn = Failure.unauthenticated(.notSignedIn)

    /// Who asks is not known; the answer says how to sign in (RFC 9110 §11.6.1, RFC 6750 §3).
    package static func unauthenticated(_ code: FailureCode, _ challenge: String = "Bearer") -> Failure {
        Failure(code, fields: [("WWW-Authenticate", challenge)])
    }

    /// What may succeed after so many seconds (RFC 9110 §10.2.3).
    package static func later(_ code: FailureCode, after seconds: Int64, _ details: [String: String] = [:]) -> Failure {
        Failure(code, details, fields: [("Retry-After", String(seconds))])
    }

    /// A file of more than so many bytes.
    static func fileTooLarge(_ limit: Int) -> Failure { Failure(.fileTooLarge, ["maximum": String(limit)]) }

    /// A parameter of the query string whose value cannot be taken.
    ///
    /// - Parameter reason: a phrase that `Phrases` has in Chinese
    package static func badParameter(_ name: String, _ value: String, _ reason: String) -> Failure {
        Failure(.badParameter, ["name": name, "value": value, "reason": reason])
    }
}
