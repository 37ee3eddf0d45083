// Products that cannot overflow unnoticed.

import Kernel

extension Int128 {
    /// The product of both. Throws `amount_out_of_range` where it leaves 128 bits.
    func times(_ factor: Int128) throws -> Int128 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        guard !overflow else { throw Failure(.amountOutOfRange) }
        return product
    }

    /// 10 to the power of `exponent`, which is the sum of a few scales and so far below 38.
    static func powerOfTen(_ exponent: Int) -> Int128 {
        powersOfTen[Swift.max(0, Swift.min(exponent, 38))]
    }

    /// All powers that 128 bits hold.
    private static let powersOfTen: [Int128] = (0..<38).reduce(into: [1]) { powers, place in powers.append(powers[place] * 10) }
}
