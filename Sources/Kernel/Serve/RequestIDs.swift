// Request ids: the caller's own where it sends one, else one that is never given twice.

import HTTP

/// Makes the ids of one loop.
final class RequestIDs {
    private let prefix = String(UInt64.random(in: .min ... .max), radix: 36)
    private var count: UInt64 = 0

    /// The request's `X-Request-Id`, where it is harmless in a log; else a new id.
    func id(for request: HTTPRequest) -> String {
        guard let sent = request.field(.xRequestID), (1...100).contains(sent.utf8.count), sent.utf8.allSatisfy(isHarmless) else {
            return next()
        }
        return sent
    }

    func next() -> String {
        count &+= 1
        return prefix + "-" + String(count, radix: 36)
    }

    private func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "-_.:/+=".utf8.contains(byte)
        }
    }
}
