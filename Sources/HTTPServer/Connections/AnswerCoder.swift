// Answers in gzip for those who ask for it, coded when they are sent: what is stored and compared stays plain.

import Compression
import HTTP

/// Codes the answers of one event loop.
struct AnswerCoder: ~Copyable {
    /// Content up to this size is sent as it is: it fits into one packet anyway. Bytes.
    private static let leastSize = 1024

    /// Made with the first answer that needs it.
    private var encoder: GzipEncoder?

    /// Codes the answer where the request wants it, and says in `Vary` that others get it otherwise (RFC 9110 12.5.5).
    mutating func code(_ response: inout HTTPResponse, for request: HTTPRequest) {
        let isLong = response.stream != nil || response.body.count > AnswerCoder.leastSize
        guard response.mayBeCoded, response.status.allowsContent, isLong || !response.body.isEmpty else { return }
        if isLong { response.fields.add("Accept-Encoding", to: .vary) }
        guard let accepted = request.acceptedCodings, accepted.prefersGzip, isLong || accepted.refusesIdentity else { return }
        guard encodeContent(of: &response, request) else { return }
        if !isLong { response.fields.add("Accept-Encoding", to: .vary) }
        response.fields.append(.contentEncoding, "gzip")
        if let tag = response.fields[.etag] { response.fields.set(.etag, GzipTag.of(tag)) }
    }

    /// False where the answer stays plain for lack of memory.
    private mutating func encodeContent(of response: inout HTTPResponse, _ request: HTTPRequest) -> Bool {
        if let stream = response.stream {
            // Nothing of it is made for HEAD.
            if request.method == .head { return true }
            guard let coded = GzipStream(stream) else { return false }
            response.stream = coded
            return true
        }
        if let kept = response.codedBody {
            response.body = kept
            return true
        }
        if encoder == nil { encoder = GzipEncoder() }
        guard let coded = encoder?.encode(response.body) else { return false }
        response.body = coded
        return true
    }
}
