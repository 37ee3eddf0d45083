// A deal's contract, told as acts.

import Kernel

extension DealStory {
    /// Who signs for the customer.
    private var signatory: String { deal.prospect?.person ?? deal.customerName }

    mutating func tellOfContract(_ staff: Staff) {
        let contract = contract
        let terms = terms
        let changesClause = deal.number % 3 == 0
        agenda.add(dice.roll(1...2), owner) {
            try contract.draft(start: terms.start, term: terms.length, duties: terms.duties, changesClause: changesClause, $0)
        }
        if deal.end == .contractDraft { return }
        agenda.add(dice.roll(0...1), owner) { try contract.take("submit-legal", $0) }
        if deal.end == .legalReview { return }
        let legal = Doer.user(staff.id("legal"))
        if deal.number % 5 == 2 { beRejectedOnce(by: legal) }
        agenda.add(dice.roll(1...2), legal) { try contract.take("legal-approve", $0) }
        switch deal.end {
        case .signing, .signingOverdue: signOurs(staff)
        case .lostAtSigning: agenda.add(dice.roll(4...7), .user(staff.id("executive"))) { try contract.terminate($0) }
        default:
            signOurs(staff)
            let signatory = signatory
            agenda.add(dice.roll(0...2), owner) { try contract.attachCopy($0) }
            agenda.add(0, owner) { try contract.sign("sign-theirs", by: signatory, $0) }
            agenda.setAnchor()
            execute(staff)
        }
    }

    /// In days.
    private var terms: (start: Int, length: Int, duties: Int) {
        switch deal.end {
        case .signed: (35, 365, 50)
        case .lapsed: (8, 120, 30)
        // What is due comes soon after the beginning, so that some of it is late.
        case .inExecution where deal.number.isMultiple(of: 2): (8, 365, 16)
        default: (8, 365, 40)
        }
    }

    private mutating func beRejectedOnce(by legal: Doer) {
        let contract = contract
        agenda.add(1, legal) { try contract.reject($0) }
        agenda.add(dice.roll(0...1), owner) { try contract.amend($0) }
        agenda.add(0, owner) { try contract.take("submit-legal", $0) }
    }

    private mutating func signOurs(_ staff: Staff) {
        let (contract, dossier) = (contract, deal.dossier)
        agenda.add(dice.roll(1...2), manager) { rules in
            let name = staff.person(staff.reviewer(of: dossier.ownerID))?.displayName ?? ""
            try contract.sign("sign-ours", by: name, rules)
        }
    }

    private mutating func execute(_ staff: Staff) {
        let contract = contract
        switch deal.end {
        case .delivered, .lapsed: agenda.add(dice.roll(14...22), owner) { try contract.noteDuties($0) }
        case .waived:
            agenda.add(dice.roll(14...22), owner) { try contract.noteDuties($0) }
            agenda.add(dice.roll(20...30), manager) { try contract.waiveRest($0) }
        case .terminated: agenda.add(dice.roll(30...50), .user(staff.id("executive"))) { try contract.terminate($0) }
        default: break
        }
    }
}
