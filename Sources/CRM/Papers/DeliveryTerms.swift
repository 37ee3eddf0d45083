// How a customer pays and how goods travel: the same words in contracts and orders.

import Kernel

/// How a customer pays (P2.5.2).
package enum PaymentMethod: String, Choice {
    case bankTransfer = "bank_transfer"
    case bankAcceptance = "bank_acceptance"
    case letterOfCredit = "letter_of_credit"
    case cash, other

    package var chinese: String {
        switch self {
        case .bankTransfer: "银行转账"
        case .bankAcceptance: "银行承兑汇票"
        case .letterOfCredit: "信用证"
        case .cash: "现金"
        case .other: "其他"
        }
    }
}

/// How the goods travel (P2.5.2).
package enum TransportMode: String, Choice {
    case road, rail, sea, air, courier, pickup

    package var chinese: String {
        switch self {
        case .road: "公路"
        case .rail: "铁路"
        case .sea: "海运"
        case .air: "空运"
        case .courier: "快递"
        case .pickup: "自提"
        }
    }
}
