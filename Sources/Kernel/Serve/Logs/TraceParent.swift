// The caller's place in a distributed trace (W3C Trace Context §3.2).

/// The field `traceparent`.
enum TraceParent {
    /// Whether the value has the form of version 00, or begins so in a later version; all zeros name nothing.
    static func isWellFormed(_ text: String) -> Bool {
        guard text.utf8.count <= 255 else { return false }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, zip(parts, [2, 32, 16, 2]).allSatisfy({ $0.utf8.count == $1 && $0.utf8.allSatisfy(isSmallHex) }) else {
            return false
        }
        guard parts[0] != "ff", parts[0] != "00" || parts.count == 4 else { return false }
        return parts[1...2].allSatisfy { part in part.contains { $0 != "0" } }
    }

    private static func isSmallHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }
}
