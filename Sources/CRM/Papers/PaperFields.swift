// Which fields of papers not everybody sees (access.md, groups of fields).

package import Kernel

extension FieldGroup {
    /// What a paper and its lines cost the company.
    package static let cost = FieldGroup("cost", seenBy: [.finance, .salesManager, .executive, .auditor, .admin])
    /// What a customer pays: not for those who only make the goods.
    package static let prices = FieldGroup("prices", seenBy: RoleSet.everyone.subtracting([.production]))
}
