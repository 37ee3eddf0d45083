// `POST /v1/users/{id}/erase`: takes the person out of a user who has left. What he or she did stays, under the id.

import Kernel
import SQLite

extension Module {
    private static let erasureForm = Schema<ErasePerson>(form: ErasePerson.self)

    /// Throws `user_active`: whoever works here is needed by name.
    static let eraseUser = Route.erasure(of: User.self, input: erasureForm, "Erase a person who has left", "删除离职人员的个人信息") {
        user, form, context in
        guard !user.maySignIn else { throw Failure(.userActive) }
        try UserErasure(user, under: "user.erase:" + form.reason.rawValue).run(in: context)
    }
}

/// The erasure of somebody who worked here.
private struct UserErasure {
    let user: Record<User>
    let rule: String

    init(_ user: Record<User>, under rule: String) {
        self.user = user
        self.rule = rule
    }

    /// The user, what is left of the ways to sign in, and what was said of his or her absences.
    func run(in context: RuleContext) throws {
        try User.endAccess(of: user, in: context)
        try context.connection.run("DELETE FROM user_password WHERE user_id = ?", [user.id.stored])
        let absences = try context.all(Absence.self, where: "user_id = ?", user.id.stored)
        for absence in absences { try eraseNote(of: absence, in: context) }
        try context.eraseAnswers(holding: absences.compactMap(\.note))
        var erased = user
        erased.active = false
        try context.erase(&erased, under: rule, archives: true)
    }

    /// Also a note that was taken back stands in the audit.
    private func eraseNote(of absence: Record<Absence>, in context: RuleContext) throws {
        var absence = absence
        try context.erase([absence.note].compactMap(\.self), in: &absence, under: rule, searchingAnswers: false) { $0.note = nil }
    }
}
