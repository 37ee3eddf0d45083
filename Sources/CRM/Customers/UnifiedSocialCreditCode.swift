// The identifier of companies in mainland China.

/// The unified social credit code of GB 32100-2015: 17 characters and one that checks them.
enum UnifiedSocialCreditCode {
    /// The 31 characters in the order of their values; I, O, S, V and Z are left out because they look like digits.
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// Whether the 18th character is the one that the first 17 demand.
    static func isValid(_ code: String) -> Bool {
        let values = code.utf8.compactMap { alphabet.firstIndex(of: $0) }
        guard code.utf8.count == 18, values.count == 18 else { return false }
        return values[17] == checkValue(of: values.dropLast())
    }

    /// 31 less the remainder of the weighted sum; the weights are the powers of 3 modulo 31 (GB 32100-2015, annex A).
    private static func checkValue(of values: some Sequence<Int>) -> Int {
        var weight = 1
        var sum = 0
        for value in values {
            sum += value * weight
            weight = weight * 3 % 31
        }
        return (31 - sum % 31) % 31
    }
}
