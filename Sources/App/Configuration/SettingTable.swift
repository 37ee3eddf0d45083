// Every setting of salesd, declared once.

import HTTP
import HTTPServer
import Identity
import Kernel
import Outgoing
import Storage

extension Setting {
    /// All settings, in the order of the help text.
    package static let all: [Setting] = general + limits

    /// What every administrator may want to set.
    private static let general: [Setting] = [
        .value(
            "data", "DIR", \.data, default: "", expected: "a directory",
            "The data directory; it is made where it is missing."
        ) { $0.isEmpty || $0.utf8.contains(0) ? nil : withoutSlash($0) },
        .list(
            "listen", "ADDRESS", \.listen, default: "127.0.0.1:8080",
            expected: "addresses such as 127.0.0.1:8080, [::1]:8080 or unix:/run/salesd.sock",
            "Where requests are taken; port 0 asks for a free one.", parse: { ListenAddress($0) }),
        .value(
            "socket_mode", "MODE", \.socketMode, default: "600", expected: "three octal digits, such as 660, that leave the owner in",
            "Who may connect to a Unix socket, as the mode of its file; the group's members with 660.", parse: { socketMode($0) }),
        .value(
            "tls_cert", "FILE", \.tlsCertificate, default: "", expected: "a file",
            "The certificate chain for TLS, in PEM; it is read anew on SIGHUP. Unix sockets stay plain.", parse: { fileName($0) }),
        .value(
            "tls_key", "FILE", \.tlsKey, default: "", expected: "a file", "The private key of that certificate, in PEM.",
            parse: { fileName($0) }),
        .list(
            "tls_redirect", "ADDRESS", \.tlsRedirect, default: "", expected: "addresses such as 127.0.0.1:8080 or [::1]:8080",
            "Plain addresses that only lead to the first one with TLS, by 308.", parse: { ListenAddress($0) }),
        .number("loops", \.loops, 0...256, unit: "threads", "Event loops; 0 stands for one a core.", default: "0"),
        .value(
            "time_zone", "ZONE", \.timeZone, default: "", expected: "a time zone such as Asia/Shanghai",
            "The company's time zone, in which its days begin and end; Asia/Shanghai where the first start names none. It stays as it is."
        ) { CompanyCalendar(timeZone: $0) == nil ? .none : .some($0) },
        .value(
            "currency", "CODE", \.currency, default: "", expected: "a currency code of ISO 4217 such as CNY",
            "The currency in which the company keeps its books; CNY where the first start names none. It stays as it is."
        ) { Currency.decimals(of: $0) == nil ? .none : .some($0) },
        .list(
            "shared_addresses", "ADDRESS", \.signIn.sharedAddresses, default: "127.0.0.1,::1",
            expected: "addresses without port such as 10.0.0.5 or fd00::5",
            "Where a reverse proxy connects from: wrong passwords are not counted by address there.", parse: { address($0) }),
        .value(
            "access_log", "off|-|FILE", \.accessLog, default: "off", expected: "off, - for standard error, or a file",
            "Where each request is logged, a line each; a file is opened anew on SIGHUP.", parse: { accessLogTarget($0) }),
        .value(
            "access_log_format", "json|text", \.service.logFormat, default: "json", expected: "json or text",
            "A line of JSON for each request, or the combined log format.", parse: { AccessLogFormat(rawValue: $0) }),
        .list(
            "cors_origins", "ORIGIN", \.service.corsOrigins, default: "",
            expected: "origins as browsers write them, such as https://sales.example.com or http://localhost:3000",
            "Sites whose scripts may use the server from a browser.", parse: { WebOrigin.parse($0) }),
        .list(
            "outgoing_networks", "RANGE", \.outgoing.allowed, default: "",
            expected: "ranges of addresses such as 10.1.0.0/16, fd00::/8 or 127.0.0.1",
            "Where messages may go beside the public internet, also by plain HTTP.", parse: { NetworkRange($0) }),
        .value(
            "outgoing_ca", "FILE", \.outgoing.authorities, default: "", expected: "a file",
            "The certificate authorities that are believed of those to whom messages go, in PEM; else the system's.",
            parse: { fileName($0).map { .some($0) } }),
        .number(
            "backup_every", \.backups.everyHours, 0...8_760, unit: "hours",
            "From one backup to the next, in backups/ of the data directory; 0 stands for none."),
        .number("backups_kept", \.backups.kept, 1...10_000, unit: "files", "Of those backups; older ones are removed."),
        .value(
            "require_if_match", "true|false", \.service.demandsVersions, default: "false", expected: "true or false",
            "Whether a change has to say by If-Match which version it means; one that does not is a 428.", parse: { Bool($0) }),
        .value(
            "metrics", "local|all", \.service.metrics, default: "local", expected: "local or all",
            "Who may read /metrics: whoever asks on this machine, or everybody.", parse: { MetricsAudience(rawValue: $0) }),
    ]

