// Puts a configuration together: defaults, then the file, then the environment, then the command line; all faults at once.

import JSON
import Kernel

/// A command that was not used as it is meant; one sentence for each fault.
package struct UsageError: Error, Equatable {
    /// One sentence each.
    package let faults: [String]

    /// With every fault at once.
    package init(_ faults: [String]) {
        self.faults = faults
    }
}

/// Reads settings from everywhere.
package struct ConfigurationReader {
    private var configuration = Configuration()
    private var faults: [String] = []

    /// The configuration that the flags, the environment and the file named there make.
    ///
    /// Unknown environment variables are passed over: others use the prefix too, such as Kubernetes for a service named salesd.
    /// - Parameters:
    ///   - flags: setting names, such as `time_zone`, with all values given; `config` names the file
    ///   - readFile: gives a file's bytes, nil where it cannot be read
    /// - Throws: `UsageError` with every fault of all sources
    package static func read(
        flags: [String: [String]], environment: [String: String], readFile: (String) -> [UInt8]? = LocalFile.read
    ) throws(UsageError) -> Configuration {
        var reader = ConfigurationReader()
        if let path = flags["config"]?.last ?? environment["SALESD_CONFIG"] { reader.takeFile(path, readFile(path)) }
        for setting in Setting.all {
            if let text = environment[setting.variable] { reader.take([text], for: setting, named: setting.variable) }
        }
        for setting in Setting.all {
            if let texts = flags[setting.name] { reader.take(texts, for: setting, named: setting.flag) }
        }
        guard reader.faults.isEmpty else { throw UsageError(reader.faults) }
        return reader.configuration
    }

    private mutating func takeFile(_ path: String, _ bytes: [UInt8]?) {
        guard let bytes else {
            faults.append("--config: the file \(path) cannot be read")
            return
        }
        do {
            guard let object = try JSONReader.parse(bytes).object else {
                faults.append("\(path): a JSON object is expected")
                return
            }
            for (name, value) in object { take(name, value, from: path) }
        } catch {
            faults.append("\(path): no valid JSON at line \(error.line), column \(error.column): \(error.code.sentence)")
        }
    }

    private mutating func take(_ name: String, _ value: JSONValue, from path: String) {
        guard let setting = Setting.all.first(where: { $0.name == name }) else {
            let hint = NearestName.of(name, among: Setting.all.map(\.name)).map { "; did you mean \($0)?" } ?? ""
            faults.append("\(path): there is no setting \(name)\(hint)")
            return
        }
        guard let texts = value.settingTexts else {
            faults.append("\(path): \(name) cannot be \(value.kind.rawValue)")
            return
        }
        take(texts, for: setting, named: "\(path): \(name)")
    }

    private mutating func take(_ texts: [String], for setting: Setting, named place: String) {
        guard setting.isList || texts.count == 1 else {
            faults.append("\(place) is given \(texts.count) times")
            return
        }
        let values = setting.isList ? texts.flatMap { $0.split(separator: ",").map { $0.trimmed } } : texts
        do {
            try setting.set(&configuration, values)
        } catch {
            faults.append("\(place): “\(texts.joined(separator: ", "))” is not \(error.expected)")
        }
    }
}

extension JSONValue {
    /// The value as texts of a setting; nil for what no setting can be.
    fileprivate var settingTexts: [String]? {
        switch self {
        case .string(let text): [text]
        case .number(let number): [number.literal]
        case .bool(let flag): [flag ? "true" : "false"]
        case .array(let elements):
            elements.reduce([]) { texts, element in
                guard let texts, let text = element.string else { return nil }
                return texts + [text]
            }
        case .null, .object: nil
        }
    }
}

extension Substring {
    /// Without spaces at either end.
    var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
