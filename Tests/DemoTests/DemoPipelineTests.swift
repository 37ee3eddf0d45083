// The demo company's pipeline: how customers were found, won and lost, and what came of it.

import App
import Foundation
import JSON
import Kernel
import SQLite
import Storage
import TestSupport
import Testing

struct DemoPipelineTests {
    // MARK: The funnel

    @Test func `opportunities stand in every stage, some sixty in all`() throws {
        let counts = try count("opportunities", "needs_analysis", "evaluated", "proposal", "negotiation", "won", "lost")
        #expect(counts.values.allSatisfy { $0 >= 4 }, "\(counts)")
        #expect((55...70).contains(counts.values.reduce(0, +)), "\(counts)")
        #expect((counts["won"] ?? 0) >= 15 && (counts["lost"] ?? 0) >= 12)
    }

    @Test func `leads came by every channel and stand in every state`() throws {
        let states = try count("leads", "new", "contacted", "qualified", "nurture", "disqualified", "converted")
        #expect(states == ["new": 9, "contacted": 13, "qualified": 6, "nurture": 14, "disqualified": 20, "converted": 32])
        let channels = try Visitor.auditor().all("/v1/leads").reduce(into: [String: Int]()) {
            $0[$1.text("channel") ?? "", default: 0] += 1
        }
        #expect(channels.count == 7)
        #expect(channels.values.allSatisfy { $0 >= 10 }, "\(channels)")
    }

    @Test func `some first contacts and follow-ups are late`() throws {
        let now = try DemoServer.shared().server.clock.now.description
        #expect(try total("leads", "status=new&first_contact_due_at.lt=\(now)") >= 4)
        #expect(try total("leads", "status=contacted&next_follow_up_on.lt=2025-05-28") >= 4)
        #expect(try total("activities", "followed_up=false&next_follow_up_on.lt=2025-05-28") >= 10)
    }

    @Test func `rules gave the leads of campaigns to people`() throws {
        let leads = try Visitor.auditor().all("/v1/leads?expand=assignments")
        let reasons = Set(leads.compactMap { $0.objects("assignments").last?.text("reason") })
        #expect(reasons == ["entered_by", "region", "round_robin", "load"])
        #expect(leads.count { $0.integer("campaign_id") != nil } >= 40)
    }

    @Test func `the market is known: reports of each kind, competitors, segments that cite reports, campaigns with their cost`() throws {
        let auditor = try Visitor.auditor()
        let kinds = try auditor.all("/v1/market-reports").compactMap { $0.text("kind") }
        #expect(Set(kinds) == ["industry_trend", "competitor", "customer_demand"])
        #expect((6...8).contains(try auditor.all("/v1/competitors").count))
        let segments = try auditor.all("/v1/target-segments?expand=reports")
        #expect((8...12).contains(segments.count) && segments.allSatisfy { !$0.objects("reports").isEmpty })
        #expect(try auditor.all("/v1/campaigns").allSatisfy { $0.text("cost") != nil && $0.integer("segment_id") != nil })
    }

    // MARK: Opportunities