    /// What the server takes at most.
    private static let limits: [Setting] = [
        .number("heavy_workers", \.storage.heavyWorkers, 1...64, unit: "threads", "For reports, search and the hashing of passwords."),
        .number("heavy_queue", \.storage.heavyQueueLength, 0...10_000, unit: "requests", "That wait for those threads; one more is a 503."),
        .number("heavy_read_time", \.storage.heavyReadMilliseconds, 100...3_600_000, unit: "ms", "For one read on those threads."),
        .number(
            "max_sign_ins", \.signIn.triesAtOnce, 1...10_000, unit: "requests", "Whose password waits for those threads; one more is a 503."
        ),
        .number(
            "rate_limit", \.service.requestsPerMinute, 0...1_000_000, unit: "requests a minute",
            "Of one caller; one more is a 429. 0 stands for no limit."),
        .number("max_connections", \.limits.connections, 1...1_000_000, unit: "connections", "In all; one more is a 503."),
        .number(
            "max_connections_per_address", \.limits.connectionsPerAddress, 1...1_000_000, unit: "connections",
            "From one address; one more is a 503."),
        .number(
            "max_event_streams", \.service.eventStreams.streams, 0...1_000_000, unit: "streams",
            "Of events, open at once; one more is a 503."),
        .number(
            "max_event_streams_per_user", \.service.eventStreams.streamsPerUser, 0...1_000_000, unit: "streams",
            "Of events, open at once for one user or key; one more is a 429."),
        .number(
            "event_heartbeat", \.service.eventStreams.heartbeatSeconds, 1...3_600, unit: "s",
            "Without an event until a line says that the stream is still there."),
        .number("max_body", \.limits.request.body, 1_024...1_073_741_824, unit: "bytes", "The content of one request; more is a 413."),
        .number(
            "max_upload", \.service.uploadLimit, 1_024...1_099_511_627_776, unit: "bytes",
            "A file that is sent, such as an import; more is a 413. It is put on the disk, not held in memory."),
        .number(
            "max_request_line", \.limits.request.requestLine, 256...1_048_576, unit: "bytes", "Method, target and version; more is a 414."),
        .number(
            "max_field_bytes", \.limits.request.fieldBytes, 1_024...1_048_576, unit: "bytes",
            "All field lines of one request; more is a 431."),
        .number("max_fields", \.limits.request.fieldCount, 8...10_000, unit: "lines", "Field lines of one request; more is a 431."),
        .number("max_pipelined", \.limits.pipelinedRequests, 1...10_000, unit: "requests", "Of one connection that wait for answers."),
        .number(
            "output_buffer", \.limits.outputBuffer, 4_096...268_435_456, unit: "bytes",
            "Answers that a peer has not taken before it is not read from."),
        .number("head_time", \.limits.headTime, 100...3_600_000, unit: "ms", "For the head of a request to come; later is a 408."),
        .number(
            "body_time", \.limits.bodyTime, 100...3_600_000, unit: "ms",
            "For its content, beside what least_body_rate grants; later is a 408."),
        .number(
            "least_body_rate", \.limits.leastBodyRate, 1...1_073_741_824, unit: "bytes a second",
            "Content that comes at least so fast may take longer than body_time."),
        .number("idle_time", \.limits.idleTime, 100...86_400_000, unit: "ms", "Without a next request until a connection is closed."),
        .number(
            "write_time", \.limits.writeTime, 100...3_600_000, unit: "ms", "Without the peer taking anything until a connection is closed."),
    ]

    private static func address(_ text: String) -> String? {
        switch ListenAddress(text.contains(":") ? "[\(text)]:0" : "\(text):0") {
        case .ipv4(let host, _), .ipv6(let host, _): host.lowercased()
        default: nil
        }
    }

    private static func socketMode(_ text: String) -> UInt32? {
        guard text.utf8.count == 3, let mode = UInt32(text, radix: 8), mode & 0o600 == 0o600 else { return nil }
        return mode
    }

    private static func fileName(_ text: String) -> String? {
        text.isEmpty || text.utf8.contains(0) ? nil : text
    }

    private static func accessLogTarget(_ text: String) -> AccessLogTarget? {
        switch text {
        case "": nil
        case "off": .off
        case "-": .standardError
        default: .file(text)
        }
    }

    private static func withoutSlash(_ path: String) -> String {
        let trimmed = path.reversed().drop { $0 == "/" }.reversed()
        return trimmed.isEmpty ? "/" : String(trimmed)
    }
}
