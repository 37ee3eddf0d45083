// Products that cannot overflow unnoticed.

import Kernel

/// The product of all factors. Throws `amount_out_of_range` where it leaves 128 bits.
func product(_ factors: Int128...) throws -> Int128 {
    try factors.reduce(1) { product, factor in
        let (next, overflow) = product.multipliedReportingOverflow(by: factor)
        guard !overflow else { throw Failure(.amountOutOfRange) }
        return next
    }
}

/// 10 to the power of `exponent`, which is the sum of a few scales and so far below 38.
func powerOfTen(_ exponent: Int) -> Int128 {
    (0..<max(0, min(exponent, 38))).reduce(1) { power, _ in power * 10 }
}
