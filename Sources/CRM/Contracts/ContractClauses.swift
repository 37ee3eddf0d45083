// The clause checklist of a contract: each as the company has it, or with the reason why not (P4.2.4).

import Kernel

extension Record where D == Contract {
    /// Fills the texts of included clauses, and tells what is wrong with the answers.
    mutating func completeClauses(from old: Record<Contract>?, in context: RuleContext) throws -> [Fault] {
        var faults: [Fault] = []
        var answered: Set<ID<ClauseTemplate>> = []
        self.clauses = try self.clauses.enumerated().map { index, clause in
            var clause = clause
            let former = old?.clauses.first { $0.id == clause.id }
            if let template = clause.clauseTemplate, !answered.insert(template).inserted {
                faults.append(Fault(.clauseTwice, at: "/clauses/\(index)/clause_template_id"))
            }
            faults += try clause.complete(from: former, at: "/clauses/\(index)", in: context)
            return clause
        }
        return faults
    }

    /// Included clauses read as their templates do when legal gets them, whatever they read when they were answered.
    mutating func includeClauses(in context: RuleContext) throws {
        self.clauses = try self.clauses.map { clause in
            guard clause.verdict == .included, let id = clause.clauseTemplate else { return clause }
            let template = try context.require(ClauseTemplate.self, id)
            var clause = clause
            clause.title = template.name
            clause.text = template.text
            return clause
        }
    }

    /// Templates that this contract has to answer and does not, and answers that rest on what is no longer in use.
    func clauseFaults(in reader: RuleReader) throws -> [Fault] {
        let answered = Set(self.clauses.compactMap(\.clauseTemplate))
        let missing = try ClauseTemplate.required(of: self.kind, in: reader).filter { !answered.contains($0.id) }
        return missing.map { Fault(.clauseUnanswered, at: "/clauses", ["name": $0.name, "id": String($0.id.integer)]) }
    }
}

extension Record where D == ContractClause {
    fileprivate mutating func complete(from former: Record<ContractClause>?, at pointer: String, in context: RuleContext) throws -> [Fault]
    {
        var faults: [Fault] = []
        if self.verdict != .included, self.note?.isEmpty ?? true { faults.append(Fault(.clauseNoteMissing, at: pointer + "/note")) }
        guard let id = self.clauseTemplate else {
            // Agreed for this contract alone: that is a change by itself.
            if !has(\.title) || !has(\.text) || self.verdict != .changed { faults.append(Fault(.clauseTextMissing, at: pointer)) }
            return faults
        }
        let template = try context.require(ClauseTemplate.self, id)
        if !template.active, former?.clauseTemplate != id {
            faults.append(Fault(.clauseTemplateInactive, at: pointer + "/clause_template_id", ["name": template.name]))
        }
        if !has(\.title) || self.verdict == .included { self.title = template.name }
        // An included clause that stands there already is read anew when legal gets it.
        let isKept = former?.clauseTemplate == id && former?.text == self.text
        if self.verdict == .included, has(\.text), !isKept, self.text != template.text {
            faults.append(Fault(.clauseTextChanged, at: pointer + "/text"))
        }
        if !has(\.text) || self.verdict == .included { self.text = template.text }
        return faults
    }
}
