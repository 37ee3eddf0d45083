// `salesd user …`: the accounts of people.

import JSON

extension Command {
    static let userAdd = Command(
        "user add", ["NAME"],
        flags: [
            Flag("roles", "R,…", isRequired: true, "What the user is in the company, such as admin or sales_rep,sales_manager."),
            Flag("display-name", "TEXT", "How others see the user; the name where it is left out."),
            Flag("department", "CODE", "The department's code, such as sales."),
            Flag("manager", "NAME", "Whom the user reports to."),
        ], summary: "Make a user; the password comes from the terminal or standard input"
    ) { invocation in
        let name = invocation.operand
        let password = try SecretInput.password(for: name)
        try invocation.withServer(makesData: true) { server in
            let user = try server.send("POST", "/v1/users", .object(try newUser(invocation, server)))
            do {
                try server.setPassword(password, of: user)
            } catch let failure as CommandFailure {
                throw CommandFailure("\(name) exists now, but has no password: \(failure.text) (salesd user passwd \(name) sets one)")
            }
        }
        Console.note("\(name) can sign in.")
    }

    static let userList = Command("user list", summary: "List all users") { invocation in
        let users = try invocation.withServer { try $0.items("/v1/users?sort=username&limit=200") }
        Table(["id", "username", "display_name", "roles", "active"]).print(users)
    }

    static let userPasswd = Command("user passwd", ["NAME"], summary: "Set a user's password and end the user's sessions") { invocation in
        let name = invocation.operand
        let password = try SecretInput.password(for: name)
        try invocation.withServer { server in try server.setPassword(password, of: try server.user(name)) }
        Console.note("\(name) has a new password.")
    }

    static let userDeactivate = Command("user deactivate", ["NAME"], summary: "Keep a user from signing in; what the user did stays") {
        invocation in
        try invocation.withServer { server in
            let user = try server.user(invocation.operand)
            try server.send("PATCH", "/v1/users/\(try user.id)", .object(["active": .bool(false)]))
        }
        Console.note("\(invocation.operand) can no longer sign in.")
    }

    private static func newUser(_ invocation: Invocation, _ server: ControlClient) throws -> JSONObject {
        let roles = invocation.list("roles") ?? []
        var user: JSONObject = [
            "username": .string(invocation.operand),
            "display_name": .string(invocation.flag("display-name") ?? invocation.operand),
            "roles": .array(roles.map { .string($0) }),
        ]
        if let code = invocation.flag("department") { user["department_id"] = .integer(try server.department(code).id) }
        if let manager = invocation.flag("manager") { user["manager_id"] = .integer(try server.user(manager).id) }
        return user
    }
}

extension ControlClient {
    /// The user of a name. Throws `CommandFailure` where there is none.
    func user(_ name: String) throws -> JSONObject {
        try only("/v1/users?username=\(name.lowercased().queryEncoded)", else: "there is no user \(name)")
    }

    fileprivate func department(_ code: String) throws -> JSONObject {
        try only("/v1/departments?code=\(code.queryEncoded)", else: "there is no department \(code)")
    }

    fileprivate func setPassword(_ password: String, of user: JSONObject) throws {
        try send("POST", "/v1/users/\(try user.id)/password", .object(["password": .string(password)]))
    }

    private func only(_ target: String, else sentence: String) throws -> JSONObject {
        guard let item = try items(target).first else { throw CommandFailure(sentence) }
        return item
    }
}

extension JSONObject {
    /// The record's id.
    var id: Int64 {
        get throws {
            guard let id = self["id"]?.number?.int64 else { throw CommandFailure("the server's answer cannot be read") }
            return id
        }
    }
}
