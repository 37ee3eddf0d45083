// A real server of declarations that only tests have, with somebody of each role.

import Crypto
import Foundation
import HTTPServer
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

/// A folder: a small resource with a step, a hidden field, and rules that write it once more.
final class Folder: Resource {
    typealias Status = FolderStatus
    static let schema = Schema<Folder>("folders", one: "folder", "Folder", "文件夹")
    let title = text("Title", "标题")
    let cost = amount("Cost", "成本").seen(in: .sampleCost).optional()
    let changes = integer("Changes", "修改次数").byDefault(0).computed()
    let checks = integer("Checks", "检查次数").byDefault(0).computed()
    let status = state(FolderStatus.self, initial: .open)

    static let furtherEvents = ["renamed", "counted", "checked"]

    static let access = Grant.standard + [Grant([.salesRep, .finance], [.read, .create, .update])]

    static let steps: [Step<Folder>] = [
        Step(
            "sign", "Sign", "签署", from: .open, to: [.signed], by: .role(.finance), clause: "P1", input: SignFolder.self,
            effect: { _, _, _ in }),
        // What a mistaken rule would do: it writes the record and goes on with a copy from before.
        Step("muddle", "Muddle", "弄乱", from: .open, to: [.signed], by: .role(.finance), clause: "P1", effect: muddle),
    ]

    private static func muddle(_ folder: inout Record<Folder>, _ context: RuleContext) throws {
        var same = try context.require(Folder.self, folder.id)
        same.title = "Newer"
        try context.save(&same, action: "renamed")
    }

    /// Two rules that each count, in the same transaction as the change and one after the other.
    static let reactions: [Reaction] = ["created", "updated"].flatMap { action in
        [
            Reaction(to: Folder.self, action) { folder, context in
                var folder = folder
                folder.changes += 1
                try context.save(&folder, action: "counted")
            },
            Reaction(to: Folder.self, action) { folder, context in
                var folder = folder
                folder.checks += 1
                try context.save(&folder, action: "checked")
            },
        ]
    }

    static let migration = Migration(
        module: "folders", number: 1, name: "create-folders",
        sql: """
            CREATE TABLE users (\(Samples.base), username TEXT NOT NULL, manager_id INTEGER REFERENCES users (id), password TEXT) STRICT;
            CREATE TABLE folders (
                \(Samples.base), title TEXT NOT NULL, cost INTEGER, changes INTEGER NOT NULL, checks INTEGER NOT NULL, status TEXT NOT NULL
            ) STRICT;
            INSERT INTO users (version, created_at, updated_at, username) VALUES (1, 0, 0, 'everybody');
            """)
}

enum FolderStatus: String, Choice {
    case open, signed
    var chinese: String { self == .open ? "未签署" : "已签署" }
}

/// A form with members that not everybody may see: one by itself, one because the record's field is hidden, one in a list.
final class SignFolder: Form {
    let comment = text("Comment", "意见")
    let margin = amount("Margin", "毛利").seen(in: .sampleCost)
    let cost = amount("Cost", "成本")
    let parts = children(SignedPart.self, "Parts", "部分", 1...5)
}

final class SignedPart: Item {
    static let schema = Schema<SignedPart>(table: "", one: "signed_part", parent: "form", "Part", "部分")
    let name = text("Name", "名称")
    let price = unitPrice("Price", "单价").seen(in: .sampleCost)
}

/// The server. Whoever calls has one role, and its word for a token.
final class SampleServer {
    let database: Database
    private let server: HTTPServer
    private let client: HTTPClient
    private let directory: String

    init() throws {
        directory = NSTemporaryDirectory() + "sample-" + Hex.encode(try SecureRandom.bytes(8))
        let callers = Dictionary(
            uniqueKeysWithValues: Role.allCases.map {
                (SHA256Digest.hash(of: $0.rawValue), Caller(userID: 1, roles: [$0]))
            })
        let module = Module(
            "folders", "Folders", "文件夹", resources: [AnyResource(SampleUser.self), AnyResource(Folder.self)],
            migrations: [Folder.migration])
        let registry = Registry(
            modules: [module], reactions: Folder.reactions, company: .standard,
            calendar: try #require(CompanyCalendar(timeZone: "Asia/Shanghai")), clock: ManualClock(TestServer.start),
            directory: Directory(
                caller: { token, _, _ in callers[token] }, holders: { _, _ in [] }, managers: { _, _ in [] }, roles: { _, _ in [] },
                displayName: { _, _ in nil }))
        database = try Database.open(directory: directory, migrations: registry.migrations)
        let service = try Service(registry: registry, database: database, log: AccessLog(write: nil), report: { _ in })
        server = HTTPServer(ServerConfiguration(addresses: [.ipv4(host: "127.0.0.1", port: 0)], loops: 1)) { _ in try LoopHandler(service) }
        client = try HTTPClient(port: try #require(try server.start().first?.port))
    }

    deinit {
        server.stop(within: 2)
        database.close()
        try? FileManager.default.removeItem(atPath: directory)
    }

    func send(_ role: Role, _ method: String, _ path: String, _ body: String? = nil) throws -> Reply {
        let fields = [("Authorization", "Bearer \(role.rawValue)"), ("Content-Type", "application/json")]
        return Reply(try client.send(method, path, fields: fields, body: body))
    }

    func count(_ table: String) throws -> Int64 {
        try database.read { try $0.first("SELECT count(*) FROM \(table)")?.first?.integer } ?? -1
    }
}
