// Content in gzip made plain again, so that tests can compare it.

import CZlib

/// What is no whole gzip content.
package struct NotGzip: Error {
    package let code: Int32
}

/// The plain content. Throws `NotGzip` where anything is missing or left over.
package func gunzip(_ coded: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    var input = coded
    var plain: [UInt8] = []
    var portion = [UInt8](repeating: 0, count: 65_536)
    return try input.withUnsafeMutableBufferPointer { bytes in
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw NotGzip(code: 0) }
        defer { inflateEnd(&stream) }
        stream.next_in = bytes.baseAddress
        stream.avail_in = UInt32(bytes.count)
        var code = Z_OK
        while code == Z_OK {
            let count = portion.withUnsafeMutableBufferPointer { place in
                stream.next_out = place.baseAddress
                stream.avail_out = UInt32(place.count)
                code = inflate(&stream, Z_NO_FLUSH)
                return place.count - Int(stream.avail_out)
            }
            plain += portion[..<count]
        }
        guard code == Z_STREAM_END, stream.avail_in == 0 else { throw NotGzip(code: code) }
        return plain
    }
}
