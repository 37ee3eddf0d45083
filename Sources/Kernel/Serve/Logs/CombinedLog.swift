// The combined log format of Apache and nginx, which most tools for logs read.

import HTTP
import HTTPServer

extension AccessEntry {
    /// `host - - [time] "request" status bytes "referer" "agent"`; times in UTC, bytes with the head, - for what is not known.
    func combinedLine(at now: Instant) -> [UInt8] {
        let version = request?.version == .http10 ? "1.0" : "1.1"
        let line = method.map { "\($0) \(target) HTTP/\(version)" }
        let host = remoteAddress.isEmpty ? "-" : remoteAddress
        let quoted = [line, request?.field("Referer"), request?.field("User-Agent")].map { "\"" + Self.escaped($0 ?? "-") + "\"" }
        let text = "\(host) - - [\(now.logTime)] \(quoted[0]) \(status.code) \(responseBytes) \(quoted[1]) \(quoted[2])\n"
        return Array(text.utf8)
    }

    /// As Apache writes it, so that no request can end a line or a quotation.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): escaped += "\\\""
            case UInt8(ascii: "\\"): escaped += "\\\\"
            case 0x20...0x7E: escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: escaped += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return escaped
    }
}

extension Instant {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `24/Nov/2026:01:00:00 +0000`.
    fileprivate var logTime: String {
        let text = description
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else { return "-" }
        return "\(parts[2])/\(Instant.months[month - 1])/\(parts[0]):\(text.dropFirst(11).prefix(8)) +0000"
    }
}
