// What a contract waits for: what is missing for legal, who has still to sign, what is still to be ordered and done.

import JSON
package import Kernel

extension Contract: Explained {
    /// What stands between the contract and its next step.
    package static func explain(_ contract: Record<Contract>, _ reader: RuleReader) throws -> [Explanation] {
        switch contract.status {
        case .draft: try unready(contract, reader)
        case .legalReview: [waitsForLegal(contract)]
        case .signing: unsigned(contract, reader)
        case .signed, .inExecution: open(contract)
        case .completed, .expired: []
        case .terminated: [terminated(contract)]
        }
    }

    // MARK: Before legal

    private static func unready(_ contract: Record<Contract>, _ reader: RuleReader) throws -> [Explanation] {
        var reasons = try ContractReadiness(contract, in: reader).faults.map { Explanation(of: $0) }
        if let comment = contract.legalComment {
            reasons.insert(
                Explanation(
                    about: "status", code: "legal_rejected", "Legal has rejected it: \(comment)", "法务已驳回：\(comment)",
                    facts: ["decided_at": .string(contract.legalDecidedAt?.description ?? "")]), at: 0)
        }
        return reasons
    }

    private static func waitsForLegal(_ contract: Record<Contract>) -> Explanation {
        let deviations = contract.clauses.filter { $0.verdict != .included }
        let facts: JSONObject = [
            "submitted_at": .string(contract.submittedAt?.description ?? ""), "clauses": .integer(Int64(contract.clauses.count)),
            "deviations": .array(
                deviations.map { clause in
                    ["title": .string(clause.title), "verdict": .string(clause.verdict.rawValue), "note": .string(clause.note ?? "")]
                }),
        ]
        return Explanation(
            about: "status", code: "waits_for_legal", "Waits for legal; \(deviations.count) clauses are not the company's own.",
            "等待法务审核；\(deviations.count) 项条款与公司模板不同。", facts: facts)
    }

    // MARK: Signing

    private static func unsigned(_ contract: Record<Contract>, _ reader: RuleReader) -> [Explanation] {
        ContractParty.allCases.map { side in
            guard let signature = contract.signatures.first(where: { $0.side == side }) else {
                let isLate = contract.signByOn.map { $0 < reader.today } ?? false
                let facts: JSONObject = [
                    "side": .string(side.rawValue), "sign_by_on": day(contract.signByOn), "is_overdue": .bool(isLate),
                ]
                return Explanation(
                    about: "signatures", code: "unsigned_by_\(side.rawValue)",
                    side == .ours ? "We have not signed yet." : "The customer has not signed yet.", "\(side.chinese)尚未签署。", facts: facts)
            }
            let facts: JSONObject = [
                "side": .string(side.rawValue), "signatory": .string(signature.signatory), "signed_on": day(signature.signedOn),
            ]
            return Explanation(
                about: "signatures", code: "signed_by_\(side.rawValue)", "\(signature.signatory) has signed on \(signature.signedOn).",
                "\(signature.signatory)已于 \(signature.signedOn) 签署。", facts: facts)
        }
    }

    // MARK: Execution

    private static func open(_ contract: Record<Contract>) -> [Explanation] {
        let lines = contract.lines.filter { $0.openQuantity > .zero }.map { line in
            let open = DecimalText.write(line.openQuantity.unscaled, scale: Quantity.scale, shownPlaces: 0)
            let facts: JSONObject = [
                "line_id": .integer(line.id.integer), "open_quantity": .string(open),
                "product_id": line.product.map { .integer($0.integer) } ?? .null,
            ]
            return Explanation(
                about: "lines", code: "line_open", "\(open) of line \(line.id.integer) is still to be ordered.",
                "合同行 \(line.id.integer) 尚有 \(open) 未下单。", facts: facts)
        }
        let obligations = contract.obligations.filter { $0.doneAt == nil }.map { obligation in
            let facts: JSONObject = [
                "obligation_id": .integer(obligation.id.integer), "party": .string(obligation.party.rawValue),
                "due_on": day(obligation.dueOn), "is_overdue": .bool(obligation.overdue),
            ]
            return Explanation(
                about: "obligations", code: "obligation_open", "Still to be done by \(obligation.dueOn): \(obligation.what)",
                "须于 \(obligation.dueOn) 前履行：\(obligation.what)", facts: facts)
        }
        return lines + orders(contract) + obligations
    }

    private static func orders(_ contract: Record<Contract>) -> [Explanation] {
        guard contract.unconfirmedOrders > 0 else { return [] }
        let count = contract.unconfirmedOrders
        return [
            Explanation(
                about: "unconfirmed_orders", code: "orders_unconfirmed", "\(count) of its orders are not confirmed yet.",
                "尚有 \(count) 个订单未确认。", facts: ["orders": .integer(count)])
        ]
    }

    private static func terminated(_ contract: Record<Contract>) -> Explanation {
        let reason = contract.terminationReason ?? ""
        return Explanation(
            about: "status", code: "terminated", "It was terminated: \(reason)", "合同已终止：\(reason)",
            facts: ["ended_at": .string(contract.endedAt?.description ?? "")])
    }

    private static func day(_ day: Day?) -> JSONValue { day.map { .string($0.description) } ?? .null }
}
