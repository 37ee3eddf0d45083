// The words of a proposal.

import Kernel

/// Where a version of a proposal is (states.md, P2.3).
package enum ProposalStatus: String, Choice {
    case draft
    case inReview = "in_review"
    case changesRequested = "changes_requested"
    case approved, superseded, expired, withdrawn

    package var chinese: String {
        switch self {
        case .draft: "草稿"
        case .inReview: "评审中"
        case .changesRequested: "需修改"
        case .approved: "已批准"
        case .superseded: "已被取代"
        case .expired: "已过期"
        case .withdrawn: "已撤回"
        }
    }
}

/// Who approves a version (P2.3.2).
package enum ApprovalLevel: String, Choice {
    case manager
    /// Whoever stands above the manager: for what goes beyond the owner's authority.
    case secondManager = "second_manager"

    package var chinese: String {
        switch self {
        case .manager: "上级"
        case .secondManager: "上级的上级"
        }
    }
}

/// What an approval says.
package enum ApprovalVerdict: String, Choice {
    case pending, approved
    case changesRequested = "changes_requested"

    package var chinese: String {
        switch self {
        case .pending: "待审批"
        case .approved: "通过"
        case .changesRequested: "需修改"
        }
    }
}

/// Why the owner's manager alone may not approve a version.
package enum AuthorityReason: String, Choice {
    case discount, margin
    case underCost = "under_cost"

    package var chinese: String {
        switch self {
        case .discount: "折扣超出权限"
        case .margin: "毛利率低于权限"
        case .underCost: "低于成本"
        }
    }
}
