// Every setting in all three places where it can stand.

import App
import HTTPServer
import Identity
import Kernel
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    /// A value for each setting that is not its default.
    static let samples = [
        "data": "/srv/salesd", "listen": "[::1]:9000", "loops": "3", "time_zone": "Europe/Berlin", "currency": "EUR", "access_log": "-",
        "metrics": "all", "rate_limit": "600", "access_log_format": "text", "cors_origins": "https://sales.example.com",
        "heavy_workers": "4", "heavy_queue": "10", "heavy_read_time": "1000", "max_connections": "100", "max_connections_per_address": "50",
        "max_body": "2048", "max_upload": "1048576",
        "max_request_line": "4096", "max_field_bytes": "4096", "max_fields": "50", "max_pipelined": "8",
        "output_buffer": "65536", "max_sign_ins": "4", "shared_addresses": "10.0.0.5",
        "tls_cert": "/etc/salesd/cert.pem", "tls_key": "/etc/salesd/key.pem", "tls_redirect": "127.0.0.1:80", "least_body_rate": "1024",
        "socket_mode": "660", "backup_every": "24", "backups_kept": "3", "require_if_match": "true",
        "outgoing_networks": "10.1.0.0/16", "outgoing_ca": "/etc/salesd/authorities.pem",
        "max_event_streams": "500", "max_event_streams_per_user": "20", "event_heartbeat": "60",
        "head_time": "1000", "body_time": "1000", "idle_time": "1000", "write_time": "1000",
    ]

    private func read(
        flags: [String: [String]] = [:], environment: [String: String] = [:], file: String? = nil
    ) throws(UsageError) -> Configuration {
        var environment = environment
        if file != nil { environment["SALESD_CONFIG"] = "salesd.json" }
        return try ConfigurationReader.read(flags: flags, environment: environment) { path in
            path == "salesd.json" ? file.map { Array($0.utf8) } : nil
        }
    }

    private func faults(flags: [String: [String]] = [:], environment: [String: String] = [:], file: String? = nil) -> [String] {
        do {
            _ = try read(flags: flags, environment: environment, file: file)
            return []
        } catch {
            return error.faults
        }
    }

    @Test func `names, flags and variables are told apart`() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.name)) == Set(Self.samples.keys))
        #expect(Setting.all.first { $0.name == "time_zone" }.map { [$0.flag, $0.variable] } == ["--time-zone", "SALESD_TIME_ZONE"])
    }

    @Test(arguments: Setting.all.map(\.name))
    func `a setting means the same as a flag, a variable and a key of the file`(_ name: String) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        let sample = try #require(Self.samples[name])
        let number = Int(sample)
        let flag = try read(flags: [name: [sample]])
        let variable = try read(environment: [setting.variable: sample])
        let text = try read(file: "{\"\(name)\": \"\(sample)\"}")
        #expect("\(flag)" == "\(variable)")
        #expect("\(flag)" == "\(text)")
        if let number { #expect("\(flag)" == "\(try read(file: "{\"\(name)\": \(number)}"))") }
        #expect("\(flag)" != "\(Configuration())")
    }

    @Test(arguments: Setting.all.filter { !$0.defaultText.isEmpty }.map(\.name))
    func `the default that help shows is the one that counts`(_ name: String) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        #expect("\(try read(flags: [name: [setting.defaultText]]))" == "\(Configuration())")
    }

    @Test func `the command line goes before the environment, that before the file`() throws {
        let file = #"{"currency": "EUR", "time_zone": "Europe/Berlin", "loops": 2}"#
        let environment = ["SALESD_TIME_ZONE": "Europe/Paris", "SALESD_LOOPS": "3"]
        let configuration = try read(flags: ["loops": ["4"]], environment: environment, file: file)
        #expect(configuration.currency == "EUR")
        #expect(configuration.timeZone == "Europe/Paris")
        #expect(configuration.loops == 4)
    }

    @Test func `several addresses may be repeated, separated by commas, or an array`() throws {
        let expected = [ListenAddress("127.0.0.1:1"), ListenAddress("[::1]:2"), ListenAddress("unix:/run/s.sock")].compactMap(\.self)
        #expect(try read(flags: ["listen": ["127.0.0.1:1", "[::1]:2,unix:/run/s.sock"]]).listen == expected)
        #expect(try read(file: #"{"listen": ["127.0.0.1:1", "[::1]:2", "unix:/run/s.sock"]}"#).listen == expected)
        #expect(try read(environment: ["SALESD_LISTEN": "127.0.0.1:1, [::1]:2 ,unix:/run/s.sock"]).listen == expected)
    }

    @Test func `addresses that many share are named without port`() throws {
        #expect(try read(flags: ["shared_addresses": ["10.0.0.5,FD00::5"]]).signIn.sharedAddresses == ["10.0.0.5", "fd00::5"])
        for text in ["10.0.0.5:80", "proxy", "[::1]", "::1::", ""] {
            #expect(faults(flags: ["shared_addresses": [text]]).count == 1, "\(text)")
        }
    }

    @Test func `sites are named as browsers write their origins`() throws {
        let origins = ["https://sales.example.com", "http://localhost:3000", "https://[::1]:8443"]
        #expect(try read(flags: ["cors_origins": [origins.joined(separator: ",")]]).service.corsOrigins == origins)
        let wrong = ["*", "null", "a.example", "https://A.example", "https://a.example/", "https://a.example:443", "ftp://a", ""]
        for text in wrong {
            #expect(faults(flags: ["cors_origins": [text]]).count == 1, "\(text)")
        }
    }

    @Test func `all faults of all places are told at once`() {
        let found = faults(
            flags: ["loops": ["many"], "currency": ["CNY", "EUR"]],
            environment: ["SALESD_TIME_ZONE": "Asia/Shanghay", "SALESD_UNKNOWN": "x"],
            file: #"{"lisen": "x", "max_body": 7, "access_log": null}"#)
        #expect(
            found == [
                "salesd.json: there is no setting lisen; did you mean listen?",
                "salesd.json: max_body: “7” is not a whole number from 1024 to 1073741824 (bytes)",
                "salesd.json: access_log cannot be null",
                "SALESD_TIME_ZONE: “Asia/Shanghay” is not a time zone such as Asia/Shanghai",
                "--loops: “many” is not a whole number from 0 to 256 (threads)",
                "--currency is given 2 times",
            ])
    }

    @Test(arguments: [
        ("loops", ""), ("loops", "-1"), ("loops", "1.5"), ("loops", "99999999999999999999"), ("listen", ""), ("listen", "localhost"),
        ("listen", "127.0.0.1:99999"), ("currency", "cny"), ("access_log", ""), ("data", ""), ("idle_time", "0"),
    ])
    func `a value that cannot be is refused`(_ name: String, _ value: String) {
        #expect(faults(flags: [name: [value]]).count == 1)
    }

    @Test(arguments: [
        ("{", "salesd.json: no valid JSON at line 1, column 2"), ("[]", "salesd.json: a JSON object is expected"),
        (#"{"loops": 1, "loops": 2}"#, "salesd.json: no valid JSON at line 1, column 14"),
    ])
    func `a broken file is refused with the place`(_ file: String, _ beginning: String) {
        let found = faults(file: file)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(beginning) == true, "\(found)")
    }

    @Test func `a file that is named must be there`() {
        #expect(faults(flags: ["config": ["/nowhere/salesd.json"]]) == ["--config: the file /nowhere/salesd.json cannot be read"])
    }
}
