// `salesd key …`: the API keys of other systems.

import JSON
import Kernel

extension Command {
    static let keyAdd = Command(
        "key add", ["NAME"],
        flags: [
            Flag("roles", "R,…", "The roles of a service user made for the key; --user names another instead."),
            Flag("user", "NAME", "The user to whom the key belongs."),
            Flag("scopes", "S,…", "What the key is limited to, such as orders:read,products:write."),
            Flag("expires-on", "DAY", "The last day on which it works, such as 2027-12-31."),
        ], summary: "Make an API key; it alone is printed, once"
    ) { invocation in
        guard invocation.flag("roles") != nil || invocation.flag("user") != nil else {
            throw UsageError(["--roles or --user is missing: salesd key add NAME --roles R,… --data DIR"])
        }
        let lastDay = try invocation.flag("expires-on").map { try day($0) }
        let answer = try invocation.withServer(makesData: true) { server in
            try server.send("POST", "/v1/api-keys", .object(try newKey(invocation, lastDay, server)))
        }
        guard let key = answer["key"]?.string else { throw CommandFailure("the server's answer cannot be read") }
        Console.result(key)
    }

    static let keyList = Command("key list", summary: "List all API keys, without the keys themselves") { invocation in
        let keys = try invocation.withServer { try $0.items("/v1/api-keys?limit=200") }
        Table(["id", "name", "user_id", "scopes", "expires_at", "last_used_at", "revoked_at"]).print(keys)
    }

    static let keyRotate = Command(
        "key rotate", ["NAME"],
        flags: [Flag("overlap-hours", "N", "How long the old key goes on, 0 to 168; 24 where nothing is said.")],
        summary: "Replace an API key; the new one alone is printed, once"
    ) { invocation in
        let hours = try invocation.flag("overlap-hours").map { try overlap($0) }
        let answer = try invocation.withServer { server in
            let path = "/v1/api-keys/\(try newestKey(invocation.operand, server))/rotate"
            return try server.send("POST", path, .object(hours.map { ["overlap_hours": .integer($0)] } ?? [:]))
        }
        guard let key = answer["key"]?.string else { throw CommandFailure("the server's answer cannot be read") }
        Console.result(key)
    }

    static let keyRevoke = Command("key revoke", ["ID"], summary: "Revoke an API key from the next request on") { invocation in
        guard let id = Int64(invocation.operand), id > 0 else {
            throw UsageError(["“\(invocation.operand)” is no id of a key: salesd key list shows them"])
        }
        try invocation.withServer { _ = try $0.send("DELETE", "/v1/api-keys/\(id)") }
        Console.note("The key \(id) no longer works.")
    }

    private static func overlap(_ text: String) throws -> Int64 {
        guard let hours = Int64(text), (0...168).contains(hours) else {
            throw UsageError(["--overlap-hours: “\(text)” is no number from 0 to 168"])
        }
        return hours
    }

    /// The key of that name which is neither revoked nor replaced already.
    private static func newestKey(_ name: String, _ server: ControlClient) throws -> Int64 {
        let keys = try server.items("/v1/api-keys?limit=200").filter { $0["name"]?.string == name }
        let replaced = keys.compactMap { $0["replaces_id"]?.number?.int64 }
        let unrevoked = keys.filter { $0["revoked_at"]?.isNull ?? true }.compactMap { $0["id"]?.number?.int64 }
        let living = unrevoked.filter { !replaced.contains($0) }
        guard let key = living.first else { throw CommandFailure("there is no key \(name)") }
        guard living.count == 1 else { throw CommandFailure("several keys have the name \(name): revoke those that are not used") }
        return key
    }

    private static func newKey(_ invocation: Invocation, _ lastDay: Day?, _ server: ControlClient) throws -> JSONObject {
        var key: JSONObject = ["name": .string(invocation.operand)]
        if let name = invocation.flag("user") { key["user_id"] = .integer(try server.user(name).id) }
        for list in ["roles", "scopes"] {
            if let words = invocation.list(list) { key[list] = .array(words.map { .string($0) }) }
        }
        if let lastDay { key["expires_at"] = .string("\(try endOfDay(lastDay, server))") }
        return key
    }

    private static func day(_ text: String) throws -> Day {
        guard let day = Day(text) else { throw UsageError(["--expires-on: “\(text)” is no day such as 2027-12-31"]) }
        return day
    }

    /// The end of a day of the company.
    private static func endOfDay(_ day: Day, _ server: ControlClient) throws -> Instant {
        let timeZone = try server.send("GET", "/control/company")["time_zone"]?.string ?? ""
        guard let calendar = CompanyCalendar(timeZone: timeZone) else {
            throw CommandFailure("the system does not know the time zone \(timeZone)")
        }
        return calendar.start(of: day.adding(days: 1))
    }
}
