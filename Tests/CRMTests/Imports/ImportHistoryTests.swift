// Deals that were over before the company came: an administrator alone imports them, and nobody makes anything else of them (P4.2.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ImportHistoryTests {
    private let desk: ImportDesk
    private var world: World { desk.world }

    private static let file = """
        external_id,name,customer_name,owner_username,amount,状态,closed_on,created_on,Loss reason,loss_category,lost_to_name,expected_close_on
        H1,Old deal,Tea House,rep,1000,赢单,2024/05/06,2024-01-01,,,,2024-05-01
        H2,Lost deal,Tea House,rep,2000.50,lost,2023-03-04,,Too dear,价格,Rival,
        """.replacing("Loss reason", with: "输单原因") + "\n"

    init() throws {
        desk = try ImportDesk()
        _ = try world.customer("Tea House", limit: nil)
        _ = try world.created(world.post("admin", "/v1/competitors", #"{"name":"Rival"}"#))
    }

    private func imported() throws -> [Int64] {
        let done = try desk.run("admin", "opportunities", Self.file)
        #expect(done.lines == ["1 created", "2 created"])
        return done.ids
    }

    @Test func `won and lost deals come with their dates, marked for good`() throws {
        let ids = try imported()
        let won = try world.get("rep", "/v1/opportunities/\(ids[0])")
        #expect(won["imported"] == .bool(true) && won.string("status") == "won" && won.string("probability") == "1")
        // The first moment of the day in Shanghai.
        #expect(won.string("closed_at") == "2024-05-05T16:00:00.000Z" && won.string("created_on") == "2024-01-01")
        #expect(won.string("stage_entered_at") == won.string("closed_at") && won.array("stages").count == 1)
        #expect(won.string("expected_close_on") == "2024-05-01" && won.array("actions").isEmpty)
        let lost = try world.get("rep", "/v1/opportunities/\(ids[1])")
        #expect(lost.string("loss_reason") == "Too dear" && lost.string("loss_category") == "price" && lost.integer("lost_to_id") != nil)
        #expect(lost.string("stages/0/reason") == "Too dear" && lost.string("probability") == "0")
        #expect(try desk.all("opportunities", "&imported=true").count == 2)
        #expect(try desk.all("opportunities", "&imported=false").isEmpty)
        let audit = try world.get("admin", "/v1/audit?entity=opportunity&entity_id=\(ids[0])")
        #expect(audit.array("items").compactMap { $0.object?["action"]?.string } == ["imported"])
    }

    @Test func `no step leads on, nobody changes it, and it goes along with no hand-over`() throws {
        let ids = try imported()
        for (name, step, form) in [
            ("manager", "reopen", #"{"reason":"Again"}"#), ("executive", "reopen", #"{"reason":"Again"}"#),
        ] {
            let reply = try world.post(name, "/v1/opportunities/\(ids[1])/\(step)", form)
            #expect(reply.status == 409 && reply.code == "imported_history", "\(name)")
        }
        for name in ["rep", "manager", "admin", "key"] {
            for id in ids {
                let reply = try world.patch(name, "/v1/opportunities/\(id)", #"{"name":"Other"}"#)
                #expect(reply.status == 409 && reply.code == "imported_history", "\(name)")
            }
            let put = try world.send(name, "PUT", "/v1/opportunities/by-external-id/H1", #"{"name":"Other"}"#)
            #expect(put.code == "imported_history", "\(name)")
            let batch = try world.post(
                name, "/v1/opportunities/batch?mode=independent", "{\"items\":[{\"id\":\(ids[0]),\"amount\":\"1\"}]}")
            #expect(batch.integer("items/0/status") == 409, "\(name)")
        }
        #expect(try world.send("manager", "DELETE", "/v1/opportunities/\(ids[0])").code == "imported_history")
        let handed = try world.post("admin", "/v1/users/\(world.person("rep").id)/hand-over", "{\"to_id\":\(world.person("rep2").id)}")
        #expect(handed.status == 200, "\(handed.answer.text)")
        #expect(try world.get("admin", "/v1/opportunities/\(ids[1])").integer("owner_id") == world.person("rep").id)
        // Nobody's import but an administrator's.
        for name in ["rep", "manager"] {
            #expect(try desk.run(name, "opportunities", "external_id,name\nH1,Other\n").lines.first?.contains("refused") == true, "\(name)")
        }
        #expect(try world.get("admin", "/v1/opportunities/\(ids[0])").string("name") == "Old deal")
    }

    @Test func `another import of an administrator changes it, and the same one nothing`() throws {
        let ids = try imported()
        #expect(try desk.run("admin", "opportunities", Self.file).lines == ["1 unchanged", "2 unchanged"])
        let done = try desk.run("admin", "opportunities", "external_id,amount\nH1,1234\nH2,\n")
        #expect(done.lines == ["1 updated", "2 unchanged"])
        let more = try desk.run("admin", "opportunities", "external_id,status,closed_on,no_competition\nH2,won,2023-03-05,true\n")
        #expect(more.lines == ["1 updated"])
        let record = try world.get("admin", "/v1/opportunities/\(ids[1])")
        #expect(record.string("status") == "won" && record["loss_reason"] == .null && record["imported"] == .bool(true))
        let audit = try world.get("admin", "/v1/audit?entity=opportunity&entity_id=\(ids[1])")
        #expect(Set(audit.array("items").compactMap { $0.object?["action"]?.string }) == ["imported"])
    }

    @Test func `nobody else's import sets a state`() throws {
        for name in ["rep", "manager", "key"] {
            for column in ["status", "状态", "closed_on", "loss_reason", "关闭日期"] {
                let reply = try desk.send(name, "opportunities", "name,customer_name,\(column)\nA,Tea House,won\n")
                #expect(reply.faults == ["/columns/2: history_by_administrator"], "\(name) \(column)")
            }
            let line = #"{"name":"A","customer_name":"Tea House","owner_username":"rep","status":"won","closed_on":"2024-01-01"}"#
            let done = try desk.run(name, "opportunities", line, as: "application/x-ndjson")
            #expect(done.record.integer("refused") == 1, "\(name) \(done.lines)")
        }
        // An administrator's key is no administrator.
        let key = try world.post("admin", "/v1/api-keys", "{\"name\":\"own\",\"user_id\":\(world.person("admin").id)}")
        world.admit("adminKey", id: world.person("admin").id, token: key.string("key") ?? "")
        #expect(try desk.send("adminKey", "opportunities", Self.file).status == 422)
        // Who stands in for an administrator is none.
        try world.standIn("rep", for: "admin")
        #expect(try desk.send("rep", "opportunities", Self.file).status == 422)
        #expect(try desk.all("opportunities").isEmpty)
        // And there is none by another way.
        let body = "{\"customer_id\":1,\"name\":\"A\",\"owner_id\":\(world.person("rep").id),\"imported\":true}"
        #expect(try world.post("admin", "/v1/opportunities", body).faults == ["/imported: read_only_field"])
    }

    @Test func `a deal that goes through its steps is set nowhere`() throws {
        let id = try world.created(
            world.post("rep", "/v1/opportunities", #"{"customer_id":1,"name":"Living","external_id":"L1"}"#))
        let done = try desk.run("admin", "opportunities", "external_id,status,closed_on,name\nL1,won,2024-01-01,\nL1,,,Renamed\n")
        #expect(done.lines == ["1 refused : history_of_living", "2 updated"])
        let record = try world.get("rep", "/v1/opportunities/\(id)")
        #expect(record.string("status") == "needs_analysis" && record["imported"] == .bool(false) && record.string("name") == "Renamed")
    }

    @Test(arguments: [
        ("won,,,,", "/closed_on: closed_when"), ("won,2024-01-01,2024-01-01T00:00:00Z,,", "/closed_on: closed_when"),
        ("won,2030-01-01,,,", "/closed_on: close_to_come"), ("won,2024-01-01,,2024-02-01,", "/created_on: began_after_close"),
        ("won,2024-01-01,,,Dear", "/loss_reason: won_is_not_lost"), ("open,2024-01-01,,,", "/status: not_a_choice"),
        (",2024-01-01,,,", "/status: required"), ("lost,yesterday,,,", "/closed_on: bad_format"),
    ])
    func `history makes sense or is refused`(_ cells: String, _ fault: String) throws {
        let text = "name,customer_name,owner_username,status,closed_on,closed_at,created_on,loss_reason\nA,Tea House,rep,\(cells)\n"
        #expect(try desk.run("admin", "opportunities", text).lines == ["1 refused \(fault)"])
    }

    @Test func `whose it was may have left since`() throws {
        #expect(try world.patch("admin", "/v1/users/\(world.person("stranger").id)", #"{"active":false}"#).status == 200)
        let text = "name,customer_name,owner_username,status,closed_on\nA,Tea House,stranger,won,2024-01-01\nB,Tea House,stranger,,\n"
        let done = try desk.run("admin", "opportunities", text)
        #expect(done.lines == ["1 created", "2 refused /owner_id: not_an_owner"])
    }
}
