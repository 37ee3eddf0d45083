// Why an opportunity has its grade, or none.

import JSON
package import Kernel

extension Opportunity: Explained {
    /// The scores that the grade follows from, or what an evaluation still needs.
    package static func explain(_ opportunity: Record<Opportunity>, _ reader: RuleReader) throws -> [Explanation] {
        guard let grade = opportunity.grade, let feasibility = opportunity.feasibility, let value = opportunity.value else {
            return [unevaluated(opportunity)]
        }
        let settings = reader.settings(CRMSettings.self)
        let score = feasibility &* value
        let facts: JSONObject = [
            "feasibility": .integer(feasibility), "value": .integer(value), "score": .integer(score),
            "worthwhile": .bool(opportunity.worthwhile ?? false), "high_from": .integer(settings.gradeHighFrom),
            "medium_from": .integer(settings.gradeMediumFrom),
        ]
        let now = settings.grade(ofScore: score)
        let english = "Feasibility \(feasibility) × value \(value) = \(score): \(grade.rawValue)."
        let chinese = "可行性 \(feasibility) × 价值 \(value) = \(score)：\(grade.chinese)。"
        // A grade stays as it was given, whatever the company sets afterwards.
        let isStill = now == grade
        return [
            Explanation(
                about: "grade", code: isStill ? "graded_" + grade.rawValue : "graded_before",
                isStill ? english : english + " By today's settings it would be \(now.rawValue).",
                isStill ? chinese : chinese + "按现行设置应为\(now.chinese)。", facts: facts)
        ]
    }

    private static func unevaluated(_ opportunity: Record<Opportunity>) -> Explanation {
        let facts: JSONObject = [
            "needs": .integer(Int64(opportunity.needs.count)), "competition": .integer(Int64(opportunity.competition.count)),
            "no_competition": .bool(opportunity.noCompetition),
        ]
        return Explanation(
            about: "grade", code: "not_evaluated",
            "It is not evaluated on what is recorded now: that takes a need, and a competitor or the word that there is none (P2.2).",
            "尚未按当前记录评估：评估须至少有一项需求，并有竞争对手或确认无竞争（P2.2）。", facts: facts)
    }
}
