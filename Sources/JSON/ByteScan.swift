// Finding the bytes that need care, eight at a time.

/// Scans over string contents; most of a document is passed here.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first index from `start` whose byte is a quote, a backslash, a control character or not ASCII; `end` if none.
    @inline(__always)
    static func firstSpecial(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while end &- index >= 8 {
            let found = marks(in: word(base + index), others: highs)
            if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
            index &+= 8
        }
        while index < end {
            let byte = base[index]
            if isEscaped(byte) || byte >= 0x80 { return index }
            index &+= 1
        }
        return end
    }

    /// Copies bytes up to the first that must be escaped (a quote, a backslash, a control character) and returns how many.
    ///
    /// `target` has room for `length` bytes; those behind the copied ones may be overwritten.
    @inline(__always)
    static func copyPlain(_ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        guard length >= 8 else { return copyShort(source, length, to: target) }
        var index = 0
        while true {
            let word = word(source + index)
            UnsafeMutableRawPointer(target + index).storeBytes(of: word.littleEndian, as: UInt64.self)
            let found = marks(in: word, others: 0)
            if found != 0 { return index &+ found.trailingZeroBitCount >> 3 }
            if index == length &- 8 { return length }
            // The last step overlaps bytes that are known to be plain.
            index = min(index &+ 8, length &- 8)
        }
    }

    @inline(__always)
    private static func copyShort(_ source: UnsafePointer<UInt8>, _ length: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var index = 0
        while index < length {
            let byte = source[index]
            if isEscaped(byte) { return index }
            target[index] = byte
            index &+= 1
        }
        return length
    }

    @inline(__always)
    private static func isEscaped(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

    /// Eight bytes, the first of them lowest.
    @inline(__always)
    private static func word(_ base: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(as: UInt64.self))
    }

    /// The high bit of each byte that matters; a borrow can mark only bytes above the first true one, so the lowest is right.
    @inline(__always)
    private static func marks(in word: UInt64, others: UInt64) -> UInt64 {
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let control = (word &- ones &* 0x20) & ~word
        let equal = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        return ((control | equal) & highs) | (word & others)
    }
}
