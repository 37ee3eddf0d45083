// Comparing secrets without telling by time how much of a guess was right.

import COpenSSL

/// Comparison whose time depends on the lengths alone.
package enum ConstantTime {
    /// Whether both are the same bytes. Lengths are not secret: different ones are told apart at once.
    package static func equals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && (left.isEmpty || CRYPTO_memcmp(left, right, left.count) == 0)
    }
}
