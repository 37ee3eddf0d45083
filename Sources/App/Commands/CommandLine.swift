// From the words of a command line to a command that runs, and to the exit code of the process.

import Kernel

/// The command line of `salesd`.
package enum CommandLineTool {
    /// Done; failed; not used as it is meant.
    package enum ExitCode {
        /// All went well.
        package static let done: Int32 = 0
        /// It could not be carried out.
        package static let failed: Int32 = 1
        /// It was not understood.
        package static let wrongUsage: Int32 = 2
    }

    /// Runs the command that the words name and gives the exit code. Errors go to standard error, a line each.
    package static func run(_ words: [String], environment: [String: String]) -> Int32 {
        do {
            let (command, invocation) = try CommandLineReader.read(words, environment: environment)
            try command.run(invocation)
            return ExitCode.done
        } catch let error as UsageError {
            for fault in error.faults { Console.error(fault) }
            return ExitCode.wrongUsage
        } catch {
            Console.error(ErrorText.of(error))
            return ExitCode.failed
        }
    }
}

/// Takes a command line apart.
struct CommandLineReader {
    private let command: Command
    private var operands: [String] = []
    private var flags: [String: [String]] = [:]
    private var settings: [String: [String]] = [:]
    private var faults: [String] = []
    private var asksForHelp = false

    /// The command and what it works with. Throws `UsageError` with every fault.
    static func read(_ words: [String], environment: [String: String]) throws(UsageError) -> (Command, Invocation) {
        let (command, rest) = try command(words)
        var reader = CommandLineReader(command: command)
        reader.take(rest)
        if reader.asksForHelp {
            return (
                .help, Invocation(operands: command.name.split(separator: " ").map(String.init), flags: [:], configuration: Configuration())
            )
        }
        let configuration = reader.configuration(environment)
        reader.checkCounts(configuration)
        guard reader.faults.isEmpty else { throw UsageError(reader.faults) }
        return (command, Invocation(operands: reader.operands, flags: reader.flags, configuration: configuration))
    }

    /// The command that the first one or two words name, and the words after them.
    private static func command(_ words: [String]) throws(UsageError) -> (Command, ArraySlice<String>) {
        guard let first = words.first, !["--help", "-h"].contains(first) else { return (.help, []) }
        if first == "--version" { return (.version, []) }
        for length in [2, 1] where words.count >= length {
            let name = words.prefix(length).joined(separator: " ")
            if let command = Command.all.first(where: { $0.name == name }) { return (command, words.dropFirst(length)) }
        }
        let group = Command.all.filter { $0.name.hasPrefix(first + " ") }
        guard group.isEmpty else {
            if words.dropFirst().contains(where: { ["--help", "-h"].contains($0) }) { return (.help, [first]) }
            throw UsageError(["which of these: " + group.map(\.name).joined(separator: ", ") + "?"])
        }
        let hint = NearestName.of(first, among: Command.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        throw UsageError(["there is no command \(first)\(hint) (salesd help lists all)"])
    }

    private init(command: Command) {
        self.command = command
    }

    private mutating func take(_ words: ArraySlice<String>) {
        var rest = words
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                return
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            takeOption(word, &rest)
        }
    }

    private mutating func takeOption(_ word: String, _ rest: inout ArraySlice<String>) {
        guard !["--help", "-h"].contains(word) else {
            asksForHelp = true
            return
        }
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].hasPrefix("--") ? String(parts[0].dropFirst(2)) : ""
        let flag = command.flags.first { $0.name == name }
        let setting = settingName(name)
        guard flag != nil || setting != nil else {
            // What follows is likely its value, and no fault of its own.
            if parts.count == 1, rest.first?.hasPrefix("-") == false { rest.removeFirst() }
            return refuse(word, name)
        }
        if let flag, flag.placeholder == nil {
            flags[name, default: []].append("")
            return
        }
        guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
            faults.append("--\(name) needs a value")
            return
        }
        if flag != nil { flags[name, default: []].append(value) } else if let setting { settings[setting, default: []].append(value) }
    }

    /// The setting that an option of this command sets; `config` names the file.
    private func settingName(_ option: String) -> String? {
        guard command.settings != .none else { return nil }
        if option == "config" { return option }
        return Setting.all.first { $0.flag == "--" + option }?.name
    }

    private mutating func refuse(_ word: String, _ name: String) {
        let settings = command.settings == .none ? [] : Setting.all.map { String($0.flag.dropFirst(2)) } + ["config"]
        let hint = NearestName.of(name, among: command.flags.map(\.name) + settings).map { "; did you mean --\($0)?" } ?? ""
        faults.append("salesd \(command.name) knows no option \(word)\(hint)")
    }

    private mutating func configuration(_ environment: [String: String]) -> Configuration {
        guard command.settings != .none else { return Configuration() }
        do {
            return try ConfigurationReader.read(flags: settings, environment: environment)
        } catch {
            faults += error.faults
            return Configuration()
        }
    }

    private mutating func checkCounts(_ configuration: Configuration) {
        if operands.count < command.operands.count, !command.operands.contains(where: { $0.hasPrefix("[") }) {
            faults.append("\(command.operands[operands.count]) is missing: \(command.usage)")
        }
        if operands.count > command.operands.count, command.operands.last?.hasSuffix("…]") != true {
            faults.append("“\(operands[command.operands.count])” is one word too many: \(command.usage)")
        }
        for flag in command.flags where flag.isRequired && flags[flag.name] == nil {
            faults.append("--\(flag.name) is missing: \(command.usage)")
        }
        if command.settings != .none, configuration.data.isEmpty, faults.isEmpty {
            faults.append("--data DIR is missing (or SALESD_DATA, or data in the configuration file)")
        }
    }
}