    @Test func `of each grade there are some, and nothing goes on upon a low one`() throws {
        let all = try Visitor.auditor().all("/v1/opportunities?expand=stages")
        for grade in ["high", "medium", "low"] { #expect(all.contains { $0.text("grade") == grade }, "none is \(grade)") }
        let low = all.filter { $0.text("grade") == "low" || $0["worthwhile"] == .bool(false) }
        #expect(low.allSatisfy { ["evaluated", "lost"].contains($0.text("status") ?? "") })
        let stages = low.flatMap { $0.objects("stages").compactMap { $0.text("stage") } }
        #expect(stages.contains("evaluated") && !stages.contains("proposal"))
    }

    @Test func `each loss says why, to whom or that nobody got it`() throws {
        let lost = try Visitor.auditor().all("/v1/opportunities?status=lost&expand=competition")
        #expect(lost.allSatisfy { $0.text("loss_reason") != nil && $0.text("loss_category") != nil })
        #expect(lost.contains { $0.integer("lost_to_id") != nil } && lost.contains { $0.integer("lost_to_id") == nil })
        for deal in lost {
            guard let rival = deal.integer("lost_to_id") else { continue }
            #expect(deal.objects("competition").contains { $0.integer("competitor_id") == rival })
        }
    }

    @Test func `each night of the two years its forecast was kept, as the deals stood then`() throws {
        let auditor = try Visitor.auditor()
        let snapshots = try auditor.all("/v1/forecast-snapshots?taken_on.lt=2025-06-01")
        #expect((1000...8000).contains(snapshots.count), "\(snapshots.count)")
        let deals = Dictionary(uniqueKeysWithValues: try auditor.all("/v1/opportunities?expand=stages").map { ($0.integer("id") ?? 0, $0) })
        for snapshot in snapshots {
            let day = snapshot.text("taken_on") ?? ""
            let night = try #require(Instant("\(day)T00:10:00+08:00"))
            let stay = deals[snapshot.integer("opportunity_id") ?? 0]?.objects("stages").last {
                $0.text("entered_at").flatMap { Instant($0) }.map { $0 <= night } ?? false
            }
            #expect(stay?.text("stage") == snapshot.text("stage"), "\(day) \(snapshot.integer("opportunity_id") ?? 0)")
        }
        // So that forecast against outcome has something to show for most months.
        let report = try auditor.get("/v1/reports/forecast-accuracy?from=2024-06-01&to=2025-05-31").array("items").compactMap(\.object)
        #expect(report.count { $0.text("taken_on")?.hasSuffix("-01") == true } >= 9, "\(report.map { $0.text("taken_on") ?? "-" })")
        #expect(report.count { $0.text("accuracy") != nil } >= 6, "\(report.map { $0.text("accuracy") ?? "-" })")
    }

    // MARK: Papers

    @Test func `proposals stand in every state, some in several versions, some beyond the owner's authority`() throws {
        let proposals = try Visitor.auditor().all("/v1/proposals?expand=approvals")
        let states = Set(proposals.compactMap { $0.text("status") })
        #expect(states == ["draft", "in_review", "changes_requested", "approved", "superseded", "expired", "withdrawn"])
        #expect(proposals.contains { ($0.integer("revision") ?? 0) >= 2 && $0.text("status") == "approved" })
        let levels = proposals.filter { $0.text("status") == "approved" }.map { $0.objects("approvals") }
        #expect(levels.contains { $0.count == 2 } && levels.contains { $0.count == 1 })
        #expect(levels.joined().allSatisfy { $0.text("verdict") == "approved" })
    }

    @Test func `negotiations were held, agreed and failed, and concessions made the next version`() throws {
        let all = try Visitor.auditor().all("/v1/negotiations")
        #expect(Set(all.compactMap { $0.text("status") }).isSuperset(of: ["scheduled", "held", "concluded"]))
        #expect(Set(all.compactMap { $0.text("outcome") }).isSuperset(of: ["agreed", "failed"]))
        #expect(all.contains { $0.integer("conceded_proposal_id") != nil })
    }

    @Test func `contracts stand in every state`() throws {
        let auditor = try Visitor.auditor()
        let states = ["draft", "legal_review", "signing", "signed", "in_execution", "completed", "terminated", "expired"]
        let counts = try count("contracts", states)
        #expect(counts.values.allSatisfy { $0 >= 1 }, "\(counts)")
        #expect(try auditor.all("/v1/contracts?status=signing&signing_overdue=true").count >= 1)
        #expect(try auditor.all("/v1/contracts?obligation_overdue=true").count >= 1)
        #expect(try auditor.all("/v1/clause-templates").count >= 5)
    }

    @Test func `each won deal has a contract that both have signed, of an approved version, with the copy`() throws {
        let auditor = try Visitor.auditor()
        let contracts = Dictionary(grouping: try auditor.all("/v1/contracts?expand=signatures")) { $0.integer("opportunity_id") ?? 0 }
        for deal in try auditor.all("/v1/opportunities?status=won") {
            let contract = try #require(contracts[deal.integer("id") ?? 0]?.first)
            #expect(Set(contract.objects("signatures").compactMap { $0.text("side") }) == ["ours", "theirs"])
            let proposal = try auditor.get("/v1/proposals/\(contract.integer("proposal_id") ?? 0)")
            #expect(proposal.string("approved_at") != nil && proposal.string("net") == contract.text("net"))
            // A terminated contract holds its version no longer, which then expires.
            #expect(proposal.string("status") == "approved" || contract.text("status") == "terminated")
            let files = try auditor.all("/v1/contracts/\(contract.integer("id") ?? 0)/attachments")
            #expect(files.contains { $0.text("kind") == "signed_copy" })
        }
    }

    @Test func `the copy that a customer signed can be read`() throws {
        let auditor = try Visitor.auditor()
        let file = try #require(auditor.all("/v1/attachments?kind=signed_copy").first?.integer("id"))
        let content = try auditor.get("/v1/attachments/\(file)/content")
        #expect(content.status == 200 && content.answer.text.hasPrefix("%PDF-"))
    }

    @Test func `some of the newest orders come from contracts and take a part of them`() throws {
        let auditor = try Visitor.auditor()
        let orders = try auditor.all("/v1/orders?contract_id.null=false&sort=-id")
        #expect(orders.count >= 12)
        #expect((orders.first?.integer("id") ?? 0) > 700)
        #expect(orders.allSatisfy { $0.text("no_contract_reason") == nil })
        let contracts = Dictionary(uniqueKeysWithValues: try auditor.all("/v1/contracts").map { ($0.integer("id") ?? 0, $0) })
        let isPart = orders.compactMap { contracts[$0.integer("contract_id") ?? 0] }.filter { $0.text("status") == "in_execution" }
        #expect(isPart.count >= 3)
        for contract in isPart {
            let goods = contract.objects("lines").filter { $0.text("kind") == "product" }
            #expect(goods.allSatisfy { $0.text("ordered_quantity") != "0" && $0.text("open_quantity") != "0" })
        }
    }

    // MARK: The whole

    @Test func `the database and what hangs on it are sound`() throws {
        let directory = try DemoServer.shared().directory
        #expect(CommandLineTool.run(["check", "--data", directory], environment: [:]) == CommandLineTool.ExitCode.done)
    }

    @Test func `another run tells the same story`() throws {
        let directory = NSTemporaryDirectory() + "salesd-demo-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(DemoServer.runCommand(directory) == CommandLineTool.ExitCode.done)
        // What was kept of each change, in its order, tells all that is in the records.
        let story = """
            SELECT at, user_id, action, entity, entity_id, customer_id, content FROM audit
            WHERE origin = 'demo' AND entity NOT IN ('user', 'api_key') ORDER BY sequence
            """
        let again = try Connection(path: directory + "/salesd.db", mode: .readOnly).rows(story)
        #expect(again.count > 14_000)
        #expect(try again == DemoServer.shared().server.application.database.read { try $0.rows(story) })
    }

    private func total(_ collection: String, _ question: String) throws -> Int64 {
        let reply = try Visitor.auditor().get("/v1/\(collection)?limit=1&count=true&\(question)")
        return try #require(reply.integer("total"), "\(reply.answer.text)")
    }

    private func count(_ collection: String, _ states: String...) throws -> [String: Int64] { try count(collection, states) }

    private func count(_ collection: String, _ states: [String]) throws -> [String: Int64] {
        try Dictionary(uniqueKeysWithValues: states.map { ($0, try total(collection, "status=\($0)")) })
    }
}
