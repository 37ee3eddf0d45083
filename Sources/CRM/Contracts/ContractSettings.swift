// What the company can set of its contracts (P2.4.3, P4.2.4).

package import Kernel

/// How long a signing may take, and how long before its end a contract is told of.
package final class ContractSettings: Settings {
    package static let schema = Schema<ContractSettings>(settings: "contracts", "Contracts", "合同")

    /// Days of the working calendar from legal's approval on.
    package let signingDays = integer("Signed within working days", "签署期限（工作日）", 1...250).byDefault(10)
    /// Days before a contract ends, or the day of notice comes, on which that is told; each fewer than the one before.
    package let firstNoticeDays = noticeDays("First notice, days before the end", "首次提醒（到期前天数）", 30)
    package let secondNoticeDays = noticeDays("Second notice, days before the end", "第二次提醒（到期前天数）", 7)
    package let lastNoticeDays = noticeDays("Last notice, days before the end", "最后提醒（到期前天数）", 0)

    package init() {}

    /// Throws `notices_out_of_order`.
    package static func prepare(_ settings: inout Record<ContractSettings>, from old: Record<ContractSettings>?, in context: RuleContext)
        throws
    {
        var faults: [Fault] = []
        if settings.secondNoticeDays >= settings.firstNoticeDays {
            faults.append(Fault(.noticesOutOfOrder, at: "/second_notice_days", ["days": String(settings.firstNoticeDays)]))
        }
        if settings.lastNoticeDays >= settings.secondNoticeDays {
            faults.append(Fault(.noticesOutOfOrder, at: "/last_notice_days", ["days": String(settings.secondNoticeDays)]))
        }
        guard faults.isEmpty else { throw Failure.invalid(faults) }
    }
}

private func noticeDays(_ english: String, _ chinese: String, _ standard: Int64) -> Field<Int64> {
    integer(english, chinese, 0...730).byDefault(standard)
}
