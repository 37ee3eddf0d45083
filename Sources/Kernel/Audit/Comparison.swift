// What differs between two records of one kind, as somebody may see it: the two versions of a paper, for instance.

package import JSON

/// One place in which two records differ.
package struct Difference: Sendable {
    /// In the first record, or in the second one where only that has it.
    package let pointer: String
    /// Null where there is nothing.
    package let from: JSONValue
    package let to: JSONValue

    package static let shape = AnswerShape<Difference>(
        "Difference", "差异",
        [
            .field("pointer", text("Where, as a JSON pointer", "位置（JSON Pointer）"), example: "/lines/0/unit_price") { $0.pointer },
            .any("from", Label("In the first one", "前者"), example: "14.00") { $0.from },
            .any("to", Label("In the second one", "后者"), example: "13.50") { $0.to },
        ])
}

/// Which parts of two records are compared, and which items are the same one.
package struct Comparison<R: Resource>: Sendable {
    private let left: Set<String>
    private let keys: [String: [String]]
    private let leftOfItems: Set<String>

    /// - Parameters:
    ///   - left: names of fields that are not compared; those that all records have are not either
    ///   - keys: of each list that is compared, the names of the fields by which an item is known; of several items with one key the
    ///     first belongs to the first
    ///   - leftOfItems: names of fields of items that are not compared
    package init(leaving left: Set<String>, lists keys: [String: [String]], leavingOfItems leftOfItems: Set<String> = []) {
        self.left = left
        self.keys = keys
        self.leftOfItems = leftOfItems
    }

    /// What the caller sees of the differences, in the order of the fields.
    package func differences(from old: Record<R>, to new: Record<R>, seenBy caller: Caller) -> [Difference] {
        let sides = Sides(old.row, new.row, of: R.schema, viewer: Viewer(roles: caller.roles))
        let fields = R.schema.fields.filter { !R.schema.isBase($0) && !left.contains($0.name) && sides.viewer.sees($0) }
        let lists = R.schema.children.flatMap { list in
            keys[list.name].map { differences(in: list, knownBy: $0, from: old.row, to: new.row, sides) } ?? []
        }
        return sides.differences(in: fields, from: old.row, to: new.row, at: "") + lists
    }

    private func differences(in list: AnyChildren, knownBy key: [String], from old: Row, to new: Row, _ sides: Sides) -> [Difference] {
        let schema = list.schema()
        let places = key.compactMap { schema.field($0)?.index }
        let fields = schema.fields.filter {
            !schema.isItemPlace($0) && $0.index != ItemColumn.id && !leftOfItems.contains($0.name) && sides.viewer.sees($0)
        }
        var unmatched = Array(new.children[list.index].enumerated())
        var found: [Difference] = []
        for (index, item) in old.children[list.index].enumerated() {
            let same = unmatched.firstIndex { other in places.allSatisfy { other.element.values[$0] == item.values[$0] } }
            let other = same.map { unmatched.remove(at: $0).element }
            found += sides.differences(in: fields, from: item, to: other, at: "/\(list.name)/\(index)")
        }
        return found + unmatched.flatMap { sides.differences(in: fields, from: nil, to: $0.element, at: "/\(list.name)/\($0.offset)") }
    }
}

/// How the values of either side are written, and for whom.
private struct Sides {
    let viewer: Viewer
    /// Of the currency of each.
    private let fromDecimals: Int
    private let toDecimals: Int

    init(_ old: Row, _ new: Row, of schema: AnySchema, viewer: Viewer) {
        self.viewer = viewer
        fromDecimals = schema.currencyDecimals(of: old) ?? 2
        toDecimals = schema.currencyDecimals(of: new) ?? 2
    }

    /// Where one is missing, the whole of the other is one difference.
    func differences(in fields: [AnyField], from old: Row?, to new: Row?, at pointer: String) -> [Difference] {
        guard let old, let new else {
            let (from, to) = (whole(old, fields, fromDecimals), whole(new, fields, toDecimals))
            return [Difference(pointer: pointer, from: from, to: to)]
        }
        return fields.filter { old.values[$0.index] != new.values[$0.index] }.map { field in
            let (from, to) = (value(field, of: old, fromDecimals), value(field, of: new, toDecimals))
            return Difference(pointer: "\(pointer)/\(field.name)", from: from, to: to)
        }
    }

    private func whole(_ row: Row?, _ fields: [AnyField], _ decimals: Int) -> JSONValue {
        guard let row else { return .null }
        return .object(JSONObject(fields.filter { !row.isNull($0.index) }.map { (name: $0.name, value: value($0, of: row, decimals)) }))
    }

    private func value(_ field: AnyField, of row: Row, _ decimals: Int) -> JSONValue {
        var writer = JSONWriter(capacity: 64)
        writer.write(field.form, field.index, of: WholeRowSource(values: row.values), currencyDecimals: decimals)
        return (try? JSONReader.parse(writer.finish())) ?? .null
    }
}
