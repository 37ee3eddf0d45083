// Every parameter of a question that is refused, where the question stands in a body and all faults of it are told at once.

/// The refusals of a question's parameters: after each, the question is read again without the parameter that it names.
///
/// - Parameter read: reads the question. What it refuses with another status than 400 is thrown
package func queryFailures(
    of items: [(name: String, value: String)], reading read: ([(name: String, value: String)]) throws -> Void
) throws -> [Failure] {
    var rest = items
    var failures: [Failure] = []
    while failures.count < InputReader.mostFaults {
        do {
            try read(rest)
            break
        } catch let failure as Failure where failure.code.status == 400 {
            failures.append(failure)
            guard let place = failure.place(among: rest) else { break }
            rest.remove(at: place)
        }
    }
    return failures
}

extension Failure {
    /// The one parameter that it is about; nil where it is about several together.
    fileprivate func place(among items: [(name: String, value: String)]) -> Int? {
        let named = items.indices.filter { items[$0].name == details["name"] }
        return named.first { items[$0].value == details["value"] } ?? (named.count == 1 ? named.first : nil)
    }
}
