// One setting: its name in all three places where it can stand, how its text is read, and what help says of it.

import Kernel

/// Why a text cannot be a setting's value: what is expected instead.
struct SettingFault: Error {
    let expected: String
}

/// One option, the same as a flag, a key of the configuration file and an environment variable.
package struct Setting: Sendable {
    /// The key in the configuration file, such as `time_zone`.
    package let name: String
    /// What stands for the value in help texts.
    package let placeholder: String
    /// The default, as text; empty where there is none.
    package let defaultText: String
    /// What a number counts; empty for everything else.
    package let unit: String
    /// For `salesd help serve` and the sample configuration.
    package let help: String
    /// Whether it takes several values: the flag repeated, an array in the file, or separated by commas.
    package let isList: Bool
    let set: @Sendable (inout Configuration, [String]) throws(SettingFault) -> Void

    /// The flag, such as `--time-zone`.
    package var flag: String { "--" + name.replacing("_", with: "-") }

    /// The environment variable, such as `SALESD_TIME_ZONE`.
    package var variable: String { "SALESD_" + name.uppercased() }
}

extension Setting {
    /// A setting that is one text, read by `parse`.
    static func value<Value: Sendable>(
        _ name: String, _ placeholder: String, _ path: any WritableKeyPath<Configuration, Value> & Sendable, default text: String,
        expected: String,
        _ help: String, parse: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        Setting(name: name, placeholder: placeholder, defaultText: text, unit: "", help: help, isList: false) {
            configuration, texts throws(SettingFault) in
            guard texts.count == 1, let value = parse(texts[0]) else { throw SettingFault(expected: expected) }
            configuration[keyPath: path] = value
        }
    }

    /// A setting that is a list of values.
    static func list<Value: Sendable>(
        _ name: String, _ placeholder: String, _ path: any WritableKeyPath<Configuration, [Value]> & Sendable, default text: String,
        expected: String,
        _ help: String, parse: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        Setting(name: name, placeholder: placeholder, defaultText: text, unit: "", help: help, isList: true) {
            configuration, texts throws(SettingFault) in
            let values = texts.map(parse)
            let known = values.compactMap(\.self)
            guard !known.isEmpty, known.count == values.count else { throw SettingFault(expected: expected) }
            configuration[keyPath: path] = known
        }
    }

    /// A setting that is a whole number within a range.
    static func number<Value: FixedWidthInteger & Sendable>(
        _ name: String, _ path: any WritableKeyPath<Configuration, Value> & Sendable, _ range: ClosedRange<Value>, unit: String,
        _ help: String,
        default text: String? = nil
    ) -> Setting {
        let standard = text ?? "\(Configuration()[keyPath: path])"
        return Setting(name: name, placeholder: "N", defaultText: standard, unit: unit, help: help, isList: false) {
            configuration, texts throws(SettingFault) in
            guard texts.count == 1, let value = Value(texts[0]), range.contains(value) else {
                throw SettingFault(expected: "a whole number from \(range.lowerBound) to \(range.upperBound) (\(unit))")
            }
            configuration[keyPath: path] = value
        }
    }
}
