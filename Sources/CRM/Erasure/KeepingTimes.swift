// How long personal data are kept: set by the company, and erased by a periodic job when the time is over.

package import Kernel

/// What a company sets about keeping personal data. Nothing set: they are kept until somebody erases them.
package final class RetentionSettings: Settings {
    package static let schema = Schema<RetentionSettings>(settings: "retention", "Keeping times", "个人信息保存期限")

    /// Months since the last change of a disqualified lead, after which its person is erased.
    package let disqualifiedLeadsMonths = integer("Months that disqualified leads keep their person", "作废线索个人信息保存月数", 1...1200).optional()
    /// Months since a contact was archived, after which it is erased.
    package let archivedContactsMonths = integer("Months that archived contacts are kept", "已归档联系人保存月数", 1...1200).optional()

    package init() {}
}

extension PeriodicJob {
    static let keepingTimes = PeriodicJob("erase-after-keeping-times", every: 6 * 3600, rules: eraseWhatWasKeptLongEnough)

    /// Persons of each kind in one slice, for which all other writes wait: each has the stored answers searched.
    private static let sliceLength: Int64 = 1

    private static func eraseWhatWasKeptLongEnough(_ context: RuleContext) throws -> Bool {
        let settings = context.settings(RetentionSettings.self)
        var count = 0
        if let months = settings.disqualifiedLeadsMonths {
            let leads = try context.all(
                Lead.self,
                where: "id IN (SELECT id FROM leads WHERE status = 'disqualified' AND erased_at IS NULL AND updated_at < ? LIMIT ?)",
                context.start(monthsAgo: months).stored, sliceLength.stored)
            for var lead in leads { try context.erase(&lead, under: "retention.disqualified_leads_months:\(months)", archives: false) }
            count += leads.count
        }
        if let months = settings.archivedContactsMonths {
            let contacts = try context.all(
                Contact.self,
                where: "id IN (SELECT id FROM contacts WHERE archived_at IS NOT NULL AND erased_at IS NULL AND archived_at < ? LIMIT ?)",
                context.start(monthsAgo: months).stored, sliceLength.stored)
            for contact in contacts { try ContactErasure(contact, under: "retention.archived_contacts_months:\(months)").run(in: context) }
            count += contacts.count
        }
        // Whoever comes next is found again only where something was left.
        return count > 0
    }
}

extension RuleReader {
    /// The first moment of the company's day so many months ago.
    fileprivate func start(monthsAgo months: Int64) -> Instant {
        registry.calendar.start(of: today.adding(months: Int(clamping: -months)))
    }
}
