// Whose a record is.

package import Kernel

extension RoleSet {
    /// Who has customers and orders of his or her own.
    package static let sales: RoleSet = [.salesRep, .salesManager]
}

/// Whoever in sales answers for the record: it is in his or her rows, and who stands above decides on it (access.md).
package func salesOwner() -> Field<ID<User>> {
    reference(User.self, "Owner", "负责人").callerByDefault().scoped(among: .sales).handedOver()
}
