// The Swift types that a field can have, and how each stands in the database.
//
// What reads and writes them is inlinable, so that the compiler specializes it in the modules (Docs/decisions.md).

public import SQLite

/// A type that a field's value can have in a rule.
public protocol FieldValue: Sendable {
    /// The value that a column holds; nil where the column holds something else.
    init?(stored: SQLiteValue)
    var stored: SQLiteValue { get }
    /// What a field of a record is before anything was put into it.
    static var blank: Self { get }
}

extension Optional: FieldValue where Wrapped: FieldValue {
    @inlinable
    public init?(stored: SQLiteValue) {
        if case .null = stored { return nil }
        guard let value = Wrapped(stored: stored) else { return nil }
        self = .some(value)
    }

    @inlinable
    public var stored: SQLiteValue { self?.stored ?? .null }

    @inlinable
    public static var blank: Wrapped? { nil }
}

extension String: FieldValue {
    @inlinable
    public init?(stored: SQLiteValue) {
        guard case .text(let text) = stored else { return nil }
        self = text
    }

    @inlinable
    public var stored: SQLiteValue { .text(self) }
    @inlinable
    public static var blank: String { "" }
}

/// A type that is one integer in the database.
public protocol IntegerStored: FieldValue {
    init(integer: Int64)
    var integer: Int64 { get }
}

extension IntegerStored {
    @inlinable
    public init?(stored: SQLiteValue) {
        guard case .integer(let number) = stored else { return nil }
        self.init(integer: number)
    }

    @inlinable
    public var stored: SQLiteValue { .integer(integer) }
    @inlinable
    public static var blank: Self { Self(integer: 0) }
}

extension Int64: IntegerStored {
    @inlinable
    public init(integer: Int64) { self = integer }
    @inlinable
    public var integer: Int64 { self }
}

extension Bool: IntegerStored {
    @inlinable
    public init(integer: Int64) { self = integer != 0 }
    @inlinable
    public var integer: Int64 { self ? 1 : 0 }
}

extension Day: IntegerStored {
    package init(integer: Int64) { self.init(daysSince1970: Int(integer)) }
    package var integer: Int64 { Int64(daysSince1970) }
}

extension Instant: IntegerStored {
    package init(integer: Int64) { self.init(milliseconds: integer) }
    package var integer: Int64 { milliseconds }
}

extension Money: IntegerStored {
    package init(integer: Int64) { self.init(minorUnits: integer) }
    package var integer: Int64 { minorUnits }
}

extension FixedPoint {
    package init(integer: Int64) { self.init(unscaled: integer) }
    package var integer: Int64 { unscaled }
}

extension Quantity: IntegerStored {}
extension UnitPrice: IntegerStored {}
extension Fraction: IntegerStored {}
extension ExchangeRate: IntegerStored {}
extension CompanyAmount: IntegerStored {}
extension Figure: IntegerStored {}

/// The id of a record of one resource, so that a customer's cannot be taken for an order's.
public struct ID<Target>: Hashable, IntegerStored {
    public let integer: Int64
    @inlinable
    public init(integer: Int64) { self.integer = integer }
    /// The id of a record of that kind.
    public init(_ integer: Int64) { self.integer = integer }
}

/// A closed list of values, each a snake_case word on the wire and a label for people.
package protocol Choice: RawRepresentable<String>, CaseIterable, Hashable, FieldValue {
    /// What the value is called in Chinese; in English its own words are taken.
    var chinese: String { get }
}

extension Choice {
    package init?(stored: SQLiteValue) {
        guard case .text(let text) = stored else { return nil }
        self.init(rawValue: text)
    }

    package var stored: SQLiteValue { .text(rawValue) }

    package static var blank: Self {
        // A choice without cases cannot be declared: a field of it would accept nothing.
        allCases[allCases.startIndex]
    }

    package var label: Label {
        let words = rawValue.replacing("_", with: " ")
        return Label(words.prefix(1).uppercased() + words.dropFirst(), chinese)
    }
}

/// A list of words in one field, a JSON array in the database.
package struct WordList: FieldValue, Equatable {
    package let words: [String]

    /// In that order.
    package init(_ words: [String]) {
        self.words = words
    }

    package init?(stored: SQLiteValue) {
        guard case .text(let text) = stored else { return nil }
        // The words need no escapes, so what stands between the quotes is the word.
        words = text.split(separator: "\"").filter { !["[", ",", "]", "[]"].contains($0) }.map(String.init)
    }

    package var stored: SQLiteValue {
        .text("[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]")
    }

    package static var blank: WordList { WordList([]) }
}

/// A set of choices in one field, a JSON array of words in the database.
package struct ChoiceList<Element: Choice>: FieldValue, Equatable {
    package let elements: [Element]

    /// In that order.
    package init(_ elements: [Element]) {
        self.elements = elements
    }

    package init?(stored: SQLiteValue) {
        guard let list = WordList(stored: stored) else { return nil }
        elements = list.words.compactMap { Element(rawValue: $0) }
    }

    package var stored: SQLiteValue {
        WordList(elements.map(\.rawValue)).stored
    }

    package static var blank: ChoiceList { ChoiceList([]) }
}
