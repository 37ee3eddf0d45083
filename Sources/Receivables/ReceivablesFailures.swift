// The refusals around invoices, receipts and dunning.

import Kernel

extension FailureCode {
    static let receivablesCodes: [FailureCode] = []
}
