// An address on the web as libcurl reads it, so that what is checked is what is connected to.

import CCurl

/// A URL of `http` or `https` with a host, without a user in it.
package struct OutgoingURL: Sendable, Hashable {
    /// As it was given.
    package let text: String
    /// Without path and query, which may hold a key: `https://oapi.dingtalk.com`.
    package let origin: String
    /// Name or address of the server, as it is looked up.
    package let host: String
    /// The address, where it names one in whatever spelling; nil for a name, which may mean something else each time.
    let address: NetworkAddress?
    /// Whether whoever stands between can read what is sent.
    package let isPlain: Bool

    /// Nil for what is no such URL, has blanks or control characters, or a fragment.
    package init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let url = curl_url() else { return nil }
        defer { curl_url_cleanup(url) }
        guard curl_url_set(url, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let scheme = OutgoingURL.part(CURLUPART_SCHEME, of: url), scheme == "http" || scheme == "https",
            let host = OutgoingURL.part(CURLUPART_HOST, of: url), !host.isEmpty,
            OutgoingURL.part(CURLUPART_FRAGMENT, of: url) == nil
        else { return nil }
        let port = OutgoingURL.part(CURLUPART_PORT, of: url).map { ":" + $0 } ?? ""
        self.text = text
        self.host = host
        address = NetworkAddress(host: host)
        origin = scheme + "://" + host + port
        isPlain = scheme == "http"
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var bytes: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &bytes, 0) == CURLUE_OK, let bytes else { return nil }
        defer { curl_free(bytes) }
        return String(cString: bytes)
    }
}
