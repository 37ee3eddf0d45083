// Something in the records for which the server raises a risk, and the records behind it.

import JSON
import Kernel
import SQLite

/// For what and about which record: there is one open risk of each.
struct CauseKey: Hashable, Sendable {
    let cause: RiskCause
    let entity: String
    let id: Int64
}

/// A cause as it was found.
struct FoundCause: Sendable {
    let key: CauseKey
    let category: RiskCategory
    /// What the record is called.
    let name: String
    let customer: Int64?
    /// Whom the record belongs to; nil for nobody.
    let owner: Int64?
    /// How bad it is, where that can be measured: a greater one is worse.
    let measure: Int64?

    /// A cause about a record of a table's row: its id, name, customer, owner, measure.
    init?(_ cause: RiskCause, _ category: RiskCategory, entity: String, row: [SQLiteValue]) {
        guard row.count == 5, let id = Int64(stored: row[0]) else { return nil }
        self.init(
            key: CauseKey(cause: cause, entity: entity, id: id), category: category, name: String(stored: row[1]) ?? "",
            customer: Int64(stored: row[2]), owner: Int64(stored: row[3]), measure: Int64(stored: row[4]))
    }

    init(key: CauseKey, category: RiskCategory, name: String, customer: Int64?, owner: Int64?, measure: Int64?) {
        self.key = key
        self.category = category
        self.name = name
        self.customer = customer
        self.owner = owner
        self.measure = measure
    }
}

/// A record behind a risk.
struct EvidenceRecord: Sendable {
    let entity: String
    let id: Int64
    /// As people read it.
    let number: String
    /// What it adds, in the company's currency; nil where nothing is added up.
    let amount: Money?

    /// From a row with id, number and amount.
    init?(_ entity: String, row: [SQLiteValue]) {
        guard row.count == 3, let id = Int64(stored: row[0]) else { return nil }
        self.init(entity: entity, id: id, number: String(stored: row[1]) ?? "", amount: Money(stored: row[2]))
    }

    init(entity: String, id: Int64, number: String, amount: Money?) {
        self.entity = entity
        self.id = id
        self.number = number
        self.amount = amount
    }

    /// Records that are kept with a risk: the gravest of them.
    static let most = 200
}

extension [EvidenceRecord] {
    /// As they are kept with the risk.
    var kept: String {
        let items = prefix(EvidenceRecord.most).map { record -> JSONValue in
            [
                "entity": .string(record.entity), "id": .integer(record.id), "number": .string(record.number),
                "amount": record.amount.map { .integer($0.minorUnits) } ?? .null,
            ]
        }
        var writer = JSONWriter(capacity: 1024)
        writer.value(.array(items))
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    /// Nothing, where they were not kept so.
    init(kept text: String?) {
        let items = text.flatMap { try? JSONReader.parse($0) }?.array ?? []
        self = items.compactMap(\.object).compactMap { item in
            guard let entity = item["entity"]?.string, let id = item["id"]?.number?.int64, let number = item["number"]?.string else {
                return nil
            }
            return EvidenceRecord(
                entity: entity, id: id, number: number, amount: item["amount"]?.number?.int64.map { Money(minorUnits: $0) })
        }
    }
}
