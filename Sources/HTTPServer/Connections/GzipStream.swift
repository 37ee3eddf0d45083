// The gzip coding of content that is made portion by portion.

import Compression
import HTTP
import Synchronization

/// Codes another stream's portions on the thread that made them, so that the event loop spends nothing on it.
final class GzipStream: ContentStream {
    private let content: any ContentStream
    private let encoder: Mutex<GzipEncoder>

    /// Nil where the memory for it is lacking.
    init?(_ content: any ContentStream) {
        guard let encoder = GzipEncoder() else { return nil }
        self.content = content
        self.encoder = Mutex(encoder)
    }

    func makeNext(_ deliver: @escaping @Sendable (ContentPortion) -> Void) {
        content.makeNext { [self] portion in
            switch portion {
            case .more(let bytes): deliver(.more(encode(bytes, isLast: false)))
            case .last(let bytes): deliver(.last(encode(bytes, isLast: true)))
            case .failed: deliver(.failed)
            }
        }
    }

    private func encode(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        encoder.withLock { $0.encode(portion: bytes, isLast: isLast) }
    }
}
