// One POST on its way through libcurl.

import CCurl
import Glibc

/// A POST with whoever waits for it. The client's queue alone uses it.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let post: UnsafeMutablePointer<ccurl_post>
    private let policy: AddressPolicy
    private let isPlain: Bool
    private let completion: OutgoingClient.Completion

    /// Nil where it cannot be made; nobody is told then.
    init?(_ request: OutgoingPost, _ options: OutgoingOptions, _ completion: @escaping OutgoingClient.Completion) {
        guard let post = ccurl_post_make(request.url.text, request.body, request.body.count, options.answerLimit),
            let handle = post.pointee.handle
        else { return nil }
        self.post = post
        self.handle = handle
        self.completion = completion
        policy = AddressPolicy(allowed: options.allowed)
        isPlain = request.url.isPlain
        // An empty Expect keeps libcurl from asking first.
        let lines = ["Expect:", "Accept: */*"] + request.fields.map { "\($0.name): \($0.value)" }
        for line in lines where line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) {
            guard ccurl_post_add_field(post, line) == 1 else { return nil }
        }
        let code = ccurl_post_prepare(
            post, options.connectMilliseconds, options.totalMilliseconds, options.authorities,
            { context, address in
                guard let context, let address, let target = NetworkAddress(address) else { return 0 }
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().permits(target) ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        guard code == CURLE_OK else { return nil }
    }

    deinit { ccurl_post_free(post) }

    private func permits(_ address: NetworkAddress) -> Bool {
        policy.permits(address, isPlain: isPlain)
    }

    /// Tells who waits.
    func end(_ code: CURLcode) {
        completion(result(code))
    }

    /// Tells who waits that nothing comes any more.
    func giveUp() {
        completion(.failure(.stopped))
    }

    private func result(_ code: CURLcode) -> Result<OutgoingAnswer, OutgoingFault> {
        let whole = code == CURLE_OK || code == CURLE_WRITE_ERROR && post.pointee.is_cut != 0
        guard whole else { return .failure(fault(code)) }
        let retryAfter = ccurl_post_retry_after(post)
        return .success(
            OutgoingAnswer(
                status: ccurl_post_status(post),
                body: Array(UnsafeBufferPointer(start: post.pointee.answer, count: post.pointee.answer_length)),
                retryAfter: retryAfter > 0 ? Int64(retryAfter) : nil))
    }

    private func fault(_ code: CURLcode) -> OutgoingFault {
        switch code {
        case CURLE_COULDNT_CONNECT: post.pointee.is_refused != 0 ? .addressRefused : .notConnected
        case CURLE_COULDNT_RESOLVE_HOST: .notResolved
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR:
            .insecure
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE: .connectionLost
        default: post.pointee.is_refused != 0 ? .addressRefused : .malformed
        }
    }
}
