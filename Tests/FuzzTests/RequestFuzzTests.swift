// Whole random requests made from the description, sent to the real program with the sample company.
//
// SALESD_FUZZ_REQUESTS=100000 SALESD_FUZZ_SEED=7 swift test --filter RequestFuzzTests

import JSON
import TestSupport
import Testing

struct RequestFuzzTests {
    /// Memory that may be added after a tenth of the requests, in KiB: caches that fill, and what the allocator does not give back.
    private static let growth = 48 * 1024
    /// Files of the database that may be added likewise: SQLite keeps those of a closed connection open for the next one, because closing them
    /// would drop the locks of the others.
    private static let keptFiles = 2
    private static let people = [
        "michael": "sales_rep", "andrew": "sales_manager", "executive": "executive", "finance1": "finance", "finance2": "finance",
        "logistics1": "logistics", "marketing": "marketing", "product": "product", "hr1": "hr", "auditor": "auditor", "admin": "admin",
    ]

    @Test func `no request whatever breaks the server, and it leaks nothing`() throws {
        let seed = SeededRandom.seed(standard: 20_261_124)
        let rounds = SeededRandom.rounds(standard: 3_000)
        var random = SeededRandom(seed: seed)
        let server = try FuzzServer()
        let interface = DescribedInterface(try server.get("/v1/openapi.json").json)
        try #require(interface.operations.count > 100 && interface.codes.count > 50)
        let people = try RequestFuzzTests.people.sorted { $0.key < $1.key }.map {
            FuzzPerson(role: $0.value, token: try server.token(of: $0.key))
        }
        var maker = RequestMaker(interface, people: people)
        for operation in interface.operations where operation.method == "GET" && !operation.path.contains("{") {
            maker.knowledge.learn(try server.get(operation.path, token: people[0].token), about: operation.tag)
        }
        var tally: [Int: Int] = [:]
        var codes: [String: Int] = [:]
        var settled: FuzzServer.Vitals?
        var memory: [Int] = []
        for round in 0..<rounds {
            if round == rounds / 10 { settled = server.vitals }
            if round % max(1, rounds / 10) == 0 { memory.append(server.vitals.memory) }
            let request = maker.request(&random)
            guard let answer = server.answer(to: request) else {
                Issue.record("no answer to request \(round) of seed \(seed):\n\(request.curl)")
                if server.vitals.descriptors < 0 { break }
                continue
            }
            tally[answer.status / 100, default: 0] += 1
            let reply = Reply(answer)
            // Some records have a member of that name.
            if answer.status >= 400 { codes[reply.code ?? "none", default: 0] += 1 }
            if answer.status < 300 { maker.knowledge.learn(reply, about: request.operation.tag) }
            let faults = AnswerCheck(interface: interface, request: request, reply: reply).faults(isThorough: round % 5 == 0)
            #expect(faults == [], "request \(round) of seed \(seed):\n\(request.curl)\n\(answer.status) \(answer.text.prefix(2000))")
        }
        // Half of them were meant well.
        #expect(tally[2, default: 0] > rounds / 10 && tally[4, default: 0] > rounds / 10, "\(tally)")
        let end = server.vitals
        #expect(end.descriptors <= (settled?.descriptors ?? 0) + 2, "open descriptors of seed \(seed)")
        #expect(
            end.databaseFiles <= (settled?.databaseFiles ?? 0) + RequestFuzzTests.keptFiles, "open files of the database of seed \(seed)")
        #expect(
            end.memory < (settled?.memory ?? 0) + RequestFuzzTests.growth,
            "KiB of memory after seed \(seed), at first \(settled?.memory ?? 0)")
        // A token that no longer counts would have been refused at the door from then on.
        for person in people {
            #expect(try server.get("/v1/sessions/current", token: person.token).status == 200, "\(person.role) is no longer signed in")
        }
        let statuses = tally.sorted { $0.key < $1.key }.map { "\($0.key)xx \($0.value)" }.joined(separator: ", ")
        let often = codes.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print("fuzz: \(rounds) requests of seed \(seed): \(statuses); \(often)")
        print("fuzz: descriptors \(settled?.descriptors ?? 0), then \(end.descriptors); KiB by tenths \(memory + [end.memory])")
        let outcome = server.stop()
        #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors.prefix(2000))")
        #expect(try Salesd.run("check", "--data", server.directory.path).output == "OK\n")
        #expect(try Salesd.run("audit", "verify", "--data", server.directory.path).code == 0)
    }
}
