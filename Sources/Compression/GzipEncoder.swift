// Content in the gzip coding (RFC 1952), whole or portion by portion, through zlib.

import CZlib

/// One state of zlib's compressor, about 300 KiB, used again for one content after the other.
///
/// It is not shared between threads; whoever holds it sees to that.
package struct GzipEncoder: ~Copyable {
    /// How hard zlib tries: the least is three times as fast as its usual 6, and JSON becomes about a third longer than with that.
    private static let level: Int32 = 1
    /// The 32 KiB window of gzip, and 16 for its head and checksum around the data.
    private static let windowBits: Int32 = 15 + 16
    private static let memoryLevel: Int32 = 8
    /// Compressed bytes taken from zlib at a time.
    private static let outputSize = 32 * 1024

    // In memory of its own: zlib keeps the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutablePointer<UInt8>

    /// Nil where the memory for it is lacking.
    package init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let size = Int32(MemoryLayout<z_stream>.size)
        let code = deflateInit2_(
            stream, GzipEncoder.level, Z_DEFLATED, GzipEncoder.windowBits, GzipEncoder.memoryLevel, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        guard code == Z_OK else {
            stream.deallocate()
            return nil
        }
        self.stream = stream
        output = .allocate(capacity: GzipEncoder.outputSize)
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// The whole content, coded by itself.
    package mutating func encode(_ content: [UInt8]) -> [UInt8] {
        deflateReset(stream)
        return run(content, Z_FINISH)
    }

    /// The next portion of one content; all that is given comes out at once, so that the peer need not wait for more.
    package mutating func encode(portion: [UInt8], isLast: Bool) -> [UInt8] {
        run(portion, isLast ? Z_FINISH : Z_SYNC_FLUSH)
    }

    private mutating func run(_ input: [UInt8], _ flush: Int32) -> [UInt8] {
        var coded: [UInt8] = []
        input.withUnsafeBufferPointer { bytes in
            // zlib counts in 32 bits and does not write to its input.
            var rest = UnsafeMutableBufferPointer(mutating: bytes)[...]
            repeat {
                let portion = UnsafeMutableBufferPointer(rebasing: rest.prefix(Int(UInt32.max)))
                rest = rest.dropFirst(portion.count)
                stream.pointee.next_in = portion.baseAddress
                stream.pointee.avail_in = UInt32(truncatingIfNeeded: portion.count)
                drain(rest.isEmpty ? flush : Z_NO_FLUSH, into: &coded)
            } while !rest.isEmpty
        }
        stream.pointee.next_in = nil
        return coded
    }

    /// Takes what comes out until zlib holds nothing back.
    private func drain(_ flush: Int32, into coded: inout [UInt8]) {
        repeat {
            stream.pointee.next_out = output
            stream.pointee.avail_out = UInt32(GzipEncoder.outputSize)
            deflate(stream, flush)
            let count = GzipEncoder.outputSize - Int(stream.pointee.avail_out)
            coded.append(contentsOf: UnsafeBufferPointer(start: output, count: count))
        } while stream.pointee.avail_out == 0
    }
}
