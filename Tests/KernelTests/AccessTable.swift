// Who may do what with which rows: access.md once more, written by hand. Nothing here is read from the declarations.

/// What a role may do with a resource.
struct Right {
    enum Rows {
        case none
        /// Some, but none of the three that the tests try: a level's price lists, orders in later states.
        case others
        case own, team, all
    }

    let reads: Rows
    let creates: Rows
    let changes: Rows
    let archives: Rows

    init(reads: Rows = .none, creates: Rows = .none, changes: Rows = .none, archives: Rows = .none) {
        self.reads = reads
        self.creates = creates
        self.changes = changes
        self.archives = archives
    }

    static let nothing = Right()
    static let reading = Right(reads: .all)
    static let everything = Right(reads: .all, creates: .all, changes: .all, archives: .all)
    /// Sees all that was done about customers, and changes what he or she has done.
    static let seeingTouches = Right(reads: .all, creates: .others, changes: .others)
    /// Enters and changes all, archives nothing.
    static let entering = Right(reads: .all, creates: .all, changes: .all)
}

/// The fourteen roles by who has them in the test's company.
let roleHolders = [
    "rep", "manager", "marketing", "product", "finance", "logistics", "production", "service", "hr", "legal", "executive", "auditor",
    "admin", "key",
]

/// What the server alone writes: nobody has a way to.
let unwritableCollections: Set = [
    "forecast-snapshots", "imports", "notice-receipts", "review-periods", "performance-reviews", "outcomes", "alerts",
    "report-runs",
]

/// What nobody changes or archives once it is entered: a receipt is reversed.
let unchangeableCollections: Set = ["receipts", "exports"]

/// What nobody archives, not even an administrator.
let unarchivableCollections: Set = ["dunning-cases", "enrolments", "action-items", "risks"]

