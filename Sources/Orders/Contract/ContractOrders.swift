// What orders have taken of a contract, and what hangs on the contract when an order goes on (P2.5.1).

import CRM
import Kernel
import SQLite

/// The one place that counts the orders of a contract.
enum ContractOrders {
    /// Over rows of `orders`: those that count. A draft reserves what it holds; a cancelled order gives it back.
    private static let living = "o.archived_at IS NULL AND o.status <> 'cancelled'"

    /// How much of each line living orders take, in ten-thousandths.
    static func quantities(of contract: ID<Contract>, except order: ID<Order> = ID(0), in reader: RuleReader) throws -> [ID<
        ContractLine
    >: Int64] {
        let sql = """
            SELECT l.contract_line_id, sum(l.quantity) FROM orders o JOIN order_lines l ON l.order_id = o.id
            WHERE o.contract_id = ? AND o.id <> ? AND l.contract_line_id IS NOT NULL AND \(living) GROUP BY l.contract_line_id
            """
        let rows = try reader.rows(sql, [contract.stored, order.stored]).compactMap { row in
            ID<ContractLine>(stored: row[0]).flatMap { line in Int64(stored: row[1]).map { (line, $0) } }
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Orders that may still change or fall away.
    private static func unconfirmed(of contract: ID<Contract>, in reader: RuleReader) throws -> Int64 {
        let sql = """
            SELECT count(*) FROM orders o WHERE o.contract_id = ? AND \(living)
            AND o.status <> 'confirmed' AND o.status <> 'completed' AND ifnull(o.held_from, '') <> 'confirmed'
            """
        return try reader.integer(sql, contract.stored) ?? 0
    }

    static func count(_ contract: inout Record<Contract>, _ reader: RuleReader) throws {
        let ordered = try quantities(of: contract.id, in: reader)
        contract.lines = contract.lines.map { line in
            var line = line
            line.orderedQuantity = Quantity(unscaled: ordered[line.id] ?? 0)
            line.noteOpenQuantity()
            return line
        }
        contract.unconfirmedOrders = try unconfirmed(of: contract.id, in: reader)
    }
}

extension LaterDerivation {
    /// What of each line of a contract is ordered.
    static let contractOrders = LaterDerivation(Derivation<Contract>(from: Order.self, by: \.contract, compute: ContractOrders.count))
}

extension Record where D == Order {
    /// Whether it goes on upon a contract that both have signed and that is in force (P2.5.1).
    func hasContractInForce(in reader: RuleReader) throws -> Bool {
        guard let id = self.contract, let contract = try reader.find(Contract.self, id) else { return false }
        return ContractStatus.inForce.contains(contract.status)
    }

    /// What went to review upon a contract is not confirmed when that was terminated meanwhile: submitted anew it needs a reason, and
    /// sales reviews it as well.
    ///
    /// Throws `contract_terminated`.
    func requireContractNotTerminated(in reader: RuleReader) throws {
        guard self.noContractReason == nil, reader.settings(OrderSettings.self).contractRequired != .never, let id = self.contract,
            let contract = try reader.find(Contract.self, id)
        else { return }
        guard contract.status != .terminated else { throw Failure(.contractTerminated, ["number": contract.number]) }
    }
}
