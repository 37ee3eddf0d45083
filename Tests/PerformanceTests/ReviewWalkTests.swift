// One review from the scheme to what follows from it, by people of the right roles (P3.2.1 to P3.2.3).

import JSON
import Kernel
import TestSupport
import Testing

struct ReviewWalkTests {
    private let reviews: ReviewWorld
    private var world: World { reviews.world }

    init() throws { reviews = try ReviewWorld() }

    @Test func `a month from the scheme to the reward`() throws {
        try reviews.scheme("month", [("revenue", 60), ("visits", 40)])
        try reviews.target("rep", "revenue", "2026-11", "360.00")
        try reviews.target("rep", "visits", "2026-11", "1")
        try reviews.open("2026-11")
        _ = try reviews.paid(reviews.invoiced(reviews.confirmed("20")), "406.80")
        _ = try reviews.activity()
        try reviews.move(to: "2026-12-01 09:00")
        try reviews.compute()
        let computed = try reviews.review("rep", "2026-11")
        #expect(computed.string("status") == "computed" && computed.string("score") == "100.00" && computed.string("grade") == "A")
        #expect(try world.get("rep", "/v1/performance-reviews/\(computed.id)").status == 404)
        try reviews.confirmedReview("rep", "2026-11")
        #expect(try world.get("rep", "/v1/performance-reviews/\(computed.id)").string("score") == "100.00")
        try reviews.take("acknowledge", "performance-reviews/\(computed.id)", by: "rep", #"{"comment":"Thank you"}"#)
        try reviews.take("close", "performance-reviews/\(computed.id)", by: "hr")
        let outcome = try world.get("manager", "/v1/outcomes?user_id=\(reviews.id("rep"))").array("items").first?.object
        #expect(outcome?["kind"]?.string == "reward" && outcome?["status"]?.string == "proposed")
        let path = "outcomes/\(outcome?["id"]?.number?.int64 ?? 0)"
        #expect(try world.get("rep", "/v1/" + path).status == 404)
        try reviews.take("decide", path, by: "manager", #"{"comment":"Well done","measure":"bonus"}"#)
        #expect(try world.get("rep", "/v1/" + path).string("measure") == "bonus")
    }
}
