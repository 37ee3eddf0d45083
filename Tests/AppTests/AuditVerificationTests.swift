// The walk along the audit chain, against every way to tamper with it.

import App
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

@Suite struct AuditVerificationTests {
    /// A server whose audit holds six records, edited as `sql` says.
    private func verify(after sql: String, slice: Int = 100) throws -> AuditVerification {
        let world = try TestServer()
        let administrator = try world.makeAdministrator("admin")
        let fields = [("Authorization", "Bearer \(try world.session(of: administrator))")]
        let client = try world.client()
        for number in 1...6 {
            let answer = try client.send(
                "POST", "/v1/departments", fields: fields, body: "{\"code\":\"d\(number)\",\"name\":\"Department\"}")
            #expect(answer.status == 201, "\(answer.text)")
        }
        try world.application.database.write { try $0.connection.execute(sql) }
        return try world.application.database.read { connection in
            var verification = try AuditVerification(on: connection)
            while !verification.isOver { try verification.verifyNext(slice, on: connection) }
            return verification
        }
    }

    @Test(arguments: [1, 2, 3, 6, 7])
    func `a sound chain fits in slices of any length`(_ slice: Int) throws {
        let verification = try verify(after: "SELECT 1", slice: slice)
        #expect(verification.fault == nil)
        #expect(verification.checked == 6)
        #expect(verification.lastSequence == 6)
        #expect(verification.lastHash.count == 32)
    }

    @Test(arguments: [
        ("UPDATE audit SET content = '{}' WHERE sequence = 3", 3, AuditFault.Reason.contentChanged),
        ("UPDATE audit SET salt = x'00' WHERE sequence = 3", 3, .contentChanged),
        ("UPDATE audit SET user_id = 7 WHERE sequence = 3", 3, .linkBroken),
        ("UPDATE audit SET at = at + 1 WHERE sequence = 1", 1, .linkBroken),
        ("UPDATE audit SET action = 'deleted' WHERE sequence = 6", 6, .linkBroken),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 2", 2, .linkBroken),
        ("UPDATE audit SET content_hash = zeroblob(32) WHERE sequence = 2", 2, .contentChanged),
        ("UPDATE audit SET content = NULL WHERE sequence = 4", 4, .contentGone),
        ("UPDATE audit SET content = NULL, salt = NULL WHERE sequence = 4", 4, .contentGone),
        ("DELETE FROM audit WHERE sequence = 1", 1, .missing),
        ("DELETE FROM audit WHERE sequence = 4", 4, .missing),
        ("DELETE FROM audit WHERE sequence = 4; UPDATE audit SET sequence = sequence - 1 WHERE sequence > 4", 4, .linkBroken),
        ("UPDATE audit SET sequence = 0 WHERE sequence = 6", 0, .misplaced),
        ("UPDATE audit SET entity_id = 0 WHERE sequence = 5; DELETE FROM audit WHERE sequence = 6", 5, .linkBroken),
    ])
    func `whatever was changed, the first record that does not fit is named`(_ sql: String, _ sequence: Int64, _ reason: AuditFault.Reason)
        throws
    {
        let verification = try verify(after: sql)
        #expect(verification.fault?.reason == reason)
        #expect(verification.fault?.sequence == sequence)
        #expect(verification.checked == max(0, Int(sequence) - 1))
    }

    @Test func `content erased under a rule leaves the chain whole and is told`() throws {
        let columns = "content = NULL, salt = NULL, erased_at = 5000, erased_by_id = 1, erasure_rule = 'candidate'"
        let verification = try verify(after: "UPDATE audit SET \(columns) WHERE sequence = 2")
        #expect(verification.fault == nil)
        #expect(verification.checked == 6)
        let erasure = try #require(verification.erasures.first)
        #expect(verification.erasures.count == 1)
        #expect(erasure.sequence == 2 && erasure.at.milliseconds == 5000 && erasure.byID == 1 && erasure.rule == "candidate")
    }

    @Test func `a record taken off the end shows only in the last hash`() throws {
        let whole = try verify(after: "SELECT 1")
        let cut = try verify(after: "DELETE FROM audit WHERE sequence = 6")
        #expect(cut.fault == nil)
        #expect(cut.lastSequence == 5)
        #expect(cut.lastHash != whole.lastHash)
    }

    @Test func `an empty chain fits`() throws {
        let verification = try verify(after: "DELETE FROM audit")
        #expect(verification.fault == nil)
        #expect(verification.checked == 0)
    }
}
