// Who else sells to the same customers (P2.1.1, P2.2.2, P4.2.3).

package import Kernel

/// A competitor as it is in general; what it has in one deal stands in the opportunity.
package final class Competitor: Resource {
    package static let schema = Schema<Competitor>("competitors", one: "competitor", "Competitor", "竞争对手")

    package let name = text("Name", "名称").naming().lookedUp()
    package let strengths = paragraphs("Strengths", "优势").optional()
    package let weaknesses = paragraphs("Weaknesses", "劣势").optional()
    package let products = paragraphs("What it sells", "主要产品", max: 2000).optional()
    package let region = text("Region", "地区", max: 100).optional()
    package let website = text("Website", "网站").optional()
    package let notes = paragraphs("Notes", "备注").optional()
    package let nameKey = text("Name, as compared", "名称比对键").computed().secret().unique().optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access = Grant.market + [Grant([.product], .all), Grant([.salesManager], .read)]

    /// A competitor is entered once, whatever its legal form: else losses to it would be counted in two places. Throws `duplicate`.
    package static func prepare(_ competitor: inout Record<Competitor>, from old: Record<Competitor>?, in context: RuleContext) throws {
        competitor.nameKey = CompanyName.key(of: competitor.name)
        let sql = "SELECT count(*) FROM competitors WHERE name_key = ? AND id <> ? AND archived_at IS NULL"
        guard try context.integer(sql, competitor.nameKey.stored, competitor.id.stored) == 0 else {
            throw Failure(.duplicate, ["field": "name"])
        }
    }

    /// An open deal does not lose whom it is fought against. Throws `still_referred`.
    package static func archiving(_ competitor: Record<Competitor>, in context: RuleContext) throws {
        let sql = """
            SELECT count(*) FROM opportunity_competition c JOIN opportunities o ON o.id = c.opportunity_id
            WHERE c.competitor_id = ? AND o.archived_at IS NULL
            """
        guard try context.integer(sql, competitor.id.stored) == 0 else { throw Failure(.stillReferred, ["collection": "opportunities"]) }
    }
}
