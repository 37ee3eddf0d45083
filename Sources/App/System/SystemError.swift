// The system's own words for its error numbers.

import Foundation

/// Error numbers as text.
enum SystemError {
    static func text(_ code: Int32) -> String {
        let sentence = POSIXErrorCode(rawValue: code).map { POSIXError($0).localizedDescription } ?? "error \(code)"
        // Foundation puts a sentence before the words that matter: “The operation couldn’t be completed. Permission denied”.
        return sentence.split(separator: ". ").last.map { String($0) } ?? sentence
    }
}