/// Rights by collection and holder; who is not named has those under `*`.
let accessTable: [String: [String: Right]] = [
    "departments": ["*": .reading, "admin": .everything],
    "users": ["*": .reading, "hr": Right(reads: .all, changes: .all), "admin": .everything],
    "categories": ["*": .reading, "product": .everything, "key": .entering, "admin": .everything],
    "products": ["*": .reading, "product": .everything, "key": .entering, "admin": .everything],
    "exchange-rates": ["*": .reading, "finance": .everything, "key": .entering, "admin": .everything],
    // Everybody sees a level's lists; the product department sees no customer for whom it could make one.
    "price-lists": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "manager": Right(reads: .team),
        "product": Right(reads: .all, creates: .others, changes: .all, archives: .all),
        "finance": .reading, "legal": .reading, "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    "customers": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "marketing": .reading, "finance": .reading,
        "logistics": .reading, "service": .reading, "legal": .reading, "executive": .reading, "auditor": .reading, "key": .entering,
        "admin": .everything,
    ],
    "contacts": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "finance": .reading, "logistics": .reading,
        "service": .reading, "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    // Papers: entered by finance2 here, so that finance may read and enter them, but not change or archive these.
    "credit-investigations": [
        "*": .nothing, "manager": Right(reads: .team), "finance": Right(reads: .all, creates: .all), "finance2": .everything,
        "executive": .reading, "auditor": .reading, "admin": .everything,
    ],
    // Papers in draft, each entered by its customer's owner: a manager changes none of the team's.
    // Whoever has a ticket reads its order, and service the orders of customers with tickets: here there are none.
    "orders": [
        "*": Right(reads: .others), "rep": Right(reads: .own, creates: .own, changes: .own, archives: .own),
        "manager": Right(reads: .team, creates: .team), "finance": .reading,
        "logistics": Right(reads: .others), "production": Right(reads: .others), "executive": .reading, "auditor": .reading,
        "key": .entering, "admin": .everything,
    ],
    // Papers in draft, each entered by its order's owner.
    "order-amendments": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own, archives: .own),
        "manager": Right(reads: .team, creates: .team), "finance": .reading, "logistics": Right(reads: .others),
        "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    // Made of confirmed orders alone; a manager can cancel what is made for the team's customers, and so sees it.
    "production-plans": [
        "*": .nothing, "rep": Right(reads: .own), "manager": Right(reads: .team), "logistics": .reading, "production": .everything,
        "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    "shipments": [
        "*": .nothing, "service": Right(reads: .others), "rep": Right(reads: .own), "manager": Right(reads: .team), "finance": .reading,
        "logistics": .everything,
        "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    // Papers: entered by finance2 here.
    "invoices": [
        "*": .nothing, "rep": Right(reads: .own), "manager": Right(reads: .team), "finance": Right(reads: .all, creates: .all),
        "finance2": .everything, "executive": .reading, "auditor": .reading, "key": Right(reads: .all, creates: .all),
        "admin": .everything,
    ],
    "credit-notes": [
        "*": .nothing, "finance": Right(reads: .all, creates: .all), "finance2": .everything, "executive": .reading, "auditor": .reading,
        "key": Right(reads: .all, creates: .all), "admin": .everything,
    ],
    "receipts": [
        "*": .nothing, "finance": Right(reads: .all, creates: .all), "executive": .reading, "auditor": .reading,
        "key": Right(reads: .all, creates: .all), "admin": Right(reads: .all, creates: .all),
    ],
    "dunning-cases": [
        "*": .nothing, "rep": Right(reads: .own), "manager": Right(reads: .team), "finance": .entering, "executive": .reading,
        "auditor": .reading, "key": .entering, "admin": .entering,
    ],
    // Own leads, the team's, and those of nobody; marketing enters and works on all of them.
    "leads": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "marketing": .entering, "executive": .reading,
        "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    "campaigns": [
        "*": .nothing, "rep": .reading, "manager": .reading, "product": .reading, "executive": .reading, "auditor": .reading,
        "marketing": .everything, "key": .entering, "admin": .everything,
    ],
    "market-reports": [
        "*": .nothing, "rep": .reading, "manager": .reading, "product": .reading, "executive": .reading, "auditor": .reading,
        "marketing": .everything, "key": .entering, "admin": .everything,
    ],
    "competitors": [
        "*": .nothing, "rep": .reading, "manager": .reading, "executive": .reading, "auditor": .reading,
        "product": .everything, "marketing": .everything, "key": .entering, "admin": .everything,
    ],
    "target-segments": [
        "*": .nothing, "rep": .reading, "product": .reading, "executive": .reading, "auditor": .reading,
        "manager": .everything, "marketing": .everything, "key": .entering, "admin": .everything,
    ],
    "opportunities": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "executive": .reading, "auditor": .reading,
        "key": .entering, "admin": .everything,
    ],
    // Papers in draft, each entered by its opportunity's owner.
    "proposals": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own, archives: .own),
        "manager": Right(reads: .team, creates: .team), "executive": .reading, "auditor": .reading, "key": .entering,
        "admin": .everything,
    ],
    // Papers in draft, each entered by its proposal's owner.
    "contracts": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own, archives: .own),
        "manager": Right(reads: .team, creates: .team), "finance": .reading, "legal": .reading, "executive": .reading,
        "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    "clause-templates": [
        "*": .nothing, "rep": .reading, "manager": .reading, "finance": .reading, "executive": .reading, "auditor": .reading,
        "key": .reading, "legal": .everything, "admin": .everything,
    ],
    "negotiations": [
        "*": .nothing, "rep": Right(reads: .own, creates: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "executive": .reading, "auditor": .reading,
        "key": .entering, "admin": .everything,
    ],
    "forecast-snapshots": [
        "*": .nothing, "rep": Right(reads: .own), "manager": Right(reads: .team), "executive": .reading, "auditor": .reading,
        "key": .reading, "admin": .reading,
    ],
    // Everybody sees what he or she has sent.
    "exports": [
        "*": Right(reads: .others, creates: .own), "rep": Right(reads: .own, creates: .own), "auditor": Right(reads: .all, creates: .own),
        "admin": Right(reads: .all, creates: .own),
    ],
    "imports": ["*": Right(reads: .others), "rep": Right(reads: .own), "auditor": .reading, "admin": .reading],
    "assignment-rules": [
        "*": .nothing, "rep": .reading, "marketing": .reading, "executive": .reading, "auditor": .reading, "manager": .everything,
        "admin": .everything,
    ],
    // Whoever has a ticket reads it, and product those about quality; here nobody has one, and they are inquiries.
    "tickets": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "manager": Right(reads: .team), "service": .entering,
        "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    // Answers here, which finance does not see; the assignee is none of these.
    "service-actions": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "manager": Right(reads: .team), "service": .entering,
        "executive": .reading, "auditor": .reading, "key": .entering, "admin": .everything,
    ],
    // Entered and changed by who leads in service: service has nobody below here.
    "routing-rules": [
        "*": .nothing, "service": .reading, "executive": .reading, "auditor": .reading, "admin": .everything,
    ],
    "sla-policies": [
        "*": .nothing, "service": .reading, "executive": .reading, "auditor": .reading, "admin": .everything,
    ],
    "calendar-exceptions": ["*": .reading, "hr": .everything, "admin": .everything],
    // What one has done about a record that one may change; what was done about one's records is seen. Here about customers.
    "activities": [
        "*": Right(reads: .others, creates: .others, changes: .others), "rep": Right(reads: .own, creates: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "finance": .seeingTouches,
        "logistics": .seeingTouches, "service": .seeingTouches, "executive": .reading, "auditor": .reading, "key": .entering,
        "admin": .everything,
    ],
    // Everybody's own, and those of everybody below.
    "absences": [
        "*": Right(reads: .others, creates: .others, changes: .others, archives: .others),
        "rep": Right(reads: .own, creates: .own, changes: .own, archives: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team),
        "executive": Right(reads: .all, creates: .team, changes: .team, archives: .team),
        "auditor": Right(reads: .all, creates: .others, changes: .others, archives: .others), "hr": .everything, "admin": .everything,
    ],

    // The team. Plans and notices are papers of manager, of one who leads below, and of a stranger who does.
    "recruitment-plans": [
        "*": .nothing, "manager": Right(reads: .team, creates: .team, changes: .own, archives: .own), "hr": .reading,
        "executive": .reading, "auditor": .reading, "admin": .everything,
    ],
    // Personnel and the plan's hiring manager alone: not who sees everything else, and no administrator.
    "candidates": ["*": .nothing, "manager": Right(reads: .own), "hr": .everything],
    // Whoever trains or is trained reads the course.
    "courses": [
        "*": Right(reads: .others), "manager": .everything, "hr": .everything, "executive": .reading, "auditor": .reading,
        "admin": .everything,
    ],
    "enrolments": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "manager": Right(reads: .team, creates: .team, changes: .team),
        "hr": .entering, "executive": .reading, "auditor": .reading, "admin": .entering,
    ],
    // Whoever organises one or is asked to it sees it; here rep, rep2 and stranger organise.
    "meetings": [
        "*": Right(reads: .others, changes: .others), "rep": Right(reads: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "executive": .everything,
        "auditor": Right(reads: .all, changes: .others), "admin": .everything,
    ],
    // Everybody gives tasks, and changes what he or she has given.
    "action-items": [
        "*": Right(reads: .others, creates: .all, changes: .others), "rep": Right(reads: .own, creates: .all, changes: .own),
        "manager": Right(reads: .team, creates: .all, changes: .others),
        "executive": Right(reads: .all, creates: .all, changes: .others), "auditor": Right(reads: .all, creates: .all, changes: .others),
        "admin": .entering,
    ],
    "notices": [
        "*": Right(reads: .others), "manager": Right(reads: .team, creates: .all, changes: .own, archives: .own),
        "executive": Right(reads: .all, creates: .all), "auditor": .reading, "admin": .everything,
    ],
    // Of a notice of the executive's to rep, rep2 and stranger.
    "notice-receipts": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "executive": .reading, "auditor": .reading, "admin": .reading,
    ],
    "message-channels": ["*": .nothing, "manager": .reading, "executive": .reading, "auditor": .reading, "admin": .everything],
    // Everybody has for himself or herself what he or she reads.
    "report-schedules": [
        "*": Right(reads: .others, creates: .others, changes: .others, archives: .others),
        "rep": Right(reads: .own, creates: .own, changes: .own, archives: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team),
        "executive": Right(reads: .all, creates: .others, changes: .others, archives: .others),
        "auditor": Right(reads: .all, creates: .others, changes: .others, archives: .others), "admin": .everything,
    ],
    "report-runs": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "manager": Right(reads: .team), "executive": .reading,
        "auditor": .reading, "admin": .reading,
    ],
    // An administrator makes them; here rep, rep2 and stranger own one.
    "webhooks": [
        "*": Right(reads: .others), "rep": Right(reads: .own), "executive": .reading, "auditor": .reading, "admin": .everything,
    ],
    // The owner adds the document that shows that it was done.
    "duties": [
        "*": Right(reads: .others, changes: .others), "rep": Right(reads: .own, changes: .own), "manager": .entering,
        "hr": Right(reads: .all, changes: .others), "executive": .everything, "auditor": Right(reads: .all, changes: .others),
        "admin": .everything,
    ],

    // The reviews. Who stands above sets targets, nobody his or her own; the rep reads a review and an outcome once it is confirmed or
    // decided, and no administrator does.
    "indicators": ["*": .reading, "hr": .everything, "admin": .everything],
    "review-schemes": [
        "*": .nothing, "hr": Right(reads: .all, creates: .all), "manager": .reading, "executive": .reading, "auditor": .reading,
        "admin": .everything,
    ],
    "targets": [
        "*": Right(reads: .others), "rep": Right(reads: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "executive": .everything, "hr": .reading,
        "auditor": .reading, "admin": .everything,
    ],
    "review-periods": ["*": .reading],
    "performance-reviews": [
        "*": Right(reads: .others), "manager": Right(reads: .team), "hr": .reading, "executive": .reading, "auditor": .reading,
    ],
    "outcomes": [
        "*": Right(reads: .others), "manager": Right(reads: .team), "hr": .reading, "executive": .reading, "auditor": .reading,
    ],

    // Risks. Whose it is works on it; a risk is closed, never put away.
    "risks": [
        "*": Right(reads: .others, changes: .others), "rep": Right(reads: .own, changes: .own),
        "manager": Right(reads: .team, creates: .team, changes: .team), "executive": .entering,
        "auditor": Right(reads: .all, changes: .others), "admin": .entering,
    ],
    // Rules, and the alerts of them, are of manager, of one who leads below, and of a stranger who does.
    "early-warning-rules": [
        "*": .nothing, "manager": Right(reads: .team, creates: .team, changes: .team, archives: .team), "executive": .everything,
        "auditor": .reading, "admin": .everything,
    ],
    "alerts": [
        "*": Right(reads: .others), "manager": Right(reads: .team), "executive": .reading, "auditor": .reading, "admin": .reading,
    ],
]

/// Who enters and keeps the records of a kind, where it is no administrator.
func keeper(of collection: String) -> String {
    ["candidates", "performance-reviews", "outcomes"].contains(collection) ? "hr" : "admin"
}

/// To whom the first of the three records belongs.
func firstOwner(of collection: String) -> String {
    ["recruitment-plans", "notices", "early-warning-rules"].contains(collection) ? "manager" : "rep"
}
