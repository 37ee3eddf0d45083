// `salesd help`: all commands, or one of them with its options.

extension Command {
    static let help = Command("help", ["[COMMAND…]"], settings: .none, summary: "Show all commands, or one with its options") {
        invocation in
        guard !invocation.operands.isEmpty else { return Console.result(HelpText.overview) }
        let name = invocation.operands.joined(separator: " ")
        let commands = Command.all.filter { $0.name == name || $0.name.hasPrefix(name + " ") }
        guard !commands.isEmpty else { throw UsageError(["there is no command \(name) (salesd help lists all)"]) }
        Console.result(HelpText.of(commands))
    }
}

/// The texts of help, made from what commands and settings declare.
enum HelpText {
    static var overview: String {
        let width = Command.all.map(\.name.count).max() ?? 0
        let lines = Command.all.map { "    \($0.name.padded(width))  \($0.summary)" }
        return
            (["salesd serves a company's sales process over HTTP.", ""] + lines + ["", "salesd help COMMAND shows a command's options."])
            .joined(separator: "\n")
    }

    /// One command, or several that share their first word and so their settings.
    static func of(_ commands: [Command]) -> String {
        let own = commands.map { command in
            ([command.usage, "    " + command.summary] + command.flags.flatMap { [""] + entry($0) }).joined(separator: "\n")
        }
        return (own + settings(commands)).joined(separator: "\n\n")
    }

    private static func settings(_ commands: [Command]) -> [String] {
        guard let settings = commands.first?.listedSettings, !settings.isEmpty else { return [] }
        return [settingsIntroduction, (settings.flatMap { entry($0) } + configEntry).joined(separator: "\n")]
    }

    private static let settingsIntroduction = """
        Each of these is also a key of the configuration file (JSON, time_zone for --time-zone) and an environment variable
        (SALESD_TIME_ZONE); the command line goes before the environment, that before the file.
        """

    private static let configEntry = ["    --config FILE", "        The configuration file; SALESD_CONFIG."]

    private static func entry(_ flag: Flag) -> [String] {
        ["    --\(flag.name)\(flag.placeholder.map { " " + $0 } ?? "")", "        " + flag.help]
    }

    private static func entry(_ setting: Setting) -> [String] {
        let standard =
            setting.defaultText.isEmpty
            ? [] : ["Default \(([setting.defaultText, setting.unit].filter { !$0.isEmpty }).joined(separator: " "))."]
        let several = setting.isList ? ["May be repeated, or hold several separated by commas."] : []
        return ["    \(setting.flag) \(setting.placeholder)", "        " + ([setting.help] + several + standard).joined(separator: " ")]
    }
}
