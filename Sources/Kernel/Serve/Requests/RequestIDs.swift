// Request ids: the caller's own where it sends one, else one that is never given twice.

import HTTP

/// Makes the ids of one loop.
///
/// An id is eight random digits to the base 36, a hyphen, and six that count: 15 bytes, which a String holds in itself.
final class RequestIDs {
    private var bytes = RequestIDs.first()
    private static let hyphen = 8
    private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    /// The request's `X-Request-Id`, where it is harmless in a log; else a new id.
    func id(for request: HTTPRequest) -> String {
        guard let sent = request.field(.xRequestID), (1...100).contains(sent.utf8.count), sent.utf8.allSatisfy(isHarmless) else {
            return next()
        }
        return sent
    }

    func next() -> String {
        let id = String(decoding: bytes, as: UTF8.self)
        count()
        return id
    }

    /// Counts on; where the digits are used up, it begins anew behind other random ones.
    private func count() {
        var index = bytes.count - 1
        while index > RequestIDs.hyphen {
            switch bytes[index] {
            case UInt8(ascii: "9"): bytes[index] = UInt8(ascii: "a")
            case UInt8(ascii: "z"): bytes[index] = UInt8(ascii: "0")
            default: bytes[index] &+= 1
            }
            if bytes[index] != UInt8(ascii: "0") { return }
            index -= 1
        }
        bytes = RequestIDs.first()
    }

    private static func first() -> [UInt8] {
        (0..<hyphen).map { _ in digits.randomElement() ?? digits[0] } + Array("-000000".utf8)
    }

    private func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "-_.:/+=".utf8.contains(byte)
        }
    }
}
