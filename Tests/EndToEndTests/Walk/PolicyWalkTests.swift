// The policy from P2.1.1 to P2.5.2, walked by eleven people and a key; at each step somebody clever tries every way round it.

import TestSupport
import Testing

struct PolicyWalkTests {
    @Test func `from the market report to the confirmed order, and no way round`() throws {
        let walk = try Walk()
        try walk.marketResearch()
        try walk.leadEntered()
        try walk.firstContact()
        try walk.needsAnalysed()
        try walk.competitionAnalysed()
        try walk.opportunityEvaluated()
        try walk.proposalMade()
        try walk.proposalReviewed()
        try walk.proposalImproved()
        try walk.proposalApproved()
        try walk.negotiationPrepared()
        try walk.negotiationHeld()
        try walk.contractDrafted()
        try walk.contractLegallyReviewed()
        try walk.contractSigned()
        try walk.orderEntered()
        try walk.orderSubmitted()
        try walk.orderReviewed()
        try walk.orderConfirmed()
        try walk.nothingMovesAfterwards()
        try walk.chainReadsForward()
        try walk.chainReadsBack()
    }
}
