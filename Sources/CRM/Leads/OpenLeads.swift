// How many open leads somebody has: counted once in a commit and kept up by its writes, since an import asks for each of its rows.

import Identity
import Kernel
import Storage

/// The open leads of people, as one commit knows them.
final class OpenLeads {
    private var counts: [Int64: Int64] = [:]

    /// As the index `leads_open` has it.
    private static let selection = """
        SELECT count(*) FROM leads
        WHERE owner_id = ? AND status IN (\(LeadStatus.open.map { "'\($0.rawValue)'" }.joined(separator: ", "))) AND archived_at IS NULL
        """

    static func of(_ context: RuleContext) -> OpenLeads {
        context.transaction.batch.value(OpenLeads.self) { OpenLeads() }
    }

    func count(of user: ID<User>, in context: RuleContext) throws -> Int64 {
        if let count = counts[user.integer] { return count }
        let count = try context.integer(OpenLeads.selection, user.stored) ?? 0
        counts[user.integer] = count
        return count
    }

    /// A lead was written: who had it open has one less, who has it open now one more. Where that is undone, all is counted anew.
    func note(_ lead: Record<Lead>, from old: Record<Lead>?, in context: RuleContext) {
        let (former, now) = (old.flatMap(openOwner), openOwner(lead))
        guard former != now else { return }
        context.transaction.onRollback { [self] in counts = [:] }
        if let former, let count = counts[former] { counts[former] = count - 1 }
        if let now, let count = counts[now] { counts[now] = count + 1 }
    }

    private func openOwner(_ lead: Record<Lead>) -> Int64? {
        let isOpen = !lead.isArchived && LeadStatus.open.contains(lead.status)
        return isOpen ? lead.owner?.integer : nil
    }
}
