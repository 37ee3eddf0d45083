// Why a person is erased: one of the cases of the law, so that no reason names the person again.

/// The cases in which personal data are to be deleted (Personal Information Protection Law of the PRC, article 47; GDPR, article 17).
package enum ErasureReason: String, Choice {
    case purposeFulfilled = "purpose_fulfilled"
    case consentWithdrawn = "consent_withdrawn"
    case retentionExpired = "retention_expired"
    case unlawful, requested

    package var chinese: String {
        switch self {
        case .purposeFulfilled: "处理目的已实现或不再必要"
        case .consentWithdrawn: "个人撤回同意"
        case .retentionExpired: "保存期限已届满"
        case .unlawful: "违反法律法规或约定处理"
        case .requested: "应个人要求删除"
        }
    }
}

/// What whoever erases a person says to it.
package final class ErasePerson: Form {
    package let reason = choice(ErasureReason.self, "Reason", "原因")

    package init() {}
}
