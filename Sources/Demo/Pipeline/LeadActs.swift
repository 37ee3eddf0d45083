// What people do with a lead, from its entry to the conversion.

import CRM
import JSON
import Kernel

/// By which way a lead came, and who enters it.
enum LeadSource: String, Sendable, CaseIterable {
    case onlineMarketing = "online_marketing"
    case exhibition, referral, telemarketing
    case socialMedia = "social_media"
    case walkIn = "walk_in"
    case other

    /// Marketing enters what its campaigns bring, and the rules find whose it is; who hears of a company enters it for himself or herself.
    var isMarketings: Bool { [.onlineMarketing, .exhibition, .socialMedia, .other].contains(self) }
}

/// What a lead's story is made of.
struct LeadActs: Sendable {
    let prospect: Prospect
    let source: LeadSource
    let dossier: Dossier
    let leadClass: String

    /// Who enters it.
    func enterer(_ staff: Staff) -> Doer {
        source.isMarketings ? .user(staff.id("marketing")) : .owner(dossier)
    }

    func enter(_ rules: RuleContext) throws {
        var body: JSONObject = ["channel": .string(source.rawValue), "class": .string(leadClass), "need": .string(prospect.need)]
        for (field, text) in prospect.texts { body[field] = .string(text) }
        let campaigns = try rules.all(
            Campaign.self, where: "channel = ? AND starts_on <= ?", source.rawValue.stored, rules.today.stored)
        if source.isMarketings, let last = campaigns.max(by: { $0.startsOn < $1.startsOn }) {
            body["campaign_id"] = .integer(last.id.integer)
        }
        let lead = try rules.create(Lead.self, body)
        guard let owner = lead.owner else { throw DemoFault(text: "nobody got the lead \(prospect.company)") }
        dossier.note(.lead, lead.id.integer)
        dossier.give(to: owner.integer)
    }

    /// - Parameter days: until the next follow-up; nil for none
    func contact(_ kind: String, _ talk: Phrase, _ outcome: Phrase, followUpIn days: Int?, _ rules: RuleContext) throws {
        var body: JSONObject = [
            "kind": .string(kind), "summary": .string(talk.text(inChinese: prospect.isChinese)),
            "outcome": .string(outcome.text(inChinese: prospect.isChinese)),
        ]
        if let days { body["next_follow_up_on"] = .string(rules.today.adding(workdays: days).description) }
        try rules.take("contact", dossier.id(.lead, of: Lead.self), body)
    }

    func qualify(_ intention: String, _ rules: RuleContext) throws {
        try rules.take(
            "qualify", dossier.id(.lead, of: Lead.self), ["need": .string(prospect.need), "purchase_intention": .string(intention)])
    }

    func nurture(followUpIn days: Int, _ rules: RuleContext) throws {
        let day = rules.today.adding(workdays: days)
        try rules.take("nurture", dossier.id(.lead, of: Lead.self), ["next_follow_up_on": .string(day.description)])
    }

    func disqualify(_ reason: Phrase, _ rules: RuleContext) throws {
        try rules.take(
            "disqualify", dossier.id(.lead, of: Lead.self), ["reason": .string(reason.text(inChinese: prospect.isChinese))])
    }

    /// - Parameters:
    ///   - amount: expected, in minor units
    ///   - days: until it is expected to close
    func convert(to name: String, amount: Int64, in days: Int, _ rules: RuleContext) throws {
        let lead = try rules.take(
            "convert", dossier.id(.lead, of: Lead.self),
            [
                "opportunity_name": .string(name), "expected_amount": .string(money(amount)),
                "expected_close_on": .string(rules.today.adding(days: days).description),
            ])
        dossier.note(.opportunity, lead.opportunity?.integer)
        dossier.note(.customer, lead.customer?.integer)
        dossier.note(.contact, lead.contact?.integer)
    }
}

/// Minor units of the company's currency, as the API takes them.
func money(_ minorUnits: Int64) -> String {
    DecimalText.write(minorUnits, scale: 2, shownPlaces: 2)
}
