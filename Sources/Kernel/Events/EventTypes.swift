// Which events somebody wants, by their types, and which types there are: streams and webhooks take the same words.

/// Types such as `salesd.order.confirm`, and beginnings such as `salesd.order.*`, which stand for all that begin so.
package struct EventTypes: Sendable, Hashable {
    private let whole: Set<String>
    private let beginnings: Set<String>

    /// - Parameter words: a `*` counts at the end of one alone
    package init(_ words: some Sequence<String>) {
        let all = Set(words)
        let open = all.filter { $0.hasSuffix("*") }
        whole = all.subtracting(open)
        beginnings = Set(open.map { String($0.dropLast()) })
    }

    /// Whether an event of that type is wanted.
    package func contains(_ type: String) -> Bool {
        whole.contains(type) || beginnings.contains { type.hasPrefix($0) }
    }

    /// How an event of a record reads: `salesd.order.reviews.finance.approve`.
    static func name(_ entity: String, _ action: String) -> String { prefix + entity + "." + word(of: action) }

    /// An action as types have it, which know no `/`.
    static func word(of action: String) -> String { action.replacing("/", with: ".") }

    static let prefix = "salesd."

    /// What the kernel tells of records of every kind.
    static let actionsOfAll = ["created", "imported", "updated", "archived", "restored", "derived", "handed_over", "merged", "erased"]
}

extension AnyResource {
    /// Whether a type, or a beginning with `*`, means an event of its records.
    func tells(_ word: String) -> Bool {
        let base = EventTypes.prefix + schema.entity + "."
        guard word.hasSuffix("*") else { return word.hasPrefix(base) && eventActions.contains(String(word.dropFirst(base.count))) }
        let beginning = word.dropLast()
        if base.hasPrefix(beginning) { return true }
        guard beginning.hasPrefix(base) else { return false }
        let rest = beginning.dropFirst(base.count)
        return eventActions.contains { $0.hasPrefix(rest) }
    }
}

extension Registry {
    /// The kinds of records whose events a type means: all for `*` and `salesd.*`; none for what would be waited for in vain.
    package func resources(meantBy type: String) -> [AnyResource] {
        guard !type.dropLast().contains("*") else { return [] }
        return resources.filter { $0.tells(type) }
    }

    /// The faults of a list of types, each at its place: whatever is waited for has to be something that can come.
    package func faults(ofEventTypes words: [String]) -> [Fault] {
        let wrong = words.enumerated().filter { resources(meantBy: $0.element).isEmpty }
        return wrong.prefix(InputReader.mostFaults).enumerated().map { count, word in
            // To find the nearest one costs more than all else.
            let advice = count < Registry.mostAdvised ? eventAdvice(for: word.element) : nil
            return Fault(
                .unknownEventType, at: "/\(word.offset)",
                ["type": word.element, "hint": advice?.english ?? "", "hint_zh": advice?.chinese ?? ""])
        }
    }

    private static let mostAdvised = 10

    /// The types that a parameter of a query names. Throws `bad_parameter` for the first that there is not.
    func eventTypes(inQuery text: String) throws -> EventTypes {
        let words = text.split(separator: ",").map(String.init)
        guard let wrong = words.isEmpty ? text : words.first(where: { resources(meantBy: $0).isEmpty }) else { return EventTypes(words) }
        if let near = nearestEventType(to: wrong) {
            throw Failure.badParameter("type", wrong, "there is no such type of event; did you mean \(near)?")
        }
        guard let known = eventsBeside(wrong) else { throw Failure.badParameter("type", wrong, "there is no such type of event") }
        throw Failure.badParameter("type", wrong, "there is no such type of event; of \(known.base) there are \(known.words)")
    }

    // MARK: What was meant

    private func eventAdvice(for type: String) -> Label? {
        if let near = nearestEventType(to: type) { return Label(" Did you mean “\(near)”?", "您是否想输入“\(near)”？") }
        return eventsBeside(type).map { Label(" Of \($0.base) there are \($0.words).", "\($0.base) 的事件有：\($0.words)。") }
    }

    /// The type that was probably meant. Looked for among the kinds of records first, so that few are compared.
    private func nearestEventType(to type: String) -> String? {
        guard !type.isEmpty else { return nil }
        let full = type.hasPrefix(EventTypes.prefix) ? type : EventTypes.prefix + type
        if full != type, !resources(meantBy: full).isEmpty { return full }
        let parts = full.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return nil }
        guard let entity = NearestName.of(parts[1], among: resources.map(\.schema.entity)), let resource = self.resource(entity: entity)
        else {
            return nil
        }
        let all = EventTypes.name(entity, "*")
        guard parts.count > 2, parts[2] != "*", !parts[2].isEmpty else { return all }
        if let action = NearestName.of(parts[2], among: resource.eventActions) { return EventTypes.name(entity, action) }
        return entity == parts[1] ? nil : all
    }

    /// What can be told of the kind of record that a type names; nil where there is no such kind.
    private func eventsBeside(_ type: String) -> (base: String, words: String)? {
        let parts = type.split(separator: ".", maxSplits: 2).map(String.init)
        guard parts.count > 1, parts[0] + "." == EventTypes.prefix, let resource = self.resource(entity: parts[1]) else { return nil }
        return (EventTypes.prefix + parts[1], resource.eventActions.sorted().joined(separator: ", "))
    }
}
