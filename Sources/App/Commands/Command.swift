// What a command is: its name, what it takes, and what it does.

/// A command that could not be carried out; the text goes on one line behind “salesd: ”.
package struct CommandFailure: Error, Equatable {
    /// Without the program's name and the line's end.
    package let text: String

    /// With the text that people read.
    package init(_ text: String) {
        self.text = text
    }
}

/// An option of one command alone.
struct Flag: Sendable {
    /// As it is typed, without the two hyphens.
    let name: String
    /// What stands for the value in help texts; nil for an option without one.
    let placeholder: String?
    let isRequired: Bool
    let help: String

    init(_ name: String, _ placeholder: String?, isRequired: Bool = false, _ help: String) {
        self.name = name
        self.placeholder = placeholder
        self.isRequired = isRequired
        self.help = help
    }
}

/// What a command works with.
struct Invocation: Sendable {
    /// What stands on the command line without a name.
    let operands: [String]
    let flags: [String: [String]]
    let configuration: Configuration

    var operand: String { operands.first ?? "" }

    /// The value of an option, the last one given.
    func flag(_ name: String) -> String? { flags[name]?.last }

    /// The values of an option that takes several, repeated or separated by commas; nil where it is not given.
    func list(_ name: String) -> [String]? {
        flags[name].map { $0.flatMap { $0.split(separator: ",").map(\.trimmed) } }
    }

    /// Runs `body` with a way to the data.
    func withServer<Result>(makesData: Bool = false, _ body: (ControlClient) throws -> Result) throws -> Result {
        try ControlClient.with(configuration, makesData: makesData, body)
    }
}

/// One command of `salesd`.
struct Command: Sendable {
    /// How far the settings of the configuration concern it.
    enum Settings {
        /// Not at all.
        case none
        /// The data directory and what rules read.
        case data
        /// All of them.
        case all
    }

    /// One or two words, such as `user add`.
    let name: String
    /// Its operands, for the help text and to count them.
    let operands: [String]
    let flags: [Flag]
    let settings: Settings
    let summary: String
    let run: @Sendable (Invocation) throws -> Void

    init(
        _ name: String, _ operands: [String] = [], flags: [Flag] = [], settings: Settings = .data, summary: String,
        run: @escaping @Sendable (Invocation) throws -> Void
    ) {
        self.name = name
        self.operands = operands
        self.flags = flags
        self.settings = settings
        self.summary = summary
        self.run = run
    }

    /// Every command, in the order of the help text.
    static let all: [Command] = [
        .serve, .demo,
        .userAdd, .userList, .userPasswd, .userDeactivate,
        .keyAdd, .keyList, .keyRotate, .keyRevoke,
        .importFile, .auditVerify, .check, .backup, .restore, .jobsList, .jobsRun,
        .openAPI, .version, .help,
    ]

    /// The settings that help lists for it.
    var listedSettings: [Setting] {
        switch settings {
        case .none: []
        case .data: Setting.all.filter { ["data", "time_zone", "currency"].contains($0.name) }
        case .all: Setting.all
        }
    }

    /// How it is typed.
    var usage: String {
        let needed = flags.filter(\.isRequired).map { "--\($0.name) \($0.placeholder ?? "")" }
        let data = settings == .none ? [] : ["--data DIR"]
        let more = settings == .all || flags.contains { !$0.isRequired } ? ["[options]"] : []
        return (["salesd", name] + operands + needed + data + more).joined(separator: " ")
    }
}
