// By what opportunities are found beside their own fields.

import Kernel

extension Opportunity {
    /// By competitor, by where the deal came from, by how far it came, by its customer and its team.
    static let opportunityFilters: [NamedFilter] =
        [
            NamedFilter(
                "competitor_id", "A competitor in the deal", "参与竞争的对手", values: [],
                condition: "t.id IN (SELECT opportunity_id FROM opportunity_competition WHERE competitor_id = ?)"),
            NamedFilter(
                "against_id", "A competitor in the deal, or who got it", "参与竞争或赢得该单的对手", values: [],
                condition: """
                    t.id IN (SELECT a.opportunity_id FROM (
                        SELECT opportunity_id, competitor_id FROM opportunity_competition
                        UNION ALL SELECT id, lost_to_id FROM opportunities WHERE lost_to_id IS NOT NULL) a
                    WHERE a.competitor_id = CAST(? AS INTEGER))
                    """),
            NamedFilter(
                "reached_stage", "Was once in that stage", "曾经进入的阶段", values: OpportunityStatus.allCases.map(\.rawValue),
                condition: "t.id IN (SELECT opportunity_id FROM opportunity_stages WHERE stage = ?)"),
            NamedFilter(
                "left_stage", "Was once in that stage and left it", "曾经进入并已离开的阶段", values: OpportunityStatus.allCases.map(\.rawValue),
                condition: "t.id IN (SELECT opportunity_id FROM opportunity_stages WHERE stage = ? AND left_at IS NOT NULL)"),
            .flag(
                "won_without_contract", "Won here, and no contract was ever signed by both", "已赢单但无双方签署的合同",
                when: """
                    t.status = 'won' AND t.imported = 0
                    AND NOT EXISTS (SELECT 1 FROM contracts c WHERE c.opportunity_id = t.id AND c.signed_at IS NOT NULL)
                    """),
            NamedFilter(
                "lead_campaign_id", "The campaign of the lead that it came from; 0: of none", "来源线索的市场活动（0：无）", values: [],
                condition: "t.lead_id IN (SELECT id FROM leads WHERE ifnull(campaign_id, 0) = CAST(? AS INTEGER))"),
            NamedFilter(
                "lead_channel", "The channel of the lead that it came from", "来源线索的渠道", values: LeadChannel.allCases.map(\.rawValue),
                condition: "t.lead_id IN (SELECT id FROM leads WHERE channel = ?)"),
        ] + .byCustomer + .byTeam
}
