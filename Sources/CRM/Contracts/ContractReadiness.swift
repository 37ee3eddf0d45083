// What a contract still lacks before legal may look at it: everything at once (P4.2.4).

import Catalog
import Kernel
import SQLite

/// The contract beside the version that was approved, and beside the clauses that the company wants.
struct ContractReadiness {
    private let contract: Record<Contract>
    private let proposal: Record<Proposal>
    /// Everything that keeps it from legal.
    private(set) var faults: [Fault] = []

    init(_ contract: Record<Contract>, in reader: RuleReader) throws {
        self.contract = contract
        proposal = try reader.require(Proposal.self, contract.proposal)
        faults += termFaults(on: reader.today)
        faults += lineFaults()
        faults += try contract.clauseFaults(in: reader)
        faults += paymentFaults()
    }

    private func termFaults(on today: Day) -> [Fault] {
        var faults: [Fault] = []
        if proposal.status != .approved {
            faults.append(
                Fault(
                    .versionNotCurrent, at: "/proposal_id", ["revision": String(proposal.revision), "status": proposal.status.rawValue]))
        }
        let approvedDays = proposal.paymentTermsDays ?? 0
        // To be paid sooner needs nobody's approval.
        if contract.paymentTermsDays > approvedDays {
            let details = [
                "days": String(contract.paymentTermsDays), "revision": String(proposal.revision), "approved": String(approvedDays),
            ]
            faults.append(Fault(.termsDiffer, at: "/payment_terms_days", details))
        }
        if contract.startsOn == nil { faults.append(Fault(.required, at: "/starts_on", ["name": "starts_on"])) }
        if let end = contract.endsOn {
            if end < today { faults.append(Fault(.contractOver, at: "/ends_on", ["day": end.description])) }
        } else {
            faults.append(Fault(.required, at: "/ends_on", ["name": "ends_on"]))
        }
        return faults
    }

    // MARK: The approved version

    /// Line by line, in the order of the proposal.
    private func lineFaults() -> [Fault] {
        let (lines, approved) = (contract.lines, proposal.lines)
        guard lines.count == approved.count else {
            return [
                Fault(
                    .linesDiffer, at: "/lines",
                    ["revision": String(proposal.revision), "approved": String(approved.count), "lines": String(lines.count)])
            ]
        }
        return zip(lines, approved).enumerated().flatMap { index, pair in
            ContractReadiness.compared.compactMap { name in difference(in: name, pair.0.row, pair.1.row, at: "/lines/\(index)/\(name)") }
        }
    }

    /// What a line says; what it comes to follows from it, and is compared as the net below.
    private static let compared = ["kind", "product_id", "quantity", "unit_price", "discount", "tax_rate", "net", "tax", "gross"]

    private func difference(in name: String, _ line: Row, _ approved: Row, at pointer: String) -> Fault? {
        guard let field = ContractLine.schema.field(name), let other = ProposalLine.schema.field(name),
            line.values[field.index] != approved.values[other.index]
        else { return nil }
        let details = [
            "name": name, "revision": String(proposal.revision), "approved": text(approved.values[other.index], of: other.kind),
        ]
        return Fault(.lineDiffers, at: pointer, details)
    }

    private func text(_ value: SQLiteValue, of kind: FieldKind) -> String {
        switch (kind, value) {
        case (.decimal(let scale, let places, _), .integer(let number)): DecimalText.write(number, scale: scale, shownPlaces: places)
        case (.amount, .integer(let number)): contract.text(of: Money(minorUnits: number))
        case (_, .integer(let number)): String(number)
        case (_, .text(let text)): text
        default: "–"
        }
    }

    // MARK: Payments

    private func paymentFaults() -> [Fault] {
        let payments = contract.paymentSchedule
        let shares = payments.reduce(0) { $0 + ($1.share?.unscaled ?? 0) }
        let amounts = payments.reduce(0) { $0 + ($1.amount?.minorUnits ?? 0) }
        let isByShare = payments.first?.share != nil
        guard isByShare ? shares != 1_0000 : amounts != contract.gross.minorUnits || payments.isEmpty else { return [] }
        let sum =
            isByShare
            ? DecimalText.write(shares, scale: Fraction.scale, shownPlaces: 0) : contract.text(of: Money(minorUnits: amounts))
        return [
            Fault(.paymentsDiffer, at: "/payment_schedule", ["sum": sum, "whole": isByShare ? "1" : contract.text(of: contract.gross)])
        ]
    }
}

extension Record where D == Contract {
    /// An amount of it, as people read it.
    func text(of amount: Money) -> String {
        let decimals = Currency.decimals(of: self.currency) ?? 2
        return DecimalText.write(amount.minorUnits, scale: decimals, shownPlaces: decimals)
    }
}
