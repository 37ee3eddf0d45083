// What people and scripts see: results on standard output, everything else on standard error.

import Foundation
import Glibc

/// The two outputs of the process.
enum Console {
    /// A line of the result.
    static func result(_ line: String) {
        write(line + "\n", to: .standardOutput)
    }

    /// A line for people, on standard error.
    static func note(_ line: String) {
        write(line + "\n", to: .standardError)
    }

    /// A question to whoever sits at the terminal, without a new line.
    static func prompt(_ text: String) {
        write(text, to: .standardError)
    }

    /// Something that went wrong, in one line.
    static func error(_ text: String) {
        note("salesd: \(text)")
    }

    /// Whether a person looks at standard error: only then is progress shown.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

    /// Overwrites the line of progress; does nothing in a pipe.
    static func progress(_ text: String) {
        guard showsProgress else { return }
        write("\r\u{1B}[K\(text)", to: .standardError)
    }

    /// Bytes as they are, to standard output.
    static func result(_ bytes: [UInt8]) {
        try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }

    /// Nobody is told when writing fails: there is nowhere left to tell it.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}
