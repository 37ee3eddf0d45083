// The refusals of after-sales.

import Kernel

extension FailureCode {
    static let afterSalesCodes: [FailureCode] = []
}
