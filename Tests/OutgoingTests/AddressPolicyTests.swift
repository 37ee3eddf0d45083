// Where salesd connects to: the public internet, and what the operator allows.

import Outgoing
import Testing

struct AddressPolicyTests {
    @Test(arguments: [
        "8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.1", "192.167.255.255", "192.169.0.1",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "169.253.255.255", "2400:3200::1", "2606:4700:4700::1111", "64:ff9b::808:808",
        "::ffff:8.8.8.8",
    ]) func `public addresses are connected to, and by TLS alone`(_ text: String) throws {
        let address = try #require(NetworkAddress(text))
        #expect(AddressPolicy().permits(address, isPlain: false))
        #expect(!AddressPolicy().permits(address, isPlain: true))
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254",
        "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fec0::1",
        "ff02::1", "4000::1",
    ]) func `others are not`(_ text: String) throws {
        #expect(!AddressPolicy().permits(try #require(NetworkAddress(text)), isPlain: false))
    }

    @Test func `what is allowed is connected to, also in plain, and nothing beside it`() throws {
        let policy = AddressPolicy(
            allowed: try ["10.1.0.0/16", "127.0.0.1", "fd00:1::/33", "192.168.7.128/25"].map { try #require(NetworkRange($0)) })
        for text in ["10.1.0.0", "10.1.255.255", "127.0.0.1", "::ffff:127.0.0.1", "fd00:1::1", "fd00:1:7fff::1", "192.168.7.200"] {
            let address = try #require(NetworkAddress(text))
            #expect(policy.permits(address, isPlain: true), "\(text)")
            #expect(policy.permits(address, isPlain: false), "\(text)")
        }
        for text in ["10.2.0.0", "10.0.255.255", "127.0.0.2", "fd00:1:8000::1", "::1", "192.168.7.127"] {
            #expect(!policy.permits(try #require(NetworkAddress(text)), isPlain: false), "\(text)")
        }
        let everything = AddressPolicy(allowed: try [#require(NetworkRange("0.0.0.0/0"))])
        #expect(everything.permits(try #require(NetworkAddress("127.0.0.1")), isPlain: true))
        #expect(!everything.permits(try #require(NetworkAddress("::1")), isPlain: true))
    }

    @Test(arguments: [
        "", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.0/8", "fd00::/129", "host", "10.0.0.0/08", "10.0.0.0/+8",
    ])
    func `what is no range is none`(_ text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test(arguments: [
        ("https://oapi.dingtalk.com/robot/send?access_token=x", "https://oapi.dingtalk.com"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080"),
        ("HTTPS://Example.com", "https://Example.com"), ("https://[fd00::1]:9/x", "https://[fd00::1]:9"),
    ]) func `of a URL the origin is shown`(_ text: String, _ origin: String) throws {
        #expect(try #require(OutgoingURL(text)).origin == origin)
    }

    @Test(arguments: [
        "", "oapi.dingtalk.com/x", "ftp://example.com/", "file:///etc/passwd", "gopher://127.0.0.1:25/x", "https://",
        "https://user:word@example.com/", "https://user@example.com/", "https://example.com/#a", "https://exa mple.com/",
        "https://example.com/\r\nX: y",
        "https://例子.com/", "javascript:alert(1)", "https://example.com:99999/",
    ]) func `what is no plain URL of the web is refused`(_ text: String) {
        #expect(OutgoingURL(text) == nil)
    }
}
