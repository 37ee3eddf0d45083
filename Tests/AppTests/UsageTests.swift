// What the program says to a command line that is not meant so, and its help.

import App
import TestSupport
import Testing

@Suite struct UsageTests {
    @Test(arguments: [
        (["servee"], "there is no command servee; did you mean serve?"),
        (["user"], "which of these: user add, user list, user passwd, user deactivate?"),
        (["serve"], "--data DIR is missing"),
        (["serve", "--data"], "--data needs a value"),
        (["serve", "--data", "d", "extra"], "“extra” is one word too many"),
        (["serve", "--data", "d", "--lops", "3"], "salesd serve knows no option --lops; did you mean --loops?"),
        (["user", "add", "--data", "d", "--roles", "admin"], "NAME is missing"),
        (["user", "add", "nancy", "--data", "d"], "--roles is missing"),
        (["key", "add", "erp", "--data", "d"], "--roles or --user is missing"),
        (
            ["key", "add", "erp", "--data", "d", "--roles", "integration", "--expires-on", "2027-02-30"],
            "--expires-on: “2027-02-30” is no day"
        ),
        (["key", "revoke", "first", "--data", "d"], "“first” is no id of a key"),
        (["version", "--data", "d"], "salesd version knows no option --data"),
        (["help", "nothing"], "there is no command nothing"),
    ])
    func `wrong usage ends with 2 and says what is wrong`(_ words: [String], _ sentence: String) throws {
        let outcome = try Salesd.run(words)
        #expect(outcome.code == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("salesd: \(sentence)"), "\(outcome.errors)")
    }

    @Test func `each fault has a line of its own`() throws {
        let outcome = try Salesd.run("serve", "--loops", "x", "--currency=y", "--data", "d", environment: ["SALESD_HEAD_TIME": "z"])
        #expect(outcome.code == 2)
        #expect(
            outcome.errors.split(separator: "\n").map { $0.split(separator: ":")[1] } == [" SALESD_HEAD_TIME", " --loops", " --currency"])
    }

    @Test func `help of serve lists every setting with its default`() throws {
        let help = try Salesd.run("help", "serve")
        #expect(help.code == 0)
        #expect(help.errors.isEmpty)
        for setting in Setting.all {
            #expect(help.output.contains("    \(setting.flag) \(setting.placeholder)\n"))
            if !setting.defaultText.isEmpty { #expect(help.output.contains("Default \(setting.defaultText)")) }
        }
        #expect(try Salesd.run("serve", "--help").output == help.output)
    }

    @Test func `help lists all commands, and each has help of its own`() throws {
        let overview = try Salesd.run("help").output
        #expect(try Salesd.run("--help").output == overview)
        let names = overview.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { line in
            line.dropFirst(4).split(separator: " ").prefix { !$0.isEmpty && $0.first?.isLowercase == true }.joined(separator: " ")
        }
        #expect(names.contains("serve") && names.contains("audit verify") && names.count >= 14)
        for name in names {
            let help = try Salesd.run(["help"] + name.split(separator: " ").map(String.init))
            #expect(help.code == 0, "\(name)")
            #expect(help.output.hasPrefix("salesd \(name)"))
        }
    }

    @Test func `the version is on standard output`() throws {
        let outcome = try Salesd.run("version")
        #expect(outcome.code == 0)
        #expect(outcome.output == "salesd \(Version.current)\n")
        #expect(try Salesd.run("--version").output == outcome.output)
    }
}
