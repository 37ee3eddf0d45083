// The clauses that a contract is checked against: legal writes them (P4.2.4).

package import Kernel

/// A clause as the company wants it.
package final class ClauseTemplate: Resource {
    package static let schema = Schema<ClauseTemplate>("clause-templates", one: "clause_template", "Clause template", "条款模板")

    package let name = Kernel.text("Name", "名称").unique()
    package let text = paragraphs("Text", "条款内容")
    package let category = Kernel.text("Category", "类别", max: 100).optional()
    /// The kinds of contract that it is for; none named: all of them.
    package let kinds = choices(ContractKind.self, "For contracts of these kinds; none named: for all", "适用的合同类型（空：全部）")
        .byDefault(ChoiceList([]))
    /// Every contract of those kinds says what became of it.
    package let required = boolean("Every such contract answers it", "必须逐项答复").byDefault(true)
    package let active = boolean("In use", "启用").byDefault(true)
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant([.legal], .all),
            Grant([.salesRep, .salesManager, .finance, .integration], .read),
        ]

    /// Those that every contract of the kind has to answer.
    static func required(of kind: ContractKind, in reader: RuleReader) throws -> [Record<ClauseTemplate>] {
        try reader.all(ClauseTemplate.self, where: "active = 1 AND required = 1 AND archived_at IS NULL")
            .filter { $0.kinds.elements.isEmpty || $0.kinds.elements.contains(kind) }
    }
}
