// In which characters a file is written, and its cells made text.

import Glibc

/// The character sets that files of people in China come in.
package enum Charset: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    /// Holds GBK and GB2312.
    case gb18030

    /// The one of that name, as `charset=` names it; nil for one that is not read.
    package init?(name: String) {
        switch name.lowercased().filter({ $0 != "\"" }) {
        case "utf-8", "utf8", "us-ascii", "ascii": self = .utf8
        case "gb18030", "gbk", "gb2312", "x-gbk", "cp936": self = .gb18030
        default: return nil
        }
    }

    /// The one that the beginning of a file is written in: valid UTF-8 is UTF-8, all else is taken for GB18030.
    ///
    /// - Parameter isWhole: whether the bytes are the whole file; else a character may be cut at their end
    package init(ofBeginning bytes: [UInt8], isWhole: Bool) {
        self = UTF8Check.isValid(bytes, mayBeCut: !isWhole) ? .utf8 : .gb18030
    }
}

/// Whether bytes are UTF-8 (RFC 3629).
enum UTF8Check {
    static func isValid(_ bytes: [UInt8], mayBeCut: Bool) -> Bool {
        if String(validating: bytes, as: UTF8.self) != nil { return true }
        guard mayBeCut else { return false }
        // A cut character has at most three bytes of it here.
        return (1...3).contains { bytes.count > $0 && String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
    }
}

/// What a file is by its first bytes, where it is none of text.
package enum ForeignFile: String, Sendable {
    /// xlsx, ods, docx or any other zip.
    case zip
    /// xls or doc.
    case oldOffice = "old_office"
    case pdf
    /// Each character in two bytes: what spreadsheets call Unicode text.
    case utf16 = "utf_16"
    case gzip

    /// Nil where the bytes may be text.
    package init?(beginning bytes: [UInt8]) {
        let marks: [([UInt8], ForeignFile)] = [
            ([0x50, 0x4B, 0x03, 0x04], .zip), ([0x50, 0x4B, 0x05, 0x06], .zip), ([0xD0, 0xCF, 0x11, 0xE0], .oldOffice),
            (Array("%PDF-".utf8), .pdf), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16), ([0x1F, 0x8B], .gzip),
        ]
        guard let mark = marks.first(where: { bytes.starts(with: $0.0) }) else { return nil }
        self = mark.1
    }
}

/// Makes cells text.
///
/// It belongs to one thread at a time: the C library's converter has a state of its own.
package final class CellDecoder {
    private let charset: Charset
    private let converter: iconv_t?

    /// Nil where the C library of this machine does not know the character set.
    package init?(_ charset: Charset) {
        self.charset = charset
        guard charset == .gb18030 else {
            converter = nil
            return
        }
        let opened = iconv_open("UTF-8", "GB18030")
        guard opened != iconv_t(bitPattern: -1) else { return nil }
        converter = opened
    }

    deinit {
        if let converter { iconv_close(converter) }
    }

    /// The text; nil for bytes that are none, and for a NUL.
    package func text(of bytes: [UInt8]) -> String? {
        guard let converter, bytes.contains(where: { $0 >= 0x80 }) else {
            return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
        }
        return convert(bytes, converter).flatMap { $0.contains(0) ? nil : String(validating: $0, as: UTF8.self) }
    }

    private func convert(_ bytes: [UInt8], _ converter: iconv_t) -> [UInt8]? {
        var input = bytes.map { CChar(bitPattern: $0) }
        // No character of GB18030 is more than twice as long in UTF-8.
        var output = [CChar](repeating: 0, count: bytes.count * 2 + 8)
        var inputLeft = input.count
        var outputLeft = output.count
        let capacity = output.count
        let isDone = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                var from = source.baseAddress
                var to = target.baseAddress
                iconv(converter, nil, nil, nil, nil)
                return iconv(converter, &from, &inputLeft, &to, &outputLeft) != -1 && inputLeft == 0
            }
        }
        return isDone ? output.prefix(capacity - outputLeft).map { UInt8(bitPattern: $0) } : nil
    }
}
